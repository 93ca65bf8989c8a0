"""A release: an episode whose files exist, with all that feed, index and site need to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, TypeVar

from podbuild.model.episode import Episode
from podbuild.model.feed_tags import Location, Soundbite, Trailer, Txt, Value
from podbuild.model.show import Link, Person, Show, Tier


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of public/: `path` relative to it, with forward slashes."""

    path: str
    digest: str
    size_bytes: int
    mime_type: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The audio that apps fetch. Where it lies elsewhere, at `url`, its file has neither path nor digest.

    A duration, size or bitrate that is not known is 0.
    """

    file: OutputFile
    duration_seconds: float
    bitrate_kbps: int
    url: str = ""

    @property
    def ending(self) -> str:
        """What its name ends in, for people: "mp3"; of an address without an ending, a part of its type."""
        name = (self.file.path or self.url.partition("?")[0]).rpartition("/")[2]
        dot, ending = name.rpartition(".")[1:]
        return ending if dot and ending.isalnum() and len(ending) <= 5 else self.file.mime_type.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class LoudnessReading:
    """What the finished file measures. `range_lu` is the loudness range (EBU Tech 3342)."""

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled stretch of the programme."""

    start_seconds: float
    end_seconds: float
    title: str


@dataclass(frozen=True, slots=True)
class Caption:
    """What a voice says, and when. `speaker` is the name that transcripts show, "" where nobody is named."""

    start_seconds: float
    end_seconds: float
    speaker: str
    text: str
    words: tuple[tuple[float, str], ...] = ()  # (start in seconds, word), where the engine gives times


@dataclass(frozen=True, slots=True)
class LinkMoment:
    """A link at the moment its words are spoken."""

    start_seconds: float
    link: Link


@dataclass(frozen=True, slots=True)
class PictureMoment:
    """A picture shown from a moment on; `file` is in public/."""

    start_seconds: float
    end_seconds: float
    alt: str
    file: OutputFile


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The part AI has in an episode, and why.

    `is_ai` is the feed's three states: True, False, or None for "not answered". `text` is the line for the notes, ""
    where nothing is due; `reason` says how the answer was found.
    """

    script: Tier
    voices: Literal["recorded", "synthetic", "mixed"]
    is_ai: bool | None
    is_due: bool
    text: str
    spoken: str
    reason: str
    is_translated: bool = False  # by AI


@dataclass(frozen=True, slots=True)
class Release:
    """An episode that is ready for listeners. Times in seconds, `date` RFC 3339."""

    slug: str
    title: str
    guid: str
    date: str
    number: int | None
    season: int | None
    kind: Literal["full", "trailer", "bonus"]
    explicit: bool
    language: str
    summary: str
    subtitle: str
    license: str
    tags: tuple[str, ...]
    is_draft: bool
    people: tuple[Person, ...]
    links: tuple[Link, ...]
    enclosure: Enclosure
    alternates: tuple[Enclosure, ...]
    chapters: tuple[Chapter, ...]
    captions: tuple[Caption, ...]
    link_moments: tuple[LinkMoment, ...]
    picture_moments: tuple[PictureMoment, ...]
    transcripts: tuple[OutputFile, ...]
    chapters_file: OutputFile | None
    artwork: OutputFile
    card: OutputFile | None
    notes_html: str
    notes_text: str
    reading: LoudnessReading | None  # None where the audio goes out as it is
    disclosure: Disclosure
    credits: tuple[str, ...] = ()
    author_notes_html: str = ""  # the author's own part of the notes
    description_html: str = ""  # for the feed: few tags, at most 4,000 bytes
    withheld: tuple[str, ...] = ()  # the names of targets that it does not go to
    locations: tuple[Location, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()  # only what lies within the sound
    funding: tuple[Link, ...] = ()
    value: Value | None = None
    txts: tuple[Txt, ...] = ()
    waveform: tuple[int, ...] = ()  # how loud it is from start to end, in equal stretches, each 0 to 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A release as feed and site take it: what orders it is at hand, and the whole is read where something shows it.

    `digest` is the whole release's. `item` reads its <item> in the feed, `row` what lists show of it and `search` what is
    searched of it (the site's own notations, with their digests): they are made when the episode is. `trailer` is what the
    feed's head says of an episode that is one; its `url` is then the path of a file of public/.
    """

    slug: str
    date: str
    number: int | None
    is_draft: bool
    is_ai: bool | None
    digest: str
    item: Callable[[], str]
    row: Callable[[], str]
    row_digest: str
    whole: Callable[[], Release]
    search: Callable[[], str]
    search_digest: str
    trailer: Trailer | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text of public/ that needs to be rendered only when what it is made of has changed.

    `of` are plain values (digests, addresses, counts): together with the show, the templates and podbuild itself, which
    need not be named, they decide the bytes.
    """

    path: str
    of: tuple[Any, ...]
    render: Callable[[], bytes]


class Dated(Protocol):
    """What has a place in the order of a show: a release, an entry."""

    @property
    def slug(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def number(self) -> int | None: ...


D = TypeVar("D", bound=Dated)


def newest_first(releases: Iterable[D]) -> tuple[D, ...]:
    """The order of feed, archives and site: by moment of date, then number, then slug; what has no date comes last."""
    by_slug = sorted(releases, key=lambda release: release.slug)
    return tuple(sorted(by_slug, key=_age, reverse=True))


def _age(release: Dated) -> tuple[bool, datetime, int]:
    found = moment(release)
    return found is not None, found or datetime.max.replace(tzinfo=UTC), release.number or 0


def moment(release: Dated) -> datetime | None:
    """When a release came or comes out, without a zone in UTC; None where it has no date."""
    if not release.date:
        return None
    found = datetime.fromisoformat(release.date)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Programme:
    """An episode with its times known and its audio made: what chapters, transcripts and notes are written from."""

    show: Show
    episode: Episode
    guid: str
    duration_seconds: float
    chapters: tuple[Chapter, ...]
    captions: tuple[Caption, ...]
    link_moments: tuple[LinkMoment, ...]
    picture_moments: tuple[PictureMoment, ...]
    disclosure: Disclosure
    credits: tuple[str, ...] = ()  # "Calm by Tide Desk, CC0-1.0, https://…": one for each asset heard or seen
