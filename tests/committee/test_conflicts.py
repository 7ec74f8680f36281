"""Declaring, finding and deciding conflicts of interest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committee.commands import conflicts as commands
from committee.commands.handling import appoint_handlers
from committee.domain import AssignmentState, ConflictAct, ConflictReason, ConflictSource, ConflictState
from committee.models import Assignment, Conflict, Handling
from committee.queries import conflicts as queries
from submissions.events import AuthorsChanged, SubmissionRegistered
from submissions.models import Authorship, Submission
from sysml.conference.domain import RoleKind
from sysml.conference.viewer import system
from sysml.kernel import events
from sysml.kernel.errors import Closed, Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Letter
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


def _declare(made: World, paper: Submission, person: str, *, by: str = "Author") -> commands.Declared:
    return commands.declare_by_author(
        by=made.viewer(by),
        edition=made.edition,
        number=paper.number,
        person=made.people[person].xid,
        reason="advisor",
        note="my advisor until 2025",
        now=made.now,
    )


def _search(made: World) -> None:
    commands.find_conflicts(by=system(made.edition), edition=made.edition, now=made.now)


def _decide(made: World, conflict: Conflict, act: ConflictAct, *, by: str, reason: str = "") -> None:
    commands.decide_conflict(
        by=made.viewer(by), edition=made.edition, xid=conflict.xid, act=act, reason=reason, now=made.now
    )


def test_authors_name_members_and_the_reason_is_kept() -> None:
    made = world("submission")
    paper = made.paper()
    made.member("Ada")
    _declare(made, paper, "Ada")
    conflict = Conflict.objects.get()
    assert (conflict.reason, conflict.source, conflict.state) == (
        ConflictReason.ADVISOR,
        ConflictSource.AUTHOR,
        ConflictState.CONFIRMED,
    )
    assert paper.pk in made.viewer("Ada").tied("conflicted")  # type: ignore[arg-type]
    assert AuditEntry.objects.filter(action="conflict.added", about=paper.xid).exists()


def test_only_authors_declare_on_the_authors_page_and_only_until_reviewing_begins() -> None:
    made = world("reviewing")
    paper = made.paper()
    made.member("Ada")
    made.person("Stranger")
    with pytest.raises(NotFound):
        _declare(made, paper, "Ada", by="Stranger")
    with pytest.raises(Closed, match="Reviewing has begun"):
        _declare(made, paper, "Ada")
    assert not Conflict.objects.exists()


def test_people_outside_the_committee_cannot_be_named() -> None:
    made = world("submission")
    paper = made.paper()
    made.person("Stranger")
    with pytest.raises(Invalid):
        _declare(made, paper, "Stranger")


def test_authors_take_a_declaration_back() -> None:
    made = world("submission")
    paper = made.paper()
    made.member("Ada")
    xid = _declare(made, paper, "Ada").xid
    url = made.url(f"submissions/{paper.number}/conflicts/")
    assert "my advisor until 2025" in made.client("Author").get(url).content.decode()
    made.client("Author").post(f"{url}{xid}/take-back/")
    assert Conflict.objects.get().state == ConflictState.DISMISSED
    assert "my advisor until 2025" not in made.client("Author").get(url).content.decode()


def test_the_authors_page_lists_accepted_members_by_a_search_and_does_not_exist_for_others() -> None:
    made = world("submission")
    paper = made.paper()
    made.member("Ada Byron")
    made.member("Bo Li")
    made.chair()
    url = made.url(f"submissions/{paper.number}/conflicts/")
    text = made.client("Author").get(f"{url}?q=byron").content.decode()
    assert "Ada Byron" in text
    assert "Bo Li" not in text
    for other in ("Ada Byron", "Chair"):
        assert made.client(other).get(url).status_code == 404


def test_members_see_their_own_row_without_who_named_them_or_why() -> None:
    made = world("bidding")
    paper = made.paper("The secret friend")
    made.member("Ada")
    Conflict.objects.create(
        submission=paper,
        person=made.people["Ada"],
        reason=ConflictReason.PERSONAL,
        source=ConflictSource.AUTHOR,
        note="we shared a flat",
        by=made.people["Author"],
        at=made.now,
    )
    text = made.client("Ada").get(made.url("committee/conflicts/")).content.decode()
    assert "The secret friend" in text
    for secret in ("flat", "personal", "declared by the authors", "Author", "close"):
        assert secret not in text


def test_declaring_ones_own_conflict_ends_the_assignment_and_tells_the_handling_chair() -> None:
    made = world("reviewing")
    made.chair()
    paper, member = made.paper(), made.member("Ada")
    made.handle(paper, made.people["Chair"])
    made.assign(paper, member)
    done = commands.declare_own(
        by=made.viewer("Ada"), edition=made.edition, number=paper.number, reason="co-author", now=made.now
    )
    assert done.ended
    assert Assignment.objects.get().state == AssignmentState.REMOVED
    letter = Letter.objects.get(kind="reviewer-gone")
    assert letter.person == made.people["Chair"]
    assert f"/chair/papers/{paper.number}/reviewers/" in letter.body
    assert made.client("Ada").get(made.url(f"committee/papers/{paper.number}/give-up/")).status_code == 404


def test_an_author_never_learns_that_the_person_named_was_a_reviewer() -> None:
    made = world("bidding")
    paper, member = made.paper(), made.member("Ada")
    made.assign(paper, member)
    assert _declare(made, paper, "Ada").ended is False
    assert Assignment.objects.get().state == AssignmentState.REMOVED


def test_a_shared_institution_is_suggested_and_binds() -> None:
    made = world("checking")
    made.person("Author", email="author@cs.uni.example.edu")
    made.person("Ada", email="ada@math.uni.example.edu")
    made.person("Bo", email="bo@gmail.com")
    paper = made.paper(unclaimed=("other@gmail.com",))
    made.member("Ada")
    made.member("Bo")
    _search(made)
    conflict = Conflict.objects.get()
    assert (conflict.person.name, conflict.state, conflict.source) == (
        "Ada",
        ConflictState.SUGGESTED,
        ConflictSource.DOMAIN,
    )
    assert paper.pk in made.viewer("Ada").ties["conflicted"]


def test_a_common_paper_in_this_conference_is_suggested() -> None:
    made = world("checking")
    made.member("Ada")
    made.paper("Together", authors=("Ada", "Partner"))
    other = made.paper("Alone", authors=("Partner",))
    _search(made)
    found = Conflict.objects.get(submission=other)
    assert (found.person.name, found.source) == ("Ada", ConflictSource.COAUTHORSHIP)
    assert not Conflict.objects.filter(submission__title="Together").exists()


def test_an_unclaimed_place_in_a_members_name_is_suggested() -> None:
    made = world("checking")
    made.member("Ádá  Byron")
    paper = made.paper()
    Authorship.objects.create(
        submission=paper, position=5, name="ada BYRON", email="private@home.example.net"
    )
    _search(made)
    assert Conflict.objects.get().source == ConflictSource.NAME


def test_searching_again_adds_nothing_and_brings_nothing_dismissed_back() -> None:
    made = world("checking")
    made.chair()
    made.person("Author", email="author@uni.example.edu")
    made.person("Ada", email="ada@uni.example.edu")
    made.paper()
    made.member("Ada")
    _search(made)
    _decide(made, Conflict.objects.get(), ConflictAct.DISMISS, by="Chair", reason="different campuses")
    _search(made)
    assert Conflict.objects.get().state == ConflictState.DISMISSED


@pytest.mark.parametrize("event", [AuthorsChanged, SubmissionRegistered])
def test_conflicts_are_searched_when_a_paper_comes_or_its_authors_change(event: type) -> None:
    made = world("submission")
    made.person("Ada", email="ada@uni.example.edu")
    made.member("Ada")
    made.chair()
    paper = made.paper(unclaimed=("new@uni.example.edu",))
    events.publish(event(paper.pk, made.now))
    assert Conflict.objects.get().person == made.people["Ada"]
    assert Handling.objects.get().person == made.people["Chair"]


def test_who_becomes_an_author_no_longer_reviews_the_paper() -> None:
    made = world("reviewing")
    paper, member = made.paper(), made.member("Ada")
    made.assign(paper, member)
    Authorship.objects.create(submission=paper, position=3, name="A", email=made.people["Ada"].email)
    events.publish(AuthorsChanged(paper.pk, made.now))
    assert Assignment.objects.get().state == AssignmentState.REMOVED


def test_dismissing_needs_a_reason_and_another_chair() -> None:
    made = world("bidding")
    made.chair()
    made.chair("Second")
    paper = made.paper()
    conflict = made.conflict(paper, made.people["Chair"])
    with pytest.raises(NotFound):
        _decide(made, conflict, ConflictAct.DISMISS, by="Chair", reason="it is nothing")
    with pytest.raises(Invalid):
        _decide(made, conflict, ConflictAct.DISMISS, by="Second")
    conflict.refresh_from_db()
    assert conflict.state == ConflictState.CONFIRMED
    _decide(made, conflict, ConflictAct.DISMISS, by="Second", reason="they left in 2019")
    conflict.refresh_from_db()
    assert (conflict.state, conflict.decided_by) == (ConflictState.DISMISSED, made.people["Second"])
    assert AuditEntry.objects.get(action="conflict.dismissed").reason == "they left in 2019"
    with pytest.raises(NotAllowed, match="Another chair"):
        _decide(made, conflict, ConflictAct.CONFIRM, by="Chair")


def test_members_decide_nothing() -> None:
    made = world("bidding")
    made.chair()
    made.member("Ada")
    conflict = made.conflict(made.paper(), made.people["Chair"])
    with pytest.raises(NotFound):
        _decide(made, conflict, ConflictAct.DISMISS, by="Ada", reason="x")


def test_a_chair_sees_neither_conflicts_nor_their_number_of_an_own_paper() -> None:
    made = world("bidding")
    made.chair()
    made.chair("Second")
    made.member("Ada")
    mine, other = made.paper("Mine", authors=("Chair",)), made.paper("Other")
    made.conflict(mine, made.people["Ada"])
    made.conflict(other, made.people["Ada"])
    assert [row.title for row in queries.worklist(made.viewer("Second"), made.at, state="")] == [
        "Mine",
        "Other",
    ]
    assert [row.title for row in queries.worklist(made.viewer("Chair"), made.at, state="")] == ["Other"]
    text = made.client("Chair").get(made.url("chair/conflicts/?state=confirmed")).content.decode()
    assert "Mine" not in text
    assert "Other" in text
    assert (
        f"{mine.number},"
        not in made.client("Chair").get(made.url("chair/committee/files/conflicts.csv")).content.decode()
    )


def test_a_handling_chair_sees_names_and_no_reasons() -> None:
    made = world("bidding")
    made.chair("Pool", RoleKind.HANDLING)
    made.member("Ada")
    paper = made.paper()
    made.handle(paper, made.people["Pool"])
    made.conflict(paper, made.people["Ada"], ConflictSource.AUTHOR)
    row = queries.worklist(made.viewer("Pool"), made.at, state="")[0]
    assert (row.person, row.reason, row.source, row.note) == ("Ada", "", "", "")


def test_a_chair_enters_a_conflict_and_is_told_that_an_assignment_ended() -> None:
    made = world("reviewing")
    made.chair()
    paper, member = made.paper(), made.member("Ada")
    made.assign(paper, member)
    page = made.client("Chair").post(
        made.url("chair/conflicts/add/"),
        {"number": paper.number, "person": made.people["Ada"].xid, "reason": "personal"},
        follow=True,
    )
    assert "The person was a reviewer of this paper" in page.content.decode()
    assert Assignment.objects.get().state == AssignmentState.REMOVED


def test_a_conflict_of_the_handling_chair_hands_the_paper_over() -> None:
    made = world("reviewing")
    made.chair()
    made.chair("Second")
    paper = made.paper()
    appoint_handlers(by=system(made.edition), edition=made.edition, now=made.now)
    first = Handling.objects.get().person
    commands.declare_own(
        by=made.viewer(first.name), edition=made.edition, number=paper.number, reason="personal", now=made.now
    )
    assert Handling.objects.get().person != first


def test_the_worklist_costs_the_same_for_one_row_and_for_thirty() -> None:
    made = world("bidding")
    made.chair()
    client = made.client("Chair")
    client.get(made.url("chair/conflicts/"))  # notes the session's first use
    counts = []
    for rows in (1, 29):
        for number in range(rows):
            made.person(f"Person {rows} {number}")
            conflict = made.conflict(made.paper(f"P {rows} {number}"), made.people[f"Person {rows} {number}"])
            Conflict.objects.filter(pk=conflict.pk).update(
                state=ConflictState.SUGGESTED, at=made.now - timedelta(minutes=number)
            )
        with CaptureQueriesContext(connection) as caught:
            assert client.get(made.url("chair/conflicts/")).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_confirming_and_dismissing_on_the_page() -> None:
    made = world("bidding")
    made.chair()
    made.member("Ada")
    conflict = made.conflict(made.paper(), made.people["Ada"])
    Conflict.objects.update(state=ConflictState.SUGGESTED)
    client = made.client("Chair")
    client.post(made.url(f"chair/conflicts/{conflict.xid}/confirm/"))
    assert Conflict.objects.get().state == ConflictState.CONFIRMED
    assert client.get(made.url(f"chair/conflicts/{conflict.xid}/dismiss/")).status_code == 200
    client.post(made.url(f"chair/conflicts/{conflict.xid}/dismiss/"), {"reason": "none"})
    assert Conflict.objects.get().state == ConflictState.DISMISSED
