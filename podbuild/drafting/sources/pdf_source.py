"""A PDF file → its paragraphs, each with the number of its page."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.reader import Material, Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_libraries import library
from podbuild.drafting.sources.source_words import MOST_CHARACTERS, one_line, shortened

_MOST_BYTES = 50_000_000
_MOST_PAGES = 500
_MOST_SECONDS = 60.0
_PARTED = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")  # a word that goes on in the next line
_JOINED_LETTERS = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_ENDS = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*\s*$")
_BEGINS = re.compile(r"\s*[^\W_a-zà-ÿ]|\s*[^\w\s,;.)\]]")  # no small letter
_SHORT, _SHORTER = 0.8, 0.5  # of the page's longest line: with the end of a sentence, or without


def _suits(location: str) -> bool:
    return PurePosixPath(location).suffix.casefold() == ".pdf"


def _bad(material: Material, code: str, what: str, fix: str) -> SourceUnread:
    span = None if material.url else Span(material.origin)
    return SourceUnread(Diagnostic(code, f"{material.origin} {what}", span, fix=fix))


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    pypdf = library("pypdf", "PDF files")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would tell of every oddity, and none matters to the author
    material = open(wanted.location, _MOST_BYTES)
    document = _opened(pypdf, material)
    try:
        count = len(document.pages)
        title = one_line(str((document.metadata or {}).get("/Title") or ""))
    except Exception:  # whatever a damaged file makes the library raise
        raise _damaged(material) from None
    found, warnings, damaged = [], [], 0
    begun = setting.world.elapsed_seconds()
    characters = 0
    for number in range(min(count, _MOST_PAGES)):
        try:
            text = document.pages[number].extract_text()
        except Exception:
            damaged += 1
            continue
        found += [Said(f"Page {number + 1}: {paragraph}") for paragraph in _paragraphs(text)]
        characters += len(text)
        if characters > 2 * MOST_CHARACTERS or setting.world.elapsed_seconds() - begun > _MOST_SECONDS:
            count = number + 1 if number + 1 == count else count
            warnings.append(shortened(material.origin, f"only the first {number + 1} of {count} pages were read"))
            break
    else:
        if count > _MOST_PAGES:
            warnings.append(shortened(material.origin, f"only the first {_MOST_PAGES} of {count} pages were read"))
    if not found:
        if damaged:
            raise _damaged(material)
        what = "has no text: its pages are pictures, as a scanner makes them"
        raise _bad(material, "source-no-text", what, "let a program recognise the text (OCR) first, ocrmypdf for example")
    if damaged:
        warnings.append(shortened(material.origin, f"{damaged} of {count} pages are damaged and were left out"))
    return Reading(material.origin, tuple(found), title, bool(material.url), tuple(warnings))


def _opened(pypdf: Any, material: Material) -> Any:
    try:
        document = pypdf.PdfReader(io.BytesIO(material.data), strict=False)
        is_locked = document.is_encrypted and not document.decrypt("")
    except pypdf.errors.DependencyError:
        what = "is encrypted in a way that needs the package cryptography"
        raise _bad(material, "source-locked", what, "save a copy without protection, or: pip install cryptography") from None
    except Exception:  # whatever a damaged file makes the library raise
        raise _damaged(material) from None
    if is_locked:
        raise _bad(material, "source-locked", "is locked with a password", "save a copy without it, and give that")
    return document


def _damaged(material: Material) -> SourceUnread:
    if not material.data[:1024].lstrip().startswith(b"%PDF"):
        return _bad(material, "source-damaged", "is no PDF file, whatever its name says", "check that it is the right file")
    return _bad(material, "source-damaged", "is damaged: its pages cannot be read", "save or download it anew")


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a page; what is hyphenated at a line's end is one word again, and joined letters are letters."""
    text = _PARTED.sub("", text.replace("\r", "\n").translate(_JOINED_LETTERS))
    for block in re.split(r"\n[ \t]*\n", text):
        for paragraph in _parted(block.splitlines()):
            if words := one_line(paragraph):
                yield words


def _parted(lines: list[str]) -> Iterator[str]:
    """Lines, as paragraphs: few files say where one ends, but its last line is seldom a full one."""
    full = max(map(len, lines), default=0)
    found: list[str] = []
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        found.append(line)
        is_end = len(line) < _SHORT * full and (_ENDS.search(line) or len(line) < _SHORTER * full)
        if is_end and _BEGINS.match(after):
            yield "\n".join(found)
            found = []
    yield "\n".join(found)


PDF = Reader(
    "pdf",
    "PDF files: the paragraphs of each page, with its number",
    "report.pdf",
    _suits,
    _read,
    types=("application/pdf", "application/x-pdf"),
)
