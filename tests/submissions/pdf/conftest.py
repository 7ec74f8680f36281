"""Shared fixtures of the PDF tests."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from submissions.pdf.authors import Author
from submissions.pdf.findings import Report
from submissions.pdf.run import check
from submissions.pdf.spec import FormatSpec, preset

Checker = Callable[..., Report]


@pytest.fixture
def check_bytes(tmp_path: Path) -> Checker:
    """Check bytes as a file, by default in the SysML 2019 format."""

    def run(data: bytes, spec: FormatSpec | None = None, authors: Sequence[Author] = ()) -> Report:
        path = tmp_path / "paper.pdf"
        path.write_bytes(data)
        return check(path, spec=spec or preset("sysml2019"), authors=authors)

    return run
