"""A folder: of this machine, of a mounted disk, of another machine over sshfs."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination, Setting
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.show import Show
from podbuild.publish.files import Found, file_changes
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.target import MEDIA, Change, Facts, Refused, Target, Unavailable
from podbuild.steps.whole_files import PART, by_spelling, is_other_spelling, write_whole
from podbuild.steps.world import World

_FULL = (errno.ENOSPC, errno.EDQUOT)
_MAY_COME_BACK = tuple(
    getattr(errno, name)
    for name in ("EIO", "ESTALE", "ETIMEDOUT", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ECONNRESET", "EBUSY", "EAGAIN")
    if hasattr(errno, name)
)


@dataclass(frozen=True, slots=True)
class FolderSession:
    """A folder that files are copied into, each written beside its place and renamed."""

    folder: Path
    place: str  # as it was written: "~" is another folder for everybody
    grouping: Literal["one", "stage", "all"] = "one"
    at_a_time: int = 1
    _spellings: dict[str, list[str]] = field(default_factory=dict)

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        self._spellings.clear()
        return file_changes(edition.files, ledger, self._found)

    def _found(self, file: PublicFile, entry: Entry | None) -> Found:
        """What the ledger knows is believed where the size is right: to read it all again over a network would take long."""
        there = self.folder / file.path
        try:
            if not there.is_file():
                return "absent"
            if there.stat().st_size != file.size_bytes:
                return "other"
            if entry and entry.state == "there":
                return "same" if entry.digest == file.digest else "other"
            return "same" if digest.of_file(there) == file.digest else "other"
        except OSError as error:
            raise _failure(error, there) from error

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        for change in group:
            there = self.folder / change.key
            try:
                self._stay_inside(there)
                if change.deed != "delete":
                    self._write(edition.folder / change.key, there, change)
                elif not self._is_wanted(change.key, edition):
                    self._delete(there)
            except OSError as error:
                raise _failure(error, there) from error

    def _stay_inside(self, there: Path) -> None:
        """A folder below it may be a link: nothing is written where that leads out."""
        try:
            is_inside = there.parent.resolve().is_relative_to(self.folder.resolve())
        except RuntimeError:  # a link to itself, before Python 3.13
            is_inside = False
        if not is_inside:
            message = f"{there.parent} is a link that leads out of {self.folder}"
            raise Refused(Diagnostic("target-refused", message, fix="remove the link"))

    def _write(self, source: Path, there: Path, change: Change) -> None:
        if digest.of_file(source) != change.digest:
            raise Refused(changed_meanwhile(change.key))
        write_whole(there, source)

    def _is_wanted(self, path: str, edition: Edition) -> bool:
        """Whether a file of the show lies there under another spelling."""
        if not self._spellings:
            self._spellings.update(by_spelling(file.path for file in edition.files))
        return is_other_spelling(self.folder, path, self._spellings)

    def _delete(self, there: Path) -> None:
        if there.is_dir() and not there.is_symlink():
            return  # files are ours, folders only when they are empty
        try:
            there.unlink(missing_ok=True)
        except NotADirectoryError:
            return  # where its folder was lies a file
        there.with_name(there.name + PART).unlink(missing_ok=True)
        for folder in there.parents:
            if folder == self.folder or any(folder.iterdir()):
                return
            folder.rmdir()

    def close(self) -> None:
        pass


def changed_meanwhile(path: str) -> Diagnostic:
    """What a target says whose file is not the one that was planned."""
    message = f"{path} was changed while it was published"
    return Diagnostic("edition-changed", message, fix="publish again, when no build is running")


def _failure(error: OSError, there: Path) -> Refused | Unavailable:
    # Of a copy that failed, the first name is that of what was copied, which is not to blame.
    what = f"{error.filename2 or error.filename or there}: {error.strerror or error}"
    if error.errno in _FULL:
        return Refused(Diagnostic("target-full", f"there is no room left: {what}", fix="make room there, then publish again"))
    if error.errno in _MAY_COME_BACK:
        return Unavailable(Diagnostic("target-unavailable", what, fix="see that the disk or the connection is there"))
    return Refused(Diagnostic("target-refused", what, fix="see that the folder may be written to"))


def open_folder(destination: Destination, show: Show, world: World) -> FolderSession:
    folder = Path(destination.settings["path"]).expanduser()
    try:
        is_there = stat.S_ISDIR(folder.stat().st_mode)
        found = folder.resolve()
    except (FileNotFoundError, NotADirectoryError):
        is_there = False
    except OSError as error:  # a connection that broke off, say
        raise _failure(error, folder) from error
    if not is_there:
        # It is not made here: where a disk is not mounted, its mount point would be filled instead.
        message = f"there is no folder {folder}"
        fix = "mount the disk, or make the folder"
        raise Refused(Diagnostic("target-missing", message, destination.place("path"), fix=fix))
    return FolderSession(found, destination.settings["path"])


def _problems(destination: Destination) -> tuple[tuple[str, str, str], ...]:
    path = Path(destination.settings.get("path", ""))
    try:
        path = path.expanduser()
    except RuntimeError:
        return (("path", f'nobody here is called "{path.parts[0][1:]}"', "write ~/ for your own folder, or a path from / on"),)
    if not path.is_absolute():
        return (("path", f'"{path}" is not a whole path', "write it from / or ~ on: others publish from other folders"),)
    return ()


FOLDER = Target(
    "folder",
    "a folder of this machine, of a mounted disk, or of another machine over sshfs",
    (Setting("path", "Where the folder is: a whole path, or one that begins with ~", is_required=True), MEDIA),
    open_folder,
    _problems,
    reach=lambda destination: "addressed",
)
