"""First looks, evaluations, messages."""

import pytest

from artifacts.commands import evaluation
from artifacts.domain import KICK_THE_TIRES, ArtifactAudience, ArtifactState, Ballot, Vote
from artifacts.models import Artifact, ArtifactPost, BadgeVote
from artifacts.todo import todos
from sysml.conference.domain import ActKind
from sysml.kernel.errors import Closed, Invalid, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Letter

pytestmark = pytest.mark.django_db
ANSWERS = {key: "yes" for key, _ in KICK_THE_TIRES}


def acting(scene, who):
    return {
        "by": scene.world.viewer(who),
        "edition": scene.world.edition,
        "number": scene.paper.number,
        "now": scene.world.now,
    }


def test_a_first_look_reaches_the_authors_at_once_without_a_name(make_scene):
    scene = make_scene("kick-the-tires")
    evaluation.kick_the_tires(
        answers=ANSWERS,
        text="Mend the README.",
        revision=scene.second.revision,
        **acting(scene, "Evaluator Max"),
    )
    letters = Letter.objects.filter(kind="artifact-kicked")
    assert {letter.person.name for letter in letters} == {"Author", "Second Author"}
    for letter in letters:
        assert "Max" not in letter.body + letter.subject
        assert "/artifacts/" in letter.body
    assert "Mend the README." in scene.world.client("Author").get(scene.url()).content.decode()
    assert AuditEntry.objects.filter(action="artifact.kicked").exists()


def test_a_first_look_answers_every_question(make_scene):
    scene = make_scene("kick-the-tires")
    with pytest.raises(Invalid) as refusal:
        evaluation.kick_the_tires(
            answers={"claims": "perhaps"}, text="", revision=1, **acting(scene, "Evaluator Max")
        )
    assert set(refusal.value.fields) == set(ANSWERS)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("Author", NotAllowed),
        ("Artifact Chair", NotAllowed),
        ("Other Evaluator", NotFound),
        ("Stranger", NotFound),
    ],
)
def test_only_an_evaluator_of_the_artifact_reports(make_scene, who, refusal):
    scene = make_scene("kick-the-tires")
    with pytest.raises((refusal, NotAllowed)):
        evaluation.kick_the_tires(answers=ANSWERS, text="x", revision=1, **acting(scene, who))
    assert not Letter.objects.exists()


def evaluate(scene, who="Evaluator Max", **changes):
    ballots = (
        Ballot("available", Vote.AWARD, "In Zenodo."),
        Ballot("functional", Vote.REFUSE, "It crashes."),
    )
    values = {
        "environment": "8 cores",
        "text": "I ran it.",
        "remarks": "hm",
        "hours": 3.5,
        "ballots": ballots,
        "revision": 1,
    }
    return evaluation.evaluate(**{**values, **changes}, **acting(scene, who))


def test_an_evaluation_votes_on_every_badge_that_was_asked_for(make_scene):
    scene = make_scene()
    with pytest.raises(Invalid) as refusal:
        evaluate(scene, ballots=(Ballot("available", Vote.AWARD),), text=" ")
    assert set(refusal.value.fields) == {"vote_functional", "text"}
    assert not BadgeVote.objects.filter(evaluation=scene.second).exists()
    made = evaluate(scene)
    assert made.of_version.number == 1
    assert dict(made.votes.values_list("badge", "vote")) == {"available": "award", "functional": "refuse"}
    with pytest.raises(StaleWrite):
        evaluate(scene, text="From an old window")


def test_the_evaluation_form_shows_what_was_voted_and_takes_it_again(make_scene):
    scene = make_scene()
    client = scene.world.client("Evaluator Max")
    sent = {
        "revision": "1",
        "text": "I ran it.",
        "vote_available": "award",
        "reason_available": "DOI",
        "vote_functional": "unsure",
        "hours": "2",
    }
    assert client.post(scene.url("evaluation/"), {**sent, "vote_functional": ""}).status_code == 422
    assert client.post(scene.url("evaluation/"), sent).status_code == 302
    shown = client.get(scene.url("evaluation/")).content.decode()
    assert "I ran it." in shown
    assert "Replace the evaluation" in shown
    assert 'value="unsure"' in shown


def test_evaluations_are_closed_after_their_window_and_after_the_release(make_scene):
    scene = make_scene("released")
    with pytest.raises(Closed):
        evaluate(scene)
    scene.world.move_to("evaluation")
    scene.world.act(ActKind.BADGES_RELEASED)
    with pytest.raises(Closed):
        evaluate(scene)


def test_nothing_can_be_reported_before_the_artifact_is_handed_in(make_scene):
    scene = make_scene()
    Artifact.objects.update(state=ArtifactState.REGISTERED)
    with pytest.raises(Invalid):
        evaluate(scene)


@pytest.mark.parametrize(
    ("who", "audience", "readers"),
    [
        ("Evaluator Eva", "authors", {"Author", "Evaluator Max", "Artifact Chair"}),
        ("Author", "authors", {"Evaluator Eva", "Evaluator Max", "Artifact Chair"}),
        ("Evaluator Eva", "evaluators", {"Evaluator Max", "Artifact Chair"}),
        ("Artifact Chair", "chairs", set()),
    ],
)
def test_a_message_is_read_by_its_audience_and_by_nobody_else(make_scene, who, audience, readers):
    scene = make_scene()
    url = scene.url(f"posts/{audience}/")
    assert scene.world.client(who).post(url, {"text": "Xylophone"}).status_code == 302
    for other in {"Author", "Evaluator Eva", "Evaluator Max", "Other Evaluator", "Artifact Chair"} - {who}:
        shown = scene.world.client(other).get(scene.url()).content.decode()
        assert ("Xylophone" in shown) == (other in readers), other
    for letter in Letter.objects.filter(kind="artifact-posted"):
        told = letter.body.replace(f"Dear {letter.person.name}", "")
        assert "Eva" not in told
        assert "Max" not in told
        assert "Xylophone" not in told
        assert letter.person.name != who


@pytest.mark.parametrize(
    ("who", "audience"),
    [
        ("Author", "evaluators"),
        ("Author", "chairs"),
        ("Evaluator Eva", "chairs"),
        ("Other Evaluator", "authors"),
        ("Member", "authors"),
        ("Chair", "authors"),
    ],
)
def test_nobody_writes_where_they_may_not_read(make_scene, who, audience):
    scene = make_scene()
    with pytest.raises((NotAllowed, NotFound)):
        evaluation.post(audience=ArtifactAudience(audience), text="Hello", **acting(scene, who))
    assert not ArtifactPost.objects.exists()


def test_evaluators_are_reminded_of_what_they_owe_and_of_nothing_else(make_scene):
    scene = make_scene()

    def lines(who):
        return [todo.kind for todo in todos(scene.world.viewer(who), scene.world.at, scene.world.edition)]

    assert lines("Evaluator Eva") == []
    assert lines("Evaluator Max") == ["Evaluation"]
    assert lines("Other Evaluator") == []
    assert lines("Member") == []
