"""The folder target: what may lie in its place, and on disks that are not like this one."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from podbuild.model.destination import Destination
from podbuild.publish.applying import apply
from podbuild.publish.folder import FOLDER
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.target import Refused, Unavailable
from tests.publish.editions import FILES, SHOW, publish, quick_world, write_edition


def at(path: Path | str) -> Destination:
    return Destination("web", "folder", {"path": str(path)})


def test_a_new_spelling_of_a_name_deletes_nothing_where_a_disk_takes_both_for_one(tmp_path: Path) -> None:
    """Two links to one file are what "One.mp3" and "one.mp3" are on such a disk."""
    there = tmp_path / "there"
    there.mkdir()
    session, edition = FOLDER.open(at(there), SHOW, quick_world()), write_edition(tmp_path)
    publish(session, edition, tmp_path / "publish" / "web.json", quick_world())
    os.link(there / "audio" / "one.mp3", there / "audio" / "One.mp3")
    (there / "audio" / "ONE.mp3").write_bytes(b"another file, where both can be")
    ledger = Ledger("folder", session.place, {}, {"audio/One.mp3": Entry("1"), "audio/ONE.mp3": Entry("2")})
    assert apply(session, session.changes(edition, ledger), edition, ledger, quick_world()).failed == ()
    assert sorted(file.name for file in (there / "audio").iterdir() if "ne" in file.name) == ["One.mp3", "one.mp3"]
    assert {key for key in ledger.entries if "ne.mp3" in key.casefold()} == {"audio/one.mp3"}


def test_a_link_to_itself_in_a_folders_place_is_refused(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "audio").symlink_to("audio")
    session = FOLDER.open(at(there), SHOW, quick_world())
    applied = publish(session, write_edition(tmp_path), tmp_path / "publish" / "web.json", quick_world())
    assert {diagnostic.code for _, diagnostic in applied.failed} == {"target-refused"}
    (there / "audio").unlink()
    assert publish(session, write_edition(tmp_path), tmp_path / "publish" / "web.json", quick_world()).failed == ()
    assert {path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()} == set(FILES)


def test_a_place_that_cannot_be_looked_at_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="File name too long"):
        FOLDER.open(at(tmp_path / ("x" * 300)), SHOW, quick_world())

    def broken(self: Path, **how: bool) -> os.stat_result:
        raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN), str(self))

    monkeypatch.setattr(Path, "stat", broken)  # what a mount of sshfs says when its line broke off
    with pytest.raises(Unavailable, match="not connected"):
        FOLDER.open(at(tmp_path), SHOW, quick_world())


def test_a_full_disk_is_named_and_not_what_was_copied_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, there: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(source), None, str(there))

    (tmp_path / "there").mkdir()
    session = FOLDER.open(at(tmp_path / "there"), SHOW, quick_world())
    monkeypatch.setattr(shutil, "copyfile", full)
    ((_, told),) = publish(session, write_edition(tmp_path), tmp_path / "publish" / "web.json", quick_world()).failed
    assert told.code == "target-full"
    assert f"no room left: {tmp_path / 'there'}" in told.message


@pytest.mark.parametrize(
    ("path", "says"), [("~nobody-of-that-name/site", '"nobody-of-that-name"'), ("site", '"site" is not a whole path')]
)
def test_a_path_that_names_no_place(path: str, says: str) -> None:
    ((key, message, _),) = FOLDER.problems(at(path))
    assert key == "path" and says in message
