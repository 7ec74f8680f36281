"""The Celery application: what is slow leaves the request here (`celery -A sysml.celery worker`)."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sysml.settings")

app = Celery("sysml")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Django has configured the logs already; a receiver here stops Celery from doing so again."""
