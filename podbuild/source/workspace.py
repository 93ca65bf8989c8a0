"""The show directory on disk. The only module that reads the author's files, and no path it takes leads out of the directory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, Span, did_you_mean
from podbuild.model.show import NOWHERE, Asset
from podbuild.source.veiling import LISTENERS_FILE, veiled
from podbuild.steps.memo import Stamp, stamp

Media = Literal["audio", "picture", "transcript", "record", "any"]
SUFFIXES: Mapping[Media, tuple[str, ...]] = {
    "audio": (
        *(".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".aifc", ".caf", ".wma"),
        *(".ac3", ".eac3", ".amr", ".ape", ".wv", ".tta", ".au", ".w64", ".mka"),
        *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".3gp", ".flv"),  # the sound of a film
    ),
    "picture": (".jpg", ".jpeg", ".png"),
    "transcript": (".vtt", ".srt", ".json"),
    "record": (".jsonl",),
    "any": (),
}
_NOT_SOURCE = ("public", "packages", ".podbuild", ".git", "node_modules")
Diagnostics = tuple[Diagnostic, ...]


def find_show(start: Path) -> Path | None:
    """The nearest folder from `start` upwards that holds a show.yaml."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / "show.yaml").is_file()), None)


class Workspace:
    """A show directory, read once: texts, listings and digests are kept for a run, so a new run takes a new one.

    `known` are digests from earlier runs with the stamps they hold for: a file whose stamp is the same is not read for its
    digest. `seen` are those of this run. `stamps` are the files that a scan found, where there was one: it is believed.
    """

    def __init__(
        self, root: Path, known: Mapping[str, tuple[Stamp, str]] | None = None, stamps: Mapping[str, Stamp] | None = None
    ) -> None:
        self.root = root
        self._stamps = stamps or {}
        self._found: dict[tuple[str, Media], list[str]] = {}
        self.seen: dict[str, tuple[Stamp, str]] = {}
        self.uses: dict[tuple[str, Media], Asset] = {}  # the files that were asked for, and found, since somebody emptied this
        self._known = known or {}
        self._real_root = Path(os.path.realpath(root))
        self._texts: dict[str, str] = {}
        self._lines: dict[str, list[str]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._inside: dict[str, bool] = {}
        self._library: tuple[str, ...] | None = None
        self._overrides: Mapping[str, str] | None = None
        self._by_stem: dict[str, list[str]] | None = None

    def read_text(self, rel: str, span: Span | None = None) -> tuple[str | None, Diagnostics]:
        """A text of the show: UTF-8, without a byte order mark, with plain line ends."""
        place = span or Span(rel)
        if not self.is_inside(rel):
            return None, (_link_mistake(rel, place),)
        try:
            before = stamp((self.root / rel).stat())
            data = (self.root / rel).read_bytes()
        except OSError as error:
            message = f'"{rel}" cannot be read: {error.strerror or "it is no file"}'
            return None, (Diagnostic("file-unreadable", message, place, fix="check that it is there and may be read"),)
        self.seen[rel] = (before, digest.of_bytes(data))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return None, (_encoding_mistake(rel, data, error),)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._texts[rel] = text
        return text, ()

    def digest(self, rel: str) -> str:
        """The digest of a file's bytes; "" where it cannot be read."""
        try:
            found = self._stamps.get(rel) or stamp((self.root / rel).stat())
            for known in (self.seen.get(rel), self._known.get(rel)):
                if known and known[0] == found:
                    self.seen[rel] = known
                    return known[1]
            self.seen[rel] = (found, digest.of_file(self.root / rel))
        except OSError:
            return ""
        return self.seen[rel][1]

    def source_line(self, file: str, line: int) -> str | None:
        """A line of a text, without its line end; None where there is none."""
        if file not in self._lines:
            text = self._texts[file] if file in self._texts else self.read_text(file)[0]
            self._lines[file] = (text or "").split("\n")
        lines = self._lines[file]
        found = lines[line - 1] if 0 < line <= len(lines) else None
        return veiled(found) if found and file == LISTENERS_FILE else found

    def has(self, rel: str) -> bool:
        return self._is_there(rel)

    def files(self, folder: str) -> tuple[str, ...]:
        """The names of the files in a folder of the show, sorted; hidden ones are left out."""
        try:
            with os.scandir(self.root / folder) as entries:
                return tuple(sorted(e.name for e in entries if not e.name.startswith(".") and e.is_file()))
        except OSError:
            return ()

    def folders(self, folder: str) -> tuple[str, ...]:
        """The names of the folders in a folder of the show, sorted; hidden ones are left out."""
        try:
            with os.scandir(self.root / folder) as entries:
                return tuple(sorted(e.name for e in entries if not e.name.startswith(".") and e.is_dir(follow_symlinks=False)))
        except OSError:
            return ()

    def tree(self, folder: str = "") -> Iterator[str]:
        """Every file below a folder, in order of path; outputs, caches and hidden files are left out."""
        try:
            with os.scandir(self.root / folder) as entries:
                found = sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
        except OSError:
            return
        for entry in found:
            rel = f"{folder}/{entry.name}" if folder else entry.name
            if not folder and entry.name in _NOT_SOURCE:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self.tree(rel)
            elif entry.is_file():
                yield rel

    def overrides(self) -> Mapping[str, str]:
        """The texts of the show's templates/ folder, by path relative to it; what is no text is left out."""
        if self._overrides is None:
            texts = ((rel, self.read_text(rel)[0]) for rel in self.tree("templates"))
            self._overrides = {rel.removeprefix("templates/"): text for rel, text in texts if text is not None}
        return self._overrides

    def path(self, asset: Asset) -> Path:
        """Where an asset's bytes are."""
        return self.root / asset.path

    def asset(self, rel: str, span: Span = NOWHERE, media: Media = "any") -> tuple[Asset | None, Diagnostics]:
        """The file that an author means: a path relative to the show or to assets/, or a bare name looked up in assets/.

        A path like images/dusk.jpg also finds assets/images/dusk.jpg. A bare name (`bell`) is the stem of one file below
        assets/ that is of the kind of media asked for; where two would do, that is a mistake which names them.
        """
        if mistake := _escape_mistake(rel, span):
            return None, (mistake,)
        found = self.candidates(rel, media)
        if len(found) > 1:
            message = f'"{rel}" may be {" or ".join(found)}'
            return None, (Diagnostic("asset-ambiguous", message, span, fix="write the path of the one you mean"),)
        if not found:
            return None, (self._missing(rel, span, media),)
        asset, mistakes = self._take(found[0], span, media)
        if asset:
            self.uses[rel, media] = asset
        return asset, mistakes

    def candidates(self, rel: str, media: Media) -> list[str]:
        """The files that a name may mean: none, one, or those that it does not tell apart."""
        if (rel, media) in self._found:
            return self._found[rel, media]
        name = str(PurePosixPath(rel))
        found = [c for c in (name, f"assets/{name}") if self._is_there(c)][:1]
        if not found and "/" not in rel:
            if self._by_stem is None:
                self._by_stem = {}
                for path in self._assets():
                    self._by_stem.setdefault(PurePosixPath(path).stem, []).append(path)
            found = [c for c in self._by_stem.get(rel, ()) if _is_of(c, media)]
        self._found[rel, media] = found
        return found

    def _take(self, rel: str, span: Span, media: Media) -> tuple[Asset | None, Diagnostics]:
        path = self.root / rel
        if not self.is_inside(rel):
            return None, (_link_mistake(rel, span),)
        if not _is_of(rel, media):
            message = f'"{rel}" is no {"sound" if media == "audio" else media} that podbuild reads'
            return None, (Diagnostic("media-unknown", message, span, fix="use one of " + ", ".join(SUFFIXES[media])),)
        try:
            size_bytes = path.stat().st_size
            path.open("rb").close()
        except OSError as error:
            message = f'"{rel}" cannot be read: {error.strerror}'
            return None, (Diagnostic("file-unreadable", message, span, fix="check that it may be read"),)
        return Asset(rel, self.digest(rel), size_bytes, span), ()

    def _missing(self, rel: str, span: Span, media: Media) -> Diagnostic:
        folded = {c.casefold(): c for c in self.tree()} if rel else {}
        same = folded.get(rel.casefold()) or folded.get(f"assets/{rel}".casefold())
        if same:
            message = f'"{rel}" is not there: upper and lower case differ'
            return Diagnostic("asset-case", message, span, fix=f'write "{same}"', why="other machines tell Bell.wav from bell.wav")
        known = [c for c in self._assets() if _is_of(c, media)]
        names = {PurePosixPath(c).stem: c for c in known} if "/" not in rel and "." not in rel else {c: c for c in known}
        fix = did_you_mean(rel, names) or "put the file into assets/ and write its name"
        return Diagnostic("asset-missing", f'"{rel}" is not in the show directory', span, fix=fix)

    def _assets(self) -> tuple[str, ...]:
        if self._library is None:
            self._library = tuple(self.tree("assets"))
        return self._library

    def _list(self, folder: str) -> frozenset[str]:
        if folder not in self._names:
            try:
                self._names[folder] = frozenset(os.listdir(self.root / folder))  # noqa: PTH208 (names alone, no Path each)
            except (OSError, ValueError):
                self._names[folder] = frozenset()
        return self._names[folder]

    def is_inside(self, rel: str) -> bool:
        """Whether a path leads nowhere outside the show, through whatever links."""
        if rel not in self._inside:
            self._inside[rel] = Path(os.path.realpath(self.root / rel)).is_relative_to(self._real_root)
        return self._inside[rel]

    def _is_there(self, rel: str) -> bool:
        """Whether a file of exactly this name is there, also where the file system ignores case."""
        parts = PurePosixPath(rel).parts
        folders = ["/".join(parts[:n]) for n in range(len(parts))]
        is_listed = bool(parts) and all(part in self._list(folder) for folder, part in zip(folders, parts, strict=True))
        return is_listed and (self.root / rel).is_file()


def _is_of(rel: str, media: Media) -> bool:
    return not SUFFIXES[media] or rel.casefold().endswith(SUFFIXES[media])


def _escape_mistake(rel: str, span: Span) -> Diagnostic | None:
    if not rel.strip():
        return Diagnostic("value-missing", "no file is named", span, fix="write a path or the name of a file in assets/")
    if "\\" in rel:
        return Diagnostic("path-backslash", f'"{rel}" is written with backslashes', span, fix="write / between folders")
    if rel.startswith(("http://", "https://")):
        return Diagnostic(
            "asset-remote", f'"{rel}" is on the web, not in the show', span, fix="save the file into assets/ and name it"
        )
    if rel.startswith(("/", "~")) or rel[1:2] == ":" or ".." in PurePosixPath(rel).parts or "\0" in rel:
        message = f'"{rel}" leads out of the show directory'
        fix = "copy the file into the show and write its path from there"
        return Diagnostic("path-escapes", message, span, fix=fix, why="a show must build the same on every machine")
    return None


def _link_mistake(rel: str, span: Span) -> Diagnostic:
    message = f'"{rel}" is a link that leads out of the show directory'
    return Diagnostic("path-escapes", message, span, fix="copy the file into the show")


def _encoding_mistake(rel: str, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    before = data[: error.start].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    fix = "save the file as UTF-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Diagnostic("encoding-bad", "this file is UTF-16, not UTF-8", Span(rel, 1, 1, 2), fix=fix)
    message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
    return Diagnostic("encoding-bad", message, Span(rel, line, column, column + 1), fix=fix)
