"""All papers that one person handles or leads go to others in one act; a conflict keeps a paper where it is."""

import pytest

from committee.models import Handling
from reviews.commands.reassigning import reassign
from reviews.domain import Duty
from reviews.models import Lead
from sysml.conference.domain import ActKind, RoleKind
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.models import AuditEntry, Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(make_world):
    """Hal handles and Lea leads papers 2001 to 2004; Rob and Rita review them."""
    made = make_world("discussion")
    for name in ("Cora", "Carl"):
        made.chair(name)
    for name in ("Hal", "Hana"):
        made.chair(name, RoleKind.HANDLING)
    lea, rob, rita = (made.member(name) for name in ("Lea", "Rob", "Rita"))
    made.papers = [made.paper(f"P {n}", number=2000 + n) for n in range(1, 5)]
    for paper in made.papers:
        made.handle(paper, made.people["Hal"])
        Lead.objects.create(submission=paper, person=made.people["Lea"], at=made.now)
        made.assign(paper, rob)
        made.assign(paper, rita)
    made.lea = lea
    return made


def give(made, duty=Duty.HANDLING, source="Hal", target="Hana", by="Cora", reason="Hal is ill."):
    return reassign(
        by=made.viewer(by), edition=made.edition, duty=duty, source=made.people[source].xid,
        target=made.people[target].xid if target else "", reason=reason, now=made.now,
    )  # fmt: skip


def holders(model):
    return dict(
        model.objects.order_by("submission__number").values_list("submission__number", "person__name")
    )


def test_everything_that_somebody_handles_goes_to_another(made):
    done = give(made)
    assert (done.moved, done.stayed) == ((2001, 2002, 2003, 2004), ())
    assert set(holders(Handling).values()) == {"Hana"}


def test_a_paper_with_which_the_new_person_has_a_conflict_stays(made):
    made.conflict(made.papers[1], made.people["Hana"])
    done = give(made)
    assert (done.moved, done.stayed) == ((2001, 2003, 2004), (2002,))
    assert holders(Handling)[2002] == "Hal"


def test_spread_each_goes_to_whoever_has_the_fewest_and_no_conflict(made):
    made.conflict(made.papers[0], made.people["Hana"])
    give(made, target="")
    found = holders(Handling)
    assert "Hal" not in found.values()
    assert found[2001] != "Hana"
    assert sorted(list(found.values()).count(name) for name in set(found.values())) == [1, 1, 2]


def test_leads_are_given_away_likewise_and_the_new_ones_are_told(made):
    made.conflict(made.papers[2], made.people["Rob"])
    done = give(made, Duty.LEADING, "Lea", "Rob")
    assert (done.moved, done.stayed) == ((2001, 2002, 2004), (2003,))
    assert holders(Lead) == {2001: "Rob", 2002: "Rob", 2003: "Lea", 2004: "Rob"}
    assert Letter.objects.filter(kind="lead-appointed", person=made.people["Rob"]).count() == 3


def test_leads_that_are_spread_go_to_reviewers_of_the_paper(made):
    give(made, Duty.LEADING, "Lea", "")
    assert sorted(holders(Lead).values()) == ["Rita", "Rita", "Rob", "Rob"]


def test_it_is_one_act_with_a_reason_and_an_entry_for_each_paper(made):
    give(made)
    entry = AuditEntry.objects.get(action="handling.reassigned")
    assert (entry.reason, entry.summary) == ("Hal is ill.", "from Hal to Hana")
    assert entry.owner == made.people["Hal"]
    assert AuditEntry.objects.filter(action="handling.appointed").count() == 4
    with pytest.raises(Invalid):
        give(made, source="Hana", target="Hal", reason=" ")
    assert set(holders(Handling).values()) == {"Hana"}


def test_a_chair_with_a_conflict_neither_sees_nor_moves_the_paper(made):
    made.conflict(made.papers[0], made.people["Cora"])
    page = made.client("Cora").get(
        made.url("chair/reassign/"), {"duty": "handling", "source": made.people["Hal"].xid, "target": ""}
    )
    assert [move.number for move in page.context["plan"].moving] == [2002, 2003, 2004]
    assert "2001" not in page.content.decode()
    assert "Hal · handles 3" in page.content.decode()
    assert give(made).moved == (2002, 2003, 2004)
    assert holders(Handling)[2001] == "Hal"


def test_nothing_to_move_is_said(made):
    for paper in made.papers:
        made.conflict(paper, made.people["Hana"])
    with pytest.raises(Invalid):
        give(made)
    with pytest.raises(Invalid):
        give(made, target="Hal")
    with pytest.raises(Invalid):
        give(made, target="Rob")  # holds no office
    assert set(holders(Handling).values()) == {"Hal"}


@pytest.mark.parametrize("who", ["Hal", "Lea", "Author"])
def test_nobody_but_chairs_does_it(made, who):
    with pytest.raises(NotFound):
        give(made, by=who)
    for path in (made.url("chair/reassign/"), "/api/v1/editions/sysml-2027/reassignments/"):
        assert made.client(who).get(path).status_code == 404
    assert set(holders(Handling).values()) == {"Hal"}


def test_a_chair_of_a_track_moves_what_is_of_that_track(made):
    track = made.edition.tracks.create(slug="industry", name="Industry")
    made.chair("Tia", track=track)
    other = made.paper("Of industry", number=3001, track=track)
    made.handle(other, made.people["Hal"])
    assert give(made, by="Tia").moved == (3001,)


def test_the_page_shows_it_first_and_then_does_it(made):
    made.conflict(made.papers[1], made.people["Hana"])
    chosen = {"duty": "handling", "source": made.people["Hal"].xid, "target": made.people["Hana"].xid}
    client, url = made.client("Cora"), made.url("chair/reassign/")
    page = client.get(url, chosen).content.decode()
    assert "Hana has a conflict with it" in page
    assert set(holders(Handling).values()) == {"Hal"}
    assert client.post(url, chosen).status_code == 422  # no reason
    assert client.post(url, {**chosen, "reason": "Hal is ill."}).status_code == 302
    assert list(holders(Handling).values()).count("Hana") == 3
    assert "Nothing to give away" in client.get(
        url, {**chosen, "source": made.people["Carl"].xid}
    ).content.decode()  # fmt: skip


def test_the_endpoint_does_the_same(made):
    url = "/api/v1/editions/sysml-2027/reassignments/"
    said = {"duty": "leading", "source": made.people["Lea"].xid, "target": made.people["Rob"].xid}
    client = made.client("Cora")
    assert len(client.get(url, said).json()["moving"]) == 4
    done = client.post(url, {**said, "reason": "Lea is ill."}, content_type="application/json")
    assert done.json() == {"moved": [2001, 2002, 2003, 2004], "stayed": []}
    wrong = client.post(url, {**said, "source": "nobody", "reason": "x"}, content_type="application/json")
    assert wrong.status_code == 422


def test_the_emergency_page_leads_to_everything(made):
    page = made.client("Cora").get(made.url("chair/emergency/")).content.decode()
    for path in ("chair/looked/", "chair/snapshots/", "chair/reassign/", "chair/settings/acts/frozen/"):
        assert made.url(path) in page
    act = made.act(ActKind.FROZEN)
    type(act).objects.filter(pk=act.pk).update(reason="Names have leaked.")
    frozen = made.client("Cora").get(made.url("chair/emergency/")).content.decode()
    assert "Names have leaked." in frozen
    assert made.url("chair/settings/acts/frozen/undo/") in frozen
    act.delete()
    assert made.client("Lea").get(made.url("chair/emergency/")).status_code == 404
