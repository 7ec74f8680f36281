"""What the last nightly check found, as a chair may see it: without the papers that a conflict hides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from submissions.models import Submission
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo, link
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Tie, Viewer
from sysml.desk.integrity.tasks import KIND
from sysml.kernel.models import Job


@dataclass(frozen=True)
class FaultLine:
    """One illegal state, and what mends it."""

    invariant: str
    number: int | None
    url: str
    what: str
    mend: str


@dataclass(frozen=True)
class Standing:
    """When the site was looked at, and what of it concerns this chair."""

    checked_at: datetime | None
    lines: tuple[FaultLine, ...]


def standing(viewer: Viewer, edition: Edition) -> Standing:
    """The newest finished check, narrowed to the edition and to papers without a conflict of the viewer's."""
    job = Job.objects.filter(kind=KIND, status=Job.Status.DONE).order_by("-finished_at", "xid").first()
    if job is None:
        return Standing(None, ())
    found = [one for one in job.result.get("faults", ()) if one["edition"] == edition.slug]
    hidden = _hidden(viewer, edition, {one["number"] for one in found})
    shown = (_line(one, edition) for one in found if one["number"] not in hidden)
    return Standing(job.finished_at, tuple(shown))


def todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """One line for the edition's chairs while something is wrong; one query where nothing is."""
    if not may_chair(viewer) or not _something(edition):
        return []
    count = len(standing(viewer, edition).lines)
    if not count:
        return []
    words = "Something is not as it should be" if count == 1 else f"{count} things are not as they should be"
    url = link(edition, "integrity")
    return [Todo("Check", words, url, "Look", None, "found by the nightly check", urgent=True)]


def _something(edition: Edition) -> bool:
    newest = Job.objects.filter(kind=KIND, status=Job.Status.DONE).order_by("-finished_at", "xid")
    editions = newest.values_list("result__editions", flat=True).first()
    return edition.slug in (editions or {})


def _hidden(viewer: Viewer, edition: Edition, numbers: set[int | None]) -> set[int]:
    """Numbers of papers with which the viewer, or whoever looks through their eyes, has a conflict."""
    conflicted = set(viewer.tied(Tie.CONFLICTED))
    if viewer.through is not None:
        conflicted |= viewer.through.tied(Tie.CONFLICTED)
    if not conflicted or not numbers - {None}:
        return set()
    rows = Submission.objects.filter(edition=edition, pk__in=sorted(conflicted))
    return set(rows.values_list("number", flat=True))


def _line(one: dict[str, Any], edition: Edition) -> FaultLine:
    number = one["number"]
    url = link(edition, "submission-detail", number=number) if number is not None else ""
    return FaultLine(one["invariant"], number, url, one["what"], one["mend"])
