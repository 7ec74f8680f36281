"""How many queries a page or endpoint takes: exactly so many, for one row in each list and for thirty.

A page that takes more than its line says has met a row-by-row query or a new one: look which, and change the line only
if the page is worth it. One that takes fewer gets the smaller number. The world stands in the phase of the heading, and
`<number>` is the paper that is not decided yet, in the last phase the accepted one.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.architecture.addresses import addresses, path_of
from tests.architecture.crowd import Crowd, queries

pytestmark = pytest.mark.django_db

ADDRESSES = {address.route: address for address in addresses()}

BUDGETS: dict[tuple[str, str], str] = {
    ("discussion", "C"): """
        9 <edition>/
        8 <edition>/call/
        22 <edition>/chair/
        11 <edition>/chair/bids/
        14 <edition>/chair/committee/
        11 <edition>/chair/conflicts/
        18 <edition>/chair/decide/
        22 <edition>/chair/decide/<number>/
        4 <edition>/chair/exports/
        5 <edition>/chair/forms/
        7 <edition>/chair/forms/<track>/
        5 <edition>/chair/integrity/
        6 <edition>/chair/jobs/
        12 <edition>/chair/late/
        8 <edition>/chair/leads/
        6 <edition>/chair/log/
        11 <edition>/chair/looked/
        4 <edition>/chair/mail/
        7 <edition>/chair/mail/outbox/
        10 <edition>/chair/papers/
        27 <edition>/chair/papers/<number>/reviewers/
        12 <edition>/chair/plan/
        13 <edition>/chair/plan/<xid>/
        21 <edition>/chair/plan/<xid>/papers/<number>/
        10 <edition>/chair/questions/
        24 <edition>/chair/release/
        10 <edition>/chair/requests/
        10 <edition>/chair/settings/
        5 <edition>/chair/settings/calendar/
        6 <edition>/chair/settings/letters/
        6 <edition>/chair/settings/offices/
        6 <edition>/chair/settings/security/
        11 <edition>/chair/erasure/
        12 api/v1/editions/<edition>/erasure/
        6 api/v1/editions/<edition>/second-factor/
        8 <edition>/chair/rules/
        5 <edition>/chair/settings/topics/
        5 <edition>/chair/settings/tracks/
        9 <edition>/committee/conflicts/
        10 <edition>/committees/
        8 <edition>/dates/
        21 <edition>/home/
        18 <edition>/reviews/<number>/meta/
        13 <edition>/reviews/<number>/questions/
        13 <edition>/reviews/<number>/threads/<xid>/
        9 <edition>/search/?q=undecided
        10 <edition>/submissions/
        35 <edition>/submissions/<number>/
        11 <edition>/submissions/<number>/authors/
        11 <edition>/submissions/<number>/edit/
        9 <edition>/submissions/<number>/time/
        13 <edition>/submissions/all/
        9 <edition>/submissions/tools/
        9 <edition>/submissions/unfinished/
        2 api/
        4 api/v1/editions/
        9 api/v1/editions/<edition>/
        22 api/v1/editions/<edition>/chair/desk
        5 api/v1/editions/<edition>/chair/letters
        5 api/v1/editions/<edition>/chair/integrity
        5 api/v1/editions/<edition>/chair/log
        10 api/v1/editions/<edition>/chair/looks
        5 api/v1/editions/<edition>/chair/unusual-readings
        11 api/v1/editions/<edition>/committee/assignments/
        11 api/v1/editions/<edition>/committee/balance/
        11 api/v1/editions/<edition>/committee/bids/balance/
        9 api/v1/editions/<edition>/committee/conflicts/
        8 api/v1/editions/<edition>/committee/conflicts/<xid>/
        9 api/v1/editions/<edition>/committee/conflicts/own/
        10 api/v1/editions/<edition>/committee/members/
        9 api/v1/editions/<edition>/committee/members/<xid>/
        8 api/v1/editions/<edition>/committee/papers/
        8 api/v1/editions/<edition>/committee/people/
        11 api/v1/editions/<edition>/committee/plans/
        13 api/v1/editions/<edition>/committee/plans/<xid>/
        9 api/v1/editions/<edition>/committees/
        17 api/v1/editions/<edition>/decisions/
        12 api/v1/editions/<edition>/late-reviews/
        6 api/v1/editions/<edition>/letter-kinds/
        5 api/v1/editions/<edition>/offices/
        9 api/v1/editions/<edition>/production/
        10 api/v1/editions/<edition>/questions/
        24 api/v1/editions/<edition>/release/
        10 api/v1/editions/<edition>/review-requests/
        7 api/v1/editions/<edition>/reviewing/
        9 api/v1/editions/<edition>/scores/
        11 api/v1/editions/<edition>/submissions
        12 api/v1/editions/<edition>/submissions/<number>
        27 api/v1/editions/<edition>/submissions/<number>/candidates/
        9 api/v1/editions/<edition>/submissions/<number>/files
        15 api/v1/editions/<edition>/submissions/<number>/handler/
        9 api/v1/editions/<edition>/submissions/<number>/meta-review/
        9 api/v1/editions/<edition>/submissions/<number>/response/
        27 api/v1/editions/<edition>/submissions/<number>/reviewers/
        16 api/v1/editions/<edition>/submissions/<number>/reviews/
        12 api/v1/editions/<edition>/submissions/<number>/shepherd/
        13 api/v1/editions/<edition>/submissions/<number>/threads/
        5 api/v1/editions/<edition>/submissions/claims
        7 api/v1/editions/<edition>/submissions/mine
        9 api/v1/editions/<edition>/submissions/tracks
        8 api/v1/editions/<edition>/submissions/unfinished
        21 api/v1/editions/<edition>/todo
        5 api/v1/editions/<edition>/tracks/
        7 api/v1/editions/<edition>/tracks/<track>/review-form/
        3 api/v1/me/
        4 me/
        6 me/places/
        5 me/tokens/
        4 me/sessions/
        3 me/second-step/
        4 api/v1/editions/<edition>/chair/exports
        5 api/v1/editions/<edition>/chair/jobs
        4 api/v1/editions/<edition>/chair/mailings
        6 api/v1/me/places/
        3 api/v1/me/tokens/
        5 <edition>/chair/emergency/
        10 <edition>/chair/snapshots/
        10 <edition>/chair/snapshots/<xid>/
        11 <edition>/chair/roll-backs/<xid>/
        10 <edition>/chair/reassign/
        10 <edition>/chair/reassign/?duty=leading
        9 api/v1/editions/<edition>/snapshots/
        10 api/v1/editions/<edition>/snapshots/<xid>/
        5 api/v1/editions/<edition>/roll-backs/
        11 api/v1/editions/<edition>/roll-backs/<xid>/
    """,
    ("discussion", "R+"): """
        20 <edition>/committee/bids/
        9 <edition>/committee/papers/
        8 <edition>/committee/profile/
        16 <edition>/home/
        12 <edition>/reviews/
        15 <edition>/reviews/<number>/edit/
        14 <edition>/reviews/<number>/requests/
        30 <edition>/submissions/<number>/
        13 <edition>/submissions/all/
        15 api/v1/editions/<edition>/committee/bids/
        8 api/v1/editions/<edition>/committee/profile/
        11 api/v1/editions/<edition>/submissions
        12 api/v1/editions/<edition>/submissions/<number>/review-requests/
        13 api/v1/editions/<edition>/submissions/<number>/review/
        16 api/v1/editions/<edition>/todo
    """,
    ("discussion", "A"): """
        18 <edition>/home/
        14 <edition>/reviews/<number>/response/
        28 <edition>/submissions/<number>/
        13 <edition>/submissions/<number>/conflicts/
        12 api/v1/editions/<edition>/submissions
        9 api/v1/editions/<edition>/submissions/<number>/conflicts/
        18 api/v1/editions/<edition>/todo
    """,
    ("final", "C"): """
        11 <edition>/accepted/
        11 <edition>/badges/
        21 <edition>/chair/decide/<number>/release/
        14 <edition>/chair/proceedings/
        14 <edition>/chair/proceedings/sessions/
        11 <edition>/proceedings/
        43 <edition>/submissions/<number>/
        10 api/v1/editions/<edition>/accepted/
        9 api/v1/editions/<edition>/badges
        10 api/v1/editions/<edition>/proceedings/
        12 api/v1/editions/<edition>/submissions/<number>/decision/
    """,
    ("final", "A"): """
        38 <edition>/submissions/<number>/
    """,
    ("final", "AC"): """
        12 <edition>/artifacts/
        21 <edition>/artifacts/<number>/
        11 <edition>/artifacts/assign/
        5 <edition>/artifacts/committee/
        11 <edition>/artifacts/release/
        12 api/v1/editions/<edition>/artifacts
        21 api/v1/editions/<edition>/artifacts/<number>
        5 api/v1/editions/<edition>/artifacts/evaluators
    """,
    ("bidding", "R+"): """
        20 <edition>/committee/bids/
    """,
    ("submission", "C"): """
        19 <edition>/chair/
    """,
    ("submission", "A"): """
        17 <edition>/home/
        14 <edition>/submissions/
    """,
}
"""(phase, person of the cast) → queries and route, a line each."""


@pytest.fixture(scope="module", params=[1, 30], ids=["one-row", "thirty-rows"])
def crowd(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    """A cast with so many rows of everything, gone after the last test of this size."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Crowd(request.param)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_limit_of_requests() -> None:
    cache.clear()


@pytest.mark.parametrize(("phase", "who"), BUDGETS)
def test_pages_take_exactly_their_queries(crowd: Crowd, phase: str, who: str) -> None:
    crowd.move_to(phase)
    paper = crowd.papers["accepted" if phase == "final" else "undecided"]
    client = crowd.made.client(crowd.people[who])
    lines = [line.split() for line in BUDGETS[phase, who].strip().splitlines()]
    wrong = []
    for count, line in lines:
        route, _, query = line.partition("?")
        path = path_of(ADDRESSES[route], crowd, paper.number) + (f"?{query}" if query else "")
        assert client.get(path).status_code == 200, path  # and what is made once a process is made now
        _, asked = queries(lambda path=path: client.get(path))
        if len(asked) != int(count):
            wrong.append(f"{len(asked)} instead of {count} {line}:\n" + "\n".join(asked))
    assert not wrong, "\n\n".join(wrong)


def test_every_list_of_the_crowd_grows_with_it(crowd: Crowd) -> None:
    """Otherwise thirty rows would be one, and the numbers above would prove nothing."""
    crowd.move_to("discussion")
    chair = crowd.made.client(crowd.people["C"])
    for path in ("submissions/all/", "chair/decide/", "chair/committee/", "chair/mail/outbox/", "chair/log/"):
        page = chair.get(crowd.made.url(path)).content.decode()
        assert page.count("<tr") > crowd.size, path
