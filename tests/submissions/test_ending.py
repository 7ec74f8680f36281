"""Withdrawing, closing, reviving, revealing and warning."""

from datetime import timedelta
from typing import Any

import pytest

from submissions import commands
from submissions.domain import Outcome, Status
from submissions.events import SubmissionRevived, SubmissionWithdrawn
from submissions.models import AuthorReveal, Submission
from sysml.conference.domain import Blindness, Span, WindowKind
from sysml.conference.models import Track
from sysml.conference.viewer import Tie
from sysml.kernel import events, jobs
from sysml.kernel.errors import Closed, IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Job, Letter
from tests.factories.submissions import deadline, details, give_file, ready
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    made = world("submission")
    deadline(made, minutes=60 * 24)
    made.chair()
    return made


def complete(w: World, title: str = "Complete one") -> Submission:
    paper = ready(w, w.paper(title, authors=("Ada",)))
    give_file(w, paper)
    return paper


def acting(w: World, paper: Submission, who: str = "Ada") -> dict[str, Any]:
    return {"by": w.viewer(who), "edition": w.edition, "number": paper.number, "now": w.now}


def state(paper: Submission) -> str:
    paper.refresh_from_db()
    return paper.status


def test_an_author_withdraws_and_revives_and_higher_floors_hear_of_it(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(events, "publish", heard.append)
    paper = complete(w)
    commands.withdraw(reason="an error", **acting(w, paper))
    assert (state(paper), paper.withdrawn_reason) == (Status.WITHDRAWN, "an error")
    assert Letter.objects.filter(kind="withdrawn").count() == 1
    assert AuditEntry.objects.get(action="submission.withdrawn").reason == "an error"
    commands.revive(**acting(w, paper))
    assert (state(paper), paper.withdrawn_at) == (Status.COMPLETE, None)
    assert [type(event) for event in heard if not type(event).__name__.endswith("Registered")] == [
        SubmissionWithdrawn, SubmissionRevived,
    ]  # fmt: skip


def test_after_the_deadline_only_chairs_revive(w: World) -> None:
    paper = complete(w)
    deadline(w, minutes=-1)
    commands.withdraw(reason="", **acting(w, paper))
    with pytest.raises(Closed):
        commands.revive(**acting(w, paper))
    with pytest.raises(Invalid):
        commands.revive(**acting(w, paper, "Chair"))
    commands.revive(reason="asked by mail", **acting(w, paper, "Chair"))
    assert state(paper) == Status.COMPLETE


def test_nobody_withdraws_twice_or_after_a_decision_or_for_strangers(w: World) -> None:
    paper = complete(w)
    w.person("Stranger")
    with pytest.raises(NotFound):
        commands.withdraw(reason="x", **acting(w, paper, "Stranger"))
    commands.withdraw(reason="x", **acting(w, paper))
    with pytest.raises((NotAllowed, IllegalTransition)):
        commands.withdraw(reason="x", **acting(w, paper))
    decided = w.paper("Decided", authors=("Ada",), outcome=Outcome.REJECTED)
    with pytest.raises(NotAllowed):
        commands.withdraw(reason="x", **acting(w, decided))
    assert state(decided) == Status.COMPLETE


def test_looking_as_an_author_changes_nothing(w: World) -> None:
    paper = complete(w)
    w.move_to("bidding")
    seen = w.viewer("Chair").as_seen_by(w.viewer("Ada"))
    with pytest.raises((NotAllowed, NotFound)):
        commands.withdraw(by=seen, edition=w.edition, number=paper.number, reason="x", now=w.now)
    assert state(paper) == Status.COMPLETE


def close(w: World, *papers: Submission, who: str = "Chair") -> int:
    return commands.close_unfinished(
        by=w.viewer(who), edition=w.edition, numbers=[paper.number for paper in papers], now=w.now
    )


def test_unfinished_papers_are_closed_all_or_none(w: World) -> None:
    draft = w.paper("", authors=("Ada",), status=Status.DRAFT)
    registered = ready(w, w.paper("Registered", authors=("Ada",), status=Status.REGISTERED))
    whole = complete(w)
    with pytest.raises(Closed):
        close(w, draft, registered)
    deadline(w, minutes=-1)
    with pytest.raises(NotAllowed):
        close(w, draft, registered, whole)
    assert {state(draft), state(registered)} == {Status.DRAFT, Status.REGISTERED}
    with pytest.raises((NotAllowed, NotFound)):
        close(w, draft, who="Ada")
    assert close(w, draft, registered) == 2
    assert {state(draft), state(registered)} == {Status.CLOSED}
    assert Letter.objects.filter(kind="closed-incomplete").count() == 2
    args = {"by": w.viewer("Chair"), "edition": w.edition, "numbers": [registered.number], "now": w.now}
    commands.reopen_closed(reason="a mistake of ours", **args)
    assert state(registered) == Status.REGISTERED


def test_a_paper_with_an_extension_cannot_be_closed_yet(w: World) -> None:
    paper = ready(w, w.paper("Extended", authors=("Ada",), status=Status.REGISTERED))
    deadline(w, minutes=-1)
    deadline(w, minutes=60, paper_id=paper.pk)
    with pytest.raises(Closed):
        close(w, paper)


def test_a_conflicted_chair_does_not_close(w: World) -> None:
    paper = ready(w, w.paper("Conflicted", authors=("Ada",), status=Status.REGISTERED))
    w.conflict(paper, w.people["Chair"])
    deadline(w, minutes=-1)
    with pytest.raises(NotFound):
        close(w, paper)
    assert state(paper) == Status.REGISTERED


def test_revealing_needs_a_reason_a_chair_a_blind_track_and_no_conflict(w: World) -> None:
    paper = complete(w)
    w.member("Member")
    w.move_to("bidding")
    with pytest.raises(Invalid):
        commands.reveal_authors(reason=" ", **acting(w, paper, "Chair"))
    for who in ("Ada", "Member"):
        with pytest.raises(NotAllowed):
            commands.reveal_authors(reason="curious", **acting(w, paper, who))
    conflicted = w.chair("Other chair")
    w.conflict(paper, conflicted)
    with pytest.raises((NotAllowed, NotFound)):
        commands.reveal_authors(reason="curious", **acting(w, paper, "Other chair"))
    Track.objects.filter(pk=w.track.pk).update(choices={"authors_revealed_to_chairs": False})
    with pytest.raises(NotAllowed):
        commands.reveal_authors(reason="duplicates", **acting(w, paper, "Chair"))
    Track.objects.filter(pk=w.track.pk).update(choices={}, blindness=Blindness.SINGLE)
    with pytest.raises(NotAllowed):
        commands.reveal_authors(reason="duplicates", **acting(w, paper, "Chair"))
    assert not AuthorReveal.objects.exists()


def test_what_was_revealed_is_hidden_again_after_eight_hours(w: World) -> None:
    paper = complete(w)
    commands.reveal_authors(reason="duplicates", **acting(w, paper, "Chair"))
    assert paper.pk in w.viewer("Chair").tied(Tie.REVEALED)
    AuthorReveal.objects.update(until=w.now - timedelta(seconds=1))
    assert paper.pk not in w.viewer("Chair").tied(Tie.REVEALED)


def test_authors_of_what_is_incomplete_are_warned_once_for_each_of_two_times(w: World) -> None:
    incomplete = ready(w, w.paper("Incomplete", authors=("Ada",), status=Status.REGISTERED))
    complete(w)
    deadline(w, minutes=60 * 60)
    assert commands.remind_drafts(edition=w.edition, now=w.now) == 0
    assert not Letter.objects.exists()
    deadline(w, minutes=60 * 47)
    for _ in range(2):
        commands.remind_drafts(edition=w.edition, now=w.now)
    letter = Letter.objects.get()
    assert (letter.kind, letter.about) == ("draft-reminder", incomplete.xid)
    assert "the paper as a PDF" in letter.body
    deadline(w, minutes=60 * 5)
    commands.remind_drafts(edition=w.edition, now=w.now)
    assert Letter.objects.filter(kind="draft-reminder").count() == 2
    deadline(w, minutes=-1, grace=60)
    commands.remind_drafts(edition=w.edition, now=w.now + timedelta(minutes=1))
    assert Letter.objects.filter(kind="draft-reminder").count() == 2


def test_warnings_are_put_on_the_list_of_jobs_when_a_paper_is_registered_and_are_done(w: World) -> None:
    w.person("Ada")
    w.window(WindowKind.REGISTRATION, Span(w.now - timedelta(days=9), w.now + timedelta(days=1)))
    deadline_at = w.now + timedelta(days=4)
    w.window(WindowKind.SUBMISSION, Span(w.now - timedelta(days=9), deadline_at))
    commands.register(by=w.viewer("Ada"), edition=w.edition, track="research", details=details(w), now=w.now)
    due = sorted(Job.objects.filter(kind="submissions.remind").values_list("due_at", flat=True))
    assert due == [deadline_at - timedelta(hours=48), deadline_at - timedelta(hours=6)]
    jobs.run_due(due[0])
    assert Letter.objects.filter(kind="draft-reminder").count() == 1
    assert Job.objects.filter(kind="submissions.remind", status="done").count() == 1


def test_warnings_follow_a_window_that_was_moved(w: World) -> None:
    from submissions.handlers import on_window_moved
    from sysml.conference.events import WindowMoved

    deadline(w, minutes=60 * 24 * 9)
    event = WindowMoved(
        w.edition.pk, "submission", None, None, None, "asked for", w.now,
        window="window", opens_at=None, closes_at=w.now + timedelta(days=9), shown_changed=True,
    )  # fmt: skip
    on_window_moved(event)
    on_window_moved(event)
    assert Job.objects.filter(kind="submissions.remind").count() == 2
