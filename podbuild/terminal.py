"""Writing to a terminal, a log or a pipe: no text of an author steers the terminal, and a reader that leaves ends nothing.

Deliberately absent: what is said. report.py and the commands decide that.
"""

from __future__ import annotations

import os
import sys
import unicodedata

import click

_UNSHOWN = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_UNSHOWN |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}
# What turns the direction of writing round would show a line in another order than it is written.
_UNSHOWN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)


def say(text: str, *, err: bool = False) -> None:
    """Print a line. Where the reader of our output has gone, as `| head` does, the work goes on unheard."""
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        unhear(err=err)


def unhear(*, err: bool) -> None:
    """From here on, nobody reads that stream: what is written to it goes nowhere."""
    stream = sys.stderr if err else sys.stdout
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def harmless(text: str) -> str:
    """The text with control characters made visible, one for one, so that carets still point at their place.

    >>> harmless("a\\x1b[31mb")
    'a␛[31mb'
    """
    return text.translate(_UNSHOWN)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> cells("abc"), cells("氷河"), cells("e\\u0301")
    (3, 4, 1)
    """
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fitted(text: str, width: int) -> str:
    """The text cut to that many columns, its end replaced by "…".

    >>> fitted("the-glacier-that-sang", 12), fitted("氷河の歌", 5), fitted("short", 12)
    ('the-glacier…', '氷河…', 'short')
    """
    if cells(text) <= width:
        return text
    kept = ""
    for char in text:
        if cells(kept) + _cells(char) > width - 1:
            break
        kept += char
    return kept + "…"


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text with spaces to that many columns, behind it or before it."""
    gap = " " * max(0, width - cells(text))
    return gap + text if right else text + gap


def show_code(address: str) -> None:
    """The address as a QR code, for a phone's camera; where the output is no terminal, nothing."""
    if sys.stdout.isatty():
        import segno

        segno.make(address, error="l").terminal(compact=True, border=2)
