"""Two accounts of one person become one, with rows in every app."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import ForeignKey

from artifacts.models import Artifact, Evaluator
from committee.models import Conflict, Member
from reviews.domain import ReviewState
from reviews.models import Review
from submissions.models import Authorship
from sysml.conference.domain import RoleKind
from sysml.conference.models import Role
from sysml.kernel import events, tokens
from sysml.kernel.commands import merging
from sysml.kernel.errors import Invalid, NotAllowed, NotFound
from sysml.kernel.events import AccountsMerging
from sysml.kernel.models import ApiToken, AuditEntry, Letter, Read, User


def ask(made, keep="Ada", other="Ada Old"):
    """The link that goes to the other address."""
    merging.ask_to_merge(person=made.people[keep], email=made.people[other].email, now=made.now)
    letter = Letter.objects.filter(kind="account").order_by("-pk").first()
    assert letter.to == made.people[other].email
    return re.search(r"/me/merge/(\S+)/", letter.body)[1]


@pytest.fixture
def made(make_world):
    world = make_world("reviewing")
    world.person("Ada")
    world.person("Ada Old")
    return world


def rows_of(person):
    """Every row of every model that leads to the person, by model and field; the log is left as it is."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if (
                isinstance(field, ForeignKey)
                and field.related_model is User
                and model not in {AuditEntry, Read}
            ):
                count = model._base_manager.filter(**{field.attname: person.pk}).count()
                if count:
                    found[f"{model.__name__}.{field.name}"] = count
    return found


def people_it(made):
    """Give the old account something in every app."""
    paper = made.paper("Mine", authors=("Ada Old", "Bo"))
    reviewed = made.paper("Theirs", authors=("Cy",))
    member = made.member("Ada Old")
    made.assign(reviewed, member)
    Review.objects.create(
        submission=reviewed, reviewer=made.people["Ada Old"], label="A", state=ReviewState.DRAFT
    )
    made.conflict(made.paper("Far"), made.people["Ada Old"])
    made.chair("Ada Old", RoleKind.HANDLING)
    Artifact.objects.create(submission=paper, registered_by=made.people["Ada Old"], registered_at=made.now)
    Evaluator.objects.create(
        edition=made.edition,
        person=made.people["Ada Old"],
        email=made.people["Ada Old"].email,
        name="Ada Old",
    )


def test_everything_in_every_app_moves_and_the_other_account_ends(made):
    people_it(made)
    old, ada = made.people["Ada Old"], made.people["Ada"]
    address = old.email
    token = ask(made)
    before = rows_of(old)
    assert {"Authorship.person", "Member.person", "Review.reviewer", "Conflict.person", "Role.person",
            "Artifact.registered_by", "Evaluator.person", "EmailAddress.user"} <= set(before)  # fmt: skip
    merging.merge(person=ada, token=token, now=made.now)
    after = rows_of(ada)
    assert rows_of(old) == {}
    assert all(after[name] >= count for name, count in before.items())
    old.refresh_from_db()
    assert (old.is_active, old.merged_into, old.has_usable_password()) == (False, ada, False)
    assert {row.email for row in EmailAddress.objects.filter(user=ada)} == {ada.email, address}
    assert EmailAddress.objects.filter(user=ada, primary=True).count() == 1
    assert Authorship.objects.filter(person=ada).exists()
    entry = AuditEntry.objects.get(action="account.merged")
    assert address in entry.summary
    assert entry.data["moved"]


def test_what_the_old_account_did_stays_in_the_log_as_it_was(made):
    entry = AuditEntry.objects.create(actor=made.people["Ada Old"], action="test.act", at=made.now)
    merging.merge(person=made.people["Ada"], token=ask(made), now=made.now)
    entry.refresh_from_db()
    assert entry.actor == made.people["Ada Old"]


def test_the_person_sees_what_moves_and_merges_with_one_press(made):
    made.paper("Mine", authors=("Ada Old",))
    client = made.client("Ada")
    client.post("/me/merge/", {"email": made.people["Ada Old"].email})
    token = re.search(r"/me/merge/(\S+)/", Letter.objects.get().body)[1]
    page = client.get(f"/me/merge/{token}/")
    assert page.status_code == 200
    assert b"authorships" in page.content
    assert User.objects.get(pk=made.people["Ada Old"].pk).is_active
    assert client.post(f"/me/merge/{token}/").status_code == 302
    assert not User.objects.get(pk=made.people["Ada Old"].pk).is_active
    assert client.get(f"/me/merge/{token}/").status_code == 404


def test_signing_in_as_the_old_account_ends_and_its_tokens_open_nothing(made):
    old = made.client("Ada Old")
    from datetime import timedelta

    tokens.create(
        person=made.people["Ada Old"],
        name="x",
        scopes=["chair:write"],
        edition_slug="",
        expires_at=made.now + timedelta(days=1),
        now=made.now,
    )
    assert old.get("/me/").status_code == 200
    merging.merge(person=made.people["Ada"], token=ask(made), now=made.now)
    assert old.get("/me/").status_code == 302
    assert ApiToken.objects.get().revoked_at is not None


def test_a_stranger_address_gets_no_letter_and_the_same_answer(made):
    client = made.client("Ada")
    known = client.post("/me/merge/", {"email": made.people["Ada Old"].email}, follow=True)
    unknown = client.post("/me/merge/", {"email": "nobody@example.org"}, follow=True)
    assert b"a letter with a link is on its way" in known.content
    assert b"a letter with a link is on its way" in unknown.content
    assert Letter.objects.count() == 1
    with pytest.raises(Invalid):
        merging.ask_to_merge(person=made.people["Ada"], email=made.people["Ada"].email, now=made.now)


def test_the_link_is_good_for_one_account_and_one_hour(made):
    made.person("Eve")
    token = ask(made)
    for who in ("Eve", "Ada Old"):
        assert made.client(who).get(f"/me/merge/{token}/").status_code == 404
        assert made.client(who).post(f"/me/merge/{token}/").status_code == 404
    with pytest.raises(NotFound):
        merging.merge(person=made.people["Ada"], token=token + "x", now=made.now)
    from datetime import timedelta

    with time_machine.travel(made.now + timedelta(minutes=61), tick=False), pytest.raises(NotFound):
        merging.merge(person=made.people["Ada"], token=token, now=made.now)
    assert User.objects.get(pk=made.people["Ada Old"].pk).is_active


def test_two_reviews_of_one_paper_stop_the_merge_and_nothing_changes(made):
    paper = made.paper("Theirs", authors=("Cy",))
    for label, name in (("A", "Ada"), ("B", "Ada Old")):
        Review.objects.create(
            submission=paper, reviewer=made.people[name], label=label, draft={"summary": "words"}
        )
    made.chair("Ada Old", RoleKind.HANDLING)
    before = rows_of(made.people["Ada Old"])
    token = ask(made)
    with pytest.raises(NotAllowed):
        merging.merge(person=made.people["Ada"], token=token, now=made.now)
    after = rows_of(made.people["Ada Old"])
    assert {k: v for k, v in after.items() if not k.startswith("Letter")} == before
    assert User.objects.get(pk=made.people["Ada Old"].pk).is_active
    answer = made.client("Ada").post(f"/me/merge/{token}/", follow=True)
    assert b"Nothing was merged" in answer.content


def test_two_places_on_one_committee_stop_the_merge_once_papers_hang_on_them(made):
    made.member("Ada")
    other = made.member("Ada Old")
    made.assign(made.paper("Theirs", authors=("Cy",)), other)
    with pytest.raises(NotAllowed):
        merging.merge(person=made.people["Ada"], token=ask(made), now=made.now)
    assert Member.objects.filter(person=made.people["Ada Old"]).exists()


def test_what_both_hold_without_words_is_kept_once(made):
    for name in ("Ada", "Ada Old"):
        made.chair(name, RoleKind.HANDLING)
        paper = made.paper("Far", authors=("Cy",)) if name == "Ada" else paper  # noqa: F821
        made.conflict(paper, made.people[name])
    done = merging.merge(person=made.people["Ada"], token=ask(made), now=made.now)
    assert Role.objects.filter(person=made.people["Ada"]).count() == 1
    assert Conflict.objects.filter(person=made.people["Ada"]).count() == 1
    assert {kind.words for kind in done.dropped} >= {"roles", "conflicts"}


def test_a_higher_floor_can_refuse(made, monkeypatch):
    def refuse(event):
        raise NotAllowed("One of them reviews the other.")

    monkeypatch.setitem(events._handlers, AccountsMerging, [refuse])
    token = ask(made)
    with pytest.raises(NotAllowed):
        merging.merge(person=made.people["Ada"], token=token, now=made.now)
    assert User.objects.get(pk=made.people["Ada Old"].pk).is_active


def test_an_account_never_ends_up_as_author_and_reviewer_of_one_paper(made):
    paper = made.paper("Mine", authors=("Ada",))
    made.assign(paper, made.member("Ada Old"))
    with pytest.raises(NotAllowed):
        merging.merge(person=made.people["Ada"], token=ask(made), now=made.now)


def test_an_unproven_claim_to_an_address_gives_way(made):
    address = made.people["Ada Old"].email
    EmailAddress.objects.create(user=made.people["Ada"], email=address, verified=False, primary=False)
    merging.merge(person=made.people["Ada"], token=ask(made), now=made.now)
    assert EmailAddress.objects.get(email=address).verified
