"""An edition: a built show as targets see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from podbuild.model.release import Release
from podbuild.model.show import Show

MEDIA_TYPES: Mapping[str, str] = {
    "mp3": "audio/mpeg",
    "m4a": "audio/x-m4a",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "wasm": "application/wasm",
    "woff2": "font/woff2",
    "webmanifest": "application/manifest+json",
}
_PAGE_ENDINGS = (".html", ".css", ".js", ".json", ".webmanifest", ".xml", ".txt")
Role = Literal["media", "page", "archive", "feed"]
ROLES: tuple[Role, ...] = ("media", "page", "archive", "feed")  # in the order of going out: what names comes after what is named


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file of public/: `path` relative to it, with forward slashes; `digest` is the SHA-256 of its bytes.

    `own_path` is counted from the show's own folder, where that is another.
    """

    path: str
    digest: str
    size_bytes: int
    own_path: str = ""

    @property
    def media_type(self) -> str:
        """What a server says that it is; feeds as feed readers expect it."""
        if self.role in ("archive", "feed"):
            return "application/rss+xml; charset=utf-8"
        ending = self.path.rpartition(".")[2].casefold() if "." in self.path.rpartition("/")[2] else ""
        return MEDIA_TYPES.get(ending, "application/octet-stream")

    @property
    def is_audio(self) -> bool:
        return (self.own_path or self.path).startswith("audio/")

    @property
    def role(self) -> Role:
        """What it is to listeners: feeds name pages and media, pages name media."""
        path = self.own_path or self.path
        name = path.rpartition("/")[2]
        if name == "feed.xml":
            return "feed"
        if name.startswith("feed-archive-") and name.endswith(".xml"):
            return "archive"
        is_page = "/" not in path or name.endswith(".html") or path.startswith(("pages/", "search/"))
        return "page" if is_page and path.endswith(_PAGE_ENDINGS) else "media"


@dataclass(frozen=True, slots=True)
class Edition:
    """A show as it lies in `folder`, every file with its digest. `releases` reads the episodes that are out, newest first.

    `guids` are the episodes' identities by slug, as they stand in the feed. `show_folder` is where show.yaml lies: what a
    target's settings name is looked for from there.
    """

    show: Show
    folder: Path
    files: tuple[PublicFile, ...]
    guids: Mapping[str, str]
    releases: Callable[[], tuple[Release, ...]]
    show_folder: Path = Path()

    def read(self, file: PublicFile) -> Path:
        """Where the bytes of a file are."""
        return self.folder / file.path
