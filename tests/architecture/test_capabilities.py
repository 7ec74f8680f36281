"""The table of docs/api.md: every page has an endpoint beside it, or a reason why there is none.

A new page or endpoint fails here until it stands in a line; which line, is for whoever adds it to say.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.addresses import addresses

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
HOMES = {"(home)": "<edition>/", "(edition)": "api/v1/editions/<edition>/"}
"""What has no address of its own below an edition."""
SHORTEST_REASON = 20


@dataclass(frozen=True)
class Line:
    """One capability: routes as they stand in the URL configuration, without converters."""

    what: str
    pages: frozenset[str]
    endpoints: frozenset[str]
    reason: str


def lines() -> list[Line]:
    table = DOCUMENT.read_text(encoding="utf-8").partition("\n| capability |")[2]
    cells = [row.strip("| ").split(" | ") for row in table.split("\n")[2:] if row.startswith("| ")]
    assert all(len(row) == 3 for row in cells)
    return [
        Line(
            what,
            frozenset(routes(pages, "<edition>/", "")),
            frozenset(routes(endpoints, "api/v1/editions/<edition>/", "api/v1/")),
            endpoints.partition("page only: ")[2],
        )
        for what, pages, endpoints in cells
    ]


def routes(cell: str, below: str, whole: str) -> list[str]:
    """The routes that a cell names; those with a slash in front are whole."""
    named = re.findall(r"`([^`]*)`", cell)
    homes = [route for words, route in HOMES.items() if words in cell]
    return homes + [whole + name[1:] if name.startswith("/") else below + name for name in named]


LINES = lines()


def test_the_table_names_every_page_and_every_endpoint_and_nothing_else():
    there = {address.route for address in addresses()}
    named = {route for line in LINES for route in line.pages | line.endpoints}
    assert sorted(there - named) == [], "say in docs/api.md to which capability these belong"
    assert sorted(named - there) == [], "these are gone"


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.what)
def test_a_capability_has_pages_and_endpoints_or_says_why_not(line: Line):
    assert line.pages
    assert not any(route.startswith("api/v1/") for route in line.pages)
    assert all(route.startswith("api/v1/") for route in line.endpoints)
    assert bool(line.endpoints) != (len(line.reason) >= SHORTEST_REASON), "endpoints or a reason, not both"


def test_no_page_stands_in_two_lines():
    pages = [route for line in LINES for route in line.pages]
    assert sorted(route for route in set(pages) if pages.count(route) > 1) == []
