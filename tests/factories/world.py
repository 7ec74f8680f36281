"""A small edition for tests, in any phase, with people who stand in every relation to a paper.

Windows are laid around the real present, so pages and API see the same phase as direct calls.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from committee.domain import ConflictReason, ConflictSource, MemberState
from committee.models import Assignment, Conflict, Handling, Member
from submissions.domain import Outcome, Status
from submissions.models import Authorship, Submission
from sysml.conference import moment, presets, viewer
from sysml.conference.domain import ActKind, RoleKind, Side, Span, WindowKind
from sysml.conference.models import Act, Conference, Edition, Role, Topic, Track, Window
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.models import User

_serial = count(1)

PHASES: dict[str, int] = {
    "before": -5,
    "registration": 10,
    "submission": 38,
    "checking": 43,
    "bidding": 47,
    "assigned": 53,
    "reviewing": 60,
    "response": 90,
    "response-closed": 95,
    "discussion": 100,
    "meeting": 105,
    "decided": 108,
    "released": 115,
    "kick-the-tires": 130,
    "evaluation": 150,
    "final": 165,
}
"""The day, counted from the opening of papers, on which the world stands (see presets.CONFERENCE)."""

ACTS_BY_DAY: tuple[tuple[ActKind, int], ...] = (
    (ActKind.OPENED, -10),
    (ActKind.ASSIGNMENT_PUBLISHED, 52),
    (ActKind.RELEASED, 111),
    (ActKind.LIST_PUBLIC, 112),
    (ActKind.BADGES_RELEASED, 163),
    (ActKind.PROCEEDINGS_PUBLIC, 163),
)


@dataclass
class World:
    """An edition and the means to people it."""

    edition: Edition
    track: Track
    now: datetime
    people: dict[str, User] = field(default_factory=dict)

    def person(self, name: str, *, email: str = "", affiliation: str = "", **fields: Any) -> User:
        """A person with a proven address; the same name gives the same person."""
        if name in self.people:
            return self.people[name]
        slug = name.lower().replace(" ", ".")
        email = email or f"{slug}@u{next(_serial)}.example.org"
        user = User.objects.create_user(
            email, name=name, affiliation=affiliation or f"Institute of {name}", **fields
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.people[name] = user
        return user

    def chair(self, name: str = "Chair", kind: RoleKind = RoleKind.CHAIR, track: Track | None = None) -> User:
        """A person with an office."""
        user = self.person(name)
        Role.objects.get_or_create(edition=self.edition, person=user, kind=kind, track=track)
        return user

    def member(self, name: str, side: Side = Side.ML, **fields: Any) -> Member:
        """A member of the committee who has accepted."""
        user = self.person(name)
        return Member.objects.create(
            edition=self.edition,
            person=user,
            email=user.email,
            name=user.name,
            affiliation=user.affiliation,
            side=side,
            state=MemberState.ACCEPTED,
            answered_at=self.now,
            **fields,
        )

    def paper(
        self,
        title: str = "A paper",
        *,
        authors: tuple[str, ...] = ("Author",),
        unclaimed: tuple[str, ...] = (),
        status: Status = Status.COMPLETE,
        outcome: Outcome = Outcome.NONE,
        track: Track | None = None,
        number: int | None = None,
    ) -> Submission:
        """A paper whose authors are persons of these names; `unclaimed` are addresses without an account."""
        first = self.person(authors[0]) if authors else self.person("Author")
        paper = Submission.objects.create(
            edition=self.edition,
            track=track or self.track,
            number=number or 1000 + next(_serial),
            title=title,
            title_key=title.casefold(),
            abstract="We measure what happens when $n$ grows.",
            keywords="testing",
            status=status,
            outcome=outcome,
            outcome_at=self.now if outcome else None,
            registered_by=first,
            registered_at=self.now - timedelta(days=20),
            completed_at=self.now - timedelta(days=10) if status == Status.COMPLETE else None,
            changed_at=self.now - timedelta(days=10),
        )
        position = 0
        for name in authors:
            user = self.person(name)
            Authorship.objects.create(
                submission=paper,
                position=position,
                name=user.name,
                email=user.email,
                affiliation=user.affiliation,
                person=user,
                claimed_at=self.now,
                is_corresponding=position == 0,
            )
            position += 1
        for email in unclaimed:
            Authorship.objects.create(
                submission=paper, position=position, name=email.split("@")[0], email=email
            )
            position += 1
        return paper

    def assign(self, paper: Submission, member: Member, side: Side | str | None = None) -> Assignment:
        """The member reviews the paper."""
        filled = member.side if side is None else side
        return Assignment.objects.create(
            submission=paper, member=member, side="ml" if filled == Side.BRIDGE else filled, made_at=self.now
        )

    def conflict(
        self, paper: Submission, person: User, source: ConflictSource = ConflictSource.CHAIR
    ) -> Conflict:
        """The person has a conflict with the paper."""
        return Conflict.objects.create(
            submission=paper, person=person, reason=ConflictReason.OTHER, source=source, at=self.now
        )

    def handle(self, paper: Submission, person: User) -> Handling:
        """The person handles the paper as chair."""
        return Handling.objects.create(submission=paper, person=person, at=self.now)

    def viewer(self, who: User | str | None) -> Viewer:
        """The viewer that this person is, with ties as they are now."""
        if who is None:
            return Viewer(edition_id=self.edition.pk, edition_slug=self.edition.slug)
        return viewer.for_person(self.people[who] if isinstance(who, str) else who, self.edition)

    @property
    def at(self) -> Moment:
        """The calendar as it is now."""
        return moment.load(self.edition, self.now)

    def move_to(self, phase: str) -> None:
        """Lay windows and acts so that the present stands in this phase."""
        Window.objects.filter(edition=self.edition).delete()
        Act.objects.filter(edition=self.edition).delete()
        opened = self.now - timedelta(days=PHASES[phase])
        Window.objects.bulk_create(
            Window(
                edition=self.edition,
                kind=kind,
                opens_at=opened + timedelta(days=begins),
                closes_at=opened + timedelta(days=ends),
                grace_minutes=0,
            )
            for kind, (begins, ends) in presets.CONFERENCE.windows.items()
        )
        Act.objects.bulk_create(
            Act(edition=self.edition, kind=kind, at=opened + timedelta(days=day))
            for kind, day in ACTS_BY_DAY
            if day <= PHASES[phase]
        )

    def window(self, kind: WindowKind, span: Span, **scope: Any) -> Window:
        """Set one window, for the edition or a narrower scope (track, paper_id, person)."""
        row, _ = Window.objects.update_or_create(
            edition=self.edition,
            kind=kind,
            **{"track": None, "paper_id": None, "person": None, **scope},
            defaults={
                "opens_at": span.opens,
                "closes_at": span.closes,
                "grace_minutes": int(span.grace.total_seconds() // 60),
            },
        )
        return row

    def act(self, kind: ActKind) -> Act:
        """Do an act now."""
        row, _ = Act.objects.get_or_create(
            edition=self.edition, kind=kind, track=None, defaults={"at": self.now}
        )
        return row

    def client(self, who: User | str | None = None) -> Client:
        """A browser in which this person is signed in."""
        client = Client()
        if who is not None:
            user = self.people[who] if isinstance(who, str) else who
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            sign_in_freshly(client, user)
        return client

    def url(self, path: str) -> str:
        """An address under the edition."""
        return f"/{self.edition.slug}/{path}"


def sign_in_freshly(client: Client, user: User, years: int = 0) -> None:
    """As after a sign-in with a password a moment ago (or so many years ahead): no act asks for further proof."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() + years * 31_557_600}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def world(phase: str = "reviewing", *, slug: str = "sysml-2027", two_sided: bool = True) -> World:
    """An edition that stands in this phase, with one track and three topics, and nobody in it."""
    now = timezone.now()
    conference, _ = Conference.objects.get_or_create(slug="sysml", defaults={"name": "SysML"})
    edition = Edition.objects.create(
        conference=conference,
        slug=slug,
        name="SysML 2027",
        created_at=now,
        contact="chairs@sysml.example.org",
        badge_scheme="acm-1.1",
    )
    sides = (
        {"side_a": "ML", "side_b": "Systems"} if two_sided else {"side_a": "", "side_b": "", "wanted_b": 0}
    )
    track = Track.objects.create(edition=edition, slug="research", name="Research", **sides)
    Topic.objects.bulk_create(
        Topic(edition=edition, group=group, name=name, leans=leans, position=position)
        for position, (group, name, leans) in enumerate(presets.TOPICS[:3])
    )
    made = World(edition, track, now)
    made.move_to(phase)
    return made
