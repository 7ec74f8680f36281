"""The log of a small world, whose builders write rows: one entry for everything that a command would have recorded."""

from datetime import datetime
from typing import Any

from committee.models import Assignment, Conflict, Handling
from reviews.models import Decision, Lead, Response, Review, Shepherding
from submissions.domain import Outcome, Status
from submissions.models import Submission
from sysml.conference.domain import ActKind
from sysml.conference.models import Act, Role
from sysml.kernel import audit_chain
from sysml.kernel.models import AuditEntry
from tests.factories.world import World

ROWS: tuple[tuple[Any, str, str, str], ...] = (
    (Assignment, "submission__edition", "assignment", "assignment.made"),
    (Conflict, "submission__edition", "conflict", "conflict.added"),
    (Handling, "submission__edition", "handling", "handling.appointed"),
    (Role, "edition", "role", "office.given"),
    (Decision, "submission__edition", "decision", "decision.recorded"),
    (Lead, "submission__edition", "lead", "lead.appointed"),
    (Shepherding, "submission__edition", "shepherding", "shepherd.appointed"),
)


def leave_traces(world: World) -> None:
    """Write the entries for all rows that the world has now. Call it once, when the world is peopled."""
    edition, now = world.edition, world.now
    for model, path, kind, action in ROWS:
        for row in model.objects.filter(**{path: edition}):
            about = row.submission.xid if hasattr(row, "submission") else ""
            _entry(world, action, f"{kind}:{row.xid}", about, getattr(row, "at", now))
    for review in Review.objects.filter(submission__edition=edition, version__gt=0):
        _entry(world, "review.submitted", f"review:{review.xid}", review.submission.xid, now)
    for response in Response.objects.filter(submission__edition=edition, submitted_at__isnull=False):
        _entry(world, "response.submitted", f"response:{response.xid}", response.submission.xid, now)
    for paper in Submission.objects.filter(edition=edition):
        for action in _acts_on(paper):
            _entry(world, action, f"submission:{paper.xid}", paper.xid, now)
    _acts(world)
    audit_chain.chain(now)


def _acts_on(paper: Submission) -> list[str]:
    status = {Status.WITHDRAWN: ["submission.withdrawn"], Status.CLOSED: ["submission.closed"]}
    released = [] if paper.outcome in ("", Outcome.DESK_REJECTED) else ["decision.released"]
    return ["submission.registered", *status.get(Status(paper.status), []), *released]


def _acts(world: World) -> None:
    for act in Act.objects.filter(edition=world.edition):
        if act.kind == ActKind.RELEASED:
            _entry(world, "decisions.released", f"act:{act.xid}", "", act.at)
        elif act.kind == ActKind.BADGES_RELEASED:
            _entry(world, "badges.released", f"edition:{world.edition.xid}", "", act.at)
        elif act.kind != ActKind.ASSIGNMENT_PUBLISHED:
            _entry(world, f"edition.{act.kind}", f"edition:{world.edition.xid}", "", act.at)


def _entry(world: World, action: str, subject: str, about: str, at: datetime) -> None:
    AuditEntry.objects.create(at=at, action=action, scope=world.edition.slug, subject=subject, about=about)
