"""The show: identity, voices, sound, rights, the words and how they are spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from podbuild.base.diagnostics import Span
from podbuild.model.destination import Destination
from podbuild.model.drafting import Drafting
from podbuild.model.feed_tags import Block, Location, OtherShow, Trailer, Txt, UpdateFrequency, Value

NOWHERE = Span("")


def _span() -> Any:
    return field(default=NOWHERE, compare=False, repr=False)


Tier = Literal["human", "assisted", "generated"]
Visibility = Literal["public", "unlisted", "private"]


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the show: music, an effect, a take, a picture.

    `path` is relative to the show, with forward slashes; `digest` is the SHA-256 of its bytes.
    """

    path: str
    digest: str
    size_bytes: int
    span: Span = _span()

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, with the dot."""
        dot = self.path.rfind(".")
        return self.path[dot:].casefold() if dot > self.path.rfind("/") else ""


@dataclass(frozen=True, slots=True)
class Voice:
    """One who speaks in the show.

    `voice` is the engine's own name of a voice; `language` a BCP 47 tag, "" meaning the show's; `rate` is in words a
    minute, `pitch` 0 to 100; either is None where the engine's own default holds. `label` is what transcripts show.
    """

    name: str
    engine: str = "espeak"
    voice: str = ""
    language: str = ""
    rate: int | None = None
    pitch: int | None = None
    gain_db: float = 0.0
    label: str = ""
    is_cloned: bool = False
    span: Span = _span()

    @property
    def display_name(self) -> str:
        return self.label or self.name.replace("-", " ").replace("_", " ").title()


@dataclass(frozen=True, slots=True)
class LoudnessTarget:
    """What the finished file is to measure.

    -16 LUFS for stereo and -19 for mono are equally loud to a listener (AES TD1008, Apple Podcasts asks -16 with ±1).
    """

    integrated_lufs: float
    true_peak_dbtp: float = -1.0


@dataclass(frozen=True, slots=True)
class Sound:
    """How the show sounds. Gaps are the silences that the script does not write down."""

    loudness: LoudnessTarget = LoudnessTarget(-19.0)
    channels: int = 1
    formats: tuple[str, ...] = ("mp3",)
    bitrate_kbps: int = 0  # 0: 96 for mono, 128 for stereo
    gap_seconds: float = 0.45
    chapter_gap_seconds: float = 1.2
    duck_db: float = 8.0  # how far a bed rises where nobody speaks
    sting: Asset | None = None  # heard between chapters

    @property
    def mp3_kbps(self) -> int:
        return self.bitrate_kbps or (96 if self.channels == 1 else 128)


@dataclass(frozen=True, slots=True)
class Ai:
    """What the author says about the part that AI has in the making; `spoken` is "auto", "off" or the words to say.

    `script` is what the record of who wrote what says, where the author does not; `translated_from` is the slug of the episode
    that AI translated the script from, by that record.
    """

    script: Tier = "human"
    spoken: str = "auto"
    reason: str = ""
    reviewed_by: str = ""
    editor: str = ""
    translated_from: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Person:
    """One who took part. `role` and `group` are from the Podcast Taxonomy ("host", "cast")."""

    name: str
    role: str = "host"
    group: str = "cast"
    url: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Something to read, with the words that point to it."""

    url: str
    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """How a word is spoken: respelled or in IPA, for one language, one voice, or all."""

    word: str
    say: str = ""
    ipa: str = ""
    language: str = ""
    voice: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Rights:
    """Who owns a file that the show uses, and on what terms."""

    files: tuple[str, ...]
    holder: str
    license: str
    source: str = ""
    proof: str = ""
    expires: str = ""
    attribution: str = ""
    ai: Tier | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Consent:
    """That the owner of a voice agreed to its being used."""

    voice: str
    by: str
    scope: str
    date: str
    file: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Category:
    """A category of Apple's list, with its subcategory or ""."""

    name: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """How many episodes stand in feed.xml, and in each archive behind it; an archive never holds more than feed.xml."""

    items: int = 300
    archive: int = 100

    @property
    def archived_items(self) -> int:
        return min(self.archive, self.items)


@dataclass(frozen=True, slots=True)
class Listener:
    """One who may hear a private show. `token` names the folder of public/ with a feed of their own; `added` is a date or ""."""

    name: str
    token: str
    added: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Show:
    """All that show.yaml, lexicon.yaml, rights.yaml and listeners.yaml say. `voices[0]` speaks first.

    `url` is where the show's files are, and ends with a slash. Those of a show that is not public lie in a folder of public/
    that nobody can guess, `secret`; and its `url` leads there.
    """

    title: str
    description: str
    author: str
    url: str
    language: str
    categories: tuple[Category, ...]
    voices: tuple[Voice, ...]
    email: str = ""
    subtitle: str = ""
    explicit: bool = False
    kind: Literal["episodic", "serial"] = "episodic"
    license: str = "all-rights-reserved"
    copyright: str = ""
    artwork: Asset | None = None
    sound: Sound = Sound()
    ai: Ai = Ai()
    people: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    theme: Mapping[str, str] = field(default_factory=dict)  # colours: accent, background, ink
    funding: tuple[Link, ...] = ()
    guid: str = ""
    new_feed_url: str = ""
    feed: Feed = Feed()
    drafting: Drafting = Drafting()
    medium: str = "podcast"
    locations: tuple[Location, ...] = ()
    trailers: tuple[Trailer, ...] = ()  # beside the episodes that are trailers
    podroll: tuple[OtherShow, ...] = ()
    update_frequency: UpdateFrequency | None = None
    value: Value | None = None
    txts: tuple[Txt, ...] = ()
    blocks: tuple[Block, ...] = ()
    is_locked: bool | None = None  # None: locked where there is an e-mail address to ask
    lexicon: tuple[LexiconEntry, ...] = ()
    rights: tuple[Rights, ...] = ()
    consents: tuple[Consent, ...] = ()
    publish: tuple[Destination, ...] = ()
    media_url: str = ""  # where audio is served from, with a slash at its end; "": from `url`, as all else is
    hubs: tuple[str, ...] = ()  # WebSub hubs that are told of a new feed
    visibility: Visibility = "public"
    secret: str = ""
    listeners: tuple[Listener, ...] = ()
    span: Span = _span()

    @property
    def is_public(self) -> bool:
        return self.visibility == "public"

    @property
    def home_url(self) -> str:
        """Where public/ is: the address as show.yaml has it. Identities are made of it, so that they outlive a secret folder."""
        return self.url.removesuffix(f"{self.secret}/") if self.secret else self.url

    @property
    def audio_root(self) -> str:
        """What the address of every audio file begins with, wherever that is named."""
        inside = f"{self.secret}/" if self.secret else ""
        return f"{self.media_url}{inside}" if self.media_url else self.url

    def voice(self, name: str) -> Voice:
        """The voice of that name; KeyError where the loader let an unknown one through, which is a bug."""
        for voice in self.voices:
            if voice.name == name:
                return voice
        raise KeyError(name)
