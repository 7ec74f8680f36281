"""Letters to groups: who is in a group is asked by the command, with the eyes of the chair who acts."""

import pytest

from sysml.conference import groups
from sysml.conference.commands import mailing
from sysml.kernel.errors import Invalid, NotAllowed
from sysml.kernel.models import AuditEntry, Letter

WORDS = {"subject": "About {{number}}", "body": "Dear {{name}}, see {{link}}"}


@pytest.fixture
def made(make_world):
    world = make_world("reviewing")
    world.chair("Cora")
    world.open = world.paper("Open paper", authors=("Ada",))
    world.other = world.paper("The other paper", authors=("Bo",))
    return world


def draft(made, group="authors", by=None):
    return mailing.draft_mailing(
        by=by or made.viewer("Cora"), edition=made.edition, group=group, now=made.now, **WORDS
    )


def reached():
    return set(Letter.objects.values_list("to", flat=True))


def test_an_unconflicted_chair_reaches_everybody_of_the_group(made):
    assert draft(made).letters == 2
    assert reached() == {made.people["Ada"].email, made.people["Bo"].email}
    assert AuditEntry.objects.get(action="mailing.drafted").actor == made.people["Cora"]


def test_a_conflict_that_came_after_the_page_was_drawn_counts(made):
    drawn = made.viewer("Cora")
    made.conflict(made.other, made.people["Cora"])
    assert draft(made, by=drawn).letters == 1
    assert reached() == {made.people["Ada"].email}


def test_late_reviewers_are_not_reached_through_a_paper_of_a_conflict(made):
    mia, ned = made.member("Mia"), made.member("Ned")
    made.assign(made.open, mia)
    made.assign(made.other, ned)
    assert draft(made, "reviewers").letters == 2
    Letter.objects.all().delete()
    made.conflict(made.other, made.people["Cora"])
    assert draft(made, "reviewers").letters == 1
    assert reached() == {mia.email}


def test_only_a_chair_of_the_edition_who_looks_as_themselves_drafts(made):
    made.member("Mia")
    for by in (made.viewer("Mia"), made.viewer("Ada"), made.viewer("Cora").as_seen_by(made.viewer("Cora"))):
        with pytest.raises(NotAllowed):
            draft(made, by=by)
    assert not Letter.objects.exists()


def test_an_unknown_group_is_refused_with_those_that_there_are(made):
    with pytest.raises(Invalid) as refused:
        draft(made, "everybody")
    assert all(group.key in refused.value.message for group in groups.groups())
    assert len(groups.groups()) >= 8


def test_the_endpoint_reaches_the_same_people(made):
    made.conflict(made.other, made.people["Cora"])
    address = f"/api/v1/editions/{made.edition.slug}/chair/mailings"
    client = made.client("Cora")
    answer = client.post(address, {"group": "authors", **WORDS}, content_type="application/json")
    assert (answer.status_code, answer.json()["letters"]) == (201, 1)
    assert reached() == {made.people["Ada"].email}
    refused = client.post(address, {"group": "everybody", **WORDS}, content_type="application/json")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["group"])
