"""What an author names as sources → what they say, each with a name of its own. All that cannot be read is told together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from podbuild.base.diagnostics import Diagnostic, Span, did_you_mean
from podbuild.drafting.snapshots import is_snapshot, read_snapshot
from podbuild.drafting.source_text import SourcePassage, SourceText
from podbuild.drafting.sources.address_privacy import told_address
from podbuild.drafting.sources.reader import Material, Reader, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_opening import Opener, is_address
from podbuild.drafting.sources.source_readers import BY_NAME, READERS
from podbuild.drafting.sources.source_words import one_line, passages, shortened

_MOST_BYTES = 50_000_000  # of an address whose kind shows only in what comes
_MOST_NAME_CHARACTERS = 40
_KIND = re.compile(r"([A-Za-z][A-Za-z-]+):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Read:
    """A source that was read, before it has its name."""

    source: SourceText
    warnings: tuple[Diagnostic, ...] = ()
    is_named: bool = False  # a snapshot, or a name that the author gave


def wanted(text: str) -> Wanted:
    """A source as it is written on a command line: a location, or a kind, a colon and a location.

    >>> [(w.kind, w.location) for w in map(wanted, ("ice.md", "git:.", "C:\\\\ice.md", "webcal://e.org/a.ics", "feed:https://e.org/f"))]
    [('', 'ice.md'), ('git', '.'), ('', 'C:\\\\ice.md'), ('calendar', 'https://e.org/a.ics'), ('feed', 'https://e.org/f')]
    """
    text = text.strip()
    found = _KIND.fullmatch(text)
    kind = found[1].casefold() if found else ""
    if found is None or (kind not in BY_NAME and kind not in ("webcal", "webcals")):
        return Wanted(text)
    location = found[2].strip()
    if kind.startswith("webcal"):
        return Wanted(f"https:{location}", "calendar")
    if location.startswith("//"):  # as browsers hand on the address of a feed: feed://e.org/news.xml
        location = f"https:{location}"
    if location.casefold().startswith(("webcal://", "webcals://")):
        location = f"https://{location.partition('://')[2]}"
    return Wanted(location, kind)


def read_sources(wanted: Sequence[Wanted], setting: Setting) -> tuple[tuple[SourceText, ...], tuple[Diagnostic, ...]]:
    """Read each source, in the order they are named; what is wrong with any of them is told, and the others are read."""
    opener = Opener(setting)
    found: list[_Read] = []
    mistakes: list[Diagnostic] = []
    for one in dict.fromkeys(wanted):
        try:
            read = _read(one, setting, opener)
        except SourceUnread as unread:
            mistakes.append(unread.diagnostic)
            continue
        found.append(read)
        mistakes += read.warnings
    return _named(found), tuple(mistakes)


def _read(wanted: Wanted, setting: Setting, opener: Opener) -> _Read:
    if not wanted.location:
        raise SourceUnread(Diagnostic("source-missing", "a source has no location", fix="write one, such as notes.md"))
    if snapshot := _snapshot(wanted, opener):
        return snapshot
    reader = _reader(wanted, opener)
    reading = reader.read(wanted, setting, lambda location, most: opener.open(location, most, reader.name))
    said, left_out = passages(reading.said)
    warnings = list(reading.warnings)
    if left_out:
        what = f"only the first {len(said)} passages were taken, and {left_out} more were left out"
        warnings.append(shortened(reading.origin, what))
    if not said:
        fix = "nothing: a draft goes on without it"
        message = f"{reading.origin} has nothing for this draft: {_NOTHING.get(reader.name, 'it says nothing')}"
        warnings.append(Diagnostic("source-nothing-new", message, severity="warning", fix=fix))
    now = setting.world.moment() if reading.is_fleeting else ""
    numbered = tuple(SourcePassage(n, one.text, one.key) for n, one in enumerate(said, 1))
    name = _plain_name(wanted.name) or _name(wanted, reading.origin, reader)
    title = one_line(reading.title)[:300]
    source = SourceText(name, reader.name, one_line(reading.origin), title, now, numbered)
    return _Read(source, tuple(warnings), bool(wanted.name))


_NOTHING = {
    "feed": "every item was covered already, or is of another day",
    "calendar": "no event is on these days",
    "tasks": "no task is open, and none was done lately",
    "log": "nothing was committed in these days",
}


def _snapshot(wanted: Wanted, opener: Opener) -> _Read | None:
    """A file that a draft kept: what it holds is what was read then."""
    if is_address(wanted.location) or not wanted.location.endswith(".md"):
        return None
    material = opener.open(wanted.location, _MOST_BYTES)
    text = material.data.decode("utf-8", "replace")
    if not is_snapshot(text):
        return None
    source = read_snapshot(text)
    if source is None:
        message = f"{material.origin} is a snapshot, but not whole: it was edited, or git left both sides of a merge in it"
        fix = "restore it from git, or read the source anew"
        raise SourceUnread(Diagnostic("source-snapshot-broken", message, Span(material.origin), fix=fix))
    return _Read(source, is_named=True)


def _reader(wanted: Wanted, opener: Opener) -> Reader:
    """Who reads it: the kind that is named, or by what its name ends in, or by what a host calls it."""
    if wanted.kind:
        reader = BY_NAME.get(wanted.kind.casefold())
        if reader is None:
            known = did_you_mean(wanted.kind, (r.name for r in READERS))
            raise SourceUnread(Diagnostic("source-kind-unknown", f'"{wanted.kind}" is no kind of source', fix=known))
        return reader
    if not is_address(wanted.location):
        found = next((reader for reader in READERS if reader.suits(wanted.location)), None)
        return found or _by_look(wanted, opener)
    path = urlsplit(wanted.location).path
    by_name = next((r for r in READERS if r.name not in ("page", "notes", "log") and r.suits(path)), None)
    return by_name or _by_type(opener.open(wanted.location, _MOST_BYTES, "page"), path)


def _by_look(wanted: Wanted, opener: Opener) -> Reader:
    """A folder with a repository, else nothing that is known."""
    suffix = PurePosixPath(wanted.location.replace("\\", "/")).suffix
    opener.open(wanted.location, _MOST_BYTES)  # what is not there is told first
    message = f'nothing reads "{suffix}" files: {PurePosixPath(wanted.location.replace(chr(92), "/")).name}'
    fix = "save it as text, Markdown, PDF or CSV; or name its kind before it, as in notes:minutes.log"
    raise SourceUnread(Diagnostic("source-kind-unknown", message, fix=fix))


def _by_type(material: Material, path: str) -> Reader:
    start = material.data[:1000].lstrip().lower()
    by_type = next((reader for reader in READERS if material.mime_type in reader.types), None)
    if start.startswith(b"%pdf"):
        return BY_NAME["pdf"]
    if start.startswith(b"begin:vcalendar"):
        return BY_NAME["calendar"]
    if any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf")):
        return BY_NAME["feed"]
    if by_type:
        return by_type
    if PurePosixPath(path).suffix and BY_NAME["notes"].suits(path):
        return BY_NAME["notes"]
    if not material.mime_type or start.startswith((b"<!doctype html", b"<html")):
        return BY_NAME["page"]
    message = f'{material.origin} is of a type that nothing reads: "{one_line(material.mime_type)[:60]}"'
    fix = "name an address of a page, a PDF, a feed, a calendar, a table or a text; or its kind before it, as in page:https://…"
    raise SourceUnread(Diagnostic("source-kind-unknown", message, fix=fix))


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _name(wanted: Wanted, origin: str, reader: Reader) -> str:
    """What passages are called by: the file's name, or the last part of an address that is no secret."""
    if not is_address(wanted.location):
        location = PurePosixPath(origin)
        return _plain_name(location.stem if location.suffix else location.name) or reader.name
    told = told_address(wanted.location, reader.name)
    if "/…" in told:
        return reader.name
    parts = urlsplit(told)
    stem = PurePosixPath(parts.path).stem
    host = (parts.hostname or "").removeprefix("www.")
    return _plain_name(stem if stem not in ("", "index", "feed", "rss", "atom") else host) or reader.name


def _plain_name(text: str) -> str:
    """Letters, digits and hyphens, as comments in a script can hold them.

    >>> _plain_name("Årets Is_2026!"), _plain_name("氷")
    ('arets-is-2026', '')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_MOST_NAME_CHARACTERS].strip("-")


def _named(found: Sequence[_Read]) -> tuple[SourceText, ...]:
    """The sources with names that no two share; a snapshot keeps the one it was kept with, where it can."""
    taken: set[str] = set()
    names: dict[int, str] = {}
    for n in sorted(range(len(found)), key=lambda n: not found[n].is_named):
        own = found[n].source.name
        names[n] = next(name for name in (own, *(f"{own}-{k}" for k in range(2, len(found) + 2))) if name not in taken)
        taken.add(names[n])
    return tuple(replace(read.source, name=names[n]) for n, read in enumerate(found))
