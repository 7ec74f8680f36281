"""Where the addresses of the API lead in the demonstration: the editions, papers and rows that its paths name."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q

from artifacts.models import ArtifactConflict, ArtifactVersion, Evaluation, Evaluator
from committee.models import Assignment, Conflict, Member, Plan
from reviews.models import Review, ReviewRequest, Thread
from submissions.models import Document, Submission
from sysml.conference.domain import ActKind
from sysml.conference.letters import kinds
from sysml.conference.models import Edition, Role, Track, Window
from sysml.desk.demo.personas import PERSONAS
from sysml.desk.queries.exports import EXPORTS
from sysml.kernel.models import Job

Place = dict[str, Any]
"""Values for some of a path's parameters, which belong together."""

OF_PAPER: tuple[tuple[str, type[Model]], ...] = (
    ("artifacts/{number}/conflicts/", ArtifactConflict),
    ("artifacts/{number}/evaluators/", Evaluation),
    ("artifacts/{number}/files/", ArtifactVersion),
    ("{number}/conflicts/", Conflict),
    ("{number}/files/", Document),
    ("{number}/review-requests/", ReviewRequest),
    ("{number}/reviewers/", Assignment),
    ("{number}/threads/", Thread),
    ("committee/conflicts/", Conflict),
    ("review-requests/", ReviewRequest),
)
OF_EDITION: tuple[tuple[str, type[Model]], ...] = (
    ("artifacts/evaluators/", Evaluator),
    ("committee/members/", Member),
    ("offices/", Role),
    ("windows/", Window),
)
ROWS = 6


def places(path: str) -> list[Place]:
    """Some real places for this path: of every edition some papers, rows and names, the personas' own among them."""
    editions = Edition.objects.filter(is_demo=True).order_by("slug")
    return [place for edition in editions for place in _places(path, edition)] or [{}]


def _places(path: str, edition: Edition) -> Iterator[Place]:
    names = set(re.findall(r"{(\w+)}", path))
    of_edition = {"edition": edition.slug} if "edition" in names else {}
    rows: Iterator[Place]
    if "xid" in names:
        rows = _addressed(path, edition)
    elif "label" in names:
        written = Review.objects.filter(submission__in=papers(edition)).order_by("label", "xid")
        rows = ({"number": row.submission.number, "label": row.label} for row in written[:ROWS])
    elif "key" in names:
        rows = ({"key": export.key} for export in EXPORTS)
    elif "number" in names:
        rows = ({"number": paper.number} for paper in papers(edition))
    elif "kind" in names:
        known = [kind.key for kind in kinds()] if "letter-kinds" in path else list(ActKind)
        rows = ({"kind": kind} for kind in known)
    elif names & {"track", "slug"}:
        rows = (
            dict.fromkeys(names & {"track", "slug"}, track.slug)
            for track in Track.objects.filter(edition=edition)
        )
    else:
        rows = iter([{}])
    return ({**of_edition, **row} for row in rows)


def _addressed(path: str, edition: Edition) -> Iterator[Place]:
    for part, model in OF_PAPER:
        if part in path:
            found = model._default_manager.filter(submission__in=papers(edition)).order_by("xid")
            yield from ({"number": row.submission.number, "xid": row.xid} for row in found[:ROWS])
            return
    for part, model in OF_EDITION:
        if part in path:
            found = model._default_manager.filter(edition=edition).order_by("xid")
            yield from ({"xid": row.xid} for row in found[:ROWS])
            return
    if "plans/" in path:
        yield from ({"xid": row.xid} for row in Plan.objects.filter(track__edition=edition)[:ROWS])
    if "jobs/" in path:
        yield from ({"xid": row.xid} for row in Job.objects.filter(scope=edition.slug).order_by("xid")[:ROWS])


def papers(edition: Edition) -> list[Submission]:
    """One paper of each state, and those with which a persona has to do."""
    ours = [one.email for one in PERSONAS]
    tied = Q(authorships__person__email__in=ours) | Q(assignments__member__person__email__in=ours)
    rows = Submission.objects.filter(edition=edition).order_by("number")
    states = {(row.status, row.outcome): row for row in rows}
    chosen = {row.pk: row for row in (*states.values(), *rows.filter(tied).distinct()[:8])}
    return list(chosen.values())
