"""A site is moved in one file and comes out the same, on either database and between the two."""

import io
import json
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from committee.models import Conflict
from sysml import backup as site_backup
from sysml.kernel import audit, audit_chain, blobs
from sysml.kernel.models import AuditEntry, Blob, Read, User

NOW = datetime(2027, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
PDF = b"%PDF-1.7\nnot much of a paper\n%%EOF\n"
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(make_world, tmp_path, settings):
    """A site with an edition, people, a conflict, and one stored file."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    world = make_world("reviewing")
    paper = world.paper(
        "On π and “quotes”\u2028", authors=("Ada Æsir", "Ben"), unclaimed=("new@example.org",)
    )
    world.chair()
    world.conflict(paper, world.member("Cleo").person)
    blobs.put(io.BytesIO(PDF), now=NOW)
    return world


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of the site, by model."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in site_backup._models()
    }


def test_everything_comes_back_as_it_was(site, tmp_path):
    before = everything()
    assert {label for label, rows in before.items() if rows} >= {
        "kernel.User",
        "conference.Edition",
        "conference.Track",
        "conference.Window",
        "submissions.Authorship",
        "committee.Conflict",
        "kernel.Blob",
    }
    manifest = site_backup.backup(tmp_path / "site.tar.gz", now=NOW)
    assert (manifest.files, manifest.missing) == (Blob.objects.count(), [])
    User.objects.update(name="Somebody Else")
    Conflict.objects.all().delete()
    blobs.path_of(Blob.objects.get(size=len(PDF)).sha256).unlink()
    later = blobs.put(io.BytesIO(b"written since"), now=NOW)
    site_backup.restore(tmp_path / "site.tar.gz", now=NOW, force=True)
    assert everything() == before
    assert blobs.read(Blob.objects.get(size=len(PDF)).sha256) == PDF
    assert not blobs.path_of(later.sha256).exists()


def test_the_log_comes_back_whole_with_its_chain_and_its_sealed_words(site, tmp_path):
    """Also over a site whose log guards itself against being emptied."""
    ada = site.people["Ada Æsir"]
    audit.record(actor_id=ada.pk, action="paper.act", now=NOW, summary="Ada was here")
    audit.read(person=ada, kind="file", now=NOW, number=4821, address="192.0.2.7")
    audit_chain.chain(NOW)
    head = audit_chain.verify(NOW).head
    site_backup.backup(tmp_path / "site.tar.gz", now=NOW)
    audit.record(actor_id=ada.pk, action="paper.later", now=NOW)
    audit_chain.chain(NOW)
    site_backup.restore(tmp_path / "site.tar.gz", now=NOW, force=True)
    verdict = audit_chain.verify(NOW)
    assert (verdict.breaks, verdict.links, verdict.head) == ((), 2, head)
    assert AuditEntry.objects.get().summary == "Ada was here"
    assert Read.objects.get().address == "192.0.2.7"


def test_the_restored_site_can_be_written_to(site, tmp_path):
    site_backup.backup(tmp_path / "site.tar.gz", now=NOW)
    newest = User.objects.latest("pk").pk
    site_backup.restore(tmp_path / "site.tar.gz", now=NOW, force=True)
    assert User.objects.create(email="new@example.org").pk > newest


def test_a_site_in_use_is_not_overwritten_by_accident(site, tmp_path):
    site_backup.backup(tmp_path / "site.tar.gz", now=NOW)
    before = everything()
    with pytest.raises(CommandError, match="this site is not empty; --force"):
        call_command("restore", tmp_path / "site.tar.gz")
    assert everything() == before


def rewritten(source: Path, target: Path, change) -> Path:
    """A copy of an archive, each member passed through `change(name, bytes)`; None drops it."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for entry in old:
            content = old.extractfile(entry)
            assert content is not None
            changed = change(entry.name, content.read())
            if changed is not None:
                entry.size = len(changed)
                new.addfile(entry, io.BytesIO(changed))
    return target


def manifest_with(**changes):
    def change(name, content):
        return json.dumps({**json.loads(content), **changes}).encode() if name == "manifest.json" else content

    return change


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            lambda n, c: c.replace(b"a", b"b") if n == "rows/kernel.User.jsonl" else c,
            "rows of kernel.User are",
        ),
        (lambda n, c: None if n == "rows/kernel.User.jsonl" else c, "rows of kernel.User are damaged"),
        (lambda n, c: c + b"!" if n.startswith("files/") else c, "files are damaged"),
        (lambda n, c: None if n.startswith("files/") else c, "files are announced and 0 are there"),
        (lambda n, c: None if n == "manifest.json" else c, "not a whole backup"),
        (manifest_with(format=99), "its format is 99"),
        (manifest_with(migrations=["kernel.0999_later"]), "made by another version"),
    ],
    ids=["rows changed", "rows gone", "file changed", "files gone", "no manifest", "format", "migrations"],
)
def test_a_damaged_or_foreign_archive_changes_nothing(site, tmp_path, change, complaint):
    site_backup.backup(tmp_path / "site.tar.gz", now=NOW)
    bad = rewritten(tmp_path / "site.tar.gz", tmp_path / "bad.tar.gz", change)
    before = everything()
    with pytest.raises(site_backup.CannotRestore, match=complaint):
        site_backup.restore(bad, now=NOW, force=True)
    assert everything() == before


def test_an_archive_cannot_write_outside_its_folder(site, tmp_path):
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("../outside")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(site_backup.CannotRestore, match="does not belong in a backup"):
        site_backup.restore(tmp_path / "evil.tar.gz", now=NOW, force=True)


def test_half_an_archive_is_refused(site, tmp_path):
    whole = tmp_path / "site.tar.gz"
    site_backup.backup(whole, now=NOW)
    (tmp_path / "half.tar.gz").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(site_backup.CannotRestore):
        site_backup.restore(tmp_path / "half.tar.gz", now=NOW, force=True)


def test_a_file_that_the_site_has_lost_is_named_and_the_rest_is_saved(site, tmp_path, capsys):
    lost = Blob.objects.get(size=len(PDF)).sha256
    blobs.path_of(lost).unlink()
    with pytest.raises(CommandError, match=f"1 files are missing from this site: .*{lost}"):
        call_command("backup", tmp_path / "site.tar.gz")
    site_backup.restore(tmp_path / "site.tar.gz", now=NOW, force=True)
    assert Blob.objects.filter(sha256=lost).exists()


def test_a_backup_is_never_written_over(site, tmp_path):
    (tmp_path / "site.tar.gz").write_bytes(b"older")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", tmp_path / "site.tar.gz")
    assert (tmp_path / "site.tar.gz").read_bytes() == b"older"


def test_a_site_moves_to_a_new_place_on_sqlite(site, tmp_path):
    """From the database of this run, PostgreSQL among them, to an embedded site made by command line."""
    site_backup.backup(tmp_path / "site.tar.gz", now=NOW)
    environment = {
        "PATH": os.environ["PATH"],
        "SYSML_DATA": str(tmp_path / "elsewhere"),
        "SYSML_DEBUG": "1",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert manage("restore", str(tmp_path / "site.tar.gz")).startswith("Restored ")
    manage("backup", str(tmp_path / "again.tar.gz"))
    assert rows_of(tmp_path / "again.tar.gz") == rows_of(tmp_path / "site.tar.gz")
    before = everything()
    site_backup.restore(tmp_path / "again.tar.gz", now=NOW, force=True)
    assert everything() == before


def rows_of(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as opened:
        return {
            entry.name: opened.extractfile(entry).read()
            for entry in opened
            if entry.name.startswith(("rows/", "files/"))
        }
