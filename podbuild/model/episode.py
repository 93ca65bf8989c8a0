"""The episode: fields, and a script of segments whose items are lines and cues. Both notations compile to this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from podbuild.base.diagnostics import Span
from podbuild.model.feed_tags import Location, Soundbite, Txt, Value
from podbuild.model.provenance import Act
from podbuild.model.show import NOWHERE, Ai, Asset, Link, Person, Sound, Voice


def _span() -> Any:
    return field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line with one way of speaking.

    `text` is what is read, spaces included; `say` what is spoken in its place; `emphasis` is 0, 1 or 2 (strong).
    """

    text: str
    say: str = ""
    emphasis: int = 0

    @property
    def spoken(self) -> str:
        return self.say or self.text


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one voice, spoken in one go. Never empty.

    `language`, `rate` override the voice's; `take` is the recorded rendering of these words. `begins_paragraph` is
    False for what follows a cue inside a paragraph: there no gap is added.
    """

    voice: str
    runs: tuple[Run, ...]
    language: str = ""
    rate: int | None = None
    gain_db: float = 0.0
    take: Asset | None = None
    links: tuple[Link, ...] = ()
    begins_paragraph: bool = True
    span: Span = _span()

    @property
    def text(self) -> str:
        """What transcripts show."""
        return "".join(run.text for run in self.runs).strip()


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence of this length, in place of the gap that would stand there."""

    seconds: float
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Sfx:
    """An effect. Alone in a paragraph it is heard by itself; inside one (`is_under`) the words go on over it."""

    asset: Asset
    gain_db: float = 0.0
    fade_seconds: float = 0.0
    is_under: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Music:
    """A bed that starts here and goes on until another starts, a stop, or the end. `gain_db` is its level against the voices."""

    bed: Asset
    gain_db: float = -22.0
    fade_seconds: float = 2.0
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MusicStop:
    """The bed ends here."""

    fade_seconds: float = 3.0
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of recorded sound, heard by itself. `end_seconds` None is the file's end; `voice` names who speaks in it."""

    asset: Asset
    start_seconds: float = 0.0
    end_seconds: float | None = None
    voice: str = ""
    gain_db: float = 0.0
    fade_seconds: float = 0.0
    text: str = ""  # what is said in it, for the transcript
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that players show from this moment on."""

    asset: Asset
    alt: str
    span: Span = _span()


Item = Line | Pause | Sfx | Music | MusicStop | Clip | Picture


@dataclass(frozen=True, slots=True)
class Segment:
    """A titled part; a chapter where it is spoken. Only the first may be untitled."""

    title: str
    items: tuple[Item, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Published:
    """Audio that listeners have already: it goes out as it is, neither measured nor changed.

    `url` is where it lies; "" where it is `asset`, a file of the show. What is not known is 0 or "".
    """

    url: str = ""
    asset: Asset | None = None
    size_bytes: int = 0
    mime_type: str = ""
    duration_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """Where a chapter of a finished recording begins. A script's chapters are its headings."""

    start_seconds: float
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in a finished recording, and when: a line of its transcript. `speaker` is "" where nobody is named."""

    start_seconds: float
    end_seconds: float
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode as its author wrote it.

    `date` is RFC 3339 with a zone, or "" for none; `notes` is the Markdown of the unspoken sections; `voices` and
    `sound` are already merged with the show's; `guid` is "" until one was written down. `audio` is a finished recording:
    to be measured and encoded, or published already. `chapters` and `transcript` are those of a finished recording. `provenance` is
    the record of what writers did to it.
    """

    slug: str
    file: str
    title: str
    date: str = ""
    number: int | None = None
    season: int | None = None
    summary: str = ""
    subtitle: str = ""
    kind: Literal["full", "trailer", "bonus"] = "full"
    explicit: bool | None = None
    guid: str = ""
    artwork: Asset | None = None
    people: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    license: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    voices: tuple[Voice, ...] = ()
    sound: Sound = Sound()
    ai: Ai = Ai()
    sources: tuple[str, ...] = ()
    is_draft: bool = False
    audio: Asset | Published | None = None
    chapters: tuple[ChapterMark, ...] = ()
    transcript: tuple[Said, ...] = ()
    withheld: tuple[str, ...] = ()  # the names of targets that it does not go to
    segments: tuple[Segment, ...] = ()
    notes: str = ""
    locations: tuple[Location, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    funding: tuple[Link, ...] = ()
    value: Value | None = None
    txts: tuple[Txt, ...] = ()
    provenance: tuple[Act, ...] = ()
    span: Span = _span()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(item for segment in self.segments for item in segment.items if isinstance(item, Line))

    def voice(self, name: str) -> Voice:
        for voice in self.voices:
            if voice.name == name:
                return voice
        raise KeyError(name)
