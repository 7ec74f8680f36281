"""Groups of people to whom a chair may write, by where their papers or tasks stand; registered as this is imported.

Groups are computed from the same tables as pages: a chair reaches nobody through a paper of a conflict.
"""

from django.conf import settings

from artifacts.domain import EvaluatorState
from artifacts.models import Evaluator
from committee.domain import AssignmentState, MemberState
from committee.models import Member
from committee.policies import ASSIGNMENT
from reviews.domain import ReviewState
from reviews.models import Review
from submissions.domain import ACCEPTED, Status
from submissions.models import Authorship, Submission
from submissions.policies import DRAFT, SUBMISSION
from sysml.conference import groups
from sysml.conference.groups import Group, Recipient, Source
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import link
from sysml.conference.viewer import Tie, Viewer


def _authors_of(papers: list[Submission], edition: Edition) -> list[Recipient]:
    by_id = {paper.pk: paper for paper in papers}
    rows = Authorship.objects.filter(submission__in=by_id).order_by("submission__number", "position")
    return [
        Recipient(
            row.email,
            row.name,
            row.person_id,
            by_id[row.submission_id].xid,
            _about(by_id[row.submission_id], edition),
        )
        for row in rows
    ]


def _about(paper: Submission, edition: Edition) -> dict[str, str]:
    address = link(edition, "submission-detail", number=paper.number)
    return {"number": str(paper.number), "title": paper.title, "link": f"{settings.BASE_URL}{address}"}


def _unconflicted(viewer: Viewer, papers: list[Submission]) -> list[Submission]:
    return [paper for paper in papers if paper.pk not in viewer.tied(Tie.CONFLICTED)]


def _authors(status: tuple[Status, ...], outcome: tuple[str, ...] | None = None) -> Source:
    def source(viewer: Viewer, at: Moment, edition: Edition) -> list[Recipient]:
        table = DRAFT if status == (Status.DRAFT,) else SUBMISSION
        rows = table.rows(viewer, at).filter(status__in=status)
        if outcome is not None:
            rows = rows.filter(outcome__in=outcome)
        return _authors_of(_unconflicted(viewer, list(rows)), edition)

    return source


def _members(state: MemberState) -> Source:
    def source(viewer: Viewer, at: Moment, edition: Edition) -> list[Recipient]:
        home = f"{settings.BASE_URL}{link(edition, 'home')}"
        return [
            Recipient(member.email, member.name, member.person_id, "", {"link": home})
            for member in Member.objects.filter(edition=edition, state=state)
        ]

    return source


def _late_reviewers(viewer: Viewer, at: Moment, edition: Edition) -> list[Recipient]:
    assigned = (
        ASSIGNMENT.rows(viewer, at)
        .filter(state=AssignmentState.ACTIVE, submission__status=Status.COMPLETE)
        .select_related("member", "submission")
    )
    handed_in = set(
        Review.objects.filter(submission__edition=edition, state=ReviewState.SUBMITTED).values_list(
            "submission_id", "reviewer_id"
        )
    )
    return [
        Recipient(
            row.member.email,
            row.member.name,
            row.member.person_id,
            row.submission.xid,
            _about(row.submission, edition),
        )
        for row in assigned
        if (row.submission_id, row.member.person_id) not in handed_in
        and row.submission_id not in viewer.tied(Tie.CONFLICTED)
    ]


def _evaluators(viewer: Viewer, at: Moment, edition: Edition) -> list[Recipient]:
    home = f"{settings.BASE_URL}{link(edition, 'home')}"
    return [
        Recipient(row.email, row.name, row.person_id, "", {"link": home})
        for row in Evaluator.objects.filter(edition=edition, state=EvaluatorState.ACCEPTED)
    ]


groups.register(
    Group("members", "Members of the committee", _members(MemberState.ACCEPTED)),
    Group("invited", "People invited to the committee who have not answered", _members(MemberState.INVITED)),
    Group("authors", "Authors of complete papers", _authors((Status.COMPLETE,))),
    Group("incomplete", "Authors of papers that are not complete", _authors((Status.REGISTERED,))),
    Group("drafts", "Authors of drafts", _authors((Status.DRAFT,))),
    Group("accepted", "Authors of accepted papers", _authors((Status.COMPLETE,), tuple(ACCEPTED))),
    Group("reviewers", "Reviewers whose review is not in (a letter a paper)", _late_reviewers),
    Group("evaluators", "Artifact evaluators", _evaluators),
)
