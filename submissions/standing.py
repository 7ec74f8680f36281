"""How far a submission has come, and the one sentence in which its authors read it."""

from collections.abc import Iterable
from datetime import datetime

from submissions.checking import file_state
from submissions.domain import ACCEPTED, DocumentKind, Outcome, Standing, Status, Tick, listed
from submissions.models import Authorship, Document, Submission
from sysml.conference.clockwork import shown
from sysml.conference.domain import Clock, Where, WindowKind
from sysml.conference.models import Track


def required_ticks(track: Track) -> list[Tick]:
    """The statements without whose tick a submission is not complete."""
    return [tick for tick in map(Tick.parse, track.checklist) if tick.required]


def standing_of(
    paper: Submission, *, topics: int, places: Iterable[Authorship], document: Document | None
) -> Standing:
    """From rows that the caller has loaded (`document` with its check)."""
    return Standing(
        has_title=bool(paper.title.strip()),
        has_abstract=bool(paper.abstract.strip()),
        has_topic=topics > 0,
        has_author=any(place.name and place.email for place in places),
        file=file_state(paper.track, document),
        ticks_missing=sum(not paper.checklist.get(tick.key) for tick in required_ticks(paper.track)),
    )


def load_standing(paper: Submission) -> Standing:
    """From the database; three queries."""
    document = (
        Document.objects.select_related("check_result")
        .filter(submission=paper, kind=DocumentKind.PAPER, is_current=True)
        .first()
    )
    return standing_of(
        paper,
        topics=paper.topics.count(),
        places=Authorship.objects.filter(submission=paper),
        document=document,
    )


def clock_words(instant: datetime, now: datetime, own_zone: str, edition_zone: str) -> str:
    """“Sat 12:59 (Zurich; Fri 23:59 AoE)”."""
    said = shown(instant, now=now, own_zone=own_zone, edition_zone=edition_zone)
    city = own_zone.rpartition("/")[2].replace("_", " ")
    return f"{said.own} ({city}; {said.aoe})"


def sentence(paper: Submission, standing: Standing, clock: Clock, *, own_zone: str, edition_zone: str) -> str:
    """Status and consequence of an author's submission in one plain sentence or two."""
    if paper.status == Status.WITHDRAWN:
        return "Withdrawn. Nobody reviews it."
    if paper.status == Status.CLOSED:
        return "Closed by the chairs, because it was not complete at the deadline."
    if paper.outcome:
        return _after_release(paper, clock, own_zone, edition_zone)
    span = clock.spans.get(WindowKind.SUBMISSION)
    where = clock.where(WindowKind.SUBMISSION)
    until = clock_words(span.closes, clock.now, own_zone, edition_zone) if span else ""
    missing = standing.lacks_for_completion()
    if not missing:
        return {
            Where.ABSENT: "Complete.",
            Where.AHEAD: f"Complete. You can change everything until {until}.",
            Where.OPEN: f"Complete. You can change everything until {until}.",
            Where.GRACE: f"Complete. The deadline was {until}; late changes may still be taken.",
            Where.OVER: f"Complete. The deadline was {until}; what you handed in stands.",
        }[where]
    needs = listed(missing)
    return {
        Where.ABSENT: f"Not complete: it still needs {needs}.",
        Where.AHEAD: f"Not complete: it still needs {needs}, until {until}.",
        Where.OPEN: f"Not complete: it still needs {needs}, until {until}.",
        Where.GRACE: f"Not complete: it still needs {needs}. The deadline was {until}; late files may still be taken.",
        Where.OVER: f"Not complete: it lacked {needs} at the deadline ({until}). Ask the chairs if this is wrong.",
    }[where]


def _after_release(paper: Submission, clock: Clock, own_zone: str, edition_zone: str) -> str:
    words = {
        Outcome.ACCEPTED: "Accepted.",
        Outcome.CONDITIONAL: "Accepted on conditions.",
        Outcome.REJECTED: "Not accepted.",
        Outcome.DESK_REJECTED: "Rejected by the chairs without review.",
    }[Outcome(paper.outcome)]
    span = clock.spans.get(WindowKind.CAMERA_READY)
    if Outcome(paper.outcome) in ACCEPTED and span and clock.shown_open(WindowKind.CAMERA_READY):
        until = clock_words(span.closes, clock.now, own_zone, edition_zone)
        return f"{words} Upload the camera-ready version until {until}."
    return words
