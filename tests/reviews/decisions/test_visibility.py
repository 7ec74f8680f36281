"""Who knows of a decision before and after its release: the row of the matrix, asked of queries and panels."""

import pytest

from reviews.panels.decisions import decision_panels
from reviews.queries.decisions import decision_of
from reviews.todo_decisions import decision_todos
from submissions.models import Submission
from sysml.conference.domain import ActKind, RoleKind
from sysml.conference.models import Act
from sysml.kernel.models import Letter

pytestmark = pytest.mark.django_db

SUBJECTS = {
    "author": "Author One",
    "member without a tie": "Noor",
    "reviewer whose review is in": "Rolf One",
    "lead": "Rita One",
    "chair with a conflict": "Xenia",
    "chair": "Cora",
    "publication chair": "Paula",
}
BEFORE = {"lead": "accept", "chair": "accept"}
AFTER_ACCEPT = {
    "author": "accepted",
    "reviewer whose review is in": "accepted",
    "lead": "accepted",
    "chair": "accepted",
    "publication chair": "accepted",
}
AFTER_REJECT = {name: "rejected" for name in AFTER_ACCEPT if name != "publication chair"}
PUBLIC_ACCEPT = dict.fromkeys(SUBJECTS, "accepted")


@pytest.fixture
def peopled(desk):
    desk.made.chair("Paula", RoleKind.PUBLICATION)
    desk.made.conflict(desk.paper, desk.made.chair("Xenia"))
    return desk


def known(desk):
    """By subject, what each may know; who may know nothing is left out."""
    paper = Submission.objects.select_related("track").get(pk=desk.paper.pk)
    found = {}
    for subject, name in SUBJECTS.items():
        shown = decision_of(desk.made.viewer(name), desk.made.at, paper)
        if shown is not None:
            found[subject] = shown.outcome or shown.verdict
    return found


def released(desk, verdict):
    desk.decide(desk.paper, verdict, note="A note for the authors")
    desk.decide(desk.walled, "reject")
    desk.release()


@pytest.mark.parametrize("verdict", ["accept", "reject"])
def test_before_the_release_only_lead_and_chairs_know(peopled, verdict):
    assert known(peopled) == {}
    peopled.decide(peopled.paper, verdict)
    assert known(peopled) == dict.fromkeys(BEFORE, verdict)


def test_after_the_release_an_acceptance_is_known_to_those_concerned(peopled):
    released(peopled, "accept")
    assert known(peopled) == AFTER_ACCEPT


def test_after_the_release_a_rejection_is_known_to_those_concerned_and_to_nobody_else(peopled):
    released(peopled, "reject")
    assert known(peopled) == AFTER_REJECT
    Act.objects.create(edition=peopled.made.edition, kind=ActKind.LIST_PUBLIC, at=peopled.made.now)
    assert known(peopled) == AFTER_REJECT


def test_an_acceptance_is_everybodys_once_the_list_is_public(peopled):
    released(peopled, "accept")
    Act.objects.create(edition=peopled.made.edition, kind=ActKind.LIST_PUBLIC, at=peopled.made.now)
    assert known(peopled) == PUBLIC_ACCEPT


def test_the_note_is_read_by_the_authors_and_not_by_reviewers(peopled):
    released(peopled, "accept")
    notes = {
        name: "A note" in decision_of(peopled.made.viewer(name), peopled.made.at, peopled.paper).note_html
        for name in ("Author One", "Rolf One", "Cora")
    }
    assert notes == {"Author One": True, "Rolf One": False, "Cora": True}


def test_the_panel_shows_an_author_their_own_letter_after_the_release_and_nothing_before(peopled):
    peopled.decide(peopled.paper, "accept")
    author = peopled.made.viewer("Author One")
    assert decision_panels(author, peopled.made.at, peopled.paper) == []
    peopled.decide(peopled.walled, "reject")
    peopled.release()
    paper = Submission.objects.select_related("track").get(pk=peopled.paper.pk)
    panel = decision_panels(author, peopled.made.at, paper)[0].data
    assert panel.letter == Letter.objects.get(about=paper.xid, kind="decision-accept").body
    assert panel.decide_url == ""
    reviewer = decision_panels(peopled.made.viewer("Rolf One"), peopled.made.at, paper)[0].data
    assert reviewer.letter == ""


def titles(desk, who):
    return [todo.title for todo in decision_todos(desk.made.viewer(who), desk.made.at, desk.made.edition)]


def test_chairs_are_told_what_is_left_to_decide_and_then_to_release(peopled):
    assert titles(peopled, "Cora") == ["Decide 2 papers"]
    assert titles(peopled, "Conrad") == ["Decide 1 paper"]
    peopled.decide(peopled.paper, "conditional", conditions="Measure the tail.")
    assert titles(peopled, "Cora") == ["Decide 1 paper"]
    assert titles(peopled, "Conrad") == []
    peopled.decide(peopled.walled, "reject")
    assert titles(peopled, "Cora") == titles(peopled, "Conrad") == ["Every paper is decided"]
    peopled.release()
    assert titles(peopled, "Cora") == []
    assert titles(peopled, "Conrad") == ["Learned admission control"]
    assert [titles(peopled, who) for who in ("Author One", "Noor", "Rolf One")] == [[], [], []]
