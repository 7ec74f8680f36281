"""Conflicts of interest: the authors' page, a member's own, the chairs' worklist."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from committee.domain import REASON_WORDS, ConflictReason, ConflictSource, ConflictState, MemberState
from committee.models import Conflict, Member
from committee.policies import ARRANGED, CONFLICT, MY_CONFLICT, may_declare_as_author, may_run_committee
from committee.queries.facts import people_of
from committee.queries.listing import Listing
from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound, Permit
from sysml.kernel.models import User


@dataclass(frozen=True)
class PersonChoice:
    """Somebody of the committee who can be named."""

    xid: str
    name: str
    affiliation: str


def people(edition: Edition, text: str = "") -> Listing[PersonChoice]:
    """Members who accepted, chairs and handling chairs, by name. Who is chair and who member is not said."""
    rows = User.objects.filter(pk__in=people_of(edition))
    if text:
        named = Member.objects.filter(
            edition=edition, state=MemberState.ACCEPTED, affiliation__icontains=text
        )
        rows = rows.filter(
            Q(name__icontains=text) | Q(affiliation__icontains=text) | Q(memberships__in=named)
        )
    return Listing(
        rows.distinct().order_by("name", "xid"),
        lambda page: [PersonChoice(user.xid, user.name, user.affiliation) for user in page],
    )


@dataclass(frozen=True)
class DeclaredRow:
    """What the authors have declared about one person."""

    xid: str
    person: str
    affiliation: str
    reason: str
    note: str


@dataclass(frozen=True)
class AuthorsConflicts:
    """The page on which authors declare conflicts."""

    number: int
    title: str
    rows: tuple[DeclaredRow, ...]
    may: Permit


def declared_by_authors(viewer: Viewer, at: Moment, number: int) -> AuthorsConflicts:
    """What this paper's authors declared; raises NotFound for anybody but its authors."""
    paper = SUBMISSION.rows(viewer, at).filter(number=number, pk__in=viewer.tied(Tie.AUTHORED)).first()
    if paper is None:
        raise NotFound
    rows = (
        CONFLICT.rows(viewer, at)
        .filter(submission=paper, source=ConflictSource.AUTHOR, state=ConflictState.CONFIRMED)
        .select_related("person")
        .order_by("person__name", "xid")
    )
    clock = at.clock(paper.track_id, paper.pk, viewer.person_id)
    return AuthorsConflicts(
        number=paper.number,
        title=paper.title,
        rows=tuple(
            DeclaredRow(
                row.xid,
                row.person.name,
                row.person.affiliation,
                REASON_WORDS[ConflictReason(row.reason)],
                row.note,
            )
            for row in rows
        ),
        may=may_declare_as_author(viewer, paper, clock),
    )


@dataclass(frozen=True)
class OwnConflict:
    """A paper with which the viewer has a conflict: number and title, never who named them or why."""

    number: int
    title: str
    by_me: bool


def own(viewer: Viewer, at: Moment) -> tuple[OwnConflict, ...]:
    """The viewer's own conflicts, with papers whose title they may see."""
    mine = MY_CONFLICT.rows(viewer, at).exclude(state=ConflictState.DISMISSED)
    declared = set(mine.filter(source=ConflictSource.MEMBER).values_list("submission_id", flat=True))
    papers = (
        SUBMISSION.rows(viewer, at)
        .filter(pk__in=mine.values("submission_id"))
        .exclude(pk__in=viewer.tied(Tie.AUTHORED))
        .order_by("number")
    )
    return tuple(OwnConflict(paper.number, paper.title, paper.pk in declared) for paper in papers)


@dataclass(frozen=True)
class ConflictRow:
    """A conflict as somebody sees it who arranges the paper's reviewers; handling chairs get no reason."""

    xid: str
    person: str
    affiliation: str
    number: int
    title: str
    reason: str
    source: str
    note: str
    state: str
    at: datetime
    decided_by: str
    decided_reason: str

    @property
    def is_suggested(self) -> bool:
        return self.state == ConflictState.SUGGESTED

    @property
    def is_dismissed(self) -> bool:
        return self.state == ConflictState.DISMISSED


def worklist(
    viewer: Viewer, at: Moment, *, state: str = "suggested", text: str = "", number: int | None = None
) -> Listing[ConflictRow]:
    """Conflicts of papers that the viewer arranges, grouped by person; never the viewer's own."""
    rows = CONFLICT.rows(viewer, at).filter(submission__in=ARRANGED.rows(viewer, at).values("pk"))
    rows = rows.exclude(person_id=viewer.person_id)
    if state:
        rows = rows.filter(state=state)
    if number is not None:
        rows = rows.filter(submission__number=number)
    if text:
        rows = rows.filter(Q(person__name__icontains=text) | Q(submission__title__icontains=text))
    rows = rows.select_related("person", "submission", "decided_by")
    return Listing(
        rows.order_by("person__name", "person_id", "submission__number", "xid"),
        lambda page: [_row(viewer, conflict) for conflict in page],
    )


def _row(viewer: Viewer, conflict: Conflict) -> ConflictRow:
    paper: Submission = conflict.submission
    told = bool(may_run_committee(viewer, paper.track_id))
    return ConflictRow(
        xid=conflict.xid,
        person=conflict.person.name,
        affiliation=conflict.person.affiliation,
        number=paper.number,
        title=paper.title,
        reason=REASON_WORDS[ConflictReason(conflict.reason)] if told else "",
        source=conflict.source if told else "",
        note=conflict.note if told else "",
        state=conflict.state,
        at=conflict.at,
        decided_by=conflict.decided_by.name if told and conflict.decided_by else "",
        decided_reason=conflict.decided_reason if told else "",
    )


def conflict_of(viewer: Viewer, at: Moment, xid: str) -> ConflictRow:
    """One conflict, for who may decide about it; raises NotFound for all others."""
    row = (
        CONFLICT.rows(viewer, at)
        .filter(submission__in=ARRANGED.rows(viewer, at).values("pk"), xid=xid)
        .exclude(person_id=viewer.person_id)
        .select_related("person", "submission", "decided_by")
        .first()
    )
    if row is None:
        raise NotFound
    return _row(viewer, row)


def reason_choices() -> list[tuple[str, str]]:
    """Reasons as choices of a form."""
    return [
        (reason.value, words) for reason, words in REASON_WORDS.items() if reason is not ConflictReason.AUTHOR
    ]
