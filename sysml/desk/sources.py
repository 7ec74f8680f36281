"""What each app offers to the pages that span them: to-do lines and panels of the paper page, in this order."""

from collections.abc import Callable

from artifacts.panels import panels as artifact_panels
from artifacts.todo import todos as artifact_todos
from committee.panels import panels as committee_panels
from committee.todo import todos as committee_todos
from reviews.panels import panels as review_panels
from reviews.todo import todos as review_todos
from submissions.models import Submission
from submissions.panels import panels as submission_panels
from submissions.todo import todos as submission_todos
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Panel, Todo
from sysml.conference.viewer import Viewer
from sysml.desk.erasure.queries import todos as erasure_todos
from sysml.desk.integrity.queries import todos as integrity_todos
from sysml.desk.lookers.queries import todos as reading_todos

TODOS: tuple[Callable[[Viewer, Moment, Edition], list[Todo]], ...] = (
    submission_todos,
    committee_todos,
    review_todos,
    artifact_todos,
    integrity_todos,
    reading_todos,
    erasure_todos,
)
PANELS: tuple[Callable[[Viewer, Moment, Submission], list[Panel]], ...] = (
    submission_panels,
    committee_panels,
    review_panels,
    artifact_panels,
)
