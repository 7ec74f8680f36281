"""Programme and proceedings: sessions, the place of each accepted paper, reminders, printing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from reviews.commands.decisions import person_of
from reviews.letters_decisions import CAMERA_READY_REMINDER
from reviews.models import ProceedingsEntry, ProgrammeSession
from reviews.policies import PRODUCED, may_arrange_proceedings
from reviews.queries.release import address_of, name_of, paper_context
from submissions.domain import DocumentKind
from submissions.models import Authorship, Document
from sysml.conference import clockwork, letters
from sysml.conference.acting import at_now, command, record
from sysml.conference.domain import Where, WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel import jobs
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.models import Letter

PRINT = "proceedings.print"
PRINTS: dict[str, str] = {"front-matter": "Front matter of the proceedings", "programme": "Programme"}
MOST_SESSIONS = 200


@dataclass(frozen=True)
class SessionPlan:
    """A session as the publication chair writes it."""

    name: str
    day: date | None = None
    begins: time | None = None
    ends: time | None = None
    room: str = ""
    chair: str = ""


@dataclass(frozen=True)
class Place:
    """Where one paper stands; `session` is a session's name, or empty."""

    number: int
    session: str = ""
    position: int = 0
    first_page: int | None = None
    last_page: int | None = None


@command
def set_sessions(*, by: Viewer, edition: Edition, sessions: Sequence[SessionPlan], now: datetime) -> None:
    """Replace the list of sessions. Papers stay in a session that keeps its name; the others are in none."""
    _lock(by, edition, now)
    names = [plan.name.strip() for plan in sessions]
    if len(names) > MOST_SESSIONS:
        raise Invalid({"sessions": f"At most {MOST_SESSIONS} sessions."})
    if not all(names):
        raise Invalid({"sessions": "Every session needs a name."})
    if len(set(names)) < len(names):
        raise Invalid({"sessions": "Two sessions have the same name."})
    for plan in sessions:
        if plan.begins and plan.ends and plan.ends <= plan.begins:
            raise Invalid({"sessions": f"“{plan.name}” ends before it begins."})
    ProgrammeSession.objects.filter(edition=edition).exclude(name__in=names).delete()
    for position, plan in enumerate(sessions):
        ProgrammeSession.objects.update_or_create(
            edition=edition,
            name=plan.name.strip()[:120],
            defaults={
                "position": position,
                "day": plan.day,
                "begins": plan.begins,
                "ends": plan.ends,
                "room": plan.room.strip()[:80],
                "chair": plan.chair.strip()[:120],
            },
        )
    record(
        by, "programme.changed", now=now, subject=f"edition:{edition.xid}", summary=f"{len(names)} sessions"
    )


@command
def arrange(*, by: Viewer, edition: Edition, places: Sequence[Place], now: datetime) -> None:
    """Say where these papers stand in programme and proceedings, all of them or none."""
    actor, at = _lock(by, edition, now)
    papers = {
        paper.number: paper
        for paper in PRODUCED.rows(actor, at).filter(number__in=[place.number for place in places])
    }
    sessions = {session.name: session for session in ProgrammeSession.objects.filter(edition=edition)}
    for place in places:
        if place.number not in papers:
            raise NotFound
        _check(place, sessions.keys())
    for place in places:
        paper = papers[place.number]
        ProceedingsEntry.objects.update_or_create(
            submission=paper,
            defaults={
                "session": sessions.get(place.session),
                "position": place.position,
                "first_page": place.first_page,
                "last_page": place.last_page,
            },
            create_defaults={
                "accepted_title": paper.title,
                "session": sessions.get(place.session),
                "position": place.position,
                "first_page": place.first_page,
                "last_page": place.last_page,
            },
        )
    record(
        by, "proceedings.arranged", now=now, subject=f"edition:{edition.xid}", summary="Order of the papers"
    )


def _check(place: Place, sessions: Collection[str]) -> None:
    if place.session and place.session not in sessions:
        raise Invalid({"session": f"There is no session “{place.session}”."})
    if (place.first_page is None) != (place.last_page is None):
        raise Invalid({"pages": f"Paper {place.number}: give its first and its last page, or neither."})
    first, last = place.first_page, place.last_page
    if first is not None and last is not None and not 1 <= first <= last:
        raise Invalid({"pages": f"Paper {place.number} ends before it begins."})
    if not 0 <= place.position <= 9999:
        raise Invalid({"position": f"Paper {place.number}: choose a place from 0 to 9999."})


@command
def remind_camera_ready(*, by: Viewer, edition: Edition, now: datetime) -> int:
    """Write to the authors of every accepted paper without a camera-ready version; once a day at most.

    Returns how many papers were reminded. The letters leave at once: a person has pressed the button beside the list.
    """
    actor, at = _lock(by, edition, now)
    person_of(actor)
    have = Document.objects.filter(kind=DocumentKind.CAMERA_READY, is_current=True).values("submission_id")
    papers = list(PRODUCED.rows(actor, at).exclude(pk__in=have).select_related("track").order_by("number"))
    due = {
        paper.pk: _due_words(at, paper.track_id, paper.pk, edition)
        for paper in papers
        if at.clock(paper.track_id, paper.pk).shown_open(WindowKind.CAMERA_READY)
    }
    late = [paper for paper in papers if paper.pk in due]
    if papers and not late:
        raise Invalid({"": "Camera-ready papers are not taken now."})
    by_id = {paper.pk: paper for paper in late}
    authors = Authorship.objects.filter(submission__in=late).select_related("person")
    for author in authors.order_by("submission_id", "position"):
        paper = by_id[author.submission_id]
        if author.person is None:
            continue
        letters.write(
            CAMERA_READY_REMINDER,
            edition=edition,
            key=f"{paper.xid}:{author.xid}:{now:%Y-%m-%d}",
            now=now,
            context={**paper_context(edition, paper), "due": due[paper.pk]},
            person=author.person,
            email=address_of(author),
            name=name_of(author),
            about=paper.xid,
            status=Letter.Status.QUEUED,
        )
    record(
        by,
        "proceedings.reminded",
        now=now,
        subject=f"edition:{edition.xid}",
        summary="Reminder of camera-ready versions",
    )
    return len(late)


def _due_words(at: Moment, track_id: int, paper_id: int, edition: Edition) -> str:
    clock = at.clock(track_id, paper_id)
    if clock.where(WindowKind.CAMERA_READY) is not Where.OPEN:
        return ""
    shown = clockwork.shown(
        clock.spans[WindowKind.CAMERA_READY].closes,
        now=at.now,
        own_zone=edition.zone,
        edition_zone=edition.zone,
    )
    return f"It is due on {shown.aoe}, {shown.left}."


@command
def order_print(*, by: Viewer, edition: Edition, what: str, now: datetime) -> str:
    """Have a worker print the front matter or the programme as this person may see it; returns the job's xid."""
    actor, _ = _lock(by, edition, now)
    if what not in PRINTS:
        raise Invalid({"what": "Choose the front matter or the programme."})
    person = person_of(actor)
    job = jobs.enqueue(
        PRINT,
        now=now,
        key=f"{edition.slug}:{what}:{person}",
        scope=edition.slug,
        requested_by_id=person,
        args={"edition": edition.slug, "what": what, "person": person},
    )
    record(by, "proceedings.printed", now=now, subject=f"job:{job.xid}", summary=PRINTS[what])
    return job.xid


def _lock(by: Viewer, edition: Edition, now: datetime) -> tuple[Viewer, Moment]:
    """Two people who arrange the same edition wait for each other."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    actor, at = by.fresh(), at_now(edition, now)
    may_arrange_proceedings(actor, at.edition).require()
    return actor, at
