"""The table of OWASP ASVS requirements is whole and leads to files that exist.

`asvs-5.0.0.txt` lists identifier and level of every requirement of version 5.0.0 at levels 1 and 2, and at level 3 of
V8, V14 and V16. OWASP ASVS is © The OWASP Foundation, CC BY-SA 4.0; only its numbering stands there.
"""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "asvs.md"
LISTED = dict(line.split() for line in (ROOT / "tests/data/asvs-5.0.0.txt").read_text().splitlines())
STATES = {"met", "**not met**", "n/a"}


def rows() -> list[list[str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if re.fullmatch(r"\d+\.\d+\.\d+", row[0])]


def test_the_list_is_that_of_the_standard() -> None:
    """The counts that the standard itself gives: 70 requirements of level 1, 183 of level 2."""
    levels = Counter(LISTED.values())
    assert (levels["1"], levels["2"]) == (70, 183)
    assert {name.split(".")[0] for name, level in LISTED.items() if level == "3"} == {"8", "14", "16"}


def test_every_requirement_has_one_line_with_its_level_and_a_state() -> None:
    assert Counter(row[0] for row in rows()) == dict.fromkeys(LISTED, 1)
    assert [row[0] for row in rows() if len(row) != 5 or row[1] != LISTED[row[0]]] == []
    assert [row[0] for row in rows() if row[3] not in STATES or not row[2] or not row[4]] == []


def test_the_figures_above_the_table_are_its_own() -> None:
    counts = Counter(row[3] for row in rows())
    said = f"{counts['met']} are met, {counts['**not met**']} are not, {counts['n/a']} do not apply."
    assert said in TABLE.read_text(encoding="utf-8")


def test_what_is_named_exists() -> None:
    for name in ("asvs.md", "security.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        named = re.findall(r"`([\w./-]+\.(?:py|md|html|js|lock|toml)|[a-z]+/(?:[\w-]+/)*)`", text)
        assert len(named) > 5, name
        assert [path for path in named if not (ROOT / path).exists() and not _of_every_app(path)] == []


def _of_every_app(path: str) -> bool:
    """A module that each app has, such as `policies.py`."""
    return "/" not in path and all(
        (ROOT / app / path).exists() for app in ("submissions", "committee", "reviews")
    )
