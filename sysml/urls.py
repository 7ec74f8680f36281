"""Every address of the site; `/healthz` and `/readyz` are answered in `sysml.health`.

Each app lists its pages in its own `urls.py` as `pages` (below an edition) and its endpoints in `api_urls.py`.
"""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

APPS = (
    "sysml.kernel",
    "sysml.kernel.door",
    "sysml.conference",
    "sysml.conference.guard",
    "submissions",
    "committee",
    "reviews",
    "artifacts",
    "sysml.desk",
    "sysml.desk.public",
    "sysml.desk.rules",
    "sysml.desk.proceedings",
    "sysml.desk.places",
    "sysml.desk.extensions",
    "sysml.desk.erasure",
    "sysml.desk.lookers",
    "sysml.desk.emergency",
    "sysml.desk.integrity",
    "sysml.desk.demo",
)


def _of(name: str, attribute: str) -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for app in APPS:
        if find_spec(f"{app}.{name}") is not None:
            found += getattr(import_module(f"{app}.{name}"), attribute, [])
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    *_of("urls", "site"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(_of("api_urls", "site"))),
    path("api/v1/editions/<slug:edition>/", include(_of("api_urls", "endpoints"))),
    path("<slug:edition>/", include(_of("urls", "pages"))),
]
