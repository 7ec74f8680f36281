"""What the database itself holds once: an office, an act and a window of each scope. On both databases."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sysml.conference.domain import ActKind, RoleKind, WindowKind
from sysml.conference.models import Act, Role, Track, Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(make_world):
    made = make_world("reviewing")
    Window.objects.all().delete()
    Act.objects.all().delete()
    made.person("Ann")
    made.person("Bob")
    return made


def other_track(made):
    return Track.objects.create(edition=made.edition, slug="other", name="Other")


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


@pytest.mark.parametrize("of_track", [False, True])
def test_a_person_holds_an_office_of_one_scope_once(made, of_track):
    track = made.track if of_track else None

    def give(track=track, name="Ann", kind=RoleKind.CHAIR):
        return Role.objects.create(edition=made.edition, track=track, person=made.people[name], kind=kind)

    give()
    refused(give)
    give(track=other_track(made))
    give(track=None if of_track else made.track)
    give(name="Bob")
    give(kind=RoleKind.HANDLING)


@pytest.mark.parametrize("of_track", [False, True])
def test_an_act_is_done_once_in_a_scope(made, of_track):
    track = made.track if of_track else None

    def do(track=track, kind=ActKind.RELEASED):
        return Act.objects.create(edition=made.edition, track=track, kind=kind, at=made.now)

    do()
    refused(do)
    do(track=other_track(made))
    do(track=None if of_track else made.track)
    do(kind=ActKind.FROZEN)


SCOPES = [(), ("track",), ("paper_id",), ("person",), ("paper_id", "person")]


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: "+".join(scope) or "edition")
def test_a_scope_has_one_window_of_a_kind(made, scope):
    values = {
        "track": [made.track, other_track(made)],
        "paper_id": [11, 12],
        "person": [made.people["Ann"], made.people["Bob"]],
    }

    def lay(which=0, scope=scope, kind=WindowKind.BIDDING):
        columns = {name: values[name][which] for name in scope}
        return Window.objects.create(
            edition=made.edition, kind=kind, closes_at=made.now + timedelta(days=1), **columns
        )

    lay()
    refused(lay)
    lay(kind=WindowKind.RESPONSE)
    if scope:
        lay(which=1)
    for wider in SCOPES:
        if wider != scope:
            lay(scope=wider)


def test_a_window_of_a_track_has_no_narrower_scope(made):
    refused(
        lambda: Window.objects.create(
            edition=made.edition, kind=WindowKind.BIDDING, track=made.track, paper_id=11, closes_at=made.now
        )
    )
