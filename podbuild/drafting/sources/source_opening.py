"""A location → the bytes that lie there: a file of the author's, or an address on the web. Nothing is fetched twice.

A file may lie anywhere on the author's own machine, if the author says so. Within the show, no link leads out of it: a show
may be somebody else's. In what is kept, a file outside the show is named by its name alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.base.units import size
from podbuild.drafting.sources.address_privacy import told_address
from podbuild.drafting.sources.reader import Material, Setting, SourceUnread
from podbuild.drafting.sources.source_words import one_line


def is_address(location: str) -> bool:
    """Whether a location is one on the web."""
    return location.casefold().startswith(("http://", "https://"))


def leads_out(root: Path, location: str) -> bool:
    """Whether what would be read lies outside the show: what a recipe of somebody else's show should not name.

    What is not there at all leads nowhere.
    """
    if is_address(location):
        return False
    if location.startswith("~"):
        return True
    try:
        inside, other = root / location, Path(location)
        found = inside if os.path.lexists(inside) else other
        return os.path.lexists(found) and not _is_inside(root, found)
    except (ValueError, OSError):  # a name that no file can have
        return False


@dataclass(slots=True)
class Opener:
    """Opens the sources of one draft."""

    setting: Setting
    fetched: dict[str, Material] = field(default_factory=dict)

    def open(self, location: str, most_bytes: int, kind: str = "") -> Material:
        """What lies at a location. Raises SourceUnread."""
        if is_address(location):
            return self._from_web(location, most_bytes, kind)
        path = found_path(self.setting, location)
        shown = told_path(self.setting, path)
        if not path.is_file():
            raise _missing(shown, path, location)
        try:
            with path.open("rb") as file:
                data = file.read(most_bytes + 1)
        except OSError as error:
            message = f"{shown} cannot be read: {error.strerror or 'it is no file'}"
            raise SourceUnread(Diagnostic("source-unreadable", message, Span(shown), fix="check that it may be read")) from None
        if len(data) > most_bytes:
            raise _too_large(shown, most_bytes, Span(shown))
        return Material(data, shown)

    def _from_web(self, location: str, most_bytes: int, kind: str) -> Material:
        from podbuild.drafting.sources.guarded_fetch import GuardedFetch
        from podbuild.drafting.sources.guarded_network import Guard

        told = told_address(location, kind)
        if location not in self.fetched:
            fetch = GuardedFetch(self.setting.world, Guard(self.setting.hosts), kind)
            came = fetch.fetch(location, most_bytes)
            self.fetched[location] = Material(came.data, told, came.url, came.mime_type, came.charset)
        known = self.fetched[location]
        if len(known.data) > most_bytes:
            raise _too_large(told, most_bytes, None)
        return Material(known.data, told, known.url, known.mime_type, known.charset)


def found_path(setting: Setting, location: str) -> Path:
    """The file or folder that is meant: in the show, else from where the author stands. Raises SourceUnread for a link out."""
    home = setting.world.environment.get("HOME") or setting.world.environment.get("USERPROFILE")
    if home and location.startswith(("~/", "~\\")):
        location = str(Path(home) / location[2:])
    try:
        inside = setting.root / location
        if not Path(location).is_absolute() and os.path.lexists(inside):
            if not _is_above(location) and not _is_inside(setting.root, inside):
                shown = PurePosixPath(Path(location).as_posix()).as_posix()
                message = f"{shown} is a link that leads out of the show"
                fix = "put the file itself there, or name the place where it lies"
                raise SourceUnread(Diagnostic("source-link-out", message, Span(shown), fix=fix))
            return inside
        path = Path(location)
        path.resolve().lstat()
        return path
    except FileNotFoundError:
        return Path(location)
    except (ValueError, OSError):  # a name that no file can have
        raise _missing(one_line(location)[:100], None, location) from None


def told_path(setting: Setting, path: Path) -> str:
    """How a file may be named in what is kept: by its path in the show, or outside it by its name."""
    root, whole = setting.root.resolve(), path.resolve()
    if whole == root:
        return "."
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else whole.name


def _is_above(location: str) -> bool:
    return os.path.normpath(location).startswith("..")


def _is_inside(root: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _missing(shown: str, path: Path | None, location: str) -> SourceUnread:
    if path is not None and path.is_dir():
        fix = f'name a file in it; for the log of a git repository write "log:{location}"'
        return SourceUnread(Diagnostic("source-missing", f"{shown} is a folder", Span(shown), fix=fix))
    if path is not None and path.exists():
        fix = "save what comes out of it as a file, and give that"
        return SourceUnread(Diagnostic("source-missing", f"{shown} is no ordinary file", Span(shown), fix=fix))
    head, colon, _ = location.partition(":")
    fix = "check the name: it is looked for in the show, then in the folder you are in"
    if colon and len(head) > 1:
        fix = f'{fix}; "{one_line(head)[:40]}" is no kind of source'
    return SourceUnread(Diagnostic("source-missing", f'there is no file "{shown}"', fix=fix))


def _too_large(shown: str, most_bytes: int, span: Span | None) -> SourceUnread:
    message = f"{shown} is larger than {size(most_bytes)}"
    return SourceUnread(Diagnostic("source-too-large", message, span, fix="give the part that matters as a file of its own"))
