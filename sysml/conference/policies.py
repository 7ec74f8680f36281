"""Permissions that every floor shares: who chairs, and what stops everybody."""

from sysml.conference.domain import FROZEN_WORDS, ActKind, Clock, RoleKind
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit

READ_ONLY_WORDS = "You are looking as somebody else; nothing can be changed."


def blocked(viewer: Viewer, clock: Clock) -> Denied | None:
    """What stops any change: looking as somebody else, or a frozen edition (chairs may still act)."""
    if viewer.read_only:
        return Denied(READ_ONLY_WORDS)
    if clock.done(ActKind.FROZEN) and not viewer.is_chair and not viewer.is_system:
        return Denied(FROZEN_WORDS, closed=True)
    return None


def may_hold_office(
    viewer: Viewer, kind: RoleKind, track_id: int | None, paper_id: int | None, wall: Tie, words: str
) -> Permit:
    """Whether the viewer acts in this office for the track (None: the whole edition) and the paper, if given."""
    if viewer.is_system:
        return ALLOWED
    if viewer.read_only:
        return Denied(READ_ONLY_WORDS)
    tracks = viewer.tracks_as(kind)
    if tracks is not None and (track_id is None or track_id not in tracks):
        return Denied(f"Only the {words} can do this.")
    if paper_id is not None and paper_id in viewer.tied(wall):
        return Denied("You have a conflict with this paper; somebody else handles it.")
    return ALLOWED


def may_chair(viewer: Viewer, track_id: int | None = None, paper_id: int | None = None) -> Permit:
    """Whether the viewer acts as chair of this track (None: the whole edition) and, if given, of this paper."""
    return may_hold_office(viewer, RoleKind.CHAIR, track_id, paper_id, Tie.CONFLICTED, "chairs")


def may_chair_artifacts(viewer: Viewer, track_id: int | None = None, paper_id: int | None = None) -> Permit:
    """Whether the viewer acts as artifact chair, without a conflict with the artifact."""
    return may_hold_office(
        viewer, RoleKind.ARTIFACT_CHAIR, track_id, paper_id, Tie.ARTIFACT_CONFLICTED, "artifact chairs"
    )


def may_publish(viewer: Viewer, track_id: int | None = None) -> Permit:
    """Whether the viewer prepares the proceedings: publication chairs, and chairs."""
    if may_chair(viewer, track_id):
        return ALLOWED
    return may_hold_office(viewer, RoleKind.PUBLICATION, track_id, None, Tie.CONFLICTED, "publication chairs")


def may_visit(viewer: Viewer, clock: Clock) -> Permit:
    """Whether the edition's own pages are there for the viewer: for everybody once it has been opened.

    Until then only those who hold an office prepare it; for all others it does not exist.
    """
    if clock.done(ActKind.OPENED) or viewer.is_system:
        return ALLOWED
    if viewer.through is not None and not may_visit(viewer.through, clock):
        return Denied("This edition is not open yet.")
    return ALLOWED if viewer.roles else Denied("This edition is not open yet.")


def may_look_at_settings(viewer: Viewer) -> Permit:
    """Chairs, of the edition or of a track, see its settings; what they may change is asked per act."""
    if viewer.is_system or viewer.is_chair:
        return ALLOWED
    return Denied("Only the chairs see this.")
