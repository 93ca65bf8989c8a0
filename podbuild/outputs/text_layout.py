"""Plain texts of labels and values, laid out for people: headings, rows in two columns, lines of a bounded width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from podbuild.outputs.plain_text import columns

WIDTH = 100
_LABEL_WIDTH = 22


def joined(*parts: str) -> str:
    """The parts with an empty line between them; empty ones are left out."""
    return "\n\n".join(part for part in parts if part) + "\n"


def headed(title: str, body: str) -> str:
    """A text below its underlined title; nothing for an empty text.

    >>> headed("Ice", "cold")
    'Ice\\n---\\ncold'
    """
    return f"{title}\n{'-' * columns(title)}\n{body}" if body else ""


def rows(pairs: Sequence[tuple[str, str]]) -> str:
    """Labels and values side by side; a pair without a value is left out.

    >>> rows([("Title", "Ice"), ("Subtitle", "")])
    '  Title                   Ice'
    """
    shown = [(label, value) for label, value in pairs if value]
    width = max([_LABEL_WIDTH, *(columns(label) for label, _ in shown)])
    return "\n".join(_row(label, value, width) for label, value in shown)


def _row(label: str, value: str, width: int) -> str:
    lead = f"  {label}{' ' * (width - columns(label))}  "
    room = max(40, WIDTH - columns(lead))
    return lead + f"\n{' ' * columns(lead)}".join(_lines(value, room))


def indented(text: str, by: int = 0) -> str:
    """A paragraph in lines of at most WIDTH characters, each behind so many spaces."""
    return "\n".join(" " * by + line for line in _lines(text, WIDTH - by))


def _lines(text: str, room: int) -> list[str]:
    """Whole words in lines of that many characters: no address is broken."""
    if columns(text) <= room:
        return [text]
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
