"""A page of the web → its title and its text, without menus, advertisements and comments; links stay as Markdown."""

from __future__ import annotations

import logging
import re
from pathlib import PurePosixPath

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.day_words import day, parse_day
from podbuild.drafting.sources.html_words import link
from podbuild.drafting.sources.notes_source import read_notes, text_of
from podbuild.drafting.sources.reader import Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_libraries import library
from podbuild.drafting.sources.source_opening import is_address
from podbuild.drafting.sources.source_words import decoded, one_line

_MOST_BYTES = 10_000_000
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_LINKED = re.compile(r"\[([^\[\]]*)\]\((<[^<>]*>|(?:[^()\s]|\([^()\s]*\))*)\)")


def _suits(location: str) -> bool:
    return is_address(location) or PurePosixPath(location).suffix.casefold() in (".html", ".htm", ".xhtml")


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    trafilatura = library("trafilatura", "web pages")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    material = open(wanted.location, _MOST_BYTES)
    declared = _DECLARED.search(material.data[:4096])
    charset = material.charset or (declared[1].decode() if declared else "")
    found = decoded(material.data, charset)
    html = found[0] if found else text_of(material)[0]
    try:
        page = trafilatura.bare_extraction(
            html,
            url=material.url or None,
            with_metadata=True,
            include_comments=False,
            include_links=True,
            include_formatting=True,
            output_format="python",
        )
    except Exception:  # whatever odd HTML makes the library raise
        page = None
    text = str(getattr(page, "text", "") or "")
    title = one_line(str(getattr(page, "title", "") or ""))
    said = [Said(_checked_links(one.text)) for one in read_notes(text)[1]]
    if not said:
        span = None if material.url else Span(material.origin)
        message = f"{material.origin} has no text that can be read: it may be drawn by scripts, or want a login"
        fix = "open it in a browser, save what you see as text or PDF, and give that as the source"
        raise SourceUnread(Diagnostic("source-no-text", message, span, fix=fix))
    head = _head(title, one_line(str(page.author or "")), str(page.date or ""), material.origin)
    return Reading(material.origin, (*((Said(head),) if title else ()), *said), title, bool(material.url))


def _head(title: str, author: str, date: str, origin: str) -> str:
    """What the page is: its title (with its address, where that is no secret), who wrote it and when."""
    when = parse_day(date)
    by = ", ".join(part for part in (f"by {author}" if author else "", day(when) if when else "") if part)
    named = link(title, origin) if is_address(origin) and "/…" not in origin else title
    return f"Title: {named}{f' ({by})' if by else ''}"


def _checked_links(text: str) -> str:
    """Links that lead to the web; of any other, the words."""
    return _LINKED.sub(lambda m: link(m[1], m[2].strip("<>")) if m[1] else "", text)


PAGE = Reader(
    "page",
    "Pages of the web, or saved ones: title and text, with their links",
    "https://example.org/ice",
    _suits,
    _read,
    types=("text/html", "application/xhtml+xml"),
    also=("web", "html"),
)
