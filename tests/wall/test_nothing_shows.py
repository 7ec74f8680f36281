"""Whoever has a conflict with a paper finds no difference, on any address, whatever is done with the paper.

Two states of one conference are fetched by the same people. What an unconflicted chair finds other in the second is
written out below, so that each page that hides something is first shown to have had something to hide.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.wall.scene import CANARY, Seen, fetch, fetch_these, live, scene, undone

pytestmark = pytest.mark.django_db

TELLS = (
    "<edition>/home/",
    "<edition>/submissions/<number>/ of the paper",
    "<edition>/chair/",
    "<edition>/chair/committee/",
    "<edition>/chair/conflicts/?state=",
    "<edition>/chair/bids/",
    "<edition>/chair/papers/",
    "<edition>/chair/papers/<number>/reviewers/",
    "<edition>/chair/papers/<number>/reviewers/ of the paper",
    "<edition>/chair/plan/<xid>/",
    "<edition>/chair/late/",
    "<edition>/chair/requests/",
    "<edition>/chair/questions/",
    "<edition>/chair/leads/",
    "<edition>/chair/decide/",
    "<edition>/chair/decide/<number>/ of the paper",
    "<edition>/chair/decide/decisions.csv",
    "<edition>/chair/release/",
    "<edition>/chair/log/",
    "<edition>/chair/log/?q={canary}",
    "<edition>/chair/jobs/",
    "<edition>/chair/mail/outbox/",
    "<edition>/chair/mail/outbox/?kind=assigned",
    "<edition>/chair/exports/files.zip",
    "<edition>/chair/exports/reviews.csv",
    "<edition>/chair/committee/files/<kind>.csv",
    "<edition>/submissions/<number>/time/ of the paper",
    "<edition>/reviews/<number>/meta/ of the paper",
    "api/v1/editions/<edition>/chair/desk",
    "api/v1/editions/<edition>/chair/letters",
    "api/v1/editions/<edition>/chair/log",
    "api/v1/editions/<edition>/committee/assignments/",
    "api/v1/editions/<edition>/committee/conflicts/",
    "api/v1/editions/<edition>/committee/members/",
    "api/v1/editions/<edition>/committee/plans/<xid>/",
    "api/v1/editions/<edition>/decisions/",
    "api/v1/editions/<edition>/late-reviews/",
    "api/v1/editions/<edition>/questions/",
    "api/v1/editions/<edition>/review-requests/",
    "api/v1/editions/<edition>/submissions/<number>/candidates/",
    "api/v1/editions/<edition>/submissions/<number>/reviewers/ of the paper",
    "api/v1/editions/<edition>/submissions/<number>/reviews/ of the paper",
    "api/v1/editions/<edition>/submissions/<number>/threads/ of the paper",
    "api/v1/editions/<edition>/submissions/<number>/windows of the paper",
    "api/v1/editions/<edition>/todo",
)
"""What an unconflicted chair finds otherwise once the paper has been reviewed and decided."""

LOOKED_AT = (
    "<edition>/home/",
    "<edition>/submissions/",
    "<edition>/submissions/all/",
    "<edition>/submissions/<number>/ of the paper",
    "<edition>/committee/papers/",
    "<edition>/committee/conflicts/",
    "<edition>/reviews/",
    "<edition>/chair/",
    "<edition>/chair/decide/",
    "<edition>/chair/papers/",
    "<edition>/search/?q={canary}",
    "api/v1/editions/<edition>/scores/",
    "api/v1/editions/<edition>/submissions/<number>/reviews/ of the paper",
)
"""What is fetched while looking as somebody else."""

READY = {"<edition>/chair/release/", "api/v1/editions/<edition>/release/"}
"""The release is one moment for all papers: who presses it learns the one bit whether every other paper is decided."""

Pair = tuple[Seen, Seen]


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Pair]]:
    """What each person finds before and after, while the committee meets."""
    with django_db_blocker.unblock(), undone():
        of = scene("meeting")
        cast = of.cast
        with time_machine.travel(cast.made.now, tick=False):
            lookers = {
                f"as {subject}": of.client(of.walled, as_whom=cast.people[subject])
                for subject in ("C", "H", "R+", "A")
            }
            clients = {"chair": of.client(of.open), **lookers}
            walled = of.client(of.walled)

            def all_of_it() -> dict[str, Seen]:
                few = {
                    who: fetch_these(of, client, TELLS if who == "chair" else LOOKED_AT)
                    for who, client in clients.items()
                }
                return {**few, "walled": fetch(of, walled)}

            before = all_of_it()
            live(of)
            after = all_of_it()
        yield {who: (before[who], after[who]) for who in before}
        transaction.set_rollback(True)


@pytest.mark.parametrize("route", TELLS)
def test_an_unconflicted_chair_finds_what_was_done(seen: dict[str, Pair], route: str):
    before, after = seen["chair"]
    assert after[route][0] == 200
    assert before[route] != after[route]


@pytest.mark.parametrize("route", TELLS)
def test_a_conflicted_chair_does_not(seen: dict[str, Pair], route: str):
    before, after = seen["walled"]
    if route not in READY:
        assert before[route] == after[route]


def test_a_conflicted_chair_finds_no_difference_on_any_address(seen: dict[str, Pair]):
    before, after = seen["walled"]
    assert len(after) > 250
    assert [route for route in after if before[route] != after[route] and route not in READY] == []
    assert not [route for route, (status, _, _) in after.items() if status >= 500]


def test_of_the_release_a_conflicted_chair_learns_one_bit(seen: dict[str, Pair]):
    before, after = seen["walled"]
    for route in READY:
        one, other = before[route][2].decode(), after[route][2].decode()
        assert one != other
        assert one.replace("not ready", "ready").replace("false", "true") == other.replace("false", "true")


@pytest.mark.parametrize("who", ["as C", "as H", "as R+", "as A"])
def test_nor_by_looking_as_somebody_who_sees_it(seen: dict[str, Pair], who: str):
    before, after = seen[who]
    assert [route for route in after if before[route] != after[route]] == []
    assert any(status == 200 for status, _, _ in after.values())


def test_no_text_about_the_paper_stands_anywhere(seen: dict[str, Pair]):
    for who, (_, after) in seen.items():
        found = [
            route
            for route, (_, _, body) in after.items()
            if CANARY.encode() in body and "{canary}" not in route
        ]
        assert bool(found) is (who == "chair"), f"{who}: {found}"
