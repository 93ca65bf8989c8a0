"""Mistakes as values: where, what is wrong, why, and what to do.

Whatever can find an author's mistake returns `(value | None, diagnostics)`. Nothing here prints; `report` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in one of the author's files.

    Lines and columns count from 1, columns in characters; `end_column` is exclusive and on the same line.
    """

    file: str
    line: int = 1
    column: int = 1
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that belongs to a mistake ("first used here")."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing an author should know, in the author's own words."""

    code: str
    message: str
    span: Span | None = None
    severity: Severity = "error"
    fix: str = ""
    why: str = ""
    notes: tuple[Note, ...] = field(default=())

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.is_error for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, line and column, and drop what is said twice; what has no place comes first."""

    def place(d: Diagnostic) -> tuple[str, int, int, str]:
        return (d.span.file, d.span.line, d.span.column, d.code) if d.span else ("", 0, 0, d.code)

    return tuple(sorted(dict.fromkeys(diagnostics), key=place))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """An imperative that names the nearest known word, and all of them where they are few.

    >>> did_you_mean("pich", ["pitch", "rate", "voice"])
    'did you mean "pitch"? known: pitch, rate, voice'
    >>> did_you_mean("zzz", [])
    ''
    """
    names = sorted(set(known))
    by_folded = {name.casefold(): name for name in names}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    parts = [f'did you mean "{by_folded[near[0]]}"?'] if near else []
    if 0 < len(names) <= 20:
        parts.append("known: " + ", ".join(names))
    return " ".join(parts)


def render(diagnostic: Diagnostic, source_line: Callable[[str, int], str | None]) -> str:
    """The plain text of one mistake: place, code, message, the line with a caret, why, fix, second places.

    `source_line(file, line)` gives a line of the author's file without its line end, or None.
    """
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    out = [f"{place}{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    if diagnostic.span:
        out += _excerpt(diagnostic.span, source_line)
    if diagnostic.why:
        out.append(f"  why:  {diagnostic.why}")
    if diagnostic.fix:
        out.append(f"  fix:  {diagnostic.fix}")
    for note in diagnostic.notes:
        out.append(f"  note: {note.span}: {note.message}")
    return "\n".join(out)


def _excerpt(span: Span, source_line: Callable[[str, int], str | None]) -> list[str]:
    text = source_line(span.file, span.line)
    if text is None or not text.strip():
        return []
    shift = max(0, span.column - 60)  # a paragraph is one long line: show what is around the place
    shown = text[shift : shift + 100].replace("\t", " ")
    width = max(1, min((span.end_column or span.column + 1) - span.column, len(shown) - (span.column - 1 - shift)))
    caret = " " * (span.column - 1 - shift) + "^" * max(1, width)
    return [f"{span.line:>5} | {shown}", f"      | {caret}"]


def to_plain(d: Diagnostic) -> list[Any]:
    """A mistake with its places as plain JSON values, for what is remembered."""
    return [d.code, d.message, _plain_span(d.span), d.severity, d.fix, d.why, [[n.message, _plain_span(n.span)] for n in d.notes]]


def from_plain(value: list[Any]) -> Diagnostic:
    """The mistake again. Raises ValueError or TypeError where the value is none."""
    code, message, span, severity, fix, why, notes = value
    place = None if span is None else Span(*span)
    return Diagnostic(code, message, place, severity, fix, why, tuple(Note(m, Span(*s)) for m, s in notes))


def _plain_span(span: Span | None) -> list[Any] | None:
    return None if span is None else [span.file, span.line, span.column, span.end_column]
