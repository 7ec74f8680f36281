"""What the committee adds to the page of a paper: reviewers with their sides, conflicts, the handling chair."""

from dataclasses import dataclass

from committee.domain import ConflictState
from committee.policies import ARRANGED, CONFLICT, HANDLING, may_assign
from committee.queries.assignments import Reviewer, reviewers_of
from submissions.domain import Status
from submissions.models import Submission
from sysml.conference.moment import Moment
from sysml.conference.pages import Act, Panel, act, link
from sysml.conference.viewer import Tie, Viewer


@dataclass(frozen=True)
class ReviewersPanel:
    """Who reviews the paper, as far as the viewer may know."""

    two: bool
    ml_label: str
    systems_label: str
    have_ml: int
    have_systems: int
    want_ml: int
    want_systems: int
    reviewers: tuple[Reviewer, ...]
    handler: str
    complete: bool
    """Whether these are all reviewers, so that the meter means something."""
    acts: tuple[Act, ...]

    @property
    def have(self) -> int:
        return len(self.reviewers)

    @property
    def want(self) -> int:
        return self.want_ml + self.want_systems


@dataclass(frozen=True)
class ConflictName:
    """Somebody who may not judge the paper."""

    name: str
    suggested: bool


@dataclass(frozen=True)
class ConflictsPanel:
    """People in conflict with the paper, by name; reasons stand on the worklist."""

    rows: tuple[ConflictName, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class AuthorsPanel:
    """Where authors declare conflicts."""

    url: str


@dataclass(frozen=True)
class MyPlacePanel:
    """A reviewer's way out of a paper."""

    url: str


def panels(viewer: Viewer, at: Moment, paper: Submission) -> list[Panel]:
    """The committee's parts of this paper's page; the fetch of each is its access check."""
    found: list[Panel] = []
    arranges = ARRANGED.rows(viewer, at).filter(pk=paper.pk).exists()
    people = reviewers_of(viewer, at, paper)
    others = [one for one in people if arranges or _is_of_interest(viewer, paper)]
    if arranges or len(others) > 1:
        found.append(
            Panel(
                "committee/panel_reviewers.html", _reviewers(viewer, at, paper, people, arranges), "side", 20
            )
        )
    if arranges:
        found.append(Panel("committee/panel_conflicts.html", _conflicts(viewer, at, paper), "side", 60))
    if paper.pk in viewer.tied(Tie.AUTHORED):
        url = link(viewer.edition_slug, "submission-conflicts", number=paper.number)
        found.append(Panel("committee/panel_authors.html", AuthorsPanel(url), "side", 60))
    if (
        paper.pk in viewer.tied(Tie.ASSIGNED) - viewer.tied(Tie.CONFLICTED)
        and paper.status == Status.COMPLETE
    ):
        url = link(viewer.edition_slug, "give-up", number=paper.number)
        found.append(Panel("committee/panel_mine.html", MyPlacePanel(url), "side", 70))
    return found


def _is_of_interest(viewer: Viewer, paper: Submission) -> bool:
    return paper.pk in viewer.tied(Tie.REVIEWED)


def _reviewers(
    viewer: Viewer, at: Moment, paper: Submission, people: tuple[Reviewer, ...], arranges: bool
) -> ReviewersPanel:
    track = paper.track
    handling = HANDLING.rows(viewer, at).filter(submission=paper).select_related("person").first()
    clock = at.clock(track.pk, paper.pk, viewer.person_id)
    url = link(viewer.edition_slug, "paper-reviewers", number=paper.number)
    return ReviewersPanel(
        two=track.two_sided,
        ml_label=track.side_a,
        systems_label=track.side_b,
        have_ml=sum(one.side == "ml" for one in people),
        have_systems=sum(one.side == "systems" for one in people),
        want_ml=track.wanted_a,
        want_systems=track.wanted_b if track.two_sided else 0,
        reviewers=people,
        handler=handling.person.name if handling else "",
        complete=arranges,
        acts=(act("Choose reviewers", url, may_assign(viewer, paper, clock)),) if arranges else (),
    )


def _conflicts(viewer: Viewer, at: Moment, paper: Submission) -> ConflictsPanel:
    rows = (
        CONFLICT.rows(viewer, at)
        .filter(submission=paper)
        .exclude(state=ConflictState.DISMISSED)
        .values_list("person__name", "state")
        .order_by("person__name")
    )
    names: dict[str, bool] = {}
    for name, state in rows:
        names[name] = names.get(name, True) and state == ConflictState.SUGGESTED
    url = link(viewer.edition_slug, "conflict-worklist") + "?state="
    acts = (Act("All conflicts", url),) if viewer.is_chair else ()
    return ConflictsPanel(tuple(ConflictName(name, suggested) for name, suggested in names.items()), acts)
