"""Markdown with mathematics, as people write it in abstracts, reviews and posts, to HTML that is safe to show.

`$…$` and `$$…$$` become elements of class `math` that hold the TeX source: KaTeX renders them in the browser, and
without it the source stays readable. There is no raw HTML and there are no pictures (they would fetch from
elsewhere); links say nofollow and noopener.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

_TAGS = {
    "a", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_CLASSES = {"span": {"math", "display"}, "div": {"math", "display"}}


def _inline_math(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return f'<span class="math">{escape(tokens[index].content.strip(), quote=False)}</span>'


def _display_math(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return f'<span class="math display">{escape(tokens[index].content.strip(), quote=False)}</span>'


def _block_math(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return f'<div class="math display">{escape(tokens[index].content.strip(), quote=False)}</div>\n'


def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"html": False, "linkify": False})
        .enable(["table", "strikethrough"])
        .disable("image")
    )
    parser.use(
        dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True
    )
    parser.add_render_rule("math_inline", _inline_math)
    parser.add_render_rule("math_inline_double", _display_math)
    parser.add_render_rule("math_block", _block_math)
    return parser


_PARSER = _parser()


def _lower_heads(tokens: list[Token], highest: int | None) -> list[Token]:
    """A text's headings stand below those of the page: # is an h3, or the text's highest is `highest`."""
    heads = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    shift = 2 if highest is None else highest - min((int(token.tag[1]) for token in heads), default=highest)
    for token in heads:
        token.tag = f"h{max(2, min(6, int(token.tag[1]) + shift))}"
    return tokens


@lru_cache(maxsize=2048)
def to_html(text: str, *, highest: int | None = None) -> str:
    """The text as sanitised HTML; the only function whose output templates may show as it is.

    `highest` is the level of the text's highest heading, where the page has a place for it. A text is read far more
    often than it is written, so what was made of the last ones is kept.
    """
    env: dict[str, Any] = {}
    tokens = _lower_heads(_PARSER.parse(text.replace("\x00", ""), env), highest)
    html: str = _PARSER.renderer.render(tokens, _PARSER.options, env)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )


def words(text: str) -> int:
    """How many words the text has, as limits count them."""
    return len(text.split())
