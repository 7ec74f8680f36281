"""The two probes: asked by address, without signing in, whatever state the site is in."""

import pytest
from celery import Celery
from django.db import connection
from django.test import Client

ASKED_BY_ADDRESS = {"HTTP_HOST": "10.1.2.3"}


def test_healthz_needs_nothing(client: Client):
    response = client.get("/healthz", **ASKED_BY_ADDRESS)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_names_each_part(client: Client):
    response = client.get("/readyz", **ASKED_BY_ADDRESS)
    parts = dict.fromkeys(["database", "migrations", "data", "broker"], "ok")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "parts": parts})


@pytest.mark.django_db
def test_readyz_waits_for_migrations(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"]["migrations"] == "1 not applied"


@pytest.mark.django_db
def test_readyz_says_when_the_data_folder_cannot_be_written(client: Client, settings, tmp_path):
    settings.DATA = tmp_path / "gone"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["parts"]["data"]) == (503, "not writable")


@pytest.mark.redis
@pytest.mark.django_db
def test_readyz_says_when_the_broker_does_not_answer(client: Client, monkeypatch):
    monkeypatch.setattr(
        "sysml.health.app", Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=False)
    )
    response = client.get("/readyz")
    assert (response.status_code, response.json()["parts"]["broker"]) == (503, "no answer")
