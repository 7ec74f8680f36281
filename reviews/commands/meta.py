"""Leads of discussions, one by one or in bulk, and their meta-reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from committee.commands.steps import lock_papers
from committee.domain import AssignmentState, MemberState
from committee.models import Assignment, Member
from reviews.commands.steps import check_revision, clean_text, tell, viewer_of
from reviews.domain import LeadRule, ReviewState, Verdict
from reviews.letters import LEAD
from reviews.models import Answer, Lead, MetaReview
from reviews.policies import may_appoint_lead, may_write_meta_review
from submissions.domain import Status
from submissions.locking import Locked, lock_paper
from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.models import User


@dataclass(frozen=True)
class Appointed:
    """What a bulk appointment did: papers that got a lead, and papers for which nobody fits."""

    appointed: tuple[int, ...]
    without: tuple[int, ...]


@dataclass(frozen=True)
class MetaSaved:
    """What a save answers: the revision that the next save must carry."""

    revision: int
    saved_at: datetime


@command
def appoint_lead(*, by: Viewer, edition: Edition, number: int, person: str, now: datetime) -> None:
    """Make a member (an xid of a person) the lead of a paper's discussion; never one with a conflict."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_appoint_lead(locked.by, locked.paper, locked.clock).require()
    member = (
        Member.objects.filter(edition=edition, person__xid=person, state=MemberState.ACCEPTED)
        .select_related("person")
        .first()
    )
    if member is None or member.person is None:
        raise NotFound
    if locked.paper.pk in viewer_of(member.person, edition).tied(Tie.CONFLICTED):
        raise NotAllowed("This member has a conflict with the paper.")
    appoint_as_lead(locked, edition, member.person, now)


@command
def appoint_leads(
    *, by: Viewer, edition: Edition, numbers: Sequence[int], rule: LeadRule, now: datetime
) -> Appointed:
    """Make a reviewer whose review is in the lead of each of these papers that has none, by one rule for all."""
    actor = by.fresh()
    at = at_now(edition, now)
    visible = SUBMISSION.rows(actor, at).filter(number__in=numbers, status=Status.COMPLETE, outcome="")
    papers = lock_papers(list(visible.values_list("pk", flat=True)))
    actor = actor.fresh()
    led = set(Lead.objects.filter(submission__in=papers).values_list("submission_id", flat=True))
    load = _leads_so_far(edition)
    appointed, without = [], []
    for paper in papers:
        locked = Locked(actor, at, paper, at.clock(paper.track_id, paper.pk, actor.person_id))
        if paper.pk in led or not may_appoint_lead(locked.by, paper, locked.clock):
            continue
        chosen = _choose(paper, edition, rule, load)
        if chosen is None:
            without.append(paper.number)
            continue
        appoint_as_lead(locked, edition, chosen, now)
        load[chosen.pk] = load.get(chosen.pk, 0) + 1
        appointed.append(paper.number)
    return Appointed(tuple(sorted(appointed)), tuple(sorted(without)))


def _leads_so_far(edition: Edition) -> dict[int, int]:
    counted: dict[int, int] = {}
    for person_id in Lead.objects.filter(submission__edition=edition).values_list("person_id", flat=True):
        counted[person_id] = counted.get(person_id, 0) + 1
    return counted


def _choose(paper: Submission, edition: Edition, rule: LeadRule, load: dict[int, int]) -> User | None:
    """The fitting reviewer; equals are separated by the fewest papers led, then by an id that says nothing."""
    active = Assignment.objects.filter(submission=paper, state=AssignmentState.ACTIVE).values(
        "member__person_id"
    )
    answers = Answer.objects.filter(
        submission=paper,
        version__is_current=True,
        version__review__state=ReviewState.SUBMITTED,
        version__review__reviewer_id__in=active,
    )
    flags = {LeadRule.CONFIDENT: "question__is_confidence", LeadRule.POSITIVE: "question__is_overall"}
    flag = flags.get(rule, "question__is_overall")
    scores = {
        reviewer: score or 0 for reviewer, score in answers.filter(**{flag: True}).values_list(
            "version__review__reviewer_id", "score"
        )
    }  # fmt: skip
    people = User.objects.filter(pk__in=scores)
    fitting = [user for user in people if paper.pk not in viewer_of(user, edition).tied(Tie.CONFLICTED)]
    if rule is LeadRule.FEWEST:
        return min(fitting, key=lambda user: (load.get(user.pk, 0), user.xid), default=None)
    return min(fitting, key=lambda user: (-scores[user.pk], load.get(user.pk, 0), user.xid), default=None)


def appoint_as_lead(locked: Locked, edition: Edition, person: User, now: datetime) -> None:
    """Write who leads the paper, and tell them; a step, run under the paper's lock."""
    Lead.objects.update_or_create(
        submission=locked.paper, defaults={"person": person, "by_id": locked.by.person_id, "at": now}
    )
    _record(locked, "lead.appointed", now, f"{person} leads paper {locked.paper.number}", named_id=person.pk)
    tell(
        LEAD,
        locked,
        person,
        edition,
        f"{locked.paper.xid}:{person.xid}:{now.isoformat()}",
        now,
        "submission-detail",
    )


@command
def remove_lead(*, by: Viewer, edition: Edition, number: int, now: datetime) -> None:
    """Take the lead of a paper back; a meta-review that was written stays."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_appoint_lead(locked.by, locked.paper, locked.clock).require()
    gone, _ = Lead.objects.filter(submission=locked.paper).delete()
    if not gone:
        raise IllegalTransition("This paper has no lead.")
    _record(locked, "lead.removed", now, f"Paper {locked.paper.number} has no lead")


def drop_lead(submission_id: int, person_id: int) -> None:
    """A person no longer leads a paper, because of a conflict; a step, run in the transaction that adds it."""
    Lead.objects.filter(submission_id=submission_id, person_id=person_id).delete()


@command
def save_meta_review(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    summary: str,
    remarks: str,
    recommendation: str,
    submit: bool,
    revision: int,
    now: datetime,
) -> MetaSaved:
    """Keep the lead's summary (for the authors, at release), remarks and recommendation; `submit` shows them to
    the paper's reviewers. What is submitted changes only by submitting again."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_write_meta_review(locked.by, locked.paper, locked.clock).require()
    row = MetaReview.objects.filter(submission=locked.paper).first()
    check_revision(revision, row.revision if row else 0)
    if locked.by.person_id is None:
        raise NotFound
    if row is None:
        row = MetaReview(submission=locked.paper, revision=0)
    if row.is_submitted and not submit:
        raise IllegalTransition("This meta-review is in; submit it again to change it.")
    row.summary = clean_text(summary, "summary", required=submit)
    row.remarks = clean_text(remarks, "remarks", required=False)
    row.recommendation = _verdict(recommendation, required=submit)
    row.is_submitted, row.by_id, row.at = submit, locked.by.person_id, now
    row.revision += 1
    row.save()
    if submit:
        _record(locked, "meta-review.submitted", now, f"Meta-review of paper {locked.paper.number}")
    return MetaSaved(row.revision, now)


def _verdict(value: str, *, required: bool) -> str:
    if not value and not required:
        return ""
    if value not in {verdict.value for verdict in Verdict}:
        raise Invalid({"recommendation": "Choose what you recommend."})
    return value


def _record(locked: Locked, action: str, now: datetime, summary: str, *, named_id: int | None = None) -> None:
    record(
        locked.by,
        action,
        now=now,
        about=locked.paper.xid,
        subject=f"submission:{locked.paper.xid}",
        summary=summary,
        named_id=named_id,
    )
