"""Text made harmless for line-based formats, and HTML made plain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html.parser import HTMLParser

from podbuild.base import web_addresses

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLOCKS = frozenset(("p", "ul", "ol", "table", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "div", "dl"))


def printable(text: str) -> str:
    """The text without control characters and lone surrogates; line ends and tabs stay."""
    return _UNWANTED.sub("", text)


def one_line(text: str) -> str:
    r"""The text on one line: no control characters, every run of white space one space.

    >>> one_line(" a\r\n\tb\x00c\u2028d ")
    'a bc d'
    """
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":  # as nearly all are
        return text
    return " ".join(printable(text).split())


def ascii_url(url: str) -> str:
    """An address as programs take it: no blanks, no control characters, ASCII only, the host in IDNA as in the feed.

    >>> ascii_url("https://e.org/a b/ü?q=1%20#x"), ascii_url("https://bücher.example/ß")
    ('https://e.org/ab/%C3%BC?q=1%20#x', 'https://xn--bcher-kva.example/%C3%9F')
    """
    return web_addresses.ascii_url("".join(printable(url).split()))


def leads_into(folders: Iterable[str], url: str) -> bool:
    """Whether an address has the name of one of these folders in it.

    >>> leads_into(["k3v9"], "https://e.org/k3v9/feed.xml"), leads_into(["k3v9"], "https://e.org/")
    (True, False)
    """
    return any(folder in url for folder in folders)


def columns(text: str) -> int:
    """How wide a text is on screen: letters of East Asian scripts count two, marks on a letter none.

    >>> columns("ice"), columns("氷河"), columns("e\u0301")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.href = ""
        self.words = ""
        self.counts: list[int | None] = []  # for each list that is open: how many items, None for one without numbers

    def _mark(self) -> str:
        count = self.counts[-1] if self.counts else None
        if count is None:
            return "-"
        self.counts[-1] = count + 1
        return f"{count + 1}."

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.href, self.words = dict(attrs).get("href") or "", ""
        elif tag == "li":
            self.parts.append(f"\n{self._mark()} ")
        elif tag == "sup":
            self.parts.append(" [")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
            self.counts += [0] if tag == "ol" else [None] if tag == "ul" else []
        elif tag in ("td", "th"):
            self.parts.append("  ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href:
            if self.href.removeprefix("mailto:") != self.words.strip():
                self.parts.append(f" ({self.href})")
            self.href = ""
        elif tag == "sup":
            self.parts.append("]")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
            del self.counts[len(self.counts) - (tag in ("ol", "ul")) :]

    def handle_data(self, data: str) -> None:
        self.words += data
        self.parts.append(re.sub(r"\s+", " ", data))


def plain(html: str) -> str:
    """HTML as plain text: a blank line between paragraphs, a dash before an item, addresses behind their words.

    >>> plain('<p>See <a href="https://e.org/">this</a>.</p><ul><li>one</li><li>two</li></ul>')
    'See this (https://e.org/).\\n\\n- one\\n- two'
    >>> plain('<p>Ice<sup>1</sup></p><ol><li><p>old</p></li><li>new</li></ol>')
    'Ice [1]\\n\\n1. old\\n\\n2. new'
    """
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = [line.strip() for line in "".join(parser.parts).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return re.sub(r"(?m)^(-|\d+\.)\s*\n+(?=\S)", r"\1 ", text)
