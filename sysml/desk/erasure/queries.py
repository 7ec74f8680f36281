"""The preview of an erasure, and who is told of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Value

from artifacts.models import Evaluator
from committee.models import Member
from reviews.models import ReviewRequest
from submissions.models import Authorship
from sysml.conference.domain import ActKind
from sysml.conference.models import Act, Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo, link
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Tie, Viewer
from sysml.desk.erasure.parts import PARTS, WHOLE_STAYS, Part
from sysml.kernel.models import Job, User


@dataclass(frozen=True)
class Line:
    """One kind of thing; counts are None for a chair who may not count everything."""

    words: str
    goes: int | None
    stays: int | None
    why: str


@dataclass(frozen=True)
class Erasure:
    """Where an edition stands on the way to its erasure."""

    day: date | None
    erased_at: datetime | None
    running: str
    due: bool
    closed: bool
    earliest: date
    may_act: bool
    lines: tuple[Line, ...]
    stays_whole: tuple[str, ...]
    told: int | None


def is_erased(edition: Edition) -> Exists:
    """A condition: the edition's confidential data is gone. Then neither log nor reads tell who did what on a paper."""
    return Exists(Act.objects.filter(edition=edition, track=None, kind=ActKind.ERASED))


def erasure(viewer: Viewer, at: Moment, edition: Edition, earliest: date) -> Erasure:
    """What goes and what stays, and what may be done now.

    A chair with a conflict is not told counts: papers that they may not know would count.
    """
    may_count = not (viewer.tied(Tie.CONFLICTED) or viewer.tied(Tie.ARTIFACT_CONFLICTED))
    done = Act.objects.filter(edition=edition, track=None, kind=ActKind.ERASED).first()
    job = Job.objects.filter(kind="erasure.carry-out", key=edition.slug).order_by("-created_at").first()
    due = edition.erase_on is not None and edition.erase_on <= at.now.date()
    return Erasure(
        day=edition.erase_on,
        erased_at=done.at if done else None,
        running=job.xid if job and not job.is_finished else "",
        due=due and done is None,
        closed=at.edition.done(ActKind.CLOSED),
        earliest=earliest,
        may_act=bool(may_chair(viewer)),
        lines=_lines(edition, may_count) if done is None else (),
        stays_whole=tuple(WHOLE_STAYS.values()),
        told=len(participants(edition)) if may_count and done is None else None,
    )


def _lines(edition: Edition, may_count: bool) -> tuple[Line, ...]:
    counted = counts(edition) if may_count else None
    lines = []
    for part in PARTS:
        goes, stays = counted[part.words] if counted is not None else (None, None)
        lines.append(Line(part.words, goes, stays, part.stays))
    return tuple(lines)


def counts(edition: Edition) -> dict[str, tuple[int, int]]:
    """By the words of the table, how many rows go and how many stay; one query for all."""
    asked = []
    for place, part in enumerate(PARTS):
        if part.goes is not None:
            asked.append(_counted(part.goes(edition), 2 * place))
        if part.stays:
            asked.append(_counted(part.rows(edition), 2 * place + 1))
    found = dict(asked[0].union(*asked[1:], all=True))
    return {part.words: _of_both(part, place, found) for place, part in enumerate(PARTS)}


def _counted(rows: QuerySet[Any], key: int) -> QuerySet[Any]:
    named = rows.order_by().annotate(counted_as=Value(key)).values("counted_as")
    counted: QuerySet[Any] = named.annotate(count=Count("pk")).values_list("counted_as", "count")
    return counted


def _of_both(part: Part, place: int, found: dict[int, int]) -> tuple[int, int]:
    goes = found.get(2 * place, 0)
    return goes, found[2 * place + 1] - goes if 2 * place + 1 in found else 0


def todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """One line for the chairs when the day has come; no query before it."""
    if edition.erase_on is None or edition.erase_on > at.now.date() or not may_chair(viewer):
        return []
    if Act.objects.filter(edition=edition, track=None, kind=ActKind.ERASED).exists():
        return []
    words = "The day of the erasure has come"
    return [Todo("Erase", words, link(edition, "erasure"), "Look", None, "everybody was told", urgent=True)]


def participants(edition: Edition) -> list[User]:
    """Everybody who has something confidential here: authors, members, evaluators, reviewers, holders of offices."""
    found = (
        Q(
            pk__in=Authorship.objects.filter(submission__edition=edition, person__isnull=False).values(
                "person"
            )
        )
        | Q(pk__in=Member.objects.filter(edition=edition, person__isnull=False).values("person"))
        | Q(pk__in=Evaluator.objects.filter(edition=edition, person__isnull=False).values("person"))
        | Q(
            pk__in=ReviewRequest.objects.filter(submission__edition=edition, person__isnull=False).values(
                "person"
            )
        )
        | Q(roles__edition=edition)
    )
    return list(User.objects.filter(found, is_active=True).distinct().order_by("pk"))
