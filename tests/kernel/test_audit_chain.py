"""The chain over the log: whoever tampers with a row or a link is found, and erased words break nothing."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from committee.commands.assignments import assign
from sysml.conference.commands.offices import give_office
from sysml.conference.domain import RoleKind
from sysml.kernel import audit, audit_chain, jobs
from sysml.kernel.models import AuditEntry, AuditLink, Job, Read, User
from sysml.kernel.sealing import ERASED

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def ada():
    return User.objects.create_user("ada@example.org", name="Ada Lovelace")


@pytest.fixture
def log(ada):
    """Six entries and four reads, chained; returns the entries' keys in order."""
    entries = [
        audit.record(
            actor_id=ada.pk, action=f"paper.act-{n}", now=NOW, summary=f"Ada did {n}", reason="because"
        )
        for n in range(6)
    ]
    for number in range(1000, 1004):
        audit.read(person=ada, kind="file", now=NOW, scope="c-2027", number=number, address="192.0.2.7")
    assert audit_chain.chain(NOW) == 10
    return [entry.pk for entry in entries]


def kinds(**how):
    return [one.kind for one in audit_chain.verify(NOW, **how).breaks]


@pytest.fixture
def _unguarded():
    """Somebody who owns the database has taken its guard away."""
    on = " ON {}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in ("kernel_auditentry", "kernel_read"):
            cursor.execute(f"DROP TRIGGER {table}_append_only{on.format(table)}")


def test_an_untouched_log_holds(log):
    verdict = audit_chain.verify(NOW)
    assert (verdict.breaks, verdict.links, verdict.waiting) == ((), 10, 0)
    assert verdict.head == AuditLink.objects.order_by("-position").first().head


def test_the_database_refuses_to_change_an_entry_or_a_read(log):
    for model in (AuditEntry, Read):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(scope="elsewhere")
    assert kinds() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps rows from being changed only")
def test_postgresql_refuses_to_take_entries_out(log):
    for model in (AuditEntry, Read):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(pk=model.objects.first().pk).delete()


def test_no_code_changes_or_deletes_what_is_in_the_log():
    """Only the making of a demonstration takes a log away, whole."""
    root = Path(__file__).parents[2]
    touched = re.compile(
        r"\b(AuditEntry|Read|AuditLink)\.\w+(\([^\n]*\))?[^\n]*\.(update|bulk_update|delete|_raw_delete)\("
    )
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for package in ("sysml", "submissions", "committee", "reviews", "artifacts")
        for path in sorted((root / package).rglob("*.py"))
        for line in path.read_text().splitlines()
        if touched.search(line) or ("update_or_create" in line and "AuditEntry" in line)
    ]
    assert found == ["sysml/kernel/audit_chain.py: AuditLink.objects.all().delete()"]


@pytest.mark.usefixtures("_unguarded")
@pytest.mark.parametrize(
    "change",
    [
        {"action": "paper.other"},
        {"at": NOW - timedelta(seconds=1)},
        {"actor": None},
        {"reason_of": "another"},
        {"data": {"n": 1}},
        {"token": "sysml_abcdef"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(log, ada, change):
    if "reason_of" in change:
        change = {"sealed": audit.seal({"reason": "another"}, ada.audit_key)}
    AuditEntry.objects.filter(pk=log[2]).update(**change)
    assert kinds() == ["changed"]
    assert f"entry {log[2]}" in audit_chain.verify(NOW).breaks[0].words


@pytest.mark.usefixtures("_unguarded")
def test_a_changed_read_is_found(log):
    Read.objects.filter(number=1001).update(number=1002)
    assert kinds() == ["changed"]


@pytest.mark.usefixtures("_unguarded")
def test_an_entry_that_was_taken_out_is_found(log):
    AuditEntry.objects.filter(pk=log[3]).delete()
    assert kinds() == ["removed"]


@pytest.mark.usefixtures("_unguarded")
def test_an_entry_taken_out_with_its_link_is_found(log):
    AuditEntry.objects.filter(pk=log[3]).delete()
    AuditLink.objects.filter(table="entry", row=log[3]).delete()
    assert set(kinds()) == {"link-removed", "link-changed"}


def test_two_entries_whose_links_were_exchanged_are_found(log):
    first, second = AuditLink.objects.filter(table="entry", row__in=log[1:3]).order_by("position")
    held = (second.row, second.digest, second.head)
    AuditLink.objects.filter(pk=second.pk).delete()
    AuditLink.objects.filter(pk=first.pk).update(row=held[0], digest=held[1], head=held[2])
    second.row, second.digest, second.head = first.row, first.digest, first.head
    second.save(force_insert=True)
    assert "link-changed" in kinds()


@pytest.mark.usefixtures("_unguarded")
def test_two_entries_that_exchanged_their_words_are_found(log):
    first, second = AuditEntry.objects.filter(pk__in=log[1:3]).order_by("pk")
    AuditEntry.objects.filter(pk=first.pk).update(sealed=second.sealed)
    AuditEntry.objects.filter(pk=second.pk).update(sealed=first.sealed)
    assert kinds() == ["changed", "changed"]


def test_a_link_that_was_put_in_is_found(log, ada):
    forged = audit.record(actor_id=ada.pk, action="paper.forged", now=NOW)
    AuditLink.objects.create(
        position=11, table="entry", row=forged.pk, row_at=NOW, digest=audit_chain.digest_of(forged),
        head="0" * 64, at=NOW,
    )  # fmt: skip
    assert kinds() == ["link-changed"]


def test_an_entry_put_in_with_an_old_time_is_found(log, ada):
    later = NOW + timedelta(days=30)
    audit.record(actor_id=ada.pk, action="paper.true", now=later)
    audit_chain.chain(later)
    audit.record(actor_id=ada.pk, action="paper.forged", now=NOW + timedelta(days=2))
    audit_chain.chain(later + timedelta(minutes=1))
    assert [one.kind for one in audit_chain.verify(later + timedelta(days=1)).breaks] == ["inserted"]


def test_an_entry_that_nobody_chains_is_found_after_an_hour(log, ada):
    audit.record(actor_id=ada.pk, action="paper.new", now=NOW)
    assert kinds() == []
    assert audit_chain.verify(NOW).waiting == 1
    verdict = audit_chain.verify(NOW + timedelta(hours=2))
    assert [one.kind for one in verdict.breaks] == ["unchained"]


@pytest.mark.usefixtures("_unguarded")
def test_an_end_that_was_cut_off_is_found_by_a_noted_head(log):
    noted = audit_chain.verify(NOW).head
    Read.objects.filter(number=1003).delete()
    AuditLink.objects.order_by("-position").first().delete()
    assert kinds() == []
    assert kinds(noted_head=noted) == ["cut"]


@pytest.mark.usefixtures("_unguarded")
def test_a_look_at_the_newest_part_finds_what_was_changed_there(log):
    AuditEntry.objects.filter(pk=log[0]).update(action="paper.other")
    assert kinds() == ["changed"]
    assert kinds(newest=5) == []
    Read.objects.filter(number=1003).update(number=1004)
    assert kinds(newest=5) == ["changed"]
    assert kinds(newest=100) == ["changed", "changed"]
    assert audit_chain.verify(NOW, newest=5).links == 5


def test_a_noted_head_stays_in_a_chain_that_goes_on(log, ada):
    noted = audit_chain.verify(NOW).head
    audit.record(actor_id=ada.pk, action="paper.next", now=NOW)
    audit_chain.chain(NOW)
    assert kinds(noted_head=noted) == []


def test_the_chain_goes_on_in_batches_over_both_tables(ada, monkeypatch):
    monkeypatch.setattr(audit_chain, "BATCH", 3)
    for n in range(7):
        audit.record(actor_id=None, action=f"system.act-{n}", now=NOW)
        audit.read(person=ada, kind="paper", now=NOW, number=2000 + n)
    assert audit_chain.chain(NOW) == 14
    assert audit_chain.chain(NOW) == 0
    assert kinds() == []
    assert list(AuditLink.objects.values_list("position", flat=True)) == list(range(1, 15))


def test_a_tick_has_a_worker_chain_what_waits(ada):
    audit.record(actor_id=ada.pk, action="paper.act", now=NOW)
    assert audit_chain.sweep(NOW) == 1
    jobs.run_due(timezone.now())
    assert Job.objects.get(kind=audit_chain.JOB).result == {"linked": 1}
    assert audit_chain.sweep(NOW) == 0
    assert kinds() == []


def test_rows_are_chained_at_most_once_a_minute_and_old_jobs_go(ada):
    audit.record(actor_id=ada.pk, action="paper.act", now=NOW)
    assert audit_chain.sweep(NOW) == 1
    jobs.run_due(timezone.now())
    audit.record(actor_id=ada.pk, action="paper.next", now=NOW)
    assert audit_chain.sweep(NOW + timedelta(seconds=30)) == 0
    assert audit_chain.sweep(NOW + timedelta(seconds=90)) == 1
    audit_chain.chain(timezone.now() + timedelta(days=2))
    assert not Job.objects.filter(kind=audit_chain.JOB, status="done").exists()


def test_personal_words_do_not_lie_open_in_the_database(log):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM kernel_auditentry UNION ALL SELECT sealed FROM kernel_read")
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 10
    assert all(stored)
    assert not [text for text in stored if "Ada" in text or "192.0.2.7" in text]
    assert AuditEntry.objects.get(pk=log[0]).summary == "Ada did 0"
    assert Read.objects.first().address == "192.0.2.7"


def test_destroying_a_key_erases_the_words_and_leaves_the_chain_whole(log, ada):
    before = audit_chain.verify(NOW).head
    assert audit.forget(ada.pk, now=NOW) == 1
    entry = AuditEntry.objects.get(pk=log[0])
    assert (entry.summary, entry.reason) == (ERASED, ERASED)
    assert Read.objects.first().address == ERASED
    audit_chain.chain(NOW)
    assert kinds(noted_head=before) == []
    assert audit.forget(ada.pk, now=NOW) == 0


def test_the_words_about_a_person_go_with_their_key_and_not_with_the_writers(ada):
    chair = User.objects.create_user("chair@example.org", name="Chair")
    entry = audit.record(
        actor_id=chair.pk, action="office.given", now=NOW, summary="Ada Lovelace: chair", named_id=ada.pk
    )
    audit.forget(chair.pk, now=NOW)
    assert AuditEntry.objects.get(pk=entry.pk).summary == "Ada Lovelace: chair"
    audit.forget(ada.pk, now=NOW)
    assert AuditEntry.objects.get(pk=entry.pk).summary == ERASED


def test_accounts_that_were_merged_are_forgotten_together(ada):
    other = User.objects.create_user("old@example.org", merged_into=ada)
    entry = audit.record(actor_id=other.pk, action="paper.act", now=NOW, summary="as the old account")
    assert audit.forget(ada.pk, now=NOW) == 2
    assert AuditEntry.objects.get(pk=entry.pk).summary == ERASED


def test_what_is_written_after_the_key_is_gone_keeps_no_words(ada):
    audit.forget(ada.pk, now=NOW)
    entry = audit.record(actor_id=ada.pk, action="paper.act", now=NOW, summary="Ada again")
    assert entry.summary == ERASED
    assert "Ada" not in entry.sealed


def test_the_command_says_that_the_chain_holds_or_where_it_breaks(log, capsys):
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "10 rows in the chain" in said
    assert "The chain holds." in said
    AuditLink.objects.filter(position=4).update(digest="0" * 64)
    with pytest.raises(CommandError, match="breaks"):
        call_command("verify_audit")
    assert f"entry {log[3]}" in capsys.readouterr().out


def test_the_command_that_forgets_asks_first(capsys):
    ada = User.objects.create_user("ada@example.org", name="Ada Lovelace")
    entry = audit.record(actor_id=ada.pk, action="paper.act", now=NOW, summary="Ada did it")
    call_command("forget_person", "ADA@example.org")
    assert AuditEntry.objects.get(pk=entry.pk).summary == "Ada did it"
    call_command("forget_person", "ada@example.org", yes=True)
    assert AuditEntry.objects.get(pk=entry.pk).summary == ERASED
    assert AuditEntry.objects.filter(action="log.words-erased", subject=f"person:{ada.xid}").count() == 1
    call_command("forget_person", "ada@example.org", yes=True)
    assert "nothing left" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("forget_person", "nobody@example.org")


def test_whoever_an_entry_speaks_of_can_have_it_erased(make_world):
    """The words of a chair about a member lie under the member's key."""
    made = make_world("assigned")
    made.chair("Cora")
    member, paper = made.member("Rita Reviewer"), made.paper()
    give_office(
        by=made.viewer("Cora"),
        edition=made.edition,
        person=member.person,
        kind=RoleKind.HANDLING,
        now=made.now,
    )
    assign(
        by=made.viewer("Cora"),
        edition=made.edition,
        number=paper.number,
        member=member.xid,
        side="ml",
        now=made.now,
    )
    entries = AuditEntry.objects.filter(actor=made.people["Cora"])
    assert entries.count() >= 2
    assert all("Rita" in entry.summary for entry in entries)
    audit.forget(made.people["Rita Reviewer"].pk, now=made.now)
    assert {entry.summary for entry in entries.all()} == {ERASED}
