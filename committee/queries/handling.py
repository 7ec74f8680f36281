"""Who handles papers, who could, and whether an edition can open."""

from dataclasses import dataclass

from django.db.models import Count

from committee.models import Handling
from committee.policies import ARRANGED, HANDLING
from committee.queries.walls import walls
from submissions.domain import Status
from submissions.models import Submission
from sysml.conference.domain import RoleKind
from sysml.conference.models import Edition, Role
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit
from sysml.kernel.models import User

_OFFICES = (RoleKind.CHAIR, RoleKind.HANDLING)


@dataclass(frozen=True)
class HandlerChoice:
    """Somebody who can be given a paper to handle."""

    xid: str
    name: str
    handles: int
    """How many of the papers that the viewer may see they handle."""
    current: bool


def handler_choices(viewer: Viewer, at: Moment, paper: Submission) -> tuple[HandlerChoice, ...]:
    """Chairs and handling chairs of the paper's track without a conflict, the least burdened first."""
    offices = Role.objects.filter(edition_id=paper.edition_id, kind__in=_OFFICES)
    persons = {role.person_id for role in offices if role.track_id in {None, paper.track_id}}
    barred = {person for _, person in walls([paper.pk], persons)}
    seen = HANDLING.rows(viewer, at).order_by().values("person").annotate(n=Count("pk"))
    burden = dict(seen.values_list("person", "n"))
    current = Handling.objects.filter(submission=paper).values_list("person_id", flat=True).first()
    people = User.objects.filter(pk__in=persons - barred)
    rows = [HandlerChoice(p.xid, p.name, burden.get(p.pk, 0), p.pk == current) for p in people]
    return tuple(sorted(rows, key=lambda row: (row.handles, row.name, row.xid)))


def handler_of(viewer: Viewer, at: Moment, paper_id: int) -> str:
    """The name of who handles the paper, for those who may know; empty if nobody, or for others."""
    row = HANDLING.rows(viewer, at).filter(submission_id=paper_id).select_related("person").first()
    return row.person.name if row else ""


def unhandled(viewer: Viewer, at: Moment) -> int:
    """How many papers that the viewer may see nobody handles."""
    living = ARRANGED.rows(viewer, at).filter(status__in=[Status.REGISTERED, Status.COMPLETE])
    return living.filter(handling=None).count()


def can_open(edition: Edition) -> Permit:
    """Whether every chair of the edition has a stand-in for the papers with which they have a conflict."""
    offices = list(Role.objects.filter(edition=edition, kind__in=_OFFICES).select_related("person", "track"))
    chairs = [role for role in offices if role.kind == RoleKind.CHAIR]
    if not any(role.track_id is None for role in chairs):
        return Denied("An edition needs at least one chair before it can open.")
    for track in edition.tracks.all():
        serving = {role.person_id for role in offices if role.track_id in {None, track.pk}}
        for role in chairs:
            if role.track_id in {None, track.pk} and serving <= {role.person_id}:
                who = role.person.name or "A chair"
                return Denied(
                    f"{who} has no stand-in for papers of the track {track.name} with which they have a conflict. "
                    "Name a second chair, or a handling chair, before opening."
                )
    return _papers_covered(edition, offices)


def _papers_covered(edition: Edition, offices: list[Role]) -> Permit:
    papers = dict(
        Submission.objects.filter(edition=edition)
        .exclude(status__in=[Status.DRAFT, Status.CLOSED, Status.WITHDRAWN])
        .values_list("pk", "track_id")
    )
    barred = walls(list(papers), [role.person_id for role in offices])
    for paper, track in papers.items():
        if all((paper, role.person_id) in barred for role in offices if role.track_id in {None, track}):
            return Denied("Some paper has no chair without a conflict. Name a handling chair who has none.")
    return ALLOWED
