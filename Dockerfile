# The deployed site. One image serves as web server, worker and timer; docker-compose.yml says how.

FROM python:3.12-slim-bookworm AS build
COPY requirements.lock .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --only-binary :all: --require-hashes -r requirements.lock

FROM python:3.12-slim-bookworm
# Pango makes the proceedings' PDFs; the fonts are those that it falls back to.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /site --shell /usr/sbin/nologin sysml \
    && install -d -o sysml -g sysml /site /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /site
COPY --chown=sysml:sysml . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=sysml.settings \
    SYSML_DATA=/data \
    SYSML_DEBUG=0 \
    SYSML_DEPLOYED=1
USER sysml
# Files with their hash in the name; the values are for this one command and are not kept in the image.
RUN SYSML_SECRET_KEY=only-for-collecting-static-files-while-building \
    python manage.py collectstatic --noinput
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "sysml.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--timeout", "120", "--access-logfile", "/dev/null"]
