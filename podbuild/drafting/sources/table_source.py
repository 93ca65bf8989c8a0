"""A table (CSV) → a passage for each row: `Name: x; Score: y`."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.notes_source import text_of
from podbuild.drafting.sources.reader import Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_words import MOST_PASSAGES, one_line, shortened

_MOST_BYTES = 20_000_000
_MOST_COLUMNS = 200
_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT_ROWS = 30
_LOOKED_AT_CHARACTERS = 20_000


def _suits(location: str) -> bool:
    return PurePosixPath(location.partition("?")[0]).suffix.casefold() in (".csv", ".tsv", ".tab")


def delimiter(text: str) -> str:
    r"""What parts the columns: what gives the rows at the beginning the most columns that are the same in number.

    >>> delimiter("Name;Score\nAda;1,5\nBo;2,5\n"), delimiter("a\tb\n1\t2\n"), delimiter("word\nother\n")
    (';', '\t', ',')
    """
    sample = text[:_LOOKED_AT_CHARACTERS]
    rated = []
    for mark in _DELIMITERS:
        try:
            rows = [row for row in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=mark), _LOOKED_AT_ROWS) if row]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        rated.append((count if width > 1 else 0, width, mark))
    return max(rated, key=lambda r: (r[0], r[1]))[2] if rated and max(rated)[0] else ","


def read_rows(text: str) -> Iterator[list[str]]:
    """The rows of a table, without empty ones. Raises csv.Error."""
    text = text.removeprefix("\ufeff")
    mark = ""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:  # as Excel says it
        mark, text = first.strip()[4], rest
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark or delimiter(text)):
        cells = [one_line(cell) for cell in row]
        if any(cells):
            yield cells


def columns(row: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the columns, where the first row holds names: none is a number, none is there twice, none is missing."""
    names = [name for name in row if name]
    if len(names) < len(row) - 1 or len(set(names)) < len(names) or any(_is_number(name) for name in names):
        return None
    return tuple(name or f"Column {n}" for n, name in enumerate(row, 1))


def _is_number(cell: str) -> bool:
    bare = cell.strip("+-%$€£ ").replace(",", "").replace(".", "").replace(" ", "").replace("'", "")
    return bare.isdigit()


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    material = open(wanted.location, _MOST_BYTES)
    text, warnings = text_of(material)
    span = None if material.url else Span(material.origin)
    try:
        rows = list(islice(read_rows(text), MOST_PASSAGES + 2))
    except csv.Error as error:
        message = f"{material.origin} is no table that can be read: {error}"
        raise SourceUnread(Diagnostic("source-damaged", message, span, fix="save it anew, as CSV in UTF-8")) from None
    names = columns(rows[0]) if len(rows) > 1 or (rows and len(rows[0]) > 1) else None
    body = rows[1:] if names else rows
    if not body:
        fix = "write rows below the names of the columns, or leave it out"
        raise SourceUnread(Diagnostic("source-empty", f"{material.origin} has no rows", span, fix=fix))
    if any(len(row) > _MOST_COLUMNS for row in body):
        warnings = (*warnings, shortened(material.origin, f"only the first {_MOST_COLUMNS} columns were taken"))
    if len(body) > MOST_PASSAGES:
        body, what = body[:MOST_PASSAGES], f"only the first {MOST_PASSAGES} rows were taken"
        warnings = (*warnings, shortened(material.origin, what))
    return Reading(material.origin, tuple(Said(_told(names or (), row)) for row in body), "", bool(material.url), warnings)


def _told(names: Sequence[str], row: Sequence[str]) -> str:
    """A row in words; what is empty is left out.

    >>> _told(("Name", "Score", "Team"), ("Ada", "", "North", "x"))
    'Name: Ada; Team: North; Column 4: x'
    """
    named = ((names[n] if n < len(names) else f"Column {n + 1}", cell) for n, cell in enumerate(row[:_MOST_COLUMNS]))
    return "; ".join(f"{name}: {cell}" for name, cell in named if cell)


TABLE = Reader(
    "table",
    "Tables (CSV): a passage for each row, with the names of its columns",
    "scores.csv",
    _suits,
    _read,
    types=("text/csv", "text/tab-separated-values", "application/csv"),
    also=("csv",),
)
