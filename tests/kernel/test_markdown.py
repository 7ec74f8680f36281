"""Markdown with mathematics becomes HTML that is safe to show."""

from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sysml.kernel.markdown import to_html, words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("costs $n$ steps", '<p>costs <span class="math">n</span> steps</p>'),
        ("$a<b$", '<p><span class="math">a&lt;b</span></p>'),
        ("$$\nE=mc^2\n$$", '<div class="math display">E=mc^2</div>'),
        ("so $$x$$ it is", '<p>so <span class="math display">x</span> it is</p>'),
        ("from $5 to $6", "<p>from $5 to $6</p>"),
        ("`$x$`", "<p><code>$x$</code></p>"),
        ("# Title", "<h3>Title</h3>"),
        ("[a](https://example.org)", '<p><a href="https://example.org" rel="nofollow noopener">a</a></p>'),
    ],
)
def test_what_people_write_reads_as_they_meant_it(text: str, html: str) -> None:
    assert to_html(text).strip() == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "![a](https://example.org/a.png)",
        '<img src=x onerror="alert(1)">',
        "$</span><script>alert(1)</script>$",
        "[a](data:text/html,x)",
        "<a href='javascript:x'>a</a>",
    ],
)
def test_nothing_that_acts_or_fetches_comes_through(text: str) -> None:
    html = to_html(text).lower()
    for bad in ("<script", "<img", 'href="javascript', 'href="data', "<a href='"):
        assert bad not in html


FRAGMENTS = (
    "$", "$$", "\n\n", " ", "`", "*", "[", "](", ")", "<", ">", '"', "'", "&", "<script>", "</span>",
    "<img src=x on=y>",
    "javascript:alert(1)", "https://example.org", "x", "\\", "|a|b|\n|-|-|\n", "- ", "# ", "<a href=x>", "![",
)  # fmt: skip


class _Elements(HTMLParser):
    """Collects the elements and attributes of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25))
def test_no_text_makes_an_element_or_attribute_that_is_not_allowed(parts: list[str]) -> None:
    reader = _Elements()
    reader.feed(to_html("".join(parts)))
    assert not reader.found & {"script", "img", "iframe", "style", "form", "input", "svg"}
    for name, value in reader.attributes:
        assert name in {"href", "rel", "class", "title", "start"}
        assert (
            name != "href"
            or value.startswith(("http", "mailto", "/", "#", "x", "%", "&"))
            or ":" not in value
        )


def test_words_are_counted_between_spaces() -> None:
    assert words("one two\nthree") == 3
