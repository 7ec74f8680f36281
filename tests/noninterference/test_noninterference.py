"""Two worlds that differ in one secret look the same to whoever may not know it: a minute of `make noninterference`.

The seed is fixed. `make proof` shows of every secret that it is one: who may know it can tell the worlds apart.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.urls import get_resolver

from sysml.conference.domain import Blindness
from tests.noninterference.hunt import Hunt, lawful
from tests.noninterference.ledger import Ledger
from tests.noninterference.people import CAST, OBSERVERS
from tests.noninterference.plans import PHASES, TWISTS, VERDICTS, Plan, steps
from tests.noninterference.report import Leak
from tests.noninterference.secrets import ABSENT, SECRETS, Secret, observers
from tests.noninterference.surface import Asking, routes
from tests.noninterference.worlds import SLUG, stage

pytestmark = pytest.mark.django_db

BATCHES = 3 if connection.vendor == "sqlite" else 1
SEED = 20370105


@pytest.fixture(scope="module")
def hunt(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Hunt]:
    from django.test import override_settings

    files = tmp_path_factory.mktemp("noninterference")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files), stage() as made:
        yield Hunt(made, Ledger(), Random(SEED), pairs=150)


@pytest.fixture(autouse=True)
def _same_files(hunt: Hunt, settings: Any, _own_data_folder: None, tmp_path_factory: Any) -> None:
    """Files lie where the worlds of this module keep them, not in the folder of one test."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "noninterference-files"


def simplest(secret: Secret) -> Plan:
    """The first setting in which the secret is one."""
    settings = [
        Plan(phase, blindness, verdict=verdict)
        for phase in PHASES
        for verdict in VERDICTS
        for blindness in Blindness
    ]
    return next(plan for plan in settings if secret.varies(plan))


@pytest.mark.proof
@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.name)
def test_there_is_something_to_know(hunt: Hunt, secret: Secret):
    """A secret whose two values nobody can tell apart would never be found to leak."""
    plan, (name, route) = simplest(secret), secret.witness
    number, found = {}, []

    def look(scene: Any) -> Any:
        from tests.noninterference.surface import Values, ask

        if not found:
            paper = secret.about[0] if secret.about else "the paper"
            number["url"] = Values(scene).url(route, paper, Random(1))
            found.append(True)
        return ask(hunt.stage, hunt.client, Asking(name, route, number["url"]))

    one, other = hunt.look(plan, (secret.name,), look)
    assert one != other, f"{name} asks for {number['url']} in vain ({one.status})"


def test_every_secret_is_hidden_from_somebody_and_every_observer_looks():
    cells = set(lawful())
    assert {name for name, _ in cells} == {secret.name for secret in SECRETS}
    assert {kind for _, kind in cells} >= set(OBSERVERS.values()) - {"handler"}


def test_what_is_absent_is_absent():
    """Secrets of the list that the product cannot have; with the first tag this fails, and wants a line above."""
    words = {"tags": "tag", "saved searches": "saved", "ratings of reviewers": "rating"}
    assert set(words) == set(ABSENT)
    for word in words.values():
        parts = {part for route in routes() for part in route.replace("-", "/").split("/")}
        assert not {part for part in parts if part.rstrip("s") == word}, word
    assert get_resolver().url_patterns


@pytest.mark.proof
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_twist_can_be_played(hunt: Hunt, verdict: str):
    plan = Plan("final", verdict=verdict, twists=frozenset(TWISTS))
    counted = hunt.stage.worlds(plan, look=lambda scene: len(scene.numbers))
    assert counted == [4]
    assert len({step.slot for step in steps(plan)}) == len(steps(plan)), "slots name steps"


@pytest.mark.proof
def test_no_paper_gets_another_number_because_of_a_secret(hunt: Hunt):
    plan = Plan("final", verdict="conditional")
    every = [secret.name for secret in SECRETS if secret.varies(plan)]
    one, other = hunt.look(plan, every, lambda scene: dict(scene.numbers))
    assert other.items() <= one.items()


def test_a_planted_difference_is_found_and_told_as_a_story(hunt: Hunt):
    """What the chair may see stands for a leak: the same request, made by somebody who may know."""
    plan = Plan("discussion")
    asking = Asking("cora", "<edition>/submissions/<number>/", "")
    number = hunt.stage.worlds(plan, look=lambda scene: scene.numbers["the paper"])[0]
    asking = Asking(asking.observer, asking.route, f"/{SLUG}/submissions/{number}/")
    secret = "the text of a review"
    one, other = hunt.pair(plan, (secret,), asking)
    from tests.noninterference.report import Difference, story

    told = story(Difference(plan, (secret,), asking, one, other))
    assert "sima hands in a review of the paper" in told
    assert "They do not count zebras" in told
    assert f"cora asks for /{SLUG}/submissions/{number}/" in told


def test_whoever_may_not_know_sees_no_difference(hunt: Hunt):
    """Always the same plans: what is found fails with its story."""
    for batch in range(BATCHES):
        try:
            hunt.batch(SEED + batch, 2)
        except Leak as leak:
            pytest.fail(str(leak), pytrace=False)
    print(f"{hunt.ledger.traces} traces, {hunt.ledger.comparisons} comparisons, {len(CAST)} people")
    assert hunt.ledger.comparisons > 100
    assert observers(Plan("discussion"), [SECRETS[0]])
