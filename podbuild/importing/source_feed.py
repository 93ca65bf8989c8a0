"""What a feed says of a show and its episodes, before it is written down as a show directory. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from podbuild.model.episode import ChapterMark
from podbuild.model.show import Link, Person


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that could not be kept as it was: what, and where ("" for the show itself)."""

    what: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class SourceEnclosure:
    """The audio of an item. `size_bytes` is 0 where the feed does not tell, `mime_type` "" ."""

    url: str
    size_bytes: int = 0
    mime_type: str = ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A transcript or chapters that lie elsewhere."""

    url: str
    mime_type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One item. `guid` is what apps know it by, to the letter; `date` RFC 3339 or "" where it has none that can be read."""

    title: str
    guid: str
    date: str = ""
    enclosure: SourceEnclosure | None = None
    duration_seconds: float = 0.0
    number: int | None = None
    season: int | None = None
    kind: str = "full"
    explicit: bool | None = None
    notes_html: str = ""
    summary: str = ""
    subtitle: str = ""
    author: str = ""
    artwork_url: str = ""
    people: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    link: str = ""
    chapters: tuple[ChapterMark, ...] = ()
    chapters_file: SourceFile | None = None
    transcripts: tuple[SourceFile, ...] = ()
    license: str = ""
    fields: tuple[str, ...] = ()  # lines of YAML, as podcast_fields.py makes them


@dataclass(frozen=True, slots=True)
class SourceShow:
    """The channel. Texts are as the feed has them; `categories` are written `Name` or `Name > Subcategory`."""

    title: str
    description: str = ""
    subtitle: str = ""
    author: str = ""
    email: str = ""
    link: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()
    explicit: bool | None = None
    kind: str = "episodic"
    copyright: str = ""
    license: str = ""
    guid: str = ""
    artwork_url: str = ""
    people: tuple[Person, ...] = ()
    funding: tuple[Link, ...] = ()
    self_url: str = ""
    older_url: str = ""  # the page behind this one
    moved_to: str = ""
    fields: tuple[str, ...] = ()  # lines of YAML, as podcast_fields.py makes them


@dataclass(frozen=True, slots=True)
class SourceFeed:
    """A feed, or a page of one."""

    show: SourceShow
    items: tuple[SourceItem, ...]
    losses: tuple[Loss, ...] = ()
