"""A paragraph's Markdown → pieces. Nothing of the notation may reach speech: no star, brace, backtick or address.

podbuild reads inline Markdown itself, because markdown-it tells no places inside a paragraph. What CommonMark would let
stand as plain text but is surely a slip (a star that nothing closes) is a mistake here: it would be read aloud.
A bare address is spoken as its host ("example.org") and linked in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from podbuild.model.show import Link
from podbuild.source.desk import Desk
from podbuild.source.emphasis import Mark, Stretch, mark_at, resolve
from podbuild.source.passage import Passage
from podbuild.source.pieces import CuePiece, PicturePiece, Piece, Words
from podbuild.source.shared_fields import host_of

_TOKEN = re.compile(r"[\\`*_{}\[!<&~\n]|https?://|(?<![\w.])www\.")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^\s<>]+|[\w.+-]+@[\w.-]+\.\w+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")
_BARE_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”{}`]+")
_TARGET = re.compile(
    r"\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")

References = Mapping[str, str]


def read_inline(passage: Passage, desk: Desk, references: References) -> list[Piece]:
    """The pieces of a paragraph's text. `references` gives the address for a link's label, in lower case."""
    reader = _Reader(passage, desk, references)
    return reader.read(0, len(passage.text))


class _Reader:
    def __init__(self, passage: Passage, desk: Desk, references: References) -> None:
        self.passage, self.text, self.desk, self.references = passage, passage.text, desk, references
        self._starts = {"\\": self._escape, "`": self._code, "{": self._cue, "[": self._bracket, "!": self._picture}
        self._starts |= {"<": self._angle, "&": self._entity, "\n": self._line_break, "}": self._stray_brace}
        self._parts: list[object] = []
        self._link: Link | None = None

    def read(self, begin: int, end: int) -> list[Piece]:
        return self._finished(self._read_parts(begin, end, None))

    def _read_parts(self, begin: int, end: int, link: Link | None) -> list[object]:
        outer, outer_link = self._parts, self._link
        self._parts, self._link = [], link
        at = begin
        while at < end:
            found = _TOKEN.search(self.text, at, end)
            stop = found.start() if found else end
            self._add(self.text[at:stop], at, stop)
            at = stop if not found else max(self._take(stop, end), stop + 1)
        resolve(self._parts)
        parts, self._parts, self._link = self._parts, outer, outer_link
        return parts

    def _take(self, at: int, end: int) -> int:
        """What begins at a place goes to the parts; the place behind it comes back."""
        char = self.text[at]
        if char in "*_":
            mark = mark_at(self.text[:end], at)
            self._parts.append(mark)
            return at + mark.length
        if char in "hw":
            return self._bare_url(at, end)
        if char == "~":
            return self._tilde(at, end)
        return self._starts[char](at, end)

    def _add(self, text: str, begin: int, end: int) -> int:
        if text:
            self._parts.append(Stretch(text, begin, end, 0, self._link))
        return end

    def _say(self, code: str, message: str, begin: int, end: int, fix: str) -> None:
        self.desk.say(code, message, self.passage.span(begin, end), fix)

    def _escape(self, at: int, end: int) -> int:
        after = self.text[at + 1 : at + 2] if at + 1 < end else ""
        if after == "\n":
            return self._line_break(at + 1, end)
        return self._add(after, at, at + 2) if after in _ESCAPABLE and after else self._add("\\", at, at + 1)

    def _code(self, at: int, end: int) -> int:
        ticks = re.compile("`+").match(self.text, at, end)
        assert ticks
        for close in re.compile("`+").finditer(self.text, ticks.end(), end):
            if len(close[0]) == len(ticks[0]):
                inner = self.text[ticks.end() : close.start()].replace("\n", " ")
                if inner.startswith(" ") and inner.endswith(" ") and inner.strip():
                    inner = inner[1:-1]
                self._add(inner.replace("`", ""), ticks.end(), close.start())
                return close.end()
        self._say("code-open", "a backtick that nothing closes", at, ticks.end(), "close it, or write \\` to have it spoken")
        return ticks.end()

    def _cue(self, at: int, end: int) -> int:
        close = cue_end(self.text, at, end)
        if close is None:
            self._say("cue-open", "a cue that nothing closes", at, at + 1, "add the closing brace, or write \\{ for a brace")
            return at + 1
        before = self.text[at - 1 : at]
        self._parts.append(
            CuePiece(self.passage.part(at, close), at, close, bool(before) and not before.isspace() and before != "}")
        )
        return close

    def _stray_brace(self, at: int, end: int) -> int:
        self._say("brace-stray", "a closing brace that nothing opens", at, at + 1, "delete it, or write \\} for a brace")
        return min(at + 1, end)

    def _bracket(self, at: int, end: int) -> int:
        close = _bracket_end(self.text, at, end)
        if close is None:
            return self._add("[", at, at + 1)
        inner = self.text[at + 1 : close]
        if inner.startswith("^"):  # a footnote's mark is not spoken
            return close + 1
        target, after = self._target(close + 1, end, inner)
        if target is None:
            self._add("[", at, at + 1)
            return at + 1
        parts = self._read_parts(at + 1, close, None)
        words = "".join(part.text for part in parts if isinstance(part, Stretch))
        if not re.match(r"(?:https?://|mailto:)", target):
            self._say("url-bad", f'"{target}" is not a web address', at, after, "begin it with https://")
        link = Link(target, " ".join(words.split()) or host_of(target), self.passage.span(at, after))
        for part in parts:
            if isinstance(part, Stretch):
                part.link = link
            elif isinstance(part, Mark):
                part.can_open = part.can_close = False
        self._parts += parts
        return after

    def _target(self, at: int, end: int, label: str) -> tuple[str | None, int]:
        """The address behind a link's words, in round brackets or by reference, and the place behind it."""
        if m := _TARGET.match(self.text, at, end):
            return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", m[1] if m[1] is not None else m[2]), m.end()
        m = re.compile(r"\[([^\[\]]*)\]").match(self.text, at, end)
        key = " ".join((m[1] if m and m[1].strip() else label).split()).casefold()
        return self.references.get(key), m.end() if m else at

    def _picture(self, at: int, end: int) -> int:
        close = _bracket_end(self.text, at + 1, end) if self.text[at + 1 : at + 2] == "[" else None
        if close is None:
            return self._add("!", at, at + 1)
        target, after = self._target(close + 1, end, self.text[at + 2 : close])
        if not target:
            self._say("picture-open", "a picture without a file", at, close + 1, "write ![what it shows](file)")
            return close + 1
        alt = re.sub(r"\\(.)", r"\1", " ".join(self.text[at + 2 : close].split()))
        self._parts.append(PicturePiece(target, re.sub(r"[*`]", "", alt), at, after))
        return after

    def _angle(self, at: int, end: int) -> int:
        if m := _AUTOLINK.match(self.text, at, end):
            url = m[1] if ":" in m[1] else f"mailto:{m[1]}"
            return self._linked(url, at, m.end())
        if m := _TAG.match(self.text, at, end):
            fix = "use Markdown, or move it under a heading with {.unspoken}"
            self._say("html-in-speech", f'"{m[0][:40]}" is HTML, which cannot be spoken', at, m.end(), fix)
            return m.end()
        return self._add("<", at, at + 1)

    def _bare_url(self, at: int, end: int) -> int:
        m = _BARE_URL.match(self.text, at, end)
        if not m:
            return self._add(self.text[at], at, at + 1)
        url = m[0].rstrip(".,;:!?*_'’\\")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(".,;:!?*_'’")
        return self._linked(url if url.startswith("http") else f"https://{url}", at, at + max(len(url), 4))

    def _linked(self, url: str, begin: int, end: int) -> int:
        link = self._link or Link(url, host_of(url), self.passage.span(begin, end))
        self._parts.append(Stretch(host_of(url), begin, end, 0, link))
        return end

    def _entity(self, at: int, end: int) -> int:
        m = _ENTITY.match(self.text, at, end)
        return self._add(unescape(m[0]), at, m.end()) if m else self._add("&", at, at + 1)

    def _tilde(self, at: int, end: int) -> int:
        if self.text[at : min(at + 2, end)] == "~~":
            self._say(
                "strike-in-speech", "struck-out text cannot be spoken", at, at + 2, "delete the words, or write \\~ for a tilde"
            )
            return at + 2
        return self._add("~", at, at + 1)

    def _line_break(self, at: int, end: int) -> int:
        after = at + 1
        while after < end and self.text[after] in " \t":
            after += 1
        is_wide = _WIDE.match(self.text[at - 1 : at]) and _WIDE.match(self.text[after : after + 1])
        return self._add("" if is_wide else " ", at, after) or after

    def _finished(self, parts: list[object]) -> list[Piece]:
        pieces: list[Piece] = []
        for part in parts:
            match part:
                case Mark() if part.count:
                    pieces += self._leftover(part)
                case Stretch():
                    _append(pieces, Words(part.text, part.begin, part.end, part.emphasis, part.link))
                case CuePiece() | PicturePiece():
                    pieces.append(part)
        return pieces

    def _leftover(self, mark: Mark) -> list[Piece]:
        if mark.char == "_":
            return [Words("_" * mark.count, mark.begin, mark.begin + mark.count)]
        self._say(
            "emphasis-open",
            "a star that nothing closes",
            mark.begin,
            mark.begin + mark.count,
            "close it, or write \\* to have it spoken",
        )
        return []


def _append(pieces: list[Piece], words: Words) -> None:
    last = pieces[-1] if pieces else None
    if isinstance(last, Words) and (last.emphasis, last.link) == (words.emphasis, words.link):
        pieces[-1] = Words(last.text + words.text, last.begin, words.end, words.emphasis, words.link)
    else:
        pieces.append(words)


def cue_end(text: str, at: int, end: int) -> int | None:
    """The place behind the brace that closes the one at `at`. An apostrophe inside a word opens no quote.

    >>> cue_end("{say: don't} x", 0, 14), cue_end("{say: '}'}", 0, 10), cue_end("{a", 0, 2)
    (12, 10, None)
    """
    depth, quote, before = 0, "", ""
    for i in range(at, end):
        char = text[i]
        if quote:
            if char == quote and not (quote == '"' and text[i - 1] == "\\"):
                quote = ""
        elif char in "'\"" and before in "{[,:":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return i + 1
        if not char.isspace():
            before = char
    return None


def skipped_whole(text: str, at: int) -> int:
    """The place behind what belongs together at `at`: a cue, code, a link's words; else behind the one character.

    >>> skipped_whole("{say: x} y", 0), skipped_whole("[a](b)", 0), skipped_whole("[a] b", 0)
    (8, 3, 1)
    """
    if text[at] == "{":
        return cue_end(text, at, len(text)) or at + 1
    if text[at] == "[" and (close := _bracket_end(text, at, len(text))) and text[close + 1 : close + 2] in ("(", "["):
        return close + 1
    if text[at] != "`":
        return at + 1
    ticks = len(text[at:]) - len(text[at:].lstrip("`"))
    close_ticks = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(text, at + ticks)
    return close_ticks.end() if close_ticks else at + ticks


def _bracket_end(text: str, at: int, end: int) -> int | None:
    depth, i = 0, at
    while i < end:
        if text[i] == "\\":
            i += 1
        elif text[i] in "[]":
            depth += 1 if text[i] == "[" else -1
            if depth == 0:
                return i
        i += 1
    return None
