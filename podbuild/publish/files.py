"""What is to be done at a target that holds files: the same for all of them, whatever they are called there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from podbuild.model.edition import ROLES, PublicFile
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.target import Change

REVOKING_STAGE, DELETING_STAGE = -1, len(ROLES)
_STILL_OPEN = {"begun": "begun, and not finished", "lost": "two ledgers differ", "refused": "was refused"}
Found = Literal["same", "other", "absent"]


def file_changes(
    files: Iterable[PublicFile], ledger: Ledger, found: Callable[[PublicFile, Entry | None], Found]
) -> tuple[Change, ...]:
    """What makes a target hold exactly these files, and of others only what is not ours.

    Args:
        found: what is there in the place of a file, of which the ledger knows this much.
    """
    listed = tuple(files)
    wanted = {file.path for file in listed}
    gone = (key for key in sorted(ledger.entries) if key not in wanted and _is_inside(key))
    changes = (*(_change(file, ledger, found) for file in listed), *_deletions(gone))
    return tuple(sorted(changes, key=lambda change: (change.stage, change.key)))


def _is_inside(key: str) -> bool:
    """Whether a ledger's key can be one that was published: a ledger is a text that anybody may have edited. "./feed.xml" would
    be another name of a file that has to stay."""
    if not key or key.startswith("/") or "\\" in key or "\0" in key or not {"", ".", ".."}.isdisjoint(key.split("/")):
        return False
    return key.encode("utf-8", "replace").decode() == key


def _change(file: PublicFile, ledger: Ledger, found: Callable[[PublicFile, Entry | None], Found]) -> Change:
    entry = ledger.entries.get(file.path)
    there = found(file, entry)
    size, stage = file.size_bytes, ROLES.index(file.role)
    if there == "same":
        return Change("leave", file.path, file.path, "", file.digest, size, stage)
    if there == "absent":
        why = "new" if entry is None else _STILL_OPEN.get(entry.state, "not there any more")
        return Change("create", file.path, file.path, why, file.digest, size, stage)
    if entry is None:
        return Change("replace", file.path, file.path, "not put there by podbuild", file.digest, size, stage, is_foreign=True)
    why = _STILL_OPEN.get(entry.state, "") or ("changed" if entry.digest != file.digest else "changed there by somebody else")
    return Change("replace", file.path, file.path, why, file.digest, size, stage)


def _deletions(keys: Iterable[str]) -> Iterator[Change]:
    """Last, when nothing names it any more. But a feed in a folder was a listener's, who was revoked: it goes before all else."""
    for key in keys:
        stage = REVOKING_STAGE if key.endswith("/feed.xml") else DELETING_STAGE
        yield Change("delete", key, key, "no longer of the show", stage=stage)
