"""Who evaluates which artifact: by hand, by a proposal that a chair has looked at, and what bars somebody."""

from collections.abc import Sequence
from datetime import datetime

from artifacts import letters as kinds
from artifacts.commands.conflicts import end_evaluations, find_conflicts
from artifacts.commands.steps import living, locked_artifact, person_of, scheme_of, write_to
from artifacts.domain import EvaluatorState, next_label
from artifacts.models import Artifact, ArtifactConflict, Evaluation, Evaluator
from artifacts.policies import WORKED_ON, may_arrange
from committee.commands.steps import lock_papers
from submissions.locking import Locked, lock_paper
from submissions.models import Submission
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import IllegalTransition, Invalid, NotFound


@command
def assign(*, by: Viewer, edition: Edition, number: int, evaluator: str, now: datetime) -> Evaluation:
    """Give an artifact an evaluator (by xid), who gets a letter. Conflicts are sought afresh; none is bypassed."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_arrange(locked.by, locked.paper, locked.clock).require()
    scheme_of(edition)
    artifact = living(locked_artifact(locked))
    seat = _seat(edition, evaluator)
    find_conflicts(edition, papers=[locked.paper.pk], persons=_persons([seat]), now=now)
    return _give(locked.by, edition, artifact, seat, now)


@command
def assign_many(*, by: Viewer, edition: Edition, pairs: Sequence[tuple[int, str]], now: datetime) -> int:
    """Take a proposal as it was looked at: (paper's number, evaluator's xid) pairs, all or none."""
    actor, at = by.fresh(), at_now(edition, now)
    scheme_of(edition)
    if not pairs:
        raise Invalid({"pairs": "Choose at least one line of the proposal."})
    wanted = {number for number, _ in pairs}
    papers = lock_papers(
        Submission.objects.filter(edition=edition, number__in=wanted).values_list("pk", flat=True)
    )
    rows = WORKED_ON.rows(actor, at).filter(submission__in=papers).select_related("submission")
    artifacts = {row.submission.number: row for row in rows}
    if wanted - artifacts.keys():
        raise NotFound
    for paper in papers:
        may_arrange(actor, paper, at.clock(paper.track_id, paper.pk, actor.person_id)).require()
    seats = {xid: _seat(edition, xid) for xid in sorted({xid for _, xid in pairs})}
    find_conflicts(
        edition, papers=[paper.pk for paper in papers], persons=_persons(list(seats.values())), now=now
    )
    for number, xid in pairs:
        _give(actor, edition, living(artifacts[number]), seats[xid], now)
    return len(pairs)


@command
def unassign(*, by: Viewer, edition: Edition, number: int, evaluation: str, now: datetime) -> None:
    """Take the artifact back from an evaluator; a first look that the authors have read stays with them."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_arrange(locked.by, locked.paper, locked.clock).require()
    artifact = locked_artifact(locked)
    row = Evaluation.objects.filter(artifact=artifact, xid=evaluation, is_active=True).first()
    if row is None:
        raise NotFound
    row.is_active = False
    row.save(update_fields=["is_active"])
    _record(
        locked.by, "evaluation.ended", locked.paper, f"evaluation:{row.xid}", now, "Taken back by a chair"
    )


@command
def add_conflict(
    *, by: Viewer, edition: Edition, number: int, evaluator: str, reason: str, now: datetime
) -> ArtifactConflict:
    """A chair bars an evaluator from an artifact, with a reason; an evaluation under way ends."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_arrange(locked.by, locked.paper, locked.clock).require()
    locked_artifact(locked)
    if not reason.strip():
        raise Invalid({"reason": "Say why; artifact chairs read it."})
    person = _seat(edition, evaluator).person_id
    if person is None:
        raise Invalid({"evaluator": "This person has not accepted the invitation yet."})
    return _bar(locked, person, reason, now)


@command
def declare_conflict(*, by: Viewer, edition: Edition, number: int, reason: str, now: datetime) -> None:
    """An evaluator or artifact chair says that they have a conflict; from then on they see nothing of the artifact."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    locked_artifact(locked)
    is_chair = bool(may_arrange(locked.by, locked.paper, locked.clock))
    works = Evaluation.objects.filter(
        submission=locked.paper, evaluator__person_id=locked.by.person_id, is_active=True
    ).exists()
    if locked.by.read_only or not (is_chair or works):
        raise NotFound
    if not reason.strip():
        raise Invalid({"reason": "Say in a few words why; artifact chairs read it."})
    _bar(locked, person_of(locked.by), reason, now)


@command
def lift_conflict(*, by: Viewer, edition: Edition, number: int, conflict: str, now: datetime) -> None:
    """A chair takes back what a person entered by mistake; what was found comes back when it still holds."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_arrange(locked.by, locked.paper, locked.clock).require()
    row = ArtifactConflict.objects.filter(submission=locked.paper, xid=conflict).first()
    if row is None or row.person_id == locked.by.person_id:
        raise NotFound
    if row.by_id is None:
        raise IllegalTransition("This conflict was found, not entered; it goes when its cause does.")
    if row.by_id == row.person_id:
        raise IllegalTransition("The person declared this conflict; it stays.")
    row.delete()
    _record(
        locked.by, "artifact-conflict.lifted", locked.paper, f"artifact-conflict:{conflict}", now, row.reason
    )


def _seat(edition: Edition, xid: str) -> Evaluator:
    seat = Evaluator.objects.select_for_update(of=("self",)).filter(edition=edition, xid=xid).first()
    if seat is None:
        raise NotFound
    return seat


def _persons(seats: Sequence[Evaluator]) -> list[int]:
    return [seat.person_id for seat in seats if seat.person_id is not None]


def _give(by: Viewer, edition: Edition, artifact: Artifact, seat: Evaluator, now: datetime) -> Evaluation:
    paper = artifact.submission
    _check_fit(artifact, seat)
    row = Evaluation.objects.filter(artifact=artifact, evaluator=seat).first()
    if row is not None and row.is_active:
        return row
    if row is None:
        taken = Evaluation.objects.filter(artifact=artifact).values_list("label", flat=True)
        row = Evaluation(
            artifact=artifact, submission=paper, evaluator=seat, label=next_label(set(taken)), assigned_at=now
        )
    row.is_active, row.assigned_by_id = True, by.person_id
    row.save()
    if seat.person is not None:
        write_to(
            kinds.ASSIGNED,
            edition=edition,
            paper=paper,
            people=[seat.person],
            key=f"{row.xid}:{now.isoformat()}",
            now=now,
        )
    _record(by, "evaluation.assigned", paper, f"evaluation:{row.xid}", now, f"{seat.name} evaluates it")
    return row


def _check_fit(artifact: Artifact, seat: Evaluator) -> None:
    if seat.state != EvaluatorState.ACCEPTED or seat.person_id is None:
        raise Invalid({"evaluator": f"{seat.name} has not accepted the invitation."})
    if ArtifactConflict.objects.filter(submission=artifact.submission_id, person_id=seat.person_id).exists():
        raise Invalid({"evaluator": f"{seat.name} has a conflict with paper {artifact.submission.number}."})
    held = Evaluation.objects.filter(evaluator=seat, is_active=True).exclude(artifact=artifact).count()
    if held >= seat.load_max:
        raise Invalid({"evaluator": f"{seat.name} evaluates {held} already, of at most {seat.load_max}."})


def _bar(locked: Locked, person_id: int, reason: str, now: datetime) -> ArtifactConflict:
    row, _ = ArtifactConflict.objects.update_or_create(
        submission=locked.paper,
        person_id=person_id,
        defaults={"reason": reason.strip()[:200], "by_id": person_of(locked.by), "at": now},
    )
    end_evaluations(locked.paper.pk, person_id)
    _record(locked.by, "artifact-conflict.added", locked.paper, f"artifact-conflict:{row.xid}", now, "")
    return row


def _record(by: Viewer, action: str, paper: Submission, subject: str, now: datetime, summary: str) -> None:
    record(by, action, now=now, about=paper.xid, subject=subject, summary=summary)
