"""Freezing an edition and lifting it again: an act with a reason, which stops its letters too."""

import pytest
from django.core import mail
from django.utils import timezone

from sysml.conference.commands.editions import do_act, undo_act
from sysml.conference.domain import ActKind
from sysml.conference.models import Act
from sysml.kernel import outbox
from sysml.kernel.errors import Invalid
from sysml.kernel.models import AuditEntry, Letter

pytestmark = pytest.mark.django_db


def test_an_edition_that_was_never_opened_is_not_there(make_world):
    made = make_world("before")
    made.chair("Cora")
    Act.objects.filter(kind=ActKind.OPENED).delete()
    made.act(ActKind.FROZEN)
    made.person("Ada")
    assert made.client("Ada").get(made.url("home/")).status_code == 404
    assert made.client().get(made.url("")).status_code == 404
    assert made.client("Cora").get(made.url("chair/")).status_code == 200


def test_freezing_and_lifting_it_want_a_reason_and_are_logged(make_world):
    made = make_world()
    made.chair("Cora")
    by = made.viewer("Cora")
    common = {"by": by, "edition": made.edition, "kind": ActKind.FROZEN, "now": made.now}
    for act in (do_act, undo_act):
        with pytest.raises(Invalid):
            act(**common, reason=" ")
    do_act(**common, reason="Names have leaked.")
    assert AuditEntry.objects.get(action="edition.frozen").reason == "Names have leaked."
    made.person("Ada")
    assert made.client("Ada").get(made.url("home/")).status_code == 503
    undo_act(**common, reason="Mended.")
    assert made.client("Ada").get(made.url("home/")).status_code == 200
    assert AuditEntry.objects.get(action="edition.frozen-undone").reason == "Mended."


def test_letters_of_a_frozen_edition_stay_in_the_outbox_and_leave_afterwards(make_world):
    made = make_world()
    for scope, key in ((made.edition.slug, "held"), ("another-2027", "other"), ("", "account")):
        outbox.write(
            key=key, kind="test", to=f"{key}@example.org", subject=key, body=key, now=made.now, scope=scope
        )
    made.act(ActKind.FROZEN)
    outbox.drain(timezone.now())
    assert {letter.subject for letter in mail.outbox} == {"other", "account"}
    assert Letter.objects.get(key="held").status == Letter.Status.QUEUED
    assert outbox.sweep(timezone.now()) == 0
    Act.objects.filter(kind=ActKind.FROZEN).delete()
    outbox.drain(timezone.now())
    assert Letter.objects.get(key="held").status == Letter.Status.SENT


def test_a_track_that_is_frozen_is_still_read(make_world):
    made = make_world("discussion")
    paper = made.paper()
    Act.objects.create(edition=made.edition, track=made.track, kind=ActKind.FROZEN, at=made.now)
    assert made.client("Author").get(made.url(f"submissions/{paper.number}/")).status_code == 200
