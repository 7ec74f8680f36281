"""The front matter and the programme as plain values for their templates, and as PDF."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from reviews.models import ProgrammeSession
from sysml.conference import queries as conference
from sysml.conference.domain import RoleKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.desk.proceedings import queries
from sysml.desk.public.queries import committees, meeting_days
from sysml.kernel.errors import NotFound

STYLES = ("fonts.css", "proceedings.css")
LIBRARY_WORDS = (
    "Printing needs the library Pango, which is not on this machine. Install it, then print again. "
    "Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
    "macOS: brew install pango."
)


class LibraryMissing(Exception):
    """WeasyPrint cannot load the system library with which it sets text."""


def print_values(what: str, viewer: Viewer, at: Moment, edition: Edition) -> tuple[str, dict[str, Any]]:
    """The template and its values, as this viewer may see them."""
    if what == "programme":
        return "proceedings/programme.html", programme(viewer, at, edition)
    return "proceedings/front_matter.html", front_matter(viewer, at, edition)


def front_matter(viewer: Viewer, at: Moment, edition: Edition) -> dict[str, Any]:
    """Title page, committees and contents."""
    editors = [
        {"name": office.name, "role": office.title or office.words, "affiliation": office.affiliation}
        for office in conference.offices(edition)
        if office.kind is RoleKind.CHAIR
    ]
    return {
        "stylesheets": _styles(),
        "conference": edition.full_name or edition.conference.name,
        "edition": _edition(edition),
        "editors": editors,
        "publisher_lines": [],
        "message": [],
        "committees": _committees(viewer, at, edition),
        "sessions": _contents(viewer, at),
        "thanks": [],
    }


def _styles() -> list[str]:
    folder = Path(settings.BASE_DIR) / "templates" / "proceedings"
    return [(folder / name).as_uri() for name in STYLES]


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "name": edition.name,
        "ordinal": "",
        "place": edition.place,
        "dates": meeting_days(edition.begins_on, edition.ends_on),
        "year": edition.begins_on.year if edition.begins_on else "",
        "zone": "" if edition.zone == "AoE" else edition.zone,
    }


def _committees(viewer: Viewer, at: Moment, edition: Edition) -> list[dict[str, Any]]:
    """As they stand in public; nothing where the edition keeps its committee to itself."""
    try:
        found = committees(viewer, at, edition)
    except NotFound:
        return []
    offices = [
        {"name": words, "meter": None, "people": [_person(p.name, p.affiliation, p.title) for p in people]}
        for words, people in found.offices
    ]
    members = [
        {"name": name, "meter": None, "people": [_person(p.name, p.affiliation, "") for p in people]}
        for _, name, people in found.members
    ]
    return [*offices, *members]


def _person(name: str, affiliation: str, role: str) -> dict[str, str]:
    return {"name": name, "affiliation": affiliation, "role": role, "side": "", "side_name": ""}


def _contents(viewer: Viewer, at: Moment) -> list[dict[str, Any]]:
    sessions: dict[str, list[dict[str, Any]]] = {}
    for row in queries.production_rows(viewer, at):
        paper = {"title": row.title, "authors": listed(row.authors), "page": row.first_page}
        sessions.setdefault(row.session, []).append(paper)
    return [{"name": name, "papers": papers} for name, papers in sessions.items()]


def listed(names: tuple[str, ...]) -> str:
    """“A, B and C”."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def programme(viewer: Viewer, at: Moment, edition: Edition) -> dict[str, Any]:
    """The sessions by day with their talks. One without talks, room and chair prints as a break."""
    talks: dict[str, list[dict[str, Any]]] = {}
    for row in queries.production_rows(viewer, at):
        talk = {"time": "", "title": row.title, "authors": listed(row.authors), "badges": []}
        talks.setdefault(row.session, []).append(talk)
    days: dict[str, list[dict[str, Any]]] = {}
    for session in ProgrammeSession.objects.filter(edition=edition):
        mine = talks.get(session.name, [])
        name = f"{session.day:%A} {session.day.day} {session.day:%B}" if session.day else "Sessions"
        days.setdefault(name, []).append(
            {
                "time": _hours(session),
                "name": session.name,
                "room": session.room,
                "chair": session.chair,
                "is_break": not (mine or session.room or session.chair),
                "talks": mine,
            }
        )
    if "" in talks:
        rest = {"time": "", "name": "Papers without a session", "room": "", "chair": "", "is_break": False}
        days.setdefault("To be placed", []).append({**rest, "talks": talks[""]})
    listing = [{"name": name, "slots": slots} for name, slots in days.items()]
    return {"stylesheets": _styles(), "edition": _edition(edition), "days": listing}


def _hours(session: ProgrammeSession) -> str:
    if session.begins is None:
        return ""
    return f"{session.begins:%H:%M}" + (f"–{session.ends:%H:%M}" if session.ends else "")


def pdf(template: str, values: dict[str, Any]) -> bytes:
    """The template as PDF; raises LibraryMissing where WeasyPrint lacks its system library."""
    try:
        from weasyprint import HTML  # noqa: PLC0415  (loads system libraries, which may be missing)
    except OSError as error:
        raise LibraryMissing(LIBRARY_WORDS) from error
    html = render_to_string(template, values)
    made_pdf: bytes = HTML(string=html, base_url=_styles()[0]).write_pdf()
    return made_pdf
