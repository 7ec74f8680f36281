"""Who holds which office in an edition."""

from datetime import datetime

from django.conf import settings

from sysml.conference import letters
from sysml.conference.acting import command, record
from sysml.conference.domain import OFFICE_WORDS, RoleKind
from sysml.conference.events import OfficeChanged
from sysml.conference.models import Edition, Role, Track
from sysml.conference.pages import link
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel import events
from sysml.kernel.errors import NotAllowed, NotFound
from sysml.kernel.models import User


@command
def give_office(
    *,
    by: Viewer,
    edition: Edition,
    person: User,
    kind: RoleKind,
    now: datetime,
    title: str = "",
    track: Track | None = None,
) -> Role:
    """Give a person an office of the edition or of one track; giving it again changes its title only."""
    may_chair(by.fresh()).require()
    role, made = Role.objects.update_or_create(
        edition=edition, track=track, person=person, kind=kind, defaults={"title": title}
    )
    events.publish(OfficeChanged(edition.pk, now))
    if made and person.pk != by.person_id:
        _tell(edition, role, by, now)
    record(
        by,
        "office.given",
        now=now,
        subject=f"role:{role.xid}",
        summary=f"{person.name or person.email}: {kind}",
        named_id=person.pk,
    )
    return role


@command
def take_office(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> None:
    """Take an office away. The last chair of an edition stays."""
    may_chair(by.fresh()).require()
    role = Role.objects.select_for_update().filter(edition=edition, xid=xid).first()
    if role is None:
        raise NotFound
    chairs = Role.objects.filter(edition=edition, kind=RoleKind.CHAIR, track=None)
    if role.kind == RoleKind.CHAIR and role.track_id is None and chairs.count() == 1:
        raise NotAllowed("An edition keeps at least one chair.")
    role.delete()
    events.publish(OfficeChanged(edition.pk, now))
    record(
        by,
        "office.taken",
        now=now,
        subject=f"role:{xid}",
        summary=f"{role.person}: {role.kind}",
        named_id=role.person_id,
    )


def _tell(edition: Edition, role: Role, by: Viewer, now: datetime) -> None:
    giver = User.objects.filter(pk=by.person_id).first() if by.person_id else None
    letters.write(
        letters.OFFICE_GIVEN,
        edition=edition,
        key=role.xid,
        now=now,
        person=role.person,
        context={
            "office": role.title or OFFICE_WORDS[RoleKind(role.kind)],
            "by": giver.name or giver.email if giver else "The site",
            "link": settings.BASE_URL + link(edition, "edition-home"),
        },
    )
