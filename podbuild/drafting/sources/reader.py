"""The contract of a reader: where a source lies → what it says. A new one is one file, and one line in `source_readers.py`.

Contract, held by tests/drafting/sources/test_reader_contract.py for every member:
- `read` gives what the source says, or raises SourceUnread; nothing else comes out of it, whatever the bytes are.
- each text is words alone: what looks like notation or like an order in a source stays a part of its words.
- the same bytes on the same date give the same texts; nothing is kept or written.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.world import World


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source as an author asks for it.

    `location` is a file, a folder or an address; `kind` is the name of a reader, "" for the one that suits. `days` and `since`
    (2026-11-20) say how far readers look that go by dates: a calendar ahead, a log and the tasks that are done back. `name`
    is what its passages are to be called by, "" for one that is made of the location.
    """

    location: str
    kind: str = ""
    days: int = 1
    since: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all sources of a draft are read with.

    `date` is the day that the draft is for, and `timezone` (IANA) where it begins, "" for UTC. `hosts` are those in private
    networks that may be fetched from. `covered` are, by the origin of a source, the keys of what was told already.
    """

    root: Path
    world: World
    date: datetime.date
    timezone: str = ""
    hosts: tuple[str, ...] = ()
    covered: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Material:
    """The bytes of a source. `origin` is how it may be named in what is kept: no folder outside the show, no secret.

    `url` is the whole address they came from, "" for a file; `mime_type` and `charset` are as its host says.
    """

    data: bytes
    origin: str
    url: str = ""
    mime_type: str = ""
    charset: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a source says, and the key that the ledger knows it by ("" where nothing is covered once)."""

    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found. `is_fleeting`: it may be another tomorrow, though nobody writes to it."""

    origin: str
    said: tuple[Said, ...]
    title: str = ""
    is_fleeting: bool = False
    warnings: tuple[Diagnostic, ...] = ()


class SourceUnread(Exception):
    """A source that could not be read, as the author is told."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


Open = Callable[[str, int], Material]  # a location, and the most bytes that it may have → what lies there, or SourceUnread


@dataclass(frozen=True, slots=True)
class Reader:
    """A member of the room. `example` shows how an author asks for one.

    `suits` says whether a location is its own by the look of it; `types` are those that hosts call such sources. `also` are
    other names for the kind.
    """

    name: str
    summary: str
    example: str
    suits: Callable[[str], bool]
    read: Callable[[Wanted, Setting, Open], Reading]
    types: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
