"""Releasing decisions: one moment for all papers of a track or an edition, and single papers after it."""

from dataclasses import dataclass
from datetime import datetime

from reviews.commands.steps_release import send, set_outcome
from reviews.domain import Verdict
from reviews.models import Decision
from reviews.policies import DECIDABLE, may_release, may_release_one
from reviews.queries import release as queries
from submissions.domain import Outcome
from submissions.events import DecisionsReleased
from submissions.locking import lock_paper
from submissions.models import Submission
from sysml.conference.acting import at_now, command, record
from sysml.conference.domain import ActKind
from sysml.conference.models import Act, Edition, Track
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel import events
from sysml.kernel.errors import Invalid, StaleWrite

OUTCOME_OF: dict[str, Outcome] = {
    Verdict.ACCEPT: Outcome.ACCEPTED,
    Verdict.CONDITIONAL: Outcome.CONDITIONAL,
    Verdict.REJECT: Outcome.REJECTED,
}
OTHERS_NOT_READY = "Papers that others handle are not decided yet. Those who handle them know which."
CHANGED_WORDS = "Something in the letters has changed since you looked at them. Look at them again."


@dataclass(frozen=True)
class Released:
    """What a release did; nothing when it had been done before."""

    at: datetime
    done: bool


@command
def release_decisions(
    *, by: Viewer, edition: Edition, seen: str, now: datetime, track: Track | None = None
) -> Released:
    """Release every decision of the track (None: of all tracks not released before), with its letters, at once.

    `seen` is what the release page gave: the release is refused if anything in the letters has changed since. Papers
    that the actor may not see are released at the same moment, as prepared by those who handle them; their letters
    wait for the handling chair to send them. Doing it again changes nothing. Raises Invalid while a paper
    has no decision.
    """
    Edition.objects.select_for_update().get(pk=edition.pk)
    actor, at = by.fresh(), at_now(edition, now)
    clock = at.edition if track is None else at.clock(track.pk)
    may_release(actor, clock, track.pk if track else None).require()
    before = queries.released_at(at, track)
    if before is not None:
        return Released(before, False)
    papers = _lock_pending(edition, at, track)
    _check(actor, at, edition, track, seen)
    letters = queries.drafts(edition, at, papers)
    seen_papers = {paper.pk for paper in queries.my_pending(actor, at, edition, track)}
    _set_outcomes(papers, now)
    act = Act.objects.create(
        edition=edition, track=track, kind=ActKind.RELEASED, by_id=actor.person_id, at=now
    )
    hidden = {paper.pk for paper in papers} - seen_papers
    send(edition, letters, now=now, batch=f"release:{act.xid}", waiting=hidden)
    record(
        actor,
        "decisions.released",
        now=now,
        subject=f"act:{act.xid}",
        summary=f"Decisions released: {track.name if track else 'all tracks'}",
    )
    for paper in papers:
        _record_paper(actor, paper, now)
    events.publish(DecisionsReleased(edition.pk, now))
    return Released(now, True)


def _lock_pending(edition: Edition, at: Moment, track: Track | None) -> list[Submission]:
    rows = queries.pending(edition, at, track).select_for_update(of=("self",)).select_related("track")
    return list(rows.order_by("pk"))


def _check(actor: Viewer, at: Moment, edition: Edition, track: Track | None, seen: str) -> None:
    mine = queries.my_pending(actor, at, edition, track)
    decided = set(Decision.objects.filter(submission__in=mine).values_list("submission_id", flat=True))
    missing = [f"Paper {paper.number} has no decision." for paper in mine if paper.pk not in decided]
    if missing:
        raise Invalid({"": missing}, f"Nothing was released. {missing[0]}")
    if not queries.others_ready(edition, at, track, mine):
        raise Invalid({"": OTHERS_NOT_READY}, f"Nothing was released. {OTHERS_NOT_READY}")
    if seen != queries.seen(actor, at, edition, mine):
        raise StaleWrite(CHANGED_WORDS)


def _set_outcomes(papers: list[Submission], now: datetime) -> None:
    verdicts = dict(Decision.objects.filter(submission__in=papers).values_list("submission_id", "verdict"))
    for verdict, outcome in OUTCOME_OF.items():
        set_outcome([paper for paper in papers if verdicts[paper.pk] == verdict], outcome, now)


def _record_paper(by: Viewer, paper: Submission, now: datetime) -> None:
    record(
        by,
        "decision.released",
        now=now,
        about=paper.xid,
        subject=f"submission:{paper.xid}",
        summary=f"The decision of paper {paper.number} was released",
    )


@command
def release_late(*, by: Viewer, edition: Edition, number: int, seen: str, now: datetime) -> None:
    """Release the decision of one paper whose track was released before it was decided.

    `seen` is what the preview of its letters gave.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_release_one(locked.by, locked.paper, locked.clock).require()
    if not Decision.objects.filter(submission=locked.paper).exists():
        raise Invalid({"": "Decide this paper first."})
    if seen != queries.seen(locked.by, locked.at, edition, [locked.paper]):
        raise StaleWrite(CHANGED_WORDS)
    letters = queries.drafts(edition, locked.at, [locked.paper])
    _set_outcomes([locked.paper], now)
    send(edition, letters, now=now, batch=f"release:{locked.paper.xid}")
    _record_paper(locked.by, locked.paper, now)
    events.publish(DecisionsReleased(edition.pk, now))
