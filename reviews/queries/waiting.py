"""Letters of a release that its sender might not see: they wait for who handles the paper.

Decisions are released at one moment for all papers; a letter leaves only by the hand of somebody who may read it.
"""

from django.db.models import QuerySet

from reviews import letters_decisions as kinds
from reviews.policies import DECIDABLE, decides
from reviews.queries.release import PaperLetters, previews
from submissions.models import Submission
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound
from sysml.kernel.models import Letter

OF_RELEASE = tuple(
    kind.key for kind in (kinds.ACCEPT, kinds.CONDITIONAL, kinds.REJECT, kinds.UNCLAIMED, kinds.SHEPHERD)
)


def waiting_letters(edition: Edition) -> QuerySet[Letter]:
    """Every letter of a release that waits, whoever may send it."""
    return Letter.objects.filter(scope=edition.slug, kind__in=OF_RELEASE, status=Letter.Status.HELD)


def waiting_papers(viewer: Viewer, at: Moment, edition: Edition) -> QuerySet[Submission]:
    """The papers whose letters wait and that the viewer may see, by number."""
    abouts = waiting_letters(edition).order_by().values("about")
    return DECIDABLE.rows(viewer, at).filter(xid__in=abouts).select_related("track").order_by("number")


def waiting_for(viewer: Viewer, at: Moment, edition: Edition) -> int:
    """Of how many papers that the viewer handles the letters wait."""
    return waiting_papers(viewer, at, edition).filter(pk__in=sorted(viewer.tied(Tie.HANDLES))).count()


def waiting_page(viewer: Viewer, at: Moment, edition: Edition) -> tuple[PaperLetters, ...]:
    """What waits for this viewer, each letter as it was written; raises NotFound for who decides nothing."""
    if not decides(viewer):
        raise NotFound
    return previews(viewer, at, edition, list(waiting_papers(viewer, at, edition)))
