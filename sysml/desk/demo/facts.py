"""What was measured in the demonstration's PDF files, so that seeding opens none of them.

    python -m sysml.desk.demo.facts

writes `pdfs/facts.json`. A file that is not in it, or was measured by another version of the checker, is measured
anew when it is needed.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from submissions.pdf.facts import VERSION, Facts
from submissions.pdf.run import measure

PDFS = Path(__file__).parent / "pdfs"
STORE = PDFS / "facts.json"


def facts_of(path: Path) -> Facts:
    """The facts of one file: as committed, or measured now."""
    known = _stored().get(_key(path))
    return Facts.from_dict(known) if known is not None else measure(path)


def _key(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}:{VERSION}"


@cache
def _stored() -> dict[str, dict[str, Any]]:
    if not STORE.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(STORE.read_text(encoding="utf-8"))
    return found


def write() -> None:
    """Measure every file again and keep the facts."""
    measured = {_key(path): measure(path).to_dict() for path in sorted(PDFS.glob("*.pdf"))}
    STORE.write_text(
        json.dumps(measured, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    write()
