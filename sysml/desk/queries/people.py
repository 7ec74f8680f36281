"""Finding a person of an edition by address."""

from committee.models import Member
from submissions.policies import AUTHORSHIP
from sysml.conference.models import Edition, Role
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.models import User


def taking_part(viewer: Viewer, at: Moment, edition: Edition, email: str) -> User | None:
    """The person with this address who holds an office, sits on the committee or is an author here.

    Authors only of papers whose authors the viewer may see: the answer would tell that they have written one.
    """
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        return None
    seats = Member.objects.filter(edition=edition, person=person).exists()
    papers = AUTHORSHIP.rows(viewer, at).filter(person=person).exists()
    offices = Role.objects.filter(edition=edition, person=person).exists()
    return person if seats or papers or offices else None
