"""The whole API, as docs/openapi.yaml describes it, driven by Schemathesis as every persona and signed out.

Every operation gets requests that its description allows and requests that it does not, at places that exist in the
demonstration and at places that do not. No answer may be a fault of ours, have a status or a content type that is not
described, or a body that is not as described. Each request finds the demonstration as it was: it is taken back.
"""

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.proof.conftest import EXAMPLES, SEED
from tests.proof.places import places
from tests.proof.requests import faults, undone

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.yaml"
SCHEMA = schemathesis.openapi.from_path(str(DOCUMENT))
OPERATIONS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TOKEN = "a" * 32
"""Of the form, as a browser would send it."""


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A request leaves the connection open, in whose transaction the demonstration lies."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@functools.cache
def site() -> WSGIHandler:
    """The whole site, with all of its middleware; made once, because that takes longer than a request."""
    return get_wsgi_application()


def ask(case: Any, cookies: dict[str, str]) -> Any:
    """The answer to this request, as this person's browser gets it."""
    cache.clear()  # of the limit of requests
    sent = {**cookies, "csrftoken": TOKEN} if cookies else {}
    headers = {"X-CSRFToken": TOKEN} if cookies else {}
    return case.call(app=site(), cookies=sent, headers=headers)


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_described(
    label: str,
    demonstration: Path,
    cookies: dict[str, dict[str, str]],
    settings: Any,
    record_property: Callable[[str, object], None],
) -> None:
    settings.MEDIA_ROOT, settings.DEMO, settings.ALLOWED_HOSTS = demonstration, True, ["*"]
    operation = OPERATIONS[label]
    known = places(operation.path)
    requests = st.one_of(*(operation.as_strategy(mode) for mode in GenerationMode))

    statuses: Counter[int] = Counter()

    @hypothesis.seed(SEED)
    @SETTINGS
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        place = data.draw(st.sampled_from([*known, *known, *known, {}]), label="place")
        case = data.draw(requests, label="request")
        case.path_parameters = {**(case.path_parameters or {}), **place}
        if data.draw(st.integers(0, 9), label="with the token that was made up") and case.headers:
            case.headers.pop("Authorization", None)  # a dead token is refused before anything is looked at
        for who, sent in cookies.items():
            with undone(), faults() as found:
                answer = ask(case, sent)
                statuses[answer.status_code] += 1
                assert not found, f"{who}: {found[0]}"
                case.validate_response(answer, checks=CHECKS)

    run()
    record_property("statuses", json.dumps(statuses))
    assert statuses.total() >= len(cookies)
