"""What the public pages of an edition show. Everything is asked for as nobody in particular would see it.

So the pages are the same for everybody, and nothing stands on them before the act that makes it public.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from artifacts.domain import SCHEMES
from artifacts.models import BadgeDecision
from artifacts.policies import BADGE
from committee.domain import MemberState
from committee.models import Member
from submissions.models import Authorship, Submission
from submissions.policies import AUTHORSHIP, OUTCOME, may_register
from sysml.conference import queries as conference
from sysml.conference.domain import ActKind, Side, WindowKind
from sysml.conference.models import Edition, Track
from sysml.conference.moment import Moment
from sysml.conference.pages import link
from sysml.conference.queries import EditionView, Office, PublicDate
from sysml.conference.stages import PUBLIC_WINDOWS, Stage, stage
from sysml.conference.viewer import Viewer
from sysml.kernel import markdown
from sysml.kernel.errors import NotFound


@dataclass(frozen=True)
class CallToAction:
    """The one thing to do now."""

    label: str
    url: str


@dataclass(frozen=True)
class Front:
    """The front page of an edition."""

    edition: EditionView
    stage: Stage
    when: str
    dates: tuple[PublicDate, ...]
    action: CallToAction | None
    tracks: tuple[str, ...]
    sides: tuple[str, str] | None
    has_list: bool
    has_badges: bool
    has_committee: bool
    intro_html: str


@dataclass(frozen=True)
class PublicPerson:
    """Somebody of the committee as the public sees them."""

    name: str
    affiliation: str
    side: str
    title: str = ""


@dataclass(frozen=True)
class Committees:
    """Who runs the edition and who reviews; members by the side under which they serve."""

    offices: tuple[tuple[str, tuple[PublicPerson, ...]], ...]
    members: tuple[tuple[str, str, tuple[PublicPerson, ...]], ...]


@dataclass(frozen=True)
class PublicBadge:
    """A badge with the scheme and version in which its name has its meaning."""

    key: str
    name: str
    scheme: str
    criterion: str


@dataclass(frozen=True)
class PublicPaper:
    """An accepted paper."""

    number: int
    title: str
    track: str
    authors: tuple[tuple[str, str], ...]
    badges: tuple[PublicBadge, ...]


def nobody(edition: Edition) -> Viewer:
    """The viewer that a visitor is."""
    return Viewer(edition_id=edition.pk, edition_slug=edition.slug)


def front(viewer: Viewer, at: Moment, edition: Edition, *, own_zone: str) -> Front:
    """The front page; NotFound before the edition is open to this viewer."""
    shown = conference.visit(viewer, at, edition)
    clock = at.edition
    tracks = list(Track.objects.filter(edition=edition).order_by("position", "xid"))
    sides = next(((track.side_a, track.side_b) for track in tracks if track.two_sided), None)
    first, _, _ = edition.call_for_papers.partition("\n\n")
    return Front(
        edition=shown,
        stage=stage(clock),
        when=meeting_days(edition.begins_on, edition.ends_on),
        dates=tuple(dates(viewer, at, edition, own_zone=own_zone)),
        action=_action(at, edition, tracks),
        tracks=tuple(track.name for track in tracks),
        sides=sides,
        has_list=clock.done(ActKind.LIST_PUBLIC),
        has_badges=clock.done(ActKind.LIST_PUBLIC) and clock.done(ActKind.BADGES_RELEASED),
        has_committee=edition.committee_public,
        intro_html=markdown.to_html(first, highest=2),
    )


def _action(at: Moment, edition: Edition, tracks: list[Track]) -> CallToAction | None:
    """Submitting, while a track says that it takes papers; in the hidden grace no invitation stands."""
    signed_in = Viewer(person_id=0, edition_id=edition.pk, edition_slug=edition.slug)
    for track in tracks:
        clock = at.clock(track.pk)
        first = WindowKind.REGISTRATION if clock.has(WindowKind.REGISTRATION) else WindowKind.SUBMISSION
        if clock.shown_open(first) and may_register(signed_in, clock):
            return CallToAction("Submit a paper", link(edition, "submission-new"))
    return None


def meeting_days(begins: date | None, ends: date | None) -> str:
    """“12–14 May 2027”, “30 May – 2 June 2027”, or nothing."""
    if begins is None:
        return ""
    last = f"{(ends or begins).day} {ends or begins:%B %Y}"
    if ends is None or ends == begins:
        return last
    if (begins.year, begins.month) == (ends.year, ends.month):
        return f"{begins.day}–{last}"
    return f"{begins.day} {begins:%B}{'' if begins.year == ends.year else f' {begins.year}'} – {last}"


def call(viewer: Viewer, at: Moment, edition: Edition) -> tuple[EditionView, str]:
    """The edition and its call for papers as safe HTML."""
    shown = conference.visit(viewer, at, edition)
    return shown, markdown.to_html(edition.call_for_papers, highest=2)


def dates(viewer: Viewer, at: Moment, edition: Edition, *, own_zone: str) -> list[PublicDate]:
    """Important dates in calendar order; NotFound before the edition is open to this viewer."""
    conference.visit(viewer, at, edition)
    rows = conference.public_dates(edition, now=at.now, own_zone=own_zone)
    return [row for row in rows if row.kind in PUBLIC_WINDOWS]


def committees(viewer: Viewer, at: Moment, edition: Edition) -> Committees:
    """Offices with their titles, and members who have accepted, each side apart."""
    conference.visit(viewer, at, edition)
    if not edition.committee_public:
        raise NotFound
    track = Track.objects.filter(edition=edition).order_by("position", "xid").first()
    two_sided = track is not None and track.two_sided
    rows = Member.objects.filter(edition=edition, state=MemberState.ACCEPTED).order_by("name", "xid")
    people = [PublicPerson(row.name, row.affiliation, row.side if two_sided else "") for row in rows]
    return Committees(
        offices=_by_office(conference.offices(edition)),
        members=_by_side(people, track) if track is not None else (),
    )


def _by_office(offices: list[Office]) -> tuple[tuple[str, tuple[PublicPerson, ...]], ...]:
    groups: dict[str, list[PublicPerson]] = {}
    for office in offices:
        note = office.title or (f"{office.words} of {office.track}" if office.track else "")
        person = PublicPerson(office.name, office.affiliation, "", note)
        groups.setdefault(office.words, []).append(person)
    return tuple((_plural(words, len(people)), tuple(people)) for words, people in groups.items())


def _plural(words: str, count: int) -> str:
    return f"{words}{'s' if count > 1 else ''}".capitalize()


def _by_side(
    people: list[PublicPerson], track: Track
) -> tuple[tuple[str, str, tuple[PublicPerson, ...]], ...]:
    if not track.two_sided:
        return (("", "Programme committee", tuple(people)),) if people else ()
    names = {
        Side.ML: track.side_a,
        Side.SYSTEMS: track.side_b,
        Side.BRIDGE: f"{track.side_a} and {track.side_b}",
    }
    groups = [(side.value, name, tuple(p for p in people if p.side == side)) for side, name in names.items()]
    return tuple(group for group in groups if group[2])


def accepted(viewer: Viewer, at: Moment, edition: Edition) -> list[PublicPaper]:
    """Accepted papers with authors and badges, by title; NotFound until the list is public.

    Asked as a visitor: a chair who could see more sees the public page.
    """
    conference.visit(viewer, at, edition)
    if not at.edition.done(ActKind.LIST_PUBLIC) and not any(
        clock.done(ActKind.LIST_PUBLIC) for clock in at.tracks.values()
    ):
        raise NotFound
    public = nobody(edition)
    authors = AUTHORSHIP.rows(public, at).order_by("position", "xid")
    badges = BADGE.rows(public, at).order_by("badge", "xid")
    rows = (
        OUTCOME.rows(public, at)
        .select_related("track")
        .prefetch_related(
            Prefetch("authorships", queryset=authors, to_attr="shown_authors"),
            Prefetch("artifact__badge_decisions", queryset=badges, to_attr="shown_badges"),
        )
        .order_by("title_key", "xid")
    )
    return [_paper(row) for row in rows]


def _paper(row: Submission) -> PublicPaper:
    shown: list[Authorship] = row.shown_authors  # type: ignore[attr-defined]
    artifact = getattr(row, "artifact", None)
    return PublicPaper(
        row.number,
        row.title,
        row.track.name,
        tuple((author.name, author.affiliation) for author in shown),
        tuple(_badge(badge) for badge in artifact.shown_badges) if artifact else (),
    )


def _badge(row: BadgeDecision) -> PublicBadge:
    scheme = SCHEMES.get(row.scheme)
    badge = scheme.badge(row.badge) if scheme else None
    return PublicBadge(
        row.badge,
        badge.name if badge else row.badge,
        f"{scheme.name} {scheme.version}" if scheme else row.scheme,
        badge.criterion if badge else "",
    )


def badges(viewer: Viewer, at: Moment, edition: Edition) -> list[PublicPaper]:
    """Accepted papers that carry a badge; NotFound until badges are released and the list is public."""
    if not at.edition.done(ActKind.BADGES_RELEASED):
        raise NotFound
    return [paper for paper in accepted(viewer, at, edition) if paper.badges]
