"""Snapshots of all reviews, and going back to one: one chair proposes, another carries it out.

Going back writes new versions on top; nothing that was written is lost, and it can be gone back from in turn.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from committee.commands.steps import lock_papers
from reviews.commands.steps import clean_text, tell
from reviews.domain import ROLLBACK_TRANSITIONS, ReviewState, RollbackState
from reviews.letters import ROLLED_BACK
from reviews.models import Answer, Review, ReviewVersion, Rollback, Snapshot, SnapshotLine
from reviews.policies import may_act_for
from reviews.queries import snapshots as queries
from submissions.locking import Locked
from submissions.models import Submission
from sysml.conference import viewer as viewers
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition, Track
from sysml.conference.policies import blocked, may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound

_LONGEST_REASON = 300


@command
def take_due_snapshots(*, by: Viewer, edition: Edition, now: datetime) -> int:
    """Take a snapshot of every window that has ended, grace and all, and has none yet; returns how many.

    A snapshot shows the instant of the end, however late the worker is: versions carry their times.
    """
    Edition.objects.select_for_update().get(pk=edition.pk)
    taken = 0
    for end in queries.ends_without_snapshot(edition, now):
        _take(by, edition, end.at, now, window=end.window, track=end.track)
        taken += 1
    return taken


@command
def take_snapshot(*, by: Viewer, edition: Edition, now: datetime) -> Snapshot:
    """A chair wants to be able to come back to this instant."""
    actor = by.fresh()
    may_chair(actor).require()
    Edition.objects.select_for_update().get(pk=edition.pk)
    if Snapshot.objects.filter(edition=edition, window="", at=now).exists():
        raise IllegalTransition("There is a snapshot of this instant.")
    return _take(actor, edition, now, now)


def _take(
    by: Viewer, edition: Edition, at: datetime, now: datetime, *, window: str = "", track: Track | None = None
) -> Snapshot:
    snapshot = Snapshot.objects.create(edition=edition, track=track, window=window, at=at, by_id=by.person_id)
    of_track = Q(review__submission__track=track) if track else Q(review__submission__edition=edition)
    versions = ReviewVersion.objects.filter(of_track, at__lte=at).order_by("review_id", "number")
    latest: dict[int, int] = dict(versions.values_list("review_id", "pk"))
    SnapshotLine.objects.bulk_create(
        (SnapshotLine(snapshot=snapshot, review_id=review, version_id=pk) for review, pk in latest.items()),
        batch_size=1000,
    )
    record(by, "snapshot.taken", now=now, subject=f"snapshot:{snapshot.xid}", summary=window or "by hand")
    return snapshot


@command
def propose_rollback(
    *, by: Viewer, edition: Edition, snapshot: str, number: int | None, reason: str, now: datetime
) -> Rollback:
    """Propose to go back to a snapshot (its xid), for one paper or for all that the actor may see.

    Nothing changes until another chair confirms it. Raises Invalid where nothing has changed since.
    """
    actor, at = by.fresh(), at_now(edition, now)
    _require_chair(actor, at)
    why = clean_text(reason, "reason")[:_LONGEST_REASON]
    chosen = Snapshot.objects.filter(edition=edition, xid=snapshot).first()
    if chosen is None:
        raise NotFound
    paper = queries.paper_of(actor, at, number) if number is not None else None
    if not queries.changes(actor, at, chosen, paper=paper).changed:
        raise Invalid({"": "No review that you may see has changed since then."})
    if Rollback.objects.filter(
        snapshot=chosen, submission=paper, state=RollbackState.PROPOSED, proposed_by_id=actor.person_id
    ).exists():
        raise IllegalTransition("You have proposed this already; it waits for another chair.")
    rollback = Rollback.objects.create(
        snapshot=chosen, submission=paper, reason=why, proposed_by_id=_person(actor), proposed_at=now
    )
    _record(actor, "rollback.proposed", rollback, now, reason=why)
    return rollback


@command
def confirm_rollback(*, by: Viewer, edition: Edition, rollback: str, now: datetime) -> int:
    """A second chair carries a proposal out, for the papers with which neither of the two has a conflict.

    Each review that has changed gets a new version with the snapshot's answers; its writer is told. Returns how many.
    """
    row = _locked(by, edition, rollback, now)
    if row.proposed_by_id == by.person_id:
        raise NotAllowed("Going back takes two chairs: another one confirms what you have proposed.")
    actor, at = by.fresh(), at_now(edition, now)
    first = viewers.for_person(row.proposed_by, edition)
    found = queries.changes(actor, at, row.snapshot, paper=row.submission, proposer=first).changed
    papers = {paper.pk: paper for paper in lock_papers({change.paper for change in found})}
    done = 0
    for change in found:
        paper = papers[change.paper]
        clock = at.clock(paper.track_id, paper.pk, actor.person_id)
        if may_act_for(actor, paper, clock) and may_act_for(first, paper, clock):
            _go_back(Locked(actor, at, paper, clock), edition, change.review, change.version, row, now)
            done += 1
    if not done:
        raise Invalid({"": "There is no review any more that could be set back."})
    _settle(row, RollbackState.DONE, actor, now)
    _record(actor, "rollback.done", row, now, reason=row.reason)
    return done


@command
def drop_rollback(*, by: Viewer, edition: Edition, rollback: str, reason: str, now: datetime) -> None:
    """A chair, the proposing one or another, says that it is not to be."""
    row = _locked(by, edition, rollback, now)
    why = clean_text(reason, "reason")[:_LONGEST_REASON]
    _settle(row, RollbackState.DROPPED, by, now)
    _record(by, "rollback.dropped", row, now, reason=why)


def _require_chair(actor: Viewer, at: Any) -> None:
    if (stop := blocked(actor, at.edition)) is not None:
        stop.require()
    if not actor.is_chair:
        raise NotFound


def _person(actor: Viewer) -> int:
    if actor.person_id is None:
        raise NotAllowed("Sign in first.")
    return actor.person_id


def _locked(by: Viewer, edition: Edition, xid: str, now: datetime) -> Rollback:
    """An open proposal, under lock; NotFound where it is about a paper that the actor may not see."""
    actor, at = by.fresh(), at_now(edition, now)
    _require_chair(actor, at)
    rows = Rollback.objects.select_for_update(of=("self",)).filter(snapshot__edition=edition, xid=xid)
    row = rows.select_related("snapshot__track", "submission", "proposed_by").first()
    if row is None or not queries.may_see(actor, at, row):
        raise NotFound
    return row


def _settle(row: Rollback, state: RollbackState, actor: Viewer, now: datetime) -> None:
    if state not in ROLLBACK_TRANSITIONS[RollbackState(row.state)]:
        raise IllegalTransition("This proposal has been settled already.")
    row.state, row.settled_by_id, row.settled_at = state, actor.person_id, now
    row.save(update_fields=["state", "settled_by", "settled_at"])


def _go_back(
    locked: Locked, edition: Edition, review_id: int, version_id: int, row: Rollback, now: datetime
) -> None:
    review = Review.objects.select_related("reviewer").get(pk=review_id, state=ReviewState.SUBMITTED)
    review.version += 1
    review.revision += 1
    review.submitted_at = now
    review.save(update_fields=["version", "revision", "submitted_at"])
    ReviewVersion.objects.filter(review=review, is_current=True).update(is_current=False)
    version = ReviewVersion.objects.create(
        review=review, number=review.version, at=now, is_current=True, entered_by_id=locked.by.person_id
    )
    _copy(Answer.objects.filter(version_id=version_id), version, locked.paper)
    record(
        locked.by,
        "review.rolled-back",
        now=now,
        about=locked.paper.xid,
        subject=f"review:{review.xid}",
        summary=f"Reviewer {review.label} of paper {locked.paper.number}, version {review.version}",
        reason=row.reason,
    )
    tell(
        ROLLED_BACK, locked, review.reviewer, edition, f"{version.xid}", now, "submission-detail",
        at=f"{row.snapshot.at:%Y-%m-%d %H:%M} UTC",
    )  # fmt: skip


def _copy(answers: Iterable[Answer], version: ReviewVersion, paper: Submission) -> None:
    Answer.objects.bulk_create(
        Answer(version=version, submission=paper, question_id=a.question_id, score=a.score, text=a.text)
        for a in answers
    )


def _record(by: Viewer, action: str, row: Rollback, now: datetime, *, reason: str) -> None:
    record(
        by,
        action,
        now=now,
        about=row.submission.xid if row.submission else "",
        subject=f"rollback:{row.xid}",
        summary=f"Paper {row.submission.number}" if row.submission else "All papers",
        reason=reason,
    )
