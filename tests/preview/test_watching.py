"""Every save is noticed, however an editor saves; what podbuild writes itself is not."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from podbuild.preview.watching import Watch


class Noticed:
    """A watched show, and the paths that were told."""

    def __init__(self, root: Path, is_polling: bool) -> None:
        self.root, self.told = root, list[str]()
        self.watch = Watch(root, lambda path, is_over: self.told.append(path), is_polling=is_polling)
        self.watch.start()

    def until(self, path: str) -> bool:
        end = time.monotonic() + 20
        while path not in self.told and time.monotonic() < end:
            time.sleep(0.002)
        return path in self.told


@pytest.fixture(params=[False, True], ids=["told by the system", "looked at"])
def show(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Noticed]:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/a.md").write_text("x", "utf-8")
    (tmp_path / "public").mkdir()
    (tmp_path / ".podbuild").mkdir()
    (tmp_path / "show.yaml").write_text("x", "utf-8")
    noticed = Noticed(tmp_path, request.param)
    yield noticed
    noticed.watch.stop()


def test_saves_by_renaming_are_all_noticed(show):
    file = show.root / "episodes/a.md"
    for n in range(5 if show.watch.is_polling else 60):
        show.told.clear()
        part = file.with_name(".a.md.podbuild-part")
        part.write_text(str(n) * (n + 1), "utf-8")
        part.chmod(0o644)
        part.replace(file)
        assert show.until("episodes/a.md"), n


def test_what_is_made_changed_and_deleted_is_noticed_in_new_folders_too(show):
    (show.root / "show.yaml").write_text("changed", "utf-8")
    assert show.until("show.yaml")
    (show.root / "assets/takes").mkdir(parents=True)
    assert show.until("assets")
    time.sleep(0.3)
    (show.root / "assets/takes/one.wav").write_bytes(b"x")
    assert show.until("assets/takes/one.wav")
    show.told.clear()
    (show.root / "assets/takes/one.wav").unlink()
    assert show.until("assets/takes/one.wav")


def test_a_folder_that_was_deleted_and_made_anew_is_watched(show):
    (show.root / "episodes/a.md").unlink()
    (show.root / "episodes").rmdir()
    assert show.until("episodes")
    time.sleep(0.8)
    (show.root / "episodes").mkdir()
    time.sleep(0.8)
    (show.root / "episodes/b.md").write_text("x", "utf-8")
    assert show.until("episodes/b.md")


def test_what_podbuild_writes_and_what_editors_leave_is_not(show):
    for name in ("public/index.html", ".podbuild/memory.json", "episodes/.a.md.swp", "episodes/a.md~", ".git-x", "episodes/b.tmp"):
        (show.root / name).write_text("x", "utf-8")
    (show.root / "episodes/a.md").read_text("utf-8")
    (show.root / "last.md").write_text("x", "utf-8")
    assert show.until("last.md")
    time.sleep(0.6)
    assert set(show.told) == {"last.md"}


def test_what_the_watcher_warns_of_is_not_for_authors(tmp_path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        watch = Watch.begin(tmp_path, lambda rel, is_over: None)
        said = "Callback with id '1' already exists. It will be Overwritten."
        warnings.warn_explicit(said, RuntimeWarning, "inotify.py", 365, module="watchdog.observers.inotify")
        watch.stop()
    assert caught == []
