"""Real PDFs with bytes flipped, cut and doubled: every one ends with a state, quickly, and none with a crash."""

import random
import time
from pathlib import Path

import pytest

from submissions.pdf.findings import State
from submissions.pdf.run import check
from submissions.pdf.spec import preset

DATA = Path(__file__).parent.parent / "data" / "pdfs"
SOURCES = ("sysml2019-example-paper.pdf", "from-word.pdf", "with-attachment.pdf", "scanned-page.pdf")
SECONDS = 35

pytestmark = pytest.mark.proof


def mutated(data: bytes, seed: int) -> bytes:
    """The file with a few seeded faults."""
    chance = random.Random(seed)
    body = bytearray(data)
    for _ in range(chance.randint(1, 40)):
        at = chance.randrange(len(body))
        kind = chance.randrange(4)
        if kind == 0:
            body[at] = chance.randrange(256)
        elif kind == 1:
            del body[at : at + chance.randint(1, 200)]
        elif kind == 2:
            body[at:at] = body[at : at + chance.randint(1, 200)]
        else:
            body[at : at + 8] = str(chance.randrange(10**8)).encode()
    return bytes(body)


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("seed", list(range(60)))
def test_a_mutated_file_ends_with_a_state(name: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(mutated((DATA / name).read_bytes(), seed))
    began = time.monotonic()
    report = check(path, spec=preset("sysml2019"), authors=())
    assert isinstance(report.state, State)
    assert time.monotonic() - began < SECONDS
    if report.state in {State.UNREADABLE, State.COULD_NOT_CHECK}:
        assert report.summary
