"""The committee: its roster, its balance, an invitation, a member's own profile."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from committee import rosters
from committee.domain import EXPERTISE, AssignmentState, MemberState
from committee.models import Assignment, Expertise, Member
from committee.policies import ARRANGED, ASSIGNMENT, may_run_committee, members_seen
from committee.queries.listing import Listing
from submissions.domain import Status
from sysml.conference.domain import Side
from sysml.conference.models import Edition, Topic, Track
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound
from sysml.kernel.invitations import digest


@dataclass(frozen=True)
class Sides:
    """The names of the two halves, or none."""

    two: bool
    ml: str
    systems: str

    def name(self, side: str) -> str:
        """A side in the words of the edition."""
        if not self.two:
            return ""
        return (
            {Side.ML: self.ml, Side.SYSTEMS: self.systems, Side.BRIDGE: "bridge"}.get(Side(side), "")
            if side
            else ""
        )

    def choices(self) -> list[tuple[str, str]]:
        """The sides as choices of a form."""
        return [("ml", self.ml), ("systems", self.systems), ("bridge", "bridge: counts for either")]


def sides_of(edition: Edition) -> Sides:
    """The halves of the committee: those of the first track that is split."""
    for track in edition.tracks.all():
        if track.two_sided:
            return Sides(True, track.side_a, track.side_b)
    return Sides(False, "", "")


@dataclass(frozen=True)
class MemberRow:
    """One place on the committee, as chairs see it (others get what `members_seen` allows and no address)."""

    xid: str
    name: str
    email: str
    affiliation: str
    side: str
    state: str
    load: int
    load_max: int
    load_wished: int | None
    assigned: int
    profile_done: bool
    note: str
    invited_at: datetime | None
    answered_at: datetime | None
    letter_due: bool

    @property
    def is_accepted(self) -> bool:
        return self.state == MemberState.ACCEPTED

    @property
    def is_open(self) -> bool:
        """Can be invited again, or removed."""
        return self.state != MemberState.REMOVED


def roster(
    viewer: Viewer, at: Moment, *, side: str = "", state: str = "", load: str = "", text: str = ""
) -> Listing[MemberRow]:
    """The committee as the viewer sees it, by name. `load` is "none", "room" or "full"."""
    rows = Member.objects.filter(members_seen(viewer))
    if side:
        rows = rows.filter(side=side)
    rows = rows.filter(state=state) if state else rows.exclude(state=MemberState.REMOVED)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(affiliation__icontains=text))
    if load:
        rows = _by_load(rows, viewer, at, load)
    return Listing(rows.order_by("name", "xid"), lambda page: _member_rows(viewer, at, page))


def _by_load(rows: "QuerySet[Member]", viewer: Viewer, at: Moment, load: str) -> "QuerySet[Member]":
    carried = loads(viewer, at)
    chosen = []
    for member in rows:
        have = carried[member.pk]
        if {"none": have == 0, "room": have < member.load, "full": have >= member.load}.get(load, True):
            chosen.append(member.pk)
    return rows.filter(pk__in=chosen)


def loads(viewer: Viewer, at: Moment, members: list[int] | None = None) -> Counter[int]:
    """How many of the papers that the viewer may see each member reviews."""
    rows = ASSIGNMENT.rows(viewer, at).filter(
        state=AssignmentState.ACTIVE, submission__status=Status.COMPLETE
    )
    if members is not None:
        rows = rows.filter(member_id__in=members)
    return Counter(dict(rows.order_by().values("member").annotate(n=Count("pk")).values_list("member", "n")))


def _member_rows(viewer: Viewer, at: Moment, page: list[Member]) -> list[MemberRow]:
    chair = viewer.is_chair or viewer.is_system
    carried = loads(viewer, at, [member.pk for member in page]) if chair else Counter[int]()
    return [member_row(member, carried[member.pk], chair=chair) for member in page]


def member_row(member: Member, assigned: int, *, chair: bool) -> MemberRow:
    """A member as a row; without the chairs' columns for anybody else."""
    return MemberRow(
        xid=member.xid,
        name=member.name,
        email=member.email if chair else "",
        affiliation=member.affiliation,
        side=member.side,
        state=member.state,
        load=member.load if chair else 0,
        load_max=member.load_max if chair else 0,
        load_wished=member.load_wished if chair else None,
        assigned=assigned,
        profile_done=member.profile_done_at is not None,
        note=member.answer_note if chair else "",
        invited_at=member.invited_at if chair else None,
        answered_at=member.answered_at if chair else None,
        letter_due=chair and member.state == MemberState.INVITED and member.invited_at is None,
    )


def member_for_chair(viewer: Viewer, at: Moment, xid: str) -> MemberRow:
    """One member, for a chair; raises NotFound for anybody else."""
    if not may_run_committee(viewer):
        raise NotFound
    member = Member.objects.filter(members_seen(viewer), xid=xid).first()
    if member is None:
        raise NotFound
    return member_row(member, loads(viewer, at, [member.pk])[member.pk], chair=True)


@dataclass(frozen=True)
class Balance:
    """How the two halves stand: people, places they can fill, places that the papers need."""

    two: bool
    ml_label: str
    systems_label: str
    ml: int
    systems: int
    bridge: int
    invited: int
    declined: int
    capacity_ml: int
    capacity_systems: int
    capacity_bridge: int
    papers: int
    demand_ml: int
    demand_systems: int

    @property
    def members(self) -> int:
        return self.ml + self.systems + self.bridge

    @property
    def most(self) -> int:
        """The length of either half of the meter of people."""
        return max(self.ml, self.systems) + self.bridge or 1

    @property
    def capacity(self) -> int:
        return self.capacity_ml + self.capacity_systems + self.capacity_bridge

    @property
    def demand(self) -> int:
        return self.demand_ml + self.demand_systems

    @property
    def missing_ml(self) -> int:
        """Reviews of the first side that members of that side alone cannot write."""
        return max(0, self.demand_ml - self.capacity_ml)

    @property
    def missing_systems(self) -> int:
        return max(0, self.demand_systems - self.capacity_systems)

    @property
    def missing(self) -> int:
        """Reviews that nobody can write, bridge members counted once."""
        if not self.two:
            return max(0, self.demand - self.capacity)
        return max(0, self.missing_ml + self.missing_systems - self.capacity_bridge)

    @property
    def scale(self) -> int:
        """The length of either half of the meter of reviews."""
        return max(self.demand_ml, self.demand_systems) or 1

    @property
    def shown_ml(self) -> int:
        return min(self.scale, self.capacity_ml)

    @property
    def shown_systems(self) -> int:
        return min(self.scale, self.capacity_systems)

    @property
    def shown_all(self) -> int:
        return min(self.demand, self.capacity)

    @property
    def ml_words(self) -> str:
        return f"{self.ml_label} can write {self.capacity_ml} of {self.demand_ml} reviews"

    @property
    def systems_words(self) -> str:
        own = f"{self.systems_label} {self.capacity_systems} of {self.demand_systems}"
        return f"{own}, bridge {self.capacity_bridge} of either"

    @property
    def words(self) -> str:
        """What is short, in words."""
        if not self.papers:
            return "No paper has been handed in yet that you may see."
        if not self.missing:
            return f"Enough for the {self.papers} papers that you may see."
        parts = [
            f"{n} from {label}"
            for n, label in ((self.missing_ml, self.ml_label), (self.missing_systems, self.systems_label))
            if n and self.two
        ]
        which = f" ({' and '.join(parts)}, before bridge members)" if parts else ""
        return f"{self.missing} reviews short{which}, for the {self.papers} papers that you may see."


def balance(viewer: Viewer, at: Moment, edition: Edition) -> Balance:
    """The balance of the committee; the papers are those that the viewer may see."""
    sides = sides_of(edition)
    people: Counter[str] = Counter()
    capacity: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for member in Member.objects.filter(members_seen(viewer)):
        states[member.state] += 1
        if member.state == MemberState.ACCEPTED:
            people[member.side] += 1
            capacity[member.side] += member.load
    papers = ml = systems = 0
    counted = (
        ARRANGED.rows(viewer, at)
        .filter(status=Status.COMPLETE)
        .order_by()
        .values("track")
        .annotate(n=Count("pk"))
    )
    number = dict(counted.values_list("track", "n"))
    for track in edition.tracks.all():
        n = number.get(track.pk, 0)
        papers, ml = papers + n, ml + n * track.wanted_a
        systems += n * track.wanted_b if track.two_sided else 0
    return Balance(
        two=sides.two,
        ml_label=sides.ml,
        systems_label=sides.systems,
        ml=people[Side.ML],
        systems=people[Side.SYSTEMS],
        bridge=people[Side.BRIDGE],
        invited=states[MemberState.INVITED],
        declined=states[MemberState.DECLINED],
        capacity_ml=capacity[Side.ML],
        capacity_systems=capacity[Side.SYSTEMS],
        capacity_bridge=capacity[Side.BRIDGE],
        papers=papers,
        demand_ml=ml,
        demand_systems=systems,
    )


def check_roster(edition: Edition, text: str) -> rosters.Checked:
    """What importing this text would do. Lines of people who are already on the committee are left as they are."""
    sides = sides_of(edition)
    entries = rosters.parse(text, rosters.words_for(sides.ml, sides.systems), sides_matter=sides.two)
    there = (
        Member.objects.filter(edition=edition, email__in=[entry.email for entry in entries])
        .exclude(state=MemberState.REMOVED)
        .values_list("email", "state")
    )
    return rosters.checked(entries, dict(there))


@dataclass(frozen=True)
class Invitation:
    """What the letter's link shows to whoever holds it."""

    name: str
    email: str
    affiliation: str
    side: str
    side_words: str
    state: str
    load_max: int
    load_wished: int | None
    note: str
    edition_name: str
    has_password: bool

    @property
    def answered(self) -> bool:
        return self.state in {MemberState.ACCEPTED, MemberState.DECLINED}


def invitation(edition: Edition, token: str) -> Invitation:
    """The invitation behind a letter's link; raises NotFound for a wrong or outdated one, and after removal."""
    member = (
        Member.objects.select_related("person")
        .filter(edition=edition, token_digest=digest(token))
        .exclude(state=MemberState.REMOVED)
        .first()
        if token
        else None
    )
    if member is None:
        raise NotFound
    return Invitation(
        name=member.name,
        email=member.email,
        affiliation=member.affiliation,
        side=member.side,
        side_words=sides_of(edition).name(member.side),
        state=member.state,
        load_max=member.load_max,
        load_wished=member.load_wished,
        note=member.answer_note,
        edition_name=edition.name,
        has_password=bool(member.person and member.person.has_usable_password()),
    )


@dataclass(frozen=True)
class TopicLevel:
    """How much a member says to know of one topic; None where nothing was said."""

    xid: str
    name: str
    group: str
    leans: str
    level: int | None


@dataclass(frozen=True)
class Profile:
    """A member's own profile on the committee."""

    name: str
    side: str
    load_max: int
    load_wished: int | None
    done: bool
    topics: tuple[TopicLevel, ...]
    sides: Sides
    levels: tuple[tuple[int, str], ...] = tuple(EXPERTISE.items())


def profile(viewer: Viewer, edition: Edition) -> Profile:
    """The viewer's own profile; raises NotFound for who is not on the committee."""
    member = Member.objects.filter(pk__in=viewer.tied(Tie.MEMBER), edition=edition).first()
    if member is None:
        raise NotFound
    levels = dict(Expertise.objects.filter(member=member).values_list("topic_id", "level"))
    topics = Topic.objects.filter(edition=edition).order_by("position", "name")
    return Profile(
        name=member.name,
        side=member.side,
        load_max=member.load_max,
        load_wished=member.load_wished,
        done=member.profile_done_at is not None,
        topics=tuple(TopicLevel(t.xid, t.name, t.group, t.leans, levels.get(t.pk)) for t in topics),
        sides=sides_of(edition),
    )


@dataclass(frozen=True)
class Held:
    """A paper that a member reviews, as a chair sees it when removing the member."""

    number: int
    title: str
    side: str


def held_by(viewer: Viewer, at: Moment, xid: str) -> tuple[Held, ...]:
    """The papers of this member that the viewer may see: somebody else must take them."""
    rows = (
        ASSIGNMENT.rows(viewer, at)
        .filter(member__xid=xid, state=AssignmentState.ACTIVE)
        .select_related("submission")
        .order_by("submission__number")
    )
    return tuple(Held(row.submission.number, row.submission.title, row.side) for row in rows)


def track_for(edition: Edition, slug: str = "") -> Track:
    """The track of this slug, or the first one; raises NotFound if there is none."""
    rows = edition.tracks.all()
    track = next((t for t in rows if not slug or t.slug == slug), None)
    if track is None:
        raise NotFound
    return track


def assignments_of(viewer: Viewer, at: Moment) -> "QuerySet[Assignment]":
    """The viewer's own active assignments."""
    return (
        ASSIGNMENT.rows(viewer, at)
        .filter(
            member_id__in=viewer.tied(Tie.MEMBER),
            state=AssignmentState.ACTIVE,
            submission__status=Status.COMPLETE,
        )
        .select_related("submission")
        .order_by("submission__number")
    )
