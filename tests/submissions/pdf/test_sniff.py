"""The quick refusal of what is plainly no PDF, and of nothing else."""

import io
import zipfile

import pytest

from submissions.pdf.sniff import HEAD_BYTES, TAIL_BYTES, refusal
from tests.submissions.pdf.builder import DATA


def ask(data: bytes, max_mb: float = 50) -> str | None:
    return refusal(data[:HEAD_BYTES], data[-TAIL_BYTES:], len(data), max_mb)


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (zipped("paper.tex"), "a ZIP archive, not a PDF"),
        (zipped("word/document.xml"), "a Word document, not a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old Microsoft Office"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a PNG picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 99, "a JPEG picture"),
        (b"%!PS-Adobe-3.0\n", "PostScript"),
        (b"\\documentclass{article}", "LaTeX source"),
        (b"Dear chairs", "a text file"),
        (b"\0" * 4096, "zeros"),
    ],
)
def test_refused_with_the_reason(data: bytes, words: str) -> None:
    reason = ask(data)
    assert reason is not None
    assert words in reason


def test_truncated_is_refused() -> None:
    whole = (DATA / "sysml2019-example-paper.pdf").read_bytes()
    assert "ends too early" in (ask(whole[:60_000]) or "")


def test_too_large_is_refused_with_both_figures() -> None:
    assert ask(b"%PDF-1.5" + b"\0" * 3_000_000, max_mb=2) == "The file has 3.0 MB; at most 2 MB are taken."


@pytest.mark.parametrize("path", sorted(DATA.glob("*.pdf")), ids=lambda path: path.stem)
def test_no_readable_pdf_is_refused(path) -> None:
    assert ask(path.read_bytes()) is None
