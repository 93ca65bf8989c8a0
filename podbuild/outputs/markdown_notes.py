"""The Markdown of the notes as safe HTML, block by block: the whole of it for a page, or the few tags that podcast apps show.

Deliberately absent: pictures (their alternative text stays), scripts, styles, ids. Links lead to http, https and mailto only;
one that is relative is read from the episode's page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from podbuild.outputs.plain_text import printable

# What Apple Podcasts and Spotify show of a description.
FEED_TAGS = frozenset(("p", "ol", "ul", "li", "a", "b", "i", "strong", "em"))
PAGE_TAGS = FEED_TAGS.union(
    ("h3", "h4", "h5", "h6", "blockquote", "code", "pre", "hr", "br", "s", "sup", "sub"),
    ("table", "thead", "tbody", "tr", "th", "td"),
)
_ALLOWED_SCHEMES = frozenset(("http", "https", "mailto"))


class _Page(RendererHTML):
    """HTML for the page: the headings of the notes stand below the page's own."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<em>{_escaped(tokens[idx].content)}</em>" if tokens[idx].content else ""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<h{min(int(tokens[idx].tag[1]) + 2, 6)}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"</h{min(int(tokens[idx].tag[1]) + 2, 6)}>\n"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<sup>{tokens[idx].meta['id'] + 1}</sup>"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return ""

    def footnote_block_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "<ol>\n"

    def footnote_block_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</ol>\n"


class _Feed(_Page):
    """HTML for apps: what they have no tag for becomes a paragraph."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "<p><strong>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</strong></p>\n"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f" [{tokens[idx].meta['id'] + 1}]"

    def nothing(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return ""

    table_open = table_close = thead_open = thead_close = tbody_open = tbody_close = td_open = th_open = nothing

    def tr_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "<p>"

    def tr_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</p>\n"

    def td_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "" if tokens[idx + 1].type == "tr_close" else " · "

    th_close = td_close

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<p>{_escaped(tokens[idx].content)}</p>\n"

    code_block = fence

    def hardbreak(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return " "


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@cache
def _parser(renderer: type[RendererHTML]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}, renderer_cls=renderer).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    made: Any = parser.renderer
    for name in ("footnote_ref", "footnote_anchor", "footnote_block_open", "footnote_block_close"):
        made.rules[name] = getattr(made, name)  # the plugin has put its own there
    return parser


def page_blocks(markdown: str, base_url: str) -> tuple[str, ...]:
    """The blocks of the notes as safe HTML for the episode's page."""
    return _blocks(markdown, _Page, PAGE_TAGS, base_url)


def feed_blocks(markdown: str, base_url: str) -> tuple[str, ...]:
    """The blocks of the notes with no other tags than apps show."""
    return _blocks(markdown, _Feed, FEED_TAGS, base_url)


def _blocks(markdown: str, renderer: type[RendererHTML], tags: frozenset[str], base_url: str) -> tuple[str, ...]:
    parser = _parser(renderer)
    env: dict[str, Any] = {}
    tokens = parser.parse(printable(markdown), env)
    parts = [parser.renderer.render(group, parser.options, env) for group in _groups(tokens)]
    return tuple(clean for part in parts if (clean := sanitised(part, tags, base_url)))


def _groups(tokens: list[Token]) -> list[list[Token]]:
    """Tokens cut at the top level: one list a block."""
    groups: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    return groups


def sanitised(html: str, tags: frozenset[str], base_url: str) -> str:
    """HTML with these tags only, balanced, its links safe (http, https, mailto) and marked `nofollow`."""

    def attribute(tag: str, name: str, value: str) -> str | None:
        return _safe_link(value, base_url) if name == "href" else value  # the other is `rel`, which nh3 itself sets

    return nh3.clean(
        html,
        tags=set(tags),
        attributes={"a": {"href"}},
        attribute_filter=attribute,
        url_schemes=set(_ALLOWED_SCHEMES),
        link_rel="nofollow noopener noreferrer",
    ).strip()


def _safe_link(url: str, base_url: str) -> str | None:
    if url.startswith("#"):
        return None
    try:
        joined = urljoin(base_url, url.strip())
        return joined if urlsplit(joined).scheme.casefold() in _ALLOWED_SCHEMES else None
    except ValueError:
        return None
