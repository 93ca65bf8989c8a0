"""The archive that actions/deploy-pages takes, as actions/upload-pages-artifact makes it: a tar of plain files and folders.

The action refuses links, and wants all to read all. Hidden files are left out, as there.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.edition import Edition, PublicFile
from podbuild.publish.files import Found, file_changes
from podbuild.publish.folder import changed_meanwhile
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.target import Change, Facts, Refused
from podbuild.steps.whole_files import PART


@dataclass(frozen=True, slots=True)
class ArtifactSession:
    """An archive at a path, from the show's folder on. It is written whole: nothing in it is of others."""

    out: str
    grouping: Literal["one", "stage", "all"] = "all"
    at_a_time: int = 1

    @property
    def place(self) -> str:
        return self.out

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        there = _digests(edition.show_folder / self.out)

        def found(file: PublicFile, entry: Entry | None) -> Found:
            there_digest = there.get(file.path)
            return "absent" if there_digest is None else "same" if there_digest == file.digest else "other"

        changes = file_changes(_visible(edition.files), ledger, found)
        unknown = there.keys() - {change.key for change in changes}
        gone = (Change("delete", key, key, "no longer of the show", stage=len(changes)) for key in sorted(unknown))
        return (*changes, *gone)

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        out = edition.show_folder / self.out
        part = out.with_name(out.name + PART)
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            try:
                with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
                    _fill(archive, edition)
                part.replace(out)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            message = f"{error.filename or out}: {error.strerror or error}"
            raise Refused(
                Diagnostic("target-refused", message, fix="see that there is room, and that it may be written")
            ) from error

    def close(self) -> None:
        pass


def _visible(files: Sequence[PublicFile]) -> tuple[PublicFile, ...]:
    return tuple(file for file in files if not any(part.startswith(".") for part in PurePosixPath(file.path).parts))


def _digests(archive: Path) -> dict[str, str]:
    """What lies in an archive, by path; nothing where there is none that can be read."""
    try:
        with tarfile.open(archive, "r:") as opened:
            return {
                member.name.removeprefix("./"): hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
                for member in opened
                if member.isfile() and (content := opened.extractfile(member))
            }
    except (OSError, tarfile.TarError, EOFError, ValueError):
        return {}


def _fill(archive: tarfile.TarFile, edition: Edition) -> None:
    files = {file.path: file for file in _visible(edition.files)}
    for path in _with_folders(sorted(files)):
        member = tarfile.TarInfo(f"./{path}" if path != "." else "./")  # no times, no owners: same files, same bytes
        if path not in files:
            member.type, member.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(member)
            continue
        source = edition.read(files[path])
        member.size, member.mode = files[path].size_bytes, 0o644
        try:
            content = source.open("rb")
        except OSError as error:
            raise Refused(changed_meanwhile(path)) from error
        with content:
            if hashlib.file_digest(content, "sha256").hexdigest() != files[path].digest:
                raise Refused(changed_meanwhile(path))
            content.seek(0)
            archive.addfile(member, content)


def _with_folders(paths: Sequence[str]) -> Iterator[str]:
    """The paths, each folder before what is in it."""
    known: set[str] = set()
    for path in paths:
        for folder in reversed(PurePosixPath(path).parents):
            if folder.as_posix() not in known:
                known.add(folder.as_posix())
                yield folder.as_posix()
        yield path
