"""What deciding asks of a person now: papers to decide, a release to press, conditions to judge."""

from reviews.policies import DECIDABLE, DECISION, decides, may_release
from reviews.queries.decisions import open_conditions
from reviews.queries.release import others_ready, pending
from reviews.queries.waiting import waiting_for
from sysml.conference.domain import ActKind, Clock, WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo, link
from sysml.conference.viewer import Tie, Viewer


def decision_todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """For chairs and handlers from the discussion on, for shepherds from the release."""
    return [
        *_deciding(viewer, at, edition),
        *_waiting(viewer, at, edition),
        *_conditions(viewer, at, edition),
    ]


def _waiting(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """Letters that the release has left for who handles their papers."""
    if not viewer.tied(Tie.HANDLES) or not any(clock.done(ActKind.RELEASED) for clock in at.tracks.values()):
        return []
    count = waiting_for(viewer, at, edition)
    if not count:
        return []
    title = f"Send the letters of {count} released {'paper' if count == 1 else 'papers'} that you handle"
    note = "Whoever pressed the release may not read them; the authors wait."
    return [Todo("Release", title, link(edition, "release-letters"), "Look at them", None, note, urgent=True)]


def _deciding(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    begun = [pk for pk, clock in at.tracks.items() if _time_to_decide(clock)]
    if not decides(viewer) or not begun:
        return []
    mine = DECIDABLE.rows(viewer, at).filter(
        pk__in=pending(edition, at, None).filter(track__in=begun).values("pk")
    )
    numbers = dict(mine.values_list("pk", "number"))
    if not numbers:
        return []
    decided = DECISION.rows(viewer, at).filter(submission_id__in=list(numbers)).count()
    missing = len(numbers) - decided
    if missing:
        span = at.edition.spans.get(WindowKind.MEETING) or at.edition.spans.get(WindowKind.DISCUSSION)
        title = f"Decide {missing} {'paper' if missing == 1 else 'papers'}"
        url = link(edition, "decide") + "?verdict=none"
        return [
            Todo("Decide", title, url, "Decide", span.closes if span else None, f"{decided} decided so far")
        ]
    papers = list(mine)
    if may_release(viewer, at.edition) and others_ready(edition, at, None, papers):
        return [
            Todo("Release", "Every paper is decided", link(edition, "release"), "Look at the letters", None)
        ]
    return []


def _time_to_decide(clock: Clock) -> bool:
    """From the discussion on; where there is none, after the reviewing."""
    if clock.has(WindowKind.DISCUSSION):
        return clock.begun(WindowKind.DISCUSSION)
    return clock.over(WindowKind.REVIEWING)


def _conditions(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    if not any(clock.done(ActKind.RELEASED) for clock in at.tracks.values()):
        return []
    span = at.edition.spans.get(WindowKind.CAMERA_READY)
    return [
        Todo(
            "Conditions",
            title,
            link(edition, "conditions", number=number),
            "Judge",
            span.closes if span else None,
            f"Conditions of paper {number} are open",
        )
        for number, title in open_conditions(viewer, at)
    ]
