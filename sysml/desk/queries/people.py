"""Finding a person of an edition by address."""

from committee.models import Member
from submissions.models import Authorship
from sysml.conference.models import Edition, Role
from sysml.kernel.models import User


def taking_part(edition: Edition, email: str) -> User | None:
    """The person with this address who holds an office, sits on the committee or is an author here."""
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        return None
    seats = Member.objects.filter(edition=edition, person=person).exists()
    papers = Authorship.objects.filter(submission__edition=edition, person=person).exists()
    offices = Role.objects.filter(edition=edition, person=person).exists()
    return person if seats or papers or offices else None
