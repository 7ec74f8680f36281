"""What stops two accounts from becoming one: a person who would then review what they may not see."""

from sysml.conference import viewer
from sysml.conference.models import Edition
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotAllowed
from sysml.kernel.events import AccountsMerging

_WORKS = (Tie.ASSIGNED, Tie.REVIEWED, Tie.EXTERNAL, Tie.EXTERNAL_ASKED, Tie.HANDLES, Tie.LEADS, Tie.SHEPHERDS)
_WALLS = (Tie.AUTHORED, Tie.CONFLICTED)


def on_merging(event: AccountsMerging) -> None:
    """Refuse where one account works on a paper from which the other is kept away."""
    for edition in Edition.objects.all():
        keep = viewer.load(event.keep_id, edition.pk, edition.slug)
        other = viewer.load(event.other_id, edition.pk, edition.slug)
        if _collides(keep, other) or _collides(other, keep):
            raise NotAllowed(
                f"At {edition.name} one of the two accounts works on a paper that the other has written or has a "
                "conflict with. Nothing was merged; ask the chairs to give that paper to somebody else first."
            )


def _collides(one: Viewer, other: Viewer) -> bool:
    works = frozenset[int]().union(*(one.tied(tie) for tie in _WORKS))
    walls = frozenset[int]().union(*(other.tied(tie) for tie in _WALLS))
    own_walls = frozenset[int]().union(*(one.tied(tie) for tie in _WALLS))
    artifacts = one.tied(Tie.EVALUATES) & other.tied(Tie.ARTIFACT_CONFLICTED)
    return bool((works & walls) - own_walls or artifacts)
