"""What recipes are given beside the show, and what they come to: plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.shipped import shipped
from podbuild.model.release import OutputFile, Release
from podbuild.sound_recipe import Master
from podbuild.steps.ahead import Ahead
from podbuild.steps.step import Made


@dataclass(frozen=True, slots=True)
class Kit:
    """What recipes need beside the show: the encoder's version, our own name, and the author's templates by path.

    `compiled` keeps the site's templates as code, from build to build where somebody keeps it.
    """

    encoder: str
    generator: str
    overrides: Mapping[str, str] = field(default_factory=dict)
    base: str = ""  # the digest of what every episode depends on
    known_master: Callable[[str, str], Mastered | None] = lambda slug, key: None
    known_utterances: Callable[[str], object] = lambda slug: None
    compiled: MutableMapping[str, bytes] = field(default_factory=dict)
    fonts: str = ""  # what stands for the machine's fonts
    indexer: str = ""  # pagefind's version
    leaves_search: bool = False  # as in Request
    installed: Callable[[str], tuple[str, int] | None] = lambda path: None  # digest and size of what may stay as it lies there
    is_made: Callable[[str], bool] = lambda key: True  # whether a step's result is kept
    ahead: Ahead = field(default_factory=Ahead)

    def template(self, name: str) -> str:
        """A template's text: the author's where there is one, else the one that comes with podbuild."""
        return self.overrides.get(name) or (shipped("templates") / name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Mastered:
    """An episode's finished sound, the key of all that is heard in it, and the steps that it took as (who wanted it, key)."""

    key: str
    master: Master
    steps: tuple[tuple[str, str], ...]
    warnings: tuple[Diagnostic, ...] = ()
    utterances: Mapping[str, Any] | None = None  # what its lines became for their engines, where that was found out


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file for public/, and where its bytes come from: a step's file, or here they are, or None where it lies there as it is."""

    file: OutputFile
    content: Made | bytes | None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A release, its <item> in the feed, its row in lists, what is searched of it, and the files it consists of."""

    release: Release
    item: str
    row: str
    search: str
    artifacts: tuple[Artifact, ...]
    mastered: Mastered
    is_makeshift: bool = False  # with the pictures and tags of the build before, since somebody waits for the words
