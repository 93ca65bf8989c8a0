"""The show notes as Spotify takes them: HTML, a paragraph a line, no line breaks within, the disclosure as the last line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

MOST_CHARACTERS = 4_000
_TAG = re.compile(r"<[^>]*>")
_INLINE = ("a", "b", "i", "strong", "em")
_BLOCKS = ("p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "tr", "br", "hr")


def spotify_summary(html: str, last_line: str = "", secrets: Sequence[str] = ()) -> str:
    """Notes of paragraphs and lists as lines of <p>; what is too long loses lines from the end, never `last_line`. A first
    paragraph that is too long by itself loses words, and its links.

    Addresses with one of the `secrets` are left out: a link keeps its words, and a line that is nothing else goes with it.

    >>> spotify_summary("<p>On the ice.</p><ul><li>00:00 <b>Dawn</b></li></ul>", "Made with AI.").splitlines()
    ['<p>On the ice.</p>', '<p>• 00:00 <b>Dawn</b></p>', '<p>Made with AI.</p>']
    """
    reader = _Lines(secrets)
    reader.feed(html)
    reader.close()
    reader.end_line()
    last = [f"<p>{escape(' '.join(last_line.split()), quote=False)}</p>"] if last_line.strip() else []
    lines = [line for line in reader.lines if line not in last]
    room = MOST_CHARACTERS - len("\n".join(["", *last]))
    while len(lines) > 1 and len("\n".join(lines)) > room:
        lines.pop()
    if lines and len(lines[0]) > room:
        lines = [_shortened(lines[0], room)]
    return "\n".join([*lines, *last])


def _shortened(line: str, room: int) -> str:
    """As many words of a line as there is room for, without their tags."""
    words = _TAG.sub("", line).split()
    while words and len(" ".join(words)) > room - len("<p> …</p>"):
        words.pop()
    return f"<p>{' '.join(words)} …</p>"


class _Lines(HTMLParser):
    """HTML → one line of inline HTML a block."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._address = re.compile(rf"\S*(?:{'|'.join(map(re.escape, secrets))})\S*") if secrets else None
        self._is_in_secret_link = self._is_something_left_out = self._has_other_words = False
        self._words, self._mark = "", ""
        self._open: list[str] = []
        self._counts: list[int | None] = []  # of each list that is open: how many items, None for one without numbers

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and self._address and self._address.search(href or ""):
            self._is_in_secret_link = self._is_something_left_out = True
        elif tag in _INLINE:
            self._words += f'<a href="{escape(href)}">' if tag == "a" and href else f"<{tag}>"
            self._open.append(tag)
        elif tag in ("ul", "ol"):
            self.end_line()
            self._counts.append(0 if tag == "ol" else None)
        elif tag in _BLOCKS:
            self.end_line()
            self._mark = self._next_mark() if tag == "li" else self._mark

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._is_in_secret_link = False
        if tag in self._open:
            while self._open:
                closed = self._open.pop()
                self._words += f"</{closed}>"
                if closed == tag:
                    break
        elif tag in ("ul", "ol"):
            self.end_line()
            self._counts = self._counts[:-1]
        elif tag in _BLOCKS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        said = self._address.sub("", data) if self._address else data
        self._is_something_left_out |= said != data
        self._has_other_words |= bool(said.strip()) and not self._is_in_secret_link
        self._words += escape(said, quote=False)

    def _next_mark(self) -> str:
        count = self._counts[-1] if self._counts else None
        if count is None:
            return "• "
        self._counts[-1] = count + 1
        return f"{count + 1}. "

    def end_line(self) -> None:
        while self._open:
            self._words += f"</{self._open.pop()}>"
        words = " ".join(self._words.split())
        if self._is_something_left_out and not self._has_other_words:
            self._mark = ""
        elif words:
            self.lines.append(f"<p>{self._mark}{words}</p>")
            self._mark = ""
        self._words = ""
        self._is_something_left_out = self._has_other_words = False
