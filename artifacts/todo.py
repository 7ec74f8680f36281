"""What artifact evaluation puts on a person's home. No line is there before the act or window that causes it."""

from datetime import datetime

from artifacts.domain import ArtifactState, EvaluatorState
from artifacts.queries.committee import own_row
from artifacts.queries.common import has_artifacts, scheme
from artifacts.queries.lists import author_rows, chair_rows, evaluator_rows
from submissions.models import Submission
from sysml.conference.domain import ActKind, Clock, RoleKind, WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo, link
from sysml.conference.policies import may_chair_artifacts
from sysml.conference.viewer import Viewer


def todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """Artifacts to register and hand in, to look at and evaluate, badges to decide; an invitation to answer."""
    if not has_artifacts(edition) or viewer.person_id is None:
        return []
    return [
        *_invitation(viewer, at, edition),
        *_of_authors(viewer, at, edition),
        *_of_evaluators(viewer, at, edition),
        *_of_chairs(viewer, at, edition),
    ]


def _invitation(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    if viewer.is_evaluator or at.edition.done(ActKind.BADGES_RELEASED):
        return []
    seat = own_row(edition, viewer.person_id)
    if seat is None or seat.state != EvaluatorState.INVITED or seat.invited_at is None:
        return []
    return [
        Todo(
            kind="Artifacts",
            title="You are invited to evaluate artifacts",
            url=link(edition, "artifact-seat"),
            button="Answer",
            due=None,
        )
    ]


def _of_authors(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    found = []
    rows = author_rows(viewer, at, edition)
    clocks = _clocks(viewer, at, edition, [row.number for row in rows])
    for row in rows:
        clock = clocks[row.number]
        if row.may_register and clock.shown_open(WindowKind.ARTIFACT_REGISTRATION):
            name, words, button = "artifact-register", "Register its artifact, if you want badges", "Register"
        elif row.state == ArtifactState.REGISTERED and clock.shown_open(WindowKind.ARTIFACT_REGISTRATION):
            name, words, button = "artifact-hand-in", "Its artifact is registered, not handed in", "Hand in"
        else:
            continue
        url = link(edition, name, number=row.number)
        closes = _closes(clock, WindowKind.ARTIFACT_REGISTRATION)
        found.append(Todo("Artifact", row.title, url, button, closes, note=words))
    return found


def _of_evaluators(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    if not viewer.is_evaluator or at.edition.done(ActKind.BADGES_RELEASED):
        return []
    found = []
    rows = evaluator_rows(viewer, at)
    clocks = _clocks(viewer, at, edition, [row.number for row in rows])
    for row in rows:
        clock = clocks.get(row.number)
        if clock is None or row.state != ArtifactState.SUBMITTED:
            continue
        if not row.kicked and clock.begun(WindowKind.KICK_THE_TIRES):
            due = _closes(clock, WindowKind.KICK_THE_TIRES)
            url = link(edition, "artifact-first-look", number=row.number)
            found.append(Todo("First look", row.title, url, "Look", due, note="Report it to the authors"))
        elif not row.submitted and clock.begun(WindowKind.ARTIFACT_EVALUATION):
            due = _closes(clock, WindowKind.ARTIFACT_EVALUATION)
            url = link(edition, "artifact-evaluate", number=row.number)
            found.append(Todo("Evaluation", row.title, url, "Evaluate", due))
    return found


def _of_chairs(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    if not viewer.holds(RoleKind.ARTIFACT_CHAIR) or at.edition.done(ActKind.BADGES_RELEASED):
        return []
    clock = at.edition
    rows = [
        row
        for row in chair_rows(viewer, at, edition, scheme(edition))
        if row.state == ArtifactState.SUBMITTED
    ]
    unassigned = sum(row.wanted == 0 for row in rows)
    undecided = sum(not row.decided for row in rows)
    found = []
    if unassigned:
        due = _opens(clock, WindowKind.KICK_THE_TIRES)
        title = f"{unassigned} artifact{'s' if unassigned != 1 else ''} without evaluators"
        found.append(Todo("Artifacts", title, link(edition, "artifact-assign"), "Assign", due))
    if undecided and clock.over(WindowKind.ARTIFACT_EVALUATION):
        title = f"Badges of {undecided} artifact{'s' if undecided != 1 else ''} to decide"
        found.append(
            Todo("Badges", title, f"{link(edition, 'artifact-list')}?show=undecided", "Decide", None)
        )
    elif rows and not undecided and may_chair_artifacts(viewer):
        title = "Every artifact is decided; the authors wait for the badges"
        found.append(Todo("Badges", title, link(edition, "artifact-release"), "Release", None))
    return found


def _clocks(viewer: Viewer, at: Moment, edition: Edition, numbers: list[int]) -> dict[int, Clock]:
    if not numbers:
        return {}
    rows = Submission.objects.filter(edition=edition, number__in=numbers).values_list(
        "number", "track_id", "pk"
    )
    return {number: at.clock(track, paper, viewer.person_id) for number, track, paper in rows}


def _closes(clock: Clock, kind: WindowKind) -> datetime | None:
    span = clock.spans.get(kind)
    return span.closes if span else None


def _opens(clock: Clock, kind: WindowKind) -> datetime | None:
    span = clock.spans.get(kind)
    return span.opens if span else None
