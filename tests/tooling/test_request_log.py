"""One line a request, which can be found again and gives nothing away."""

import pytest
from django.test import Client
from structlog.testing import capture_logs

pytestmark = pytest.mark.django_db


def test_a_request_is_logged_by_its_pattern_and_not_its_path(client: Client):
    with capture_logs() as lines:
        response = client.get("/accounts/confirm-email/a-secret-token/?q=a-name")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["status"]) == ("GET", response.status_code)
    assert line["route"].startswith("accounts/")
    assert "a-secret-token" not in str(lines)
    assert "a-name" not in str(lines)


def test_a_given_request_id_comes_back_and_a_strange_one_is_replaced(client: Client):
    given = client.get("/accounts/login/", headers={"X-Request-ID": "from-the-proxy-1"})
    strange = client.get("/accounts/login/", headers={"X-Request-ID": "a b\tc"})
    assert given["X-Request-ID"] == "from-the-proxy-1"
    assert len(strange["X-Request-ID"]) == 32
