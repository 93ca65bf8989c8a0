"""Notes in Markdown or plain text → their paragraphs and list items, each under its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.reader import Material, Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_words import decoded, one_line

_MOST_BYTES = 20_000_000
_SUFFIXES = ("", ".md", ".markdown", ".mdown", ".txt", ".text", ".rst", ".org", ".adoc")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*")


def _suits(location: str) -> bool:
    return PurePosixPath(location.replace("\\", "/")).suffix.casefold() in _SUFFIXES


def text_of(material: Material) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a source, with plain line ends, and a warning where its encoding was guessed. Raises SourceUnread."""
    found = decoded(material.data, material.charset)
    if found is None:
        message = f"{material.origin} is no text"
        fix = "save it as text (UTF-8), Markdown or PDF"
        raise SourceUnread(Diagnostic("source-no-text", message, _span(material), fix=fix))
    text, is_guessed = found
    warnings: tuple[Diagnostic, ...] = ()
    if is_guessed:
        message = f"{material.origin} is not in UTF-8: it was read as Windows-1252"
        fix = "look at its accents and quotes in the draft; save it as UTF-8 to be sure"
        warnings = (Diagnostic("source-encoding-guessed", message, _span(material), severity="warning", fix=fix),)
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def _span(material: Material) -> Span | None:
    return None if material.url else Span(material.origin)


@dataclass(slots=True)
class _Page:
    """What was read so far: the headings that hold, and the paragraph that goes on."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    title: str = ""
    is_bare: bool = False  # the last heading has nothing below it so far

    def ended(self) -> Iterator[Said]:
        """The paragraph that ends here, under its headings (but for the title, which the source has as a whole)."""
        text = one_line(" ".join(self.lines))
        self.lines = []
        if text:
            self.is_bare = False
            above = [words for level, words in self.headings if not (level == 1 and words == self.title)]
            yield Said(": ".join([" / ".join(above), text]) if above else text)

    def head(self, level: int, words: str) -> Iterator[Said]:
        """A heading begins; one before it that nothing stood under, not even a smaller one, says what it says by itself."""
        if level <= (self.headings[-1][0] if self.headings else 0):
            yield from self.end()
        self.is_bare = True
        words = one_line(words)
        self.title = self.title or (words if level == 1 else "")
        self.headings = [(lv, w) for lv, w in self.headings if lv < level]
        if words:
            self.headings.append((level, words))

    def end(self) -> Iterator[Said]:
        above = [words for _, words in self.headings]
        if self.is_bare and above and above != [self.title]:
            yield Said(" / ".join(words for words in above if words != self.title) or above[-1])


def read_notes(text: str) -> tuple[str, tuple[Said, ...]]:
    r"""The title and what is said.

    >>> [said.text for said in read_notes("# Ice\n\nIt sings\nat night.\n\n## Why\n\n- It *cracks*.\n- See [map](https://e.org).\n")[1]]
    ['It sings at night.', 'Why: It *cracks*.', 'Why: See [map](https://e.org).']
    """
    page = _Page()
    said = list(_said(_without_front_matter(text).split("\n"), page))
    return page.title, tuple(said)


def _said(lines: list[str], page: _Page) -> Iterator[Said]:
    fence = ""
    for line in lines:
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                yield from page.ended()
            elif line.strip():
                page.lines.append(line)
            continue
        if opened := _FENCE.match(line):
            yield from page.ended()
            fence = opened[1]
        elif not line.strip():
            yield from page.ended()
        elif heading := _HEADING.fullmatch(line):
            yield from page.ended()
            yield from page.head(len(heading[1]), heading[2])
        elif page.lines and len(page.lines) == 1 and _is_underline(page.lines[0], line):
            words = page.lines.pop()
            yield from page.head(1 if "=" in line else 2, words)
        elif _RULE.fullmatch(line) or ("|" in line and _TABLE_RULE.fullmatch(line)):
            yield from page.ended()
        elif item := _ITEM.fullmatch(line):
            yield from page.ended()
            page.lines.append(item[1])
        elif line.lstrip().startswith("|"):  # a row of a table is a passage
            yield from page.ended()
            page.lines.append("; ".join(cell.strip() for cell in line.strip().strip("|").split("|")))
            yield from page.ended()
        else:
            page.lines.append(line.lstrip().removeprefix(">") if line.lstrip().startswith(">") else line)
    yield from page.ended()
    yield from page.end()


def _is_underline(above: str, line: str) -> bool:
    found = _UNDERLINE.fullmatch(line)
    return bool(found) and not _ITEM.fullmatch(above) and (len(line.strip()) > 2 or "=" in line)


def _without_front_matter(text: str) -> str:
    """Front matter tells of the file, not of the matter."""
    text = text.removeprefix("\ufeff")
    if not text.startswith("---\n"):
        return text
    end = re.search(r"\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text[3:])
    return text[3 + end.end() :] if end else text


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    material = open(wanted.location, _MOST_BYTES)
    text, warnings = text_of(material)
    title, said = read_notes(text)
    if not said and title:
        said = (Said(title),)
    if not said:
        message = f"{material.origin} is empty"
        raise SourceUnread(Diagnostic("source-empty", message, _span(material), fix="write something into it, or leave it out"))
    return Reading(material.origin, said, title, bool(material.url), warnings)


NOTES = Reader(
    "notes",
    "Notes in Markdown or plain text: paragraphs and list items, under their headings",
    "notes.md",
    _suits,
    _read,
    types=("text/plain", "text/markdown", "text/x-markdown"),
    also=("text", "markdown", "md"),
)
