"""Leads and their meta-reviews."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from committee.domain import AssignmentState, MemberState
from committee.models import Member
from committee.policies import ASSIGNMENT, CONFLICT
from reviews.domain import Verdict
from reviews.models import Lead
from reviews.policies import LEAD, META_REVIEW, REVIEW, may_appoint_lead, may_write_meta_review
from reviews.queries.common import Head, clock_of, find_paper, head_of, looks_as_author
from reviews.queries.reviews import PaperReviews, paper_reviews
from submissions.domain import Status
from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference.domain import WindowKind
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import markdown
from sysml.kernel.errors import NotFound, Permit

VERDICT_WORDS = {
    Verdict.ACCEPT: "Accept",
    Verdict.CONDITIONAL: "Accept with conditions",
    Verdict.REJECT: "Reject",
}


@dataclass(frozen=True)
class MetaShown:
    """A meta-review; for authors the summary alone."""

    summary_html: str
    summary: str
    remarks: str
    remarks_html: str
    recommendation: str
    recommendation_words: str
    is_submitted: bool
    revision: int
    day: str


@dataclass(frozen=True)
class MetaForm:
    """The page on which the lead writes the summary and the recommendation."""

    head: Head
    reviews: PaperReviews
    summary: str
    remarks: str
    recommendation: str
    is_submitted: bool
    revision: int
    saved_at: datetime | None
    permit: Permit


@dataclass(frozen=True)
class LeadShown:
    """Who leads the discussion, as far as the viewer may know."""

    person: str
    mine: bool
    may_appoint: Permit


@dataclass(frozen=True)
class Candidate:
    """A member who could lead a paper."""

    xid: str
    name: str
    side: str
    reviews_it: bool
    leads: int


@dataclass(frozen=True)
class LeadPage:
    """A chair's page to choose the lead of one paper."""

    head: Head
    current: str
    candidates: tuple[Candidate, ...]
    permit: Permit


def meta_review_of(viewer: Viewer, at: Moment, paper: Submission) -> MetaShown | None:
    """The meta-review as this viewer may see it; authors get their part only."""
    row = META_REVIEW.rows(viewer, at).filter(submission=paper).first()
    if row is None:
        return None
    author = looks_as_author(viewer, paper)
    return MetaShown(
        summary_html=markdown.to_html(row.summary),
        summary=row.summary,
        remarks="" if author else row.remarks,
        remarks_html="" if author else markdown.to_html(row.remarks),
        recommendation="" if author else row.recommendation,
        recommendation_words=""
        if author or not row.recommendation
        else VERDICT_WORDS[Verdict(row.recommendation)],
        is_submitted=row.is_submitted,
        revision=0 if author else row.revision,
        day=f"{row.at:%Y-%m-%d}",
    )


def lead_of(viewer: Viewer, at: Moment, paper: Submission) -> LeadShown | None:
    """Who leads this paper's discussion; None for who may neither know nor appoint."""
    permit = may_appoint_lead(viewer, paper, clock_of(viewer, at, paper))
    row = LEAD.rows(viewer, at).filter(submission=paper).select_related("person").first()
    if row is None and not permit:
        return None
    return LeadShown(str(row.person) if row else "", bool(row and row.person_id == viewer.person_id), permit)


def meta_form(viewer: Viewer, at: Moment, number: int) -> MetaForm:
    """The lead's own page; raises NotFound for everybody who neither leads nor handles nor chairs the paper."""
    paper = find_paper(viewer, at, number)
    clock = clock_of(viewer, at, paper)
    permit = may_write_meta_review(viewer, paper, clock)
    leading = paper.pk in (viewer.tied(Tie.LEADS) | viewer.tied(Tie.HANDLES)) - viewer.tied(Tie.CONFLICTED)
    if not permit and not leading:
        raise NotFound
    row = META_REVIEW.rows(viewer, at).filter(submission=paper).first()
    return MetaForm(
        head=head_of(viewer, at, paper),
        reviews=paper_reviews(viewer, at, paper),
        summary=row.summary if row else "",
        remarks=row.remarks if row else "",
        recommendation=row.recommendation if row else "",
        is_submitted=bool(row and row.is_submitted),
        revision=row.revision if row else 0,
        saved_at=row.at if row else None,
        permit=permit,
    )


def lead_page(viewer: Viewer, at: Moment, number: int) -> LeadPage:
    """Who could lead this paper: its reviewers first, then the committee; never who has a conflict."""
    paper = find_paper(viewer, at, number)
    permit = may_appoint_lead(viewer, paper, clock_of(viewer, at, paper))
    if not permit:
        raise NotFound
    row = LEAD.rows(viewer, at).filter(submission=paper).select_related("person").first()
    return LeadPage(
        head_of(viewer, at, paper), str(row.person) if row else "", _candidates(viewer, at, paper), permit
    )


def _candidates(viewer: Viewer, at: Moment, paper: Submission) -> tuple[Candidate, ...]:
    walled = CONFLICT.rows(viewer, at).filter(submission=paper).exclude(state="dismissed").values("person_id")
    authors = paper.authorships.filter(person__isnull=False).values("person_id")
    reviewing = set(
        ASSIGNMENT.rows(viewer, at)
        .filter(submission=paper, state=AssignmentState.ACTIVE)
        .values_list("member_id", flat=True)
    )
    leads = dict(
        LEAD.rows(viewer, at)
        .order_by()
        .values_list("person_id")
        .annotate(n=Count("pk"))
        .values_list("person_id", "n")
    )
    members = (
        Member.objects.filter(edition_id=viewer.edition_id or 0, state=MemberState.ACCEPTED)
        .exclude(Q(person_id__in=walled) | Q(person_id__in=authors))
        .values_list("pk", "person_id", "person__xid", "name", "side")
    )
    found = [
        Candidate(xid, name, side, pk in reviewing, leads.get(person_id, 0))
        for pk, person_id, xid, name, side in members
    ]
    return tuple(sorted(found, key=lambda c: (not c.reviews_it, c.leads, c.name.casefold(), c.xid)))


def waiting_meta_reviews(viewer: Viewer, at: Moment) -> list[tuple[int, str, datetime | None, bool]]:
    """Papers that the viewer leads and whose meta-review is not submitted: number, title, due, begun."""
    led = sorted(viewer.tied(Tie.LEADS) - viewer.tied(Tie.CONFLICTED))
    if not led:
        return []
    rows = {row.submission_id: row for row in META_REVIEW.rows(viewer, at).filter(submission_id__in=led)}
    found = []
    leads = Lead.objects.filter(person_id=viewer.person_id, submission_id__in=led).select_related(
        "submission__track"
    )
    for lead in leads.order_by("submission__number"):
        paper = lead.submission
        clock = clock_of(viewer, at, paper)
        row = rows.get(paper.pk)
        waiting = row is None or not row.is_submitted
        if waiting and clock.begun(WindowKind.DISCUSSION) and may_write_meta_review(viewer, paper, clock):
            span = clock.spans.get(WindowKind.DISCUSSION)
            found.append((paper.number, paper.title, span.closes if span else None, row is not None))
    return found


@dataclass(frozen=True)
class WithoutLead:
    """A paper under review that nobody leads."""

    number: int
    title: str
    reviews: int
    wanted: int


def papers_without_lead(viewer: Viewer, at: Moment) -> list[WithoutLead]:
    """Papers for which this chair may appoint a lead and which have none; three queries for any number."""
    if not viewer.is_chair:
        raise NotFound
    papers = [
        paper
        for paper in SUBMISSION.rows(viewer, at)
        .filter(status=Status.COMPLETE, outcome="", lead__isnull=True)
        .select_related("track")
        .order_by("number")
        if may_appoint_lead(viewer, paper, clock_of(viewer, at, paper))
    ]
    counted = dict(
        REVIEW.rows(viewer, at)
        .filter(submission_id__in=[paper.pk for paper in papers])
        .order_by()
        .values_list("submission_id")
        .annotate(n=Count("pk"))
        .values_list("submission_id", "n")
    )
    return [WithoutLead(p.number, p.title, counted.get(p.pk, 0), p.track.wanted) for p in papers]
