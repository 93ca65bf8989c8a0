"""What the package of an episode is written from: the episode, its release, its files, the answers to forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from podbuild.checks.form_answers import Answer
from podbuild.model.episode import Episode
from podbuild.model.release import Release
from podbuild.model.show import Show
from podbuild.outputs.plain_text import ascii_url
from podbuild.site.addresses import absolute, licence_url, page_path
from podbuild.steps.install import Wanted

Role = Literal[
    "audio",
    "cover",
    "thumbnail",
    "card",
    "description",
    "transcript",
    "chapters",
    "timeline",
    "picture",
    "licenses",
    "disclosure",
    "feed",
    "schema",
]


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of a package: `role` says what it is to programs, `about` to people; `source` gives its bytes, or where they are."""

    path: str
    role: Role
    mime_type: str
    digest: str
    size_bytes: int
    about: str
    source: Callable[[], bytes | Path]

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.path, self.digest, self.size_bytes, self.source)


@dataclass(frozen=True, slots=True)
class Contents:
    """An episode with all that its package is written from.

    `files` are those that are there before README.txt and metadata.json are; `is_said`: the disclosure is heard in the audio.
    """

    show: Show
    episode: Episode
    release: Release
    answers: tuple[Answer, ...]
    files: tuple[PackedFile, ...]
    feed_url: str
    is_said: bool

    def path(self, role: str, ending: str = "") -> str:
        """The first file of that role, and of that ending; "" for none."""
        return next((f.path for f in self.files if f.role == role and f.path.endswith(ending)), "")

    @property
    def page_url(self) -> str:
        """Where the episode's page is; "" where the show is not public."""
        return absolute(ascii_url(self.show.url), page_path(self.release.slug)) if self.show.is_public else ""


def licence_in_words(name: str) -> str:
    """A licence with the address of its terms, where they have one.

    >>> licence_in_words("CC-BY-4.0"), licence_in_words("all-rights-reserved")
    ('CC-BY-4.0 (https://creativecommons.org/licenses/by/4.0/)', 'all rights reserved')
    """
    url = licence_url(name)
    return f"{name} ({url})" if url else name.replace("-", " ") if name == "all-rights-reserved" else name
