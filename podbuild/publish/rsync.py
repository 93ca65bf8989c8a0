"""Another machine, or a folder, by way of rsync: over ssh, to a daemon, or on this machine.

rsync itself is asked what is there, by checksums, and told by lists what to send and what to remove: nothing else is touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination, Setting
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.show import Show
from podbuild.publish.files import Found, file_changes
from podbuild.publish.folder import changed_meanwhile
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.own_git import SSH
from podbuild.publish.target import MEDIA, Change, Facts, Refused, Target, Unavailable
from podbuild.steps.world import World

_SILENT_SECONDS = 60  # a line on which nothing comes for so long is given up
# Times are sent that a web server can tell when a file changed. Whole files appear at once, at the end (--delay-updates).
_OPTIONS = ("-rt", "--checksum", "--from0", "--files-from=-", "--8-bit-output", f"--timeout={_SILENT_SECONDS}")
_SAYS_FULL = ("No space left on device", "Disk quota exceeded")
_SAYS_NOT_LET_IN = (
    "auth failed",
    "Permission denied (publickey",
    "Permission denied (password",
    "Permission denied (keyboard",
    "Host key verification failed",
    "Too many authentication failures",
)
_SAYS_ABSENT = ("Unknown module", "change_dir", "chdir failed", "mkdir", "No such file or directory")
# rsync(1), "EXIT VALUES", and 255 of ssh: what may be otherwise the next time.
_MAY_COME_BACK = (10, 12, 20, 30, 35, 255)
_VANISHED = 24


@dataclass(frozen=True, slots=True)
class RsyncSession:
    """A place that rsync can reach. `program` is rsync, `environment` what it is started with."""

    to: str
    program: str
    environment: Mapping[str, str]
    grouping: Literal["one", "stage", "all"] = "stage"
    at_a_time: int = 1

    @property
    def place(self) -> str:
        return self.to

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        differing = self._differing(edition)

        def found(file: PublicFile, entry: Entry | None) -> Found:
            return differing.get(file.path, "same")

        return file_changes(edition.files, ledger, found)

    def _differing(self, edition: Edition) -> dict[str, Found]:
        """What rsync would send, by path."""
        wanted = [file.path for file in edition.files]
        told = self._run(("--dry-run", "--out-format=%i %n"), edition.folder, wanted)
        found: dict[str, Found] = {}
        for line in told.splitlines():
            marks, _, path = line.partition(" ")
            if marks[1:2] in ("f", "L") and ("+" in marks or "c" in marks[2:3]):
                found[path] = "absent" if "+++" in marks else "other"
        return found

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        sent = [change for change in group if change.deed != "delete"]
        for change in sent:
            _see_unchanged(edition.folder / change.key, change)
        if sent:
            self._run(("--delay-updates",), edition.folder, [change.key for change in sent])
        wanted = {file.path for file in edition.files}
        gone = [change.key for change in group if change.deed == "delete"]
        # Below a file nothing lies; asked all the same, rsync would take the file away to make a folder of it.
        if gone := [path for path in gone if wanted.isdisjoint(map(str, PurePosixPath(path).parents))]:
            self._delete(gone)

    def _delete(self, paths: list[str]) -> None:
        """Have removed what is missing in a tree of folders that has no files."""
        import tempfile

        with tempfile.TemporaryDirectory(prefix="podbuild-") as name:
            for path in paths:
                (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
            self._run(("--delete-missing-args", "--omit-dir-times"), Path(name), paths)

    def _run(self, options: tuple[str, ...], folder: Path, paths: list[str]) -> str:
        import subprocess

        command = (self.program, *_OPTIONS, *options, "--", f"{folder.as_posix()}/", self.to)
        names = "\0".join(paths).encode("utf-8", "surrogateescape")
        done = subprocess.run(command, input=names, capture_output=True, env=dict(self.environment), check=False)
        if done.returncode:
            raise _failure(done.returncode, done.stderr.decode("utf-8", "replace"), self.to)
        return done.stdout.decode("utf-8", "surrogateescape")

    def close(self) -> None:
        pass


def _see_unchanged(source: Path, change: Change) -> None:
    try:
        is_same = digest.of_file(source) == change.digest
    except OSError:
        is_same = False
    if not is_same:
        raise Refused(changed_meanwhile(change.key))


def _failure(status: int, said: str, to: str) -> Refused | Unavailable:
    """What to raise for rsync's exit status and words. The words are shown where nothing better is known."""
    reason = _reason(said) or f"rsync ended with {status}"
    if any(words in said for words in _SAYS_FULL):
        return Refused(Diagnostic("target-full", f"there is no room left at {to}", fix="make room there, then publish again"))
    if any(words in said for words in _SAYS_NOT_LET_IN):
        fix = "see that the key or RSYNC_PASSWORD in the environment is of that account: podbuild asks for no password"
        return Refused(Diagnostic("target-login", f"{to} let nobody in: {reason}", fix=fix))
    if status in (5, 11, 3, 23) and any(words in said for words in _SAYS_ABSENT):
        fix = "make the folder there, or see how it is called"
        return Refused(Diagnostic("target-missing", f"{to} is not there: {reason}", fix=fix))
    if status == 127 or "command not found" in said:
        return Refused(Diagnostic("target-refused", f"there is no rsync at {to}", fix="install rsync there too"))
    if status == _VANISHED:
        return Refused(changed_meanwhile("a file"))
    if status in _MAY_COME_BACK:
        fix = "see that the machine is there and reachable; then publish again"
        return Unavailable(Diagnostic("target-unavailable", f"{to} could not be reached: {reason}", fix=fix))
    fix = "see that the account may write there"
    return Refused(Diagnostic("target-refused", f"{to} refused: {reason}", fix=fix))


def _reason(said: str) -> str:
    """The first thing that was said, without the program's name."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return re.sub(r"^(rsync: |@ERROR: )?(\[\w+\] )?", "", lines[0])[:200] if lines else ""


def open_rsync(destination: Destination, show: Show, world: World) -> RsyncSession:
    program = world.find_tool("rsync")
    if program is None:
        message = "there is no rsync on this machine"
        fix = "install it (apt install rsync, brew install rsync)"
        raise Refused(Diagnostic("program-missing", message, destination.place("to"), fix=fix))
    to = destination.settings["to"]
    if to.startswith("/") and not Path(to).is_dir():
        # It is not made here: where a disk is not mounted, its mount point would be filled instead.
        fix = "mount the disk, or make the folder"
        raise Refused(Diagnostic("target-missing", f"there is no folder {to}", destination.place("to"), fix=fix))
    environment = {"RSYNC_RSH": SSH, **world.environment, "LC_ALL": "C.UTF-8"}
    return RsyncSession(to, program, environment)


def _problems(destination: Destination) -> tuple[tuple[str, str, str], ...]:
    to = str(destination.settings.get("to") or "")
    if to.startswith("-"):
        return (("to", f'"{to}" would be taken for an option', "write where to: USER@HOST:FOLDER, or a whole path"),)
    if re.match(r"rsync://[^/@]*:[^/@]*@", to):
        return (("to", "a password does not belong into show.yaml, which others read", "set RSYNC_PASSWORD in the environment"),)
    if ":" not in to and not to.startswith("/"):
        return (("to", f'"{to}" is not a whole path', "write it from / on, or USER@HOST:FOLDER"),)
    return ()


RSYNC = Target(
    "rsync",
    "another machine over ssh or an rsync daemon, or a folder, by way of rsync",
    (Setting("to", "Where to: USER@HOST:FOLDER, rsync://HOST/MODULE/FOLDER or a whole path", is_required=True), MEDIA),
    open_rsync,
    _problems,
    reach=lambda destination: "addressed",
)
