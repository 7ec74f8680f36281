"""Deciding: one paper, many at once, and taking a decision back. Nothing of it leaves before the release.

No row that anybody else reads changes with a decision: neither the paper's times nor its version.
"""

from collections.abc import Collection
from datetime import datetime

from reviews.commands.steps import clean_text
from reviews.domain import ConditionState, ReviewState, Verdict
from reviews.models import Decision, Review, Shepherding
from reviews.policies import DECIDABLE, may_decide
from reviews.queries.decisions import VERDICT_WORDS, missing_side
from submissions.locking import lock_paper
from submissions.models import Submission
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Invalid, NotAllowed, NotFound

LONGEST_REASON = 300


@command
def decide(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    verdict: Verdict,
    now: datetime,
    note: str = "",
    conditions: str = "",
    one_sided_reason: str = "",
) -> None:
    """Record what was decided of one paper; deciding again replaces it.

    On a track with two sides a review of each side must be in, or be waived with a reason, which is kept.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_decide(locked.by, locked.paper, locked.clock).require()
    note = clean_text(note, "note", required=False)
    conditions = _clean_conditions(verdict, conditions)
    missing = _missing(locked.paper)
    reason = clean_text(one_sided_reason, "one_sided_reason", required=False) if missing else ""
    if len(reason) > LONGEST_REASON:
        raise Invalid({"one_sided_reason": f"Say it in {LONGEST_REASON} characters."})
    if missing and not reason:
        raise Invalid(
            {"one_sided_reason": f"No review of the side {missing} is in. Wait for it, or say why not."}
        )
    _write(locked.by, locked.paper, verdict, now, note=note, conditions=conditions, reason=reason)


@command
def decide_many(
    *,
    by: Viewer,
    edition: Edition,
    numbers: Collection[int],
    verdict: Verdict,
    now: datetime,
    conditions: str = "",
) -> int:
    """The same verdict for several papers, all or none; says of each paper that cannot be decided why.

    Notes and waivers that a paper has already are kept; a missing side is waived for one paper at a time only.
    Returns how many papers were decided.
    """
    actor, at = by.fresh(), at_now(edition, now)
    if not numbers:
        raise Invalid({"numbers": "Choose at least one paper."})
    conditions = _clean_conditions(verdict, conditions)
    papers = _lock_chosen(edition, numbers)
    visible = set(
        DECIDABLE.rows(actor, at).filter(pk__in=[p.pk for p in papers]).values_list("pk", flat=True)
    )
    found = [paper for paper in papers if paper.pk in visible]
    known = {paper.number for paper in found}
    refused = [f"Paper {number}: {NotFound().message}" for number in sorted(set(numbers) - known)]
    before = {row.submission_id: row for row in Decision.objects.filter(submission__in=found)}
    for paper in found:
        permit = may_decide(actor, paper, at.clock(paper.track_id, paper.pk, actor.person_id))
        waived = paper.pk in before and before[paper.pk].one_sided_reason
        if not permit:
            refused.append(f"Paper {paper.number}: {permit.reason}")
        elif (missing := _missing(paper)) and not waived:
            refused.append(f"Paper {paper.number}: no review of the side {missing} is in.")
    if refused:
        raise Invalid({"numbers": refused}, f"Nothing was decided. {refused[0]}")
    for paper in found:
        row = before.get(paper.pk)
        note, reason = (row.note, row.one_sided_reason) if row else ("", "")
        _write(actor, paper, verdict, now, note=note, conditions=conditions, reason=reason)
    return len(found)


@command
def clear_decision(*, by: Viewer, edition: Edition, number: int, now: datetime) -> None:
    """Take a decision back that has not been released; the paper is undecided again."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_decide(locked.by, locked.paper, locked.clock).require()
    row = Decision.objects.filter(submission=locked.paper).first()
    if row is None:
        return
    subject = f"decision:{row.xid}"
    row.delete()
    Shepherding.objects.filter(submission=locked.paper).delete()
    record(
        locked.by,
        "decision.cleared",
        now=now,
        about=locked.paper.xid,
        subject=subject,
        summary=f"The decision of paper {number} was taken back",
        data={"verdict": row.verdict},
    )


def _clean_conditions(verdict: Verdict, conditions: str) -> str:
    """The conditions of a conditional accept, which it must have; nothing for other verdicts."""
    if verdict is not Verdict.CONDITIONAL:
        return ""
    if not conditions.strip():
        raise Invalid({"conditions": "Say what the authors must do; it is part of their letter."})
    return clean_text(conditions, "conditions")


def person_of(by: Viewer) -> int:
    """Whose name stands under the act; nothing of this is done by the system itself."""
    if by.person_id is None:
        raise NotAllowed("Only a person can do this.")
    return by.person_id


def _lock_chosen(edition: Edition, numbers: Collection[int]) -> list[Submission]:
    """The chosen papers under lock, always in the same order, so that two bulk acts cannot wait for each other."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("track")
    return list(rows.filter(edition=edition, number__in=set(numbers)).order_by("pk"))


def _missing(paper: Submission) -> str:
    rows = Review.objects.filter(submission=paper, state=ReviewState.SUBMITTED)
    return missing_side(paper.track, set(rows.values_list("side", flat=True)))


def _write(
    by: Viewer, paper: Submission, verdict: Verdict, now: datetime, *, note: str, conditions: str, reason: str
) -> None:
    conditional = verdict is Verdict.CONDITIONAL
    row, made = Decision.objects.update_or_create(
        submission=paper,
        defaults={
            "verdict": verdict,
            "note": note,
            "conditions": conditions,
            "condition_state": ConditionState.OPEN if conditional else "",
            "one_sided_reason": reason,
            "by_id": person_of(by),
            "at": now,
        },
    )
    if not conditional:
        Shepherding.objects.filter(submission=paper).delete()
    record(
        by,
        "decision.recorded" if made else "decision.changed",
        now=now,
        about=paper.xid,
        subject=f"decision:{row.xid}",
        summary=f"Paper {paper.number}: {VERDICT_WORDS[verdict].lower()}",
        reason=reason,
        data={"verdict": verdict.value, "one_sided": bool(reason)},
    )
