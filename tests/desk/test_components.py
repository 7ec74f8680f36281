"""The components as the pages use them: complete, documented and fit for a strict Content-Security-Policy."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from sysml.desk.components_demo import components_context

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates" / "components").glob("*.html"))
COMPONENTS = [path.stem for path in TEMPLATES if path.stem != "index"]
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))


class Page(HTMLParser):
    """What matters to the policy: attributes, and scripts and styles that stand in the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "style" or (tag == "script" and not dict(attrs).get("src")):
            self.inline.append(tag)

    def values(self, wanted: str) -> list[str]:
        return [value for _, name, value in self.attributes if name == wanted]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render_to_string("components/index.html", components_context()))


def test_nothing_in_the_page_needs_an_inline_style_or_script(page: Page) -> None:
    assert len(page.attributes) > 500
    assert page.inline == []
    assert [(tag, name) for tag, name, _ in page.attributes if name == "style" or name.startswith("on")] == []


def test_ids_are_unique_and_labels_point_at_them(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    pointed = page.values("for") + " ".join(page.values("aria-describedby")).split()
    assert pointed
    missing = {name for name in pointed if name not in ids and "__prefix__" not in name}
    assert missing == set()


def test_every_icon_is_in_the_sprite(page: Page) -> None:
    used = {
        value.partition("#")[2] for tag, name, value in page.attributes if tag == "use" and name == "href"
    }
    named = {
        icon
        for path in (ROOT / "templates").rglob("*.html")
        for icon in re.findall(
            r'(?:icon\.html" with name| icon)="([a-z0-9-]+)"', path.read_text(encoding="utf-8")
        )
    }
    (sprite,) = (ROOT / "static" / "vendor").glob("lucide-*/sprite.svg")
    assert "search" in used
    assert used | named <= set(re.findall(r'symbol id="([^"]+)"', sprite.read_text(encoding="utf-8")))


def test_every_static_file_that_the_page_names_exists(page: Page) -> None:
    addresses = {value.partition("#")[0] for _, _, value in page.attributes if value.startswith("/static/")}
    assert len(addresses) > 8
    assert [address for address in addresses if not finders.find(address.removeprefix("/static/"))] == []


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_says_its_parameters_and_is_shown_and_documented(name: str) -> None:
    text = (ROOT / "templates" / "components" / f"{name}.html").read_text(encoding="utf-8")
    assert "{% comment %}" in text.partition("<")[0]
    assert f"| `{name}` |" in (ROOT / "docs" / "components.md").read_text(encoding="utf-8")
    users = [path for path in (ROOT / "templates").rglob("*.html") if path.name != f"{name}.html"]
    shown = [path for path in users if f'"components/{name}.html"' in path.read_text(encoding="utf-8")]
    assert shown


def test_a_404_knows_nothing_of_who_asks() -> None:
    context = components_context() | {
        "request_path": "/sysml-2027/submissions/4821/",
        "exception": "Submission",
    }
    assert render_to_string("404.html", context) == render_to_string("404.html")


def test_the_style_sheets_stay_small_and_in_their_layers() -> None:
    assert sum(path.stat().st_size for path in STYLES) <= 40 * 1024
    for path in STYLES:
        assert f"@layer {path.stem} {{" in path.read_text(encoding="utf-8"), path.name
