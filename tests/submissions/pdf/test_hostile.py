"""Files that are not papers: each ends quickly, with the right state, and hurts nobody."""

import io
import time
import zipfile
from pathlib import Path

import pikepdf
import pytest

from submissions.pdf import run
from submissions.pdf.findings import State
from submissions.pdf.spec import preset
from tests.submissions.pdf.builder import (
    DATA,
    body,
    flate_bomb,
    make_pdf,
    nested_arrays,
    nested_forms,
    saved,
)


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("paper.tex", "\\documentclass{article}")
    return out.getvalue()


def _locked() -> bytes:
    with pikepdf.open(io.BytesIO(make_pdf([body()]))) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="user"))


def _without_pages() -> bytes:
    return saved(pikepdf.new())


SYSML = (DATA / "sysml2019-example-paper.pdf").read_bytes()

CASES = {
    "empty": (b"", State.UNREADABLE, "not-a-pdf"),
    "zip": (_zip(), State.UNREADABLE, "not-a-pdf"),
    "text": (b"Dear chairs, the paper follows.", State.UNREADABLE, "not-a-pdf"),
    "only a header": (b"%PDF-1.7\n", State.UNREADABLE, "truncated"),
    "truncated": (SYSML[: len(SYSML) // 2], State.UNREADABLE, "truncated"),
    "password": (_locked(), State.UNREADABLE, "password"),
    "no pages": (_without_pages(), State.UNREADABLE, "no-pages"),
    "flate bomb": (lambda: flate_bomb(1, 400), State.COULD_NOT_CHECK, "too-complex"),
    "bomb in a bomb": (lambda: flate_bomb(2, 400), State.COULD_NOT_CHECK, "too-complex"),
    "forms in forms": (nested_forms(8, 10), State.COULD_NOT_CHECK, "too-complex"),
    "deep forms": (nested_forms(40, 1), State.COULD_NOT_CHECK, "too-complex"),
}


@pytest.mark.parametrize("case", CASES)
def test_hostile_file_ends_with_a_state(case: str, check_bytes) -> None:
    data, state, code = CASES[case]
    started = time.monotonic()
    report = check_bytes(data() if callable(data) else data)
    assert (report.state, [finding.code for finding in report.findings]) == (state, [code])
    assert report.findings[0].message
    assert time.monotonic() - started < 15


def test_deeply_nested_arrays_end(check_bytes) -> None:
    report = check_bytes(nested_arrays(200_000))
    assert report.state in (State.UNREADABLE, State.COULD_NOT_CHECK, State.ERRORS)


def test_could_not_check_is_never_an_error(check_bytes) -> None:
    report = check_bytes(flate_bomb(1, 100))
    assert report.state == State.COULD_NOT_CHECK
    assert {finding.severity for finding in report.findings} == {"note"}
    assert "Nothing is required of you" in report.findings[0].fix


def test_form_that_draws_itself_is_checked(check_bytes) -> None:
    pdf = pikepdf.new()
    form = pdf.make_stream(b"/X Do")
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, 10, 10])
    form = pdf.make_indirect(form)
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page = pdf.add_blank_page(page_size=(612, 792))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page.obj.Contents = pdf.make_stream(b"/X Do")
    assert check_bytes(saved(pdf)).state == State.ERRORS, "a page without text, read to the end"


def test_a_child_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    report = run.check(DATA / "sysml2019-example-paper.pdf", spec=preset("sysml2019"), wall_seconds=0.02)
    assert report.state == State.COULD_NOT_CHECK
    assert "too long" in report.summary


def test_a_child_without_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MEMORY_MB", (40, 40))
    report = run.check(DATA / "sysml2019-example-paper.pdf", spec=preset("sysml2019"))
    assert report.state == State.COULD_NOT_CHECK


def test_the_child_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSML_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:word@host/db")
    assert set(run._environment("/tmp")) <= {
        *("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONUTF8"),
        *("TMPDIR", "HOME", "LC_ALL", "MALLOC_ARENA_MAX"),
    }
