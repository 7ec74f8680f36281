"""Every address of the site, and who of five people gets an answer there.

An address that is not in the table fails the build, and so does a line that leads nowhere. To add a page, write its
route under those who may open it while a paper is being discussed; under "" if it only takes forms, or opens in
another phase. What people then see on a page is the matrix's business (`test_visibility`).
"""

import functools
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from submissions.models import Document
from sysml.kernel import blobs
from tests.architecture.addresses import Address, addresses, path_of
from tests.architecture.cast import Cast
from tests.factories.submissions import pdf

pytestmark = pytest.mark.django_db

PEOPLE = {"visitor": "visitor", "stranger": "stranger", "author": "A", "reviewer": "R+", "chair": "C"}
"""Whoever is named in a heading includes all who may do more only where they are named too; "visitor" alone means
everybody, "stranger" alone everybody who is signed in."""

OPEN_TO_ALL = {"visitor": set(PEOPLE), "stranger": set(PEOPLE) - {"visitor"}}

ROUTES: dict[str, str] = {
    "visitor": """
        api/v1/editions/
        api/v1/editions/<edition>/
        api/v1/editions/<edition>/committees/
        (front page)
        _components/
        api/
        api/v1/openapi.yaml
        api/v1/editions/<edition>/badges
        <edition>/
        <edition>/call/
        <edition>/dates/
        <edition>/committees/
        <edition>/calendar.ics
    """,
    "stranger": """
        me/
        me/merge/
        new/
        me/tokens/
        me/places/
        me/sessions/
        me/proof/
        me/proof/continue/
        me/second-step/
        api/v1/me/
        api/v1/me/places/
        api/v1/me/tokens/
        api/v1/editions/<edition>/submissions
        api/v1/editions/<edition>/submissions/mine
        api/v1/editions/<edition>/submissions/tracks
        api/v1/editions/<edition>/submissions/claims
        api/v1/editions/<edition>/committee/members/
        api/v1/editions/<edition>/committee/conflicts/own/
        api/v1/editions/<edition>/committee/papers/
        api/v1/editions/<edition>/reviewing/
        api/v1/editions/<edition>/scores/
        api/v1/editions/<edition>/todo
        api/v1/editions/<edition>/search
        <edition>/submissions/
        <edition>/submissions/all/
        <edition>/submissions/new/
        <edition>/submissions/new/<track>/
        <edition>/committee/conflicts/<number>/
        <edition>/home/
        <edition>/search/
    """,
    "author": """
        api/v1/editions/<edition>/submissions/<number>/conflicts/
        <edition>/submissions/<number>/conflicts/
        <edition>/reviews/<number>/response/
    """,
    "author chair": """
        api/v1/editions/<edition>/submissions/<number>/files/<xid>/check
        api/v1/editions/<edition>/committee/people/
        api/v1/editions/<edition>/submissions/<number>/response/
        <edition>/submissions/<number>/edit/
        <edition>/submissions/<number>/title/
        <edition>/submissions/<number>/authors/
        <edition>/submissions/<number>/withdraw/
        <edition>/submissions/<number>/revive/
        <edition>/submissions/<number>/reveal/
        <edition>/submissions/<number>/check/
    """,
    "author reviewer chair": """
        api/v1/editions/<edition>/submissions/<number>
        api/v1/editions/<edition>/submissions/<number>/files
        api/v1/editions/<edition>/submissions/<number>/files/<xid>
        api/v1/editions/<edition>/submissions/<number>/reviews/
        api/v1/editions/<edition>/submissions/<number>/threads/
        <edition>/submissions/<number>/files/<xid>
        <edition>/reviews/<number>/questions/
        <edition>/submissions/<number>/
    """,
    "chair": """
        api/v1/editions/<edition>/tracks/
        api/v1/editions/<edition>/tracks/<slug>/
        api/v1/editions/<edition>/windows/
        api/v1/editions/<edition>/acts/
        api/v1/editions/<edition>/offices/
        api/v1/editions/<edition>/letter-kinds/
        api/v1/editions/<edition>/submissions/unfinished
        api/v1/editions/<edition>/submissions/<number>/windows
        api/v1/editions/<edition>/committee/members/<xid>/
        api/v1/editions/<edition>/committee/balance/
        api/v1/editions/<edition>/committee/conflicts/
        api/v1/editions/<edition>/committee/conflicts/<xid>/
        api/v1/editions/<edition>/committee/bids/balance/
        api/v1/editions/<edition>/committee/assignments/
        api/v1/editions/<edition>/committee/plans/
        api/v1/editions/<edition>/committee/plans/<xid>/
        api/v1/editions/<edition>/submissions/<number>/reviewers/
        api/v1/editions/<edition>/submissions/<number>/candidates/
        api/v1/editions/<edition>/submissions/<number>/handler/
        api/v1/editions/<edition>/late-reviews/
        api/v1/editions/<edition>/questions/
        api/v1/editions/<edition>/submissions/<number>/lead/
        api/v1/editions/<edition>/review-requests/
        api/v1/editions/<edition>/tracks/<track>/review-form/
        api/v1/editions/<edition>/decisions/
        api/v1/editions/<edition>/production/
        <edition>/submissions/<number>/time/
        api/v1/editions/<edition>/release/
        api/v1/editions/<edition>/submissions/<number>/desk-reject/
        api/v1/editions/<edition>/submissions/<number>/shepherd/
        api/v1/editions/<edition>/chair/desk
        api/v1/editions/<edition>/chair/log
        api/v1/editions/<edition>/chair/letters
        api/v1/editions/<edition>/chair/mailings
        api/v1/editions/<edition>/chair/exports
        api/v1/editions/<edition>/chair/exports/files.zip
        api/v1/editions/<edition>/chair/integrity
        api/v1/editions/<edition>/chair/jobs
        <edition>/chair/settings/
        <edition>/chair/settings/acts/<kind>/
        <edition>/chair/settings/acts/<kind>/undo/
        <edition>/chair/settings/description/
        <edition>/chair/settings/clone/
        <edition>/chair/settings/tracks/
        <edition>/chair/settings/tracks/<slug>/
        <edition>/chair/settings/tracks/<slug>/remove/
        <edition>/chair/settings/calendar/
        <edition>/chair/settings/topics/
        <edition>/chair/settings/offices/
        <edition>/chair/settings/offices/<xid>/take/
        <edition>/chair/settings/letters/
        <edition>/chair/settings/security/
        <edition>/chair/erasure/
        <edition>/chair/erasure/all.zip
        api/v1/editions/<edition>/second-factor/
        api/v1/editions/<edition>/erasure/
        <edition>/submissions/unfinished/
        <edition>/submissions/tools/
        <edition>/chair/committee/
        <edition>/chair/committee/import/
        <edition>/chair/conflicts/
        <edition>/chair/conflicts/add/
        <edition>/chair/conflicts/<xid>/dismiss/
        <edition>/chair/bids/
        <edition>/chair/papers/
        <edition>/chair/papers/<number>/reviewers/
        <edition>/chair/plan/
        <edition>/chair/plan/<xid>/
        <edition>/chair/plan/<xid>/progress/
        <edition>/chair/plan/<xid>/publish/
        <edition>/chair/plan/<xid>/papers/<number>/
        <edition>/chair/committee/files/<kind>.csv
        <edition>/chair/late/
        <edition>/chair/requests/
        <edition>/chair/questions/
        <edition>/reviews/<number>/meta/
        <edition>/reviews/<number>/lead/
        <edition>/chair/leads/
        <edition>/chair/forms/
        <edition>/chair/forms/<track>/
        <edition>/reviews/<number>/behalf/review/
        <edition>/reviews/<number>/behalf/response/
        <edition>/reviews/<number>/reviews/<label>/discard/
        <edition>/reviews/<number>/reviews/<label>/draft/
        <edition>/chair/decide/
        <edition>/chair/decide/decisions.csv
        <edition>/chair/decide/<number>/
        <edition>/chair/decide/<number>/desk-reject/
        <edition>/chair/release/
        <edition>/chair/release/letters/
        api/v1/editions/<edition>/release/letters/
        <edition>/chair/
        <edition>/chair/integrity/
        <edition>/chair/jobs/
        <edition>/chair/log/
        <edition>/chair/exports/
        <edition>/chair/exports/files.zip
        <edition>/chair/view-as/
        <edition>/chair/mail/
        <edition>/chair/mail/outbox/
        <edition>/chair/rules/
        api/v1/editions/<edition>/rules/
        <edition>/chair/proceedings/
        <edition>/chair/proceedings/sessions/
        <edition>/chair/looked/
        api/v1/editions/<edition>/chair/looks
        api/v1/editions/<edition>/chair/unusual-readings
        <edition>/chair/emergency/
        <edition>/chair/snapshots/
        <edition>/chair/snapshots/<xid>/
        <edition>/chair/roll-backs/<xid>/
        <edition>/chair/reassign/
        api/v1/editions/<edition>/snapshots/
        api/v1/editions/<edition>/snapshots/<xid>/
        api/v1/editions/<edition>/roll-backs/
        api/v1/editions/<edition>/roll-backs/<xid>/
    """,
    "reviewer": """
        <edition>/reviews/<number>/history/
        api/v1/editions/<edition>/committee/profile/
        api/v1/editions/<edition>/committee/bids/
        api/v1/editions/<edition>/reviewing/papers.zip
        api/v1/editions/<edition>/submissions/<number>/review/
        api/v1/editions/<edition>/submissions/<number>/review-requests/
        <edition>/committee/profile/
        <edition>/committee/leave/
        <edition>/committee/papers/
        <edition>/committee/papers/<number>/give-up/
        <edition>/committee/bids/
        <edition>/committee/bids/file/
        <edition>/committee/bids/upload/
        <edition>/reviews/
        <edition>/reviews/papers.zip
        <edition>/reviews/<number>/edit/
        <edition>/reviews/<number>/requests/
    """,
    "reviewer chair": """
        api/v1/editions/<edition>/submissions/<number>/reviews/<label>/versions/
        <edition>/reviews/<number>/history/<label>/
        api/v1/editions/<edition>/submissions/<number>/meta-review/
        <edition>/committee/conflicts/
        <edition>/reviews/<number>/threads/<xid>/
    """,
    "": """
        api/v1/editions/<edition>/accepted/
        api/v1/editions/<edition>/proceedings/
        api/v1/editions/<edition>/production/prints/
        api/v1/editions/<edition>/production/prints/<xid>/
        api/v1/editions/<edition>/production/reminders/
        api/v1/editions/<edition>/production/sessions/
        me/merge/<token>/
        me/sessions/others/end/
        files/<token>/
        <edition>/chair/erasure/cancel/
        <edition>/chair/erasure/carry-out/
        api/v1/editions/<edition>/erasure/cancel/
        api/v1/editions/<edition>/erasure/carry-out/
        me/sessions/<key>/end/
        me/tokens/<xid>/revoke/
        demo/
        demo/<key>/
        api/v1/editions/<edition>/clone/
        api/v1/editions/<edition>/topics/
        api/v1/editions/<edition>/windows/<xid>/
        api/v1/editions/<edition>/acts/<kind>/undo/
        api/v1/editions/<edition>/offices/<xid>/
        api/v1/editions/<edition>/letter-kinds/<kind>/
        api/v1/editions/<edition>/submissions/tracks/<track>/rejudge
        api/v1/editions/<edition>/submissions/tracks/<track>/reveal
        api/v1/editions/<edition>/submissions/claims/<xid>
        api/v1/editions/<edition>/submissions/unfinished/reopen
        api/v1/editions/<edition>/submissions/<number>/title
        api/v1/editions/<edition>/submissions/<number>/authors
        api/v1/editions/<edition>/submissions/<number>/withdraw
        api/v1/editions/<edition>/submissions/<number>/revive
        api/v1/editions/<edition>/submissions/<number>/reveal
        api/v1/editions/<edition>/submissions/<number>/files/<xid>/pages/<page>
        api/v1/editions/<edition>/submissions/<number>/files/<xid>/false-alarms
        api/v1/editions/<edition>/submissions/<number>/uploads
        api/v1/editions/<edition>/submissions/<number>/uploads/<xid>
        api/v1/editions/<edition>/submissions/<number>/uploads/<xid>/complete
        api/v1/editions/<edition>/committee/members/invitations/
        api/v1/editions/<edition>/committee/members/<xid>/invitation/
        api/v1/editions/<edition>/committee/invitations/<token>/
        api/v1/editions/<edition>/committee/plans/<xid>/publication/
        api/v1/editions/<edition>/submissions/<number>/conflicts/own/
        api/v1/editions/<edition>/submissions/<number>/conflicts/<xid>/
        api/v1/editions/<edition>/submissions/<number>/bid/
        api/v1/editions/<edition>/submissions/<number>/reviewers/<xid>/
        api/v1/editions/<edition>/submissions/<number>/give-up/
        api/v1/editions/<edition>/submissions/<number>/reviews/on-behalf/
        api/v1/editions/<edition>/submissions/<number>/reviews/<label>/discard/
        api/v1/editions/<edition>/submissions/<number>/reviews/<label>/draft/
        api/v1/editions/<edition>/submissions/<number>/threads/<xid>/posts/
        api/v1/editions/<edition>/submissions/<number>/threads/<xid>/answered/
        api/v1/editions/<edition>/submissions/<number>/questions/
        api/v1/editions/<edition>/leads/
        api/v1/editions/<edition>/submissions/<number>/response/on-behalf/
        api/v1/editions/<edition>/review-invitations/<token>/
        api/v1/editions/<edition>/review-requests/<xid>/answer/
        api/v1/editions/<edition>/submissions/<number>/windows/<xid>
        <edition>/reviews/asked/<xid>/
        <edition>/submissions/<number>/time/<xid>/remove/
        api/v1/editions/<edition>/submissions/<number>/review-requests/<xid>/
        api/v1/editions/<edition>/submissions/<number>/decision/
        api/v1/editions/<edition>/submissions/<number>/decision/release/
        api/v1/editions/<edition>/submissions/<number>/decision/letters/
        <edition>/chair/release/letters/<number>/
        api/v1/editions/<edition>/submissions/<number>/conditions/
        api/v1/editions/<edition>/artifacts
        api/v1/editions/<edition>/artifacts/proposal
        api/v1/editions/<edition>/artifacts/release
        api/v1/editions/<edition>/artifacts/stamps
        api/v1/editions/<edition>/artifacts/evaluators
        api/v1/editions/<edition>/artifacts/evaluators/invitations
        api/v1/editions/<edition>/artifacts/evaluators/<xid>
        api/v1/editions/<edition>/artifacts/evaluators/<xid>/invitation
        api/v1/editions/<edition>/artifacts/seat
        api/v1/editions/<edition>/artifacts/invitations/<token>
        api/v1/editions/<edition>/artifacts/<number>
        api/v1/editions/<edition>/artifacts/<number>/archives
        api/v1/editions/<edition>/artifacts/<number>/links
        api/v1/editions/<edition>/artifacts/<number>/files/<xid>
        api/v1/editions/<edition>/artifacts/<number>/paper.pdf
        api/v1/editions/<edition>/artifacts/<number>/work
        api/v1/editions/<edition>/artifacts/<number>/first-look
        api/v1/editions/<edition>/artifacts/<number>/evaluation
        api/v1/editions/<edition>/artifacts/<number>/posts
        api/v1/editions/<edition>/artifacts/<number>/conflict
        api/v1/editions/<edition>/artifacts/<number>/conflicts
        api/v1/editions/<edition>/artifacts/<number>/conflicts/<xid>
        api/v1/editions/<edition>/artifacts/<number>/evaluators
        api/v1/editions/<edition>/artifacts/<number>/evaluators/<xid>
        api/v1/editions/<edition>/artifacts/<number>/badges
        api/v1/me/tokens/<xid>/
        api/v1/editions/<edition>/chair/exports/<key>.csv
        api/v1/editions/<edition>/chair/exports/<key>.json
        api/v1/editions/<edition>/chair/letters/release
        api/v1/editions/<edition>/chair/letters/test
        api/v1/editions/<edition>/chair/letters/<xid>/retry
        api/v1/editions/<edition>/chair/mailings/<batch>/drop
        api/v1/editions/<edition>/chair/mailings/<batch>/send
        api/v1/editions/<edition>/chair/view-as
        api/v1/editions/<edition>/jobs/<xid>
        api/v1/editions/<edition>/production/prints/<xid>/file.pdf
        api/v1/editions/<edition>/proceedings/<number>.pdf
        <edition>/chair/settings/calendar/<kind>/
        <edition>/chair/settings/calendar/<kind>/<xid>/remove/
        <edition>/chair/settings/letters/<kind>/
        <edition>/chair/settings/letters/<kind>/switch/
        <edition>/chair/settings/letters/<kind>/reset/
        <edition>/submissions/new/<track>/autosave/
        <edition>/submissions/claim/<xid>/
        <edition>/submissions/unfinished/reopen/
        <edition>/submissions/tools/<track>/rejudge/
        <edition>/submissions/tools/<track>/reveal/
        <edition>/submissions/<number>/autosave/
        <edition>/submissions/<number>/upload/<kind>/
        <edition>/submissions/<number>/files/<xid>/drop/
        <edition>/submissions/<number>/files/<xid>/pages/<page>/
        <edition>/submissions/<number>/files/<xid>/pages/<page>.png
        <edition>/submissions/<number>/files/<xid>/findings/<code>/
        <edition>/committee/invitation/<token>/
        <edition>/committee/bids/place/
        <edition>/submissions/<number>/conflicts/<xid>/take-back/
        <edition>/chair/committee/invite/
        <edition>/chair/committee/<xid>/
        <edition>/chair/committee/<xid>/invite/
        <edition>/chair/committee/<xid>/remove/
        <edition>/chair/conflicts/search/
        <edition>/chair/conflicts/<xid>/confirm/
        <edition>/chair/papers/handlers/
        <edition>/chair/papers/<number>/reviewers/assign/
        <edition>/chair/papers/<number>/reviewers/<xid>/replace/
        <edition>/chair/papers/<number>/reviewers/<xid>/remove/
        <edition>/chair/papers/<number>/handler/
        <edition>/chair/plan/<xid>/discard/
        <edition>/reviews/<number>/draft/
        <edition>/reviews/<number>/requests/<xid>/withdraw/
        <edition>/reviews/<number>/requests/<xid>/send/
        <edition>/reviews/invitation/<token>/
        <edition>/reviews/<number>/threads/<xid>/answered/
        <edition>/reviews/<number>/discuss/<audience>/
        <edition>/reviews/<number>/response/draft/
        <edition>/reviews/<number>/meta/draft/
        <edition>/reviews/<number>/lead/remove/
        <edition>/chair/decide/many/
        <edition>/chair/decide/<number>/clear/
        <edition>/chair/decide/<number>/release/
        <edition>/chair/decide/<number>/desk-reject/drop/
        <edition>/chair/decide/<number>/desk-reject/release/
        <edition>/chair/decide/<number>/shepherd/
        <edition>/chair/decide/<number>/shepherd/dismiss/
        <edition>/submissions/<number>/conditions/
        <edition>/artifacts/
        <edition>/artifacts/committee/
        <edition>/artifacts/committee/invite/
        <edition>/artifacts/committee/<xid>/
        <edition>/artifacts/committee/<xid>/invite/
        <edition>/artifacts/invitation/<token>/
        <edition>/artifacts/seat/
        <edition>/artifacts/assign/
        <edition>/artifacts/release/
        <edition>/artifacts/<number>/
        <edition>/artifacts/<number>/paper.pdf
        <edition>/artifacts/<number>/register/
        <edition>/artifacts/<number>/hand-in/
        <edition>/artifacts/<number>/withdraw/
        <edition>/artifacts/<number>/files/<xid>/
        <edition>/artifacts/<number>/posts/<audience>/
        <edition>/artifacts/<number>/first-look/
        <edition>/artifacts/<number>/evaluation/
        <edition>/artifacts/<number>/conflict/
        <edition>/artifacts/<number>/evaluators/
        <edition>/artifacts/<number>/badges/
        <edition>/jobs/<xid>/
        <edition>/jobs/<xid>/cancel/
        <edition>/chair/exports/<key>.csv
        <edition>/chair/exports/<key>.json
        <edition>/chair/view-as/stop/
        <edition>/chair/mail/outbox/release/
        <edition>/chair/mail/letters/<xid>/
        <edition>/chair/mail/letters/<xid>/retry/
        <edition>/chair/mail/mailings/<batch>/
        <edition>/chair/mail/mailings/<batch>/send/
        <edition>/chair/mail/mailings/<batch>/drop/
        <edition>/accepted/
        <edition>/badges/
        <edition>/chair/proceedings/remind/
        <edition>/chair/proceedings/print/
        <edition>/chair/proceedings/print/<xid>/
        <edition>/chair/proceedings/print/<xid>/file.pdf
        <edition>/proceedings/
        <edition>/proceedings/<number>.pdf
        <edition>/proceedings/<number>.bib
        <edition>/proceedings.bib
        <edition>/chair/looked/<xid>/settle/
        api/v1/editions/<edition>/chair/unusual-readings/<xid>/settle
        <edition>/chair/snapshots/take/
        <edition>/chair/roll-backs/<xid>/drop/
        api/v1/editions/<edition>/roll-backs/<xid>/confirm/
        api/v1/editions/<edition>/roll-backs/<xid>/drop/
        api/v1/editions/<edition>/reassignments/
    """,
}

FOR_STRANGERS = frozenset(
    {
        "<edition>/submissions/", "<edition>/submissions/all/", "<edition>/submissions/new/",
        "<edition>/submissions/new/<track>/", "<edition>/home/", "<edition>/search/",
        "<edition>/committee/conflicts/<number>/", "api/v1/editions/<edition>/submissions",
        "api/v1/editions/<edition>/submissions/mine", "api/v1/editions/<edition>/submissions/tracks",
        "api/v1/editions/<edition>/submissions/claims", "api/v1/editions/<edition>/committee/members/",
        "api/v1/editions/<edition>/committee/conflicts/own/", "api/v1/editions/<edition>/committee/papers/",
        "api/v1/editions/<edition>/reviewing/", "api/v1/editions/<edition>/scores/",
        "api/v1/editions/<edition>/todo", "api/v1/editions/<edition>/search",
    }
)  # fmt: skip
"""Pages below an edition that are there for whoever is signed in, and empty for whoever has nothing to do with it."""


@functools.cache
def table() -> dict[str, set[str]]:
    """route → who."""
    spelled: dict[str, set[str]] = {}
    for who, routes in ROUTES.items():
        for line in routes.split("\n"):
            route = "" if line.strip() == "(front page)" else line.strip()
            if not line.strip():
                continue
            assert route not in spelled, f"{route} is written twice"
            spelled[route] = OPEN_TO_ALL.get(who) or set(who.split())
    return spelled


class Site:
    """The world while papers are discussed, with a browser for each person; each address is asked once."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.cast.move_to("discussion")
        self.clients = {who: self._client(subject) for who, subject in PEOPLE.items()}
        self._answers: dict[tuple[str, str], HttpResponse] = {}

    def _client(self, subject: str) -> Client:
        client = self.cast.made.client(None if subject == "visitor" else self.cast.people[subject])
        client.raise_request_exception = False
        return client

    def get(self, who: str, address: Address) -> Any:
        if (who, address.route) not in self._answers:
            answer = self.clients[who].get(path_of(address, self.cast))
            for (
                close
            ) in answer._resource_closers:  # a file that is sent; answer.close() would end the transaction
                close()
            self._answers[who, address.route] = answer
        return self._answers[who, address.route]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Site]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Site()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _bytes_of_the_file(site: Site) -> None:
    """The file that is asked for lies in the folder of this test."""
    stored = blobs.put(io.BytesIO(pdf()), now=site.cast.made.now)
    Document.objects.filter(submission=site.cast.papers["undecided"]).update(blob_id=stored.sha256)


ADDRESSES = addresses()


def test_every_address_is_in_the_table_and_every_line_of_it_leads_somewhere():
    known, there = set(table()), {address.route for address in ADDRESSES}
    assert sorted(there - known) == [], "say in ROUTES who may open these"
    assert sorted(known - there) == [], "these are gone"


def _opens(answer: Any) -> bool:
    """A page, a file, or a redirect that is not to the sign-in."""
    if answer.status_code in {301, 302, 303}:
        return not re.match(r"/accounts/login/", answer["Location"])
    return bool(answer.status_code == 200)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route or "front")
def test_an_address_opens_for_those_it_is_meant_for(site: Site, address: Address):
    answers = {who: site.get(who, address) for who in PEOPLE}
    assert {who: answer.status_code for who, answer in answers.items() if answer.status_code >= 500} == {}
    opened = {who for who, answer in answers.items() if _opens(answer)}
    assert opened == table().get(address.route, set())


def test_a_visitor_is_sent_to_the_sign_in_or_told_nothing(site: Site):
    """What is not public asks who is there first, whether it exists or not."""
    for address in ADDRESSES:
        if "visitor" in table().get(address.route, set()) or "<token>" in address.route:
            continue
        answer = site.get("visitor", address)
        asks = answer.status_code == 401 or (
            answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        )
        assert asks or answer.status_code in {404, 405}, (address.route, answer.status_code)


def test_a_stranger_opens_nothing_of_an_edition_but_what_is_public_or_their_own(site: Site):
    public = {route for route, who in table().items() if "visitor" in who}
    opened = {a.route for a in ADDRESSES if a.of_edition and _opens(site.get("stranger", a))}
    assert opened - public == FOR_STRANGERS


@pytest.mark.parametrize("who", ["stranger", "reviewer"])
def test_hidden_and_missing_papers_answer_alike_byte_for_byte(site: Site, who: str):
    """A draft of somebody else and a number that was never given; the number itself is all that may differ."""
    hidden, missing = site.cast.papers["draft"].number, 9998
    compared, client = 0, site.clients[who]

    def ask(address: Address, number: int) -> Any:
        client.cookies.pop("messages", None)  # a notice of the page before
        return client.get(path_of(address, site.cast, number))

    for address in ADDRESSES:
        if "<number>" not in address.route:
            continue
        first, second = (ask(address, number) for number in (hidden, missing))
        assert first.status_code == second.status_code, address.route
        assert _bare(first, hidden) == _bare(second, missing), address.route
        compared += 1
    assert compared > 50


FRESH = re.compile(rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{32}')


def _bare(answer: Any, number: int) -> tuple[bytes, str]:
    """The body without random tokens and the number that was asked for."""
    body = answer.getvalue() if answer.streaming else answer.content
    return FRESH.sub(b"", body).replace(str(number).encode(), b"N"), answer.headers.get("Content-Type", "")


def test_a_stranger_posts_nothing_to_an_edition_that_they_cannot_open(site: Site):
    """An empty form from somebody who has nothing to do with the edition changes nothing and breaks nothing.

    A refusal may lead back to a page, with a message there; about a paper it does so for a number that was never
    given as well.
    """
    for address in ADDRESSES:
        if (
            not address.of_edition
            or address.route in FOR_STRANGERS
            or "visitor" in table().get(address.route, set())
        ):
            continue
        client = site.clients["stranger"]
        answer = client.post(path_of(address, site.cast))
        assert answer.status_code < 500, address.route
        assert answer.status_code >= 300, address.route
        if "<number>" in address.route:
            missing = client.post(path_of(address, site.cast, 9998))
            number = str(site.cast.papers["undecided"].number)
            assert answer.status_code == missing.status_code, address.route
            assert answer.headers.get("Location", "").replace(number, "9998") == missing.headers.get(
                "Location", ""
            )
