"""The artifact committee: inviting, answering, assigning, conflicts."""

import re

import pytest

from artifacts.balancing import Need, propose
from artifacts.commands import assigning, committee
from artifacts.domain import EvaluatorState
from artifacts.models import ArtifactConflict, Evaluation, Evaluator
from artifacts.queries.committee import proposal
from artifacts.todo import todos
from committee.domain import MemberState
from committee.models import Member
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Letter, User
from tests.factories import artifacts as make

pytestmark = pytest.mark.django_db
LIST = "Ada Example, ada@u1.example.org, Institute of A\nBob Example, bob@u2.example.org, Institute of B\n"


def acting(world, who, **more):
    return {"by": world.viewer(who), "edition": world.edition, "now": world.now, **more}


def invited(world, text=LIST):
    make.artifact_chair(world)
    committee.import_evaluators(text=text, load=2, invite=True, **acting(world, "Artifact Chair"))
    letter = Letter.objects.filter(kind="evaluator-invitation", to="ada@u1.example.org").latest("pk")
    return re.search(r"/artifacts/invitation/([^/]+)/", letter.body)[1]


def test_a_list_is_looked_at_first_and_then_taken_as_a_whole(make_world):
    world = make_world("released")
    client = world.client(make.artifact_chair(world))
    url = world.url("artifacts/committee/")
    shown = client.post(url, {"text": LIST, "load": "2", "invite": "on"}).content.decode()
    assert "2 people will be added" in " ".join(shown.split())
    assert not Evaluator.objects.exists()
    assert client.post(url, {"text": LIST, "load": "2", "invite": "on", "confirmed": "1"}).status_code == 302
    assert Evaluator.objects.filter(state="invited", load_max=2).count() == 2
    assert Letter.objects.filter(kind="evaluator-invitation").count() == 2


def test_a_list_with_one_wrong_line_adds_nobody(make_world):
    world = make_world("released")
    make.artifact_chair(world)
    with pytest.raises(Invalid) as refusal:
        committee.import_evaluators(
            text=LIST + "Carl, not an address\n", load=2, invite=True, **acting(world, "Artifact Chair")
        )
    assert "Line 3" in refusal.value.message
    assert not Evaluator.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("who", ["Chair", "Member", "Author"])
def test_only_artifact_chairs_invite(make_world, who):
    world = make_world("released")
    world.chair()
    world.member("Member")
    world.person("Author")
    with pytest.raises(NotAllowed):
        committee.import_evaluators(text=LIST, load=2, invite=True, **acting(world, who))
    assert not Evaluator.objects.exists()


def test_an_invitation_is_accepted_in_one_press_without_a_password(make_world):
    world = make_world("released")
    token = invited(world)
    page = world.client().get(world.url(f"artifacts/invitation/{token}/"))
    assert page.status_code == 200
    assert "Will you evaluate artifacts" in page.content.decode()
    sent = {"resources": "Two GPUs", "load": "1", "accept": "1"}
    assert world.client().post(world.url(f"artifacts/invitation/{token}/"), sent).status_code == 302
    seat = Evaluator.objects.get(email="ada@u1.example.org")
    assert (seat.state, seat.load_max, seat.resources) == ("accepted", 1, "Two GPUs")
    assert seat.person == User.objects.get(email="ada@u1.example.org")
    assert not seat.person.has_usable_password()
    assert world.viewer(seat.person).is_evaluator
    assert AuditEntry.objects.filter(action="evaluator.accepted", on_behalf_of=seat.person).exists()


def test_an_invitation_is_declined_and_a_wrong_link_leads_nowhere(make_world):
    world = make_world("released")
    token = invited(world)
    world.client().post(world.url(f"artifacts/invitation/{token}/"), {"decline": "1"})
    assert Evaluator.objects.get(email="ada@u1.example.org").state == "declined"
    assert not User.objects.filter(email="ada@u1.example.org").exists()
    for wrong in ("", "x" * 43):
        with pytest.raises(NotFound):
            committee.answer_invitation(token=wrong, accept=True, **acting(world, None))
    assert world.client().get(world.url("artifacts/invitation/nonsense/")).status_code == 404


def test_an_unproven_account_does_not_get_in_by_the_link(make_world):
    world = make_world("released")
    token = invited(world)
    squatter = User.objects.create_user("ada@u1.example.org", "secret", name="Squatter")
    committee.answer_invitation(token=token, accept=True, **acting(world, None))
    squatter.refresh_from_db()
    assert not squatter.has_usable_password()


def test_nobody_accepts_a_place_that_was_taken_back(make_world):
    world = make_world("released")
    token = invited(world)
    seat = Evaluator.objects.get(email="ada@u1.example.org")
    with pytest.raises(Invalid):
        committee.remove_evaluator(xid=seat.xid, reason="", **acting(world, "Artifact Chair"))
    committee.remove_evaluator(xid=seat.xid, reason="Moved away", **acting(world, "Artifact Chair"))
    with pytest.raises(NotFound):
        committee.answer_invitation(token=token, accept=True, **acting(world, None))
    seat.refresh_from_db()
    assert seat.state == "removed"


def test_an_invited_person_who_is_signed_in_answers_from_the_to_do_list(make_world):
    world = make_world("released")
    ada = world.person("Ada Example", email="ada@u1.example.org")
    invited(world)
    (line,) = todos(world.viewer(ada), world.at, world.edition)
    assert world.client(ada).get(line.url).status_code == 200
    assert world.client(ada).post(line.url, {"accept": "1", "resources": ""}).status_code == 302
    assert world.viewer(ada).is_evaluator
    assert todos(world.viewer(ada), world.at, world.edition) == []
    world.person("Stranger")
    assert world.client("Stranger").get(line.url).status_code == 404


def test_leaving_gives_the_artifacts_back(make_scene):
    scene = make_scene()
    scene.world.client("Evaluator Eva").post(scene.world.url("artifacts/seat/"), {"decline": "1"})
    scene.first.refresh_from_db()
    assert not scene.first.is_active
    assert scene.world.client("Evaluator Eva").get(scene.url()).status_code == 404


# Assigning


def test_a_chair_assigns_by_hand_and_the_evaluator_gets_a_letter_and_a_letter_of_the_alphabet(make_scene):
    scene = make_scene()
    seat = Evaluator.objects.get(name="Other Evaluator")
    row = assigning.assign(
        number=scene.paper.number, evaluator=seat.xid, **acting(scene.world, "Artifact Chair")
    )
    assert row.label == "C"
    assert Letter.objects.get(kind="evaluator-assigned").person == seat.person
    assert scene.world.client("Other Evaluator").get(scene.url("evaluation/")).status_code == 200
    assigning.unassign(number=scene.paper.number, evaluation=row.xid, **acting(scene.world, "Artifact Chair"))
    assert scene.world.client("Other Evaluator").get(scene.url("evaluation/")).status_code == 404


@pytest.mark.parametrize("who", ["Chair", "Member", "Author", "Evaluator Eva"])
def test_nobody_else_assigns(make_scene, who):
    scene = make_scene()
    seat = Evaluator.objects.get(name="Other Evaluator")
    with pytest.raises((NotAllowed, NotFound)):
        assigning.assign(number=scene.paper.number, evaluator=seat.xid, **acting(scene.world, who))
    assert not Evaluation.objects.filter(evaluator=seat).exists()


def _as_author(world, paper, seat):
    paper.authorships.create(position=9, name="X", email=seat.email)


def _as_reviewer(world, paper, seat):
    member = Member.objects.create(
        edition=world.edition,
        person=seat.person,
        email=seat.email,
        name=seat.name,
        side="ml",
        state=MemberState.ACCEPTED,
    )
    world.assign(paper, member)


def _as_colleague(world, paper, seat):
    paper.authorships.create(position=9, name="X", email="x@" + seat.email.partition("@")[2])


def _with_committee_conflict(world, paper, seat):
    world.conflict(paper, seat.person)


@pytest.mark.parametrize("tie", [_as_author, _as_reviewer, _as_colleague, _with_committee_conflict])
def test_a_conflict_bars_an_evaluator_however_it_came_about(make_scene, tie):
    scene = make_scene()
    seat = Evaluator.objects.get(name="Other Evaluator")
    tie(scene.world, scene.paper, seat)
    with pytest.raises(Invalid):
        assigning.assign(
            number=scene.paper.number, evaluator=seat.xid, **acting(scene.world, "Artifact Chair")
        )
    assert not Evaluation.objects.filter(evaluator=seat).exists()


def test_artifact_chairs_do_not_learn_who_reviewed_the_paper(make_scene):
    scene, reasons = make_scene(), set()
    for index, tie in enumerate((_as_reviewer, _with_committee_conflict)):
        seat = make.evaluator(scene.world, f"Barred {index}")
        tie(scene.world, scene.paper, seat)
        committee.answer_own(accept=True, **acting(scene.world, seat.person))
        reasons.add(ArtifactConflict.objects.get(person=seat.person).reason)
    assert reasons == {"conflict of interest"}
    shown = scene.world.client("Artifact Chair").get(scene.url("evaluators/")).content.decode()
    main = shown[shown.index('id="main"') :]
    assert "Barred 0" in main
    assert "Barred 1" in main
    assert "review" not in main.lower()


def test_the_load_is_respected(make_scene):
    scene = make_scene()
    seat = Evaluator.objects.get(name="Evaluator Eva")
    committee.change_load(xid=seat.xid, load=1, **acting(scene.world, "Artifact Chair"))
    other = make.artifact(scene.world, make.accepted(scene.world, "Another", authors=("Else",)))
    with pytest.raises(Invalid):
        assigning.assign(
            number=other.submission.number, evaluator=seat.xid, **acting(scene.world, "Artifact Chair")
        )


def test_a_chair_bars_an_evaluator_and_lifts_what_was_a_mistake(make_scene):
    scene = make_scene()
    seat = Evaluator.objects.get(name="Evaluator Eva")
    who = acting(scene.world, "Artifact Chair", number=scene.paper.number)
    row = assigning.add_conflict(evaluator=seat.xid, reason="Ph.D. advisor", **who)
    assert scene.world.client("Evaluator Eva").get(scene.url()).status_code == 404
    assigning.lift_conflict(conflict=row.xid, **who)
    assert not ArtifactConflict.objects.exists()
    assigning.declare_conflict(
        reason="We wrote a grant together", **acting(scene.world, "Evaluator Max", number=scene.paper.number)
    )
    with pytest.raises(IllegalTransition):
        assigning.lift_conflict(conflict=ArtifactConflict.objects.get().xid, **who)


def test_an_artifact_chair_who_is_an_author_arranges_nothing_of_it(make_world):
    world = make_world("evaluation")
    make.artifact_chair(world)
    paper = make.accepted(world, authors=("Artifact Chair",))
    made = make.artifact(world, paper)
    make.evaluation(world, made, make.evaluator(world), kicked=True, submitted=True)
    client = world.client("Artifact Chair")
    assert client.get(world.url(f"artifacts/{paper.number}/evaluators/")).status_code == 404
    assert client.get(world.url(f"artifacts/{paper.number}/badges/")).status_code == 404
    shown = client.get(world.url(f"artifacts/{paper.number}/")).content.decode()
    assert "Evaluator Eva" not in shown
    assert "We ran every experiment." not in shown
    assert "Evaluator Eva" not in client.get(world.url("artifacts/")).content.decode()


def test_a_proposal_is_taken_as_it_was_looked_at(make_scene):
    scene = make_scene()
    for index in range(3):
        make.artifact(scene.world, make.accepted(scene.world, f"P{index}", authors=(f"A{index}",)))
    client = scene.world.client("Artifact Chair")
    shown = client.get(scene.world.url("artifacts/assign/") + "?wanted=1").content.decode()
    pairs = re.findall(r'name="pairs"\s+value="([^"]+)"', shown)
    assert len(pairs) == 3
    assert client.post(scene.world.url("artifacts/assign/"), {"pairs": pairs[:2]}).status_code == 302
    assert Evaluation.objects.count() == 4
    assert Letter.objects.filter(kind="evaluator-assigned").count() == 2


def test_a_pair_that_became_impossible_stops_the_whole_proposal(make_scene):
    scene = make_scene()
    made = make.artifact(scene.world, make.accepted(scene.world, "P", authors=("A",)))
    viewer = scene.world.viewer("Artifact Chair")
    lines = proposal(viewer, scene.world.at, scene.world.edition, 3).lines
    pairs = [(line.number, line.evaluator_xid) for line in lines]
    Evaluator.objects.filter(name="Other Evaluator").update(state=EvaluatorState.DECLINED)
    with pytest.raises(Invalid):
        assigning.assign_many(pairs=pairs, **acting(scene.world, "Artifact Chair"))
    assert not Evaluation.objects.filter(artifact=made).exists()


def test_a_proposal_is_balanced_complete_where_it_can_be_and_never_over_a_conflict():
    need = Need(
        artifacts=range(10), wanted=2, room=dict.fromkeys(range(100, 110), 3), barred=[(0, 100), (0, 101)]
    )
    pairs = propose(need)
    loads = [sum(evaluator == one for _, evaluator in pairs) for one in need.room]
    assert len(pairs) == 20
    assert set(loads) == {2}
    assert not set(pairs) & set(need.barred)


def test_a_proposal_moves_its_own_pairs_to_fill_a_scarce_artifact_but_never_a_given_one():
    # Evaluator 11 can do only artifact 1; 10 can do both: 2 must get 10.
    assert propose(Need([1, 2], 1, {10: 1, 11: 1}, barred=[(2, 11)])) == [(1, 11), (2, 10)]
    assert propose(Need([1, 2], 1, {10: 1, 11: 1}, given=[(1, 10)], barred=[(2, 11)])) == []
