"""A full disk: the build says so and what to do, and loses nothing; with room, it goes on."""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run
from tests.surviving import small_show
from tests.surviving.small_show import STATE, built, clean, differences, files_of, write_small

# Mounts a file system of so many kilobytes over a folder, copies a show into it, builds, and copies all of it back.
ON_SMALL_DISK = """
mount -t tmpfs -o size="$1"k none "$2" || exit 99
cp -a "$3/." "$2" || exit 98
cd "$2"; "$4" -m podbuild build; status=$?
rm -f filler; cp -a "$2/." "$5"; exit $status
"""


def can_mount() -> bool:
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return False
    done = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    return done.returncode == 0


def kilobytes(folder: Path) -> int:
    return sum(-(-p.stat().st_size // 4096) * 4 for p in folder.rglob("*") if p.is_file())


def is_told_well(said: str) -> bool:
    text = " ".join(said.split())
    full = "No space left on device" in text or "the disk is full" in text
    return (full and "fix:" in text and "room" in text) or ("space" in text and "Traceback" not in text)


def on_small_disk(show: Path, kbytes: int, work: Path) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Build a copy of the show on a disk of that size: what it said, and what then lay there."""
    mount, back = work / "mount", work / f"back-{kbytes}"
    mount.mkdir(exist_ok=True)
    back.mkdir()
    command = ["unshare", "-rm", "sh", "-c", ON_SMALL_DISK, "sh", str(kbytes), str(mount), str(show), sys.executable, str(back)]
    env = small_show.environment(TMPDIR=str(mount))
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=120), back


@pytest.mark.slow
@pytest.mark.skipif(not can_mount(), reason="needs the right to mount a file system")
@pytest.mark.parametrize("is_built_before", [False, True])
def test_a_disk_that_fills_up(tmp_path, is_built_before):
    show = write_small(tmp_path / "show")
    if is_built_before:
        built(cwd=show)
        (show / "episodes" / "ice.md").write_text(small_show.episode("Ice", 2, "Quite another line."), "utf-8")
        (show / "episodes" / "dune.md").write_text(small_show.episode("Dune", 4, "Sand."), "utf-8")
    before = files_of(show / "public") if is_built_before else {}
    wanted, full = clean(show), 0
    least = kilobytes(show) + 4 * sum(1 for p in show.rglob("*") if p.is_dir()) + 40
    for more in (0, 8, 24, 60, 120, 240, 400, 600, 800, 1000, 1300, 1700):
        done, back = on_small_disk(show, least + more, tmp_path)
        assert done.returncode in (0, 4), done.stderr
        if done.returncode == 4:
            full += 1
            assert is_told_well(done.stderr), done.stderr
            assert small_show.missing_of_feed(back / "public") == []
            assert small_show.torn_in_store(back) == []
            for path, data in files_of(back / "public").items():
                assert data in (before.get(path), wanted.get(path)), path
            assert before.keys() & wanted.keys() <= files_of(back / "public").keys(), "nothing is lost"
            built(cwd=back)
        assert differences(files_of(back / "public"), wanted) == []
        assert small_show.leftovers(back) == []
        shutil.rmtree(back)
    assert full >= 4, "the disks were small enough to be of interest"


class Full:
    """Lets so many writes through, then refuses one below a folder (or all from there on), as a full disk does."""

    def __init__(self, folder: Path, through: int, is_lasting: bool) -> None:
        self.folder, self.left, self.is_lasting = str(folder), through, is_lasting
        self.refused = ""

    def meets(self, what: str, path: Any) -> None:
        if not isinstance(path, str | os.PathLike) or not str(path).startswith(self.folder):
            return
        self.left -= 1
        if self.left == -1 or (self.is_lasting and self.left < 0):
            self.refused = self.refused or f"{what} {path}"
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


class _Writer(io.FileIO):
    disk: Full

    def write(self, data: Any) -> int:
        self.disk.meets("write", self.name)
        return super().write(data)


@contextmanager
def full_disk(disk: Full) -> Iterator[None]:
    """Every call by which Python makes a file or a folder, or writes into one, asks `disk` first."""
    plain_open, io_open = builtins.open, io.open

    def opened(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        is_writing = isinstance(mode, str) and bool(set(mode) & set("wax+"))
        if not is_writing:
            return plain_open(file, mode, *arguments, **named)
        disk.meets("open", file)
        if "b" not in mode or not isinstance(file, str | os.PathLike) or "+" in mode:
            return plain_open(file, mode, *arguments, **named)
        raw = _Writer(file, mode.replace("b", ""))
        raw.disk = disk
        return io.BufferedWriter(raw)

    def asking(what: str, call: Callable[..., Any], place: int) -> Callable[..., Any]:
        def asked(*arguments: Any, **named: Any) -> Any:
            disk.meets(what, arguments[place])
            return call(*arguments, **named)

        return asked

    kept = {name: getattr(os, name) for name in ("mkdir", "replace", "rename")}
    builtins.open = io.open = opened  # type: ignore[assignment]
    for name, call in kept.items():
        setattr(os, name, asking(name, call, 0 if name == "mkdir" else 1))
    try:
        yield
    finally:
        builtins.open, io.open = plain_open, io_open  # type: ignore[assignment]
        for name, call in kept.items():
            setattr(os, name, call)


def end_of(show: Path) -> tuple[int, str]:
    """A build in this process as the command line ends it: its status, and what it said."""
    from podbuild.cli import ending

    try:
        done = run("build", "--show", show, "--jobs", "1")
    except OSError as error:
        status = ending.of_machine(error)
        return (70 if status is None else status), f"{error} fix: room"
    return done.status, done.said


def check_nth_write(kept: Path, show: Path, n: int, is_lasting: bool) -> bool:
    """Refuse the nth write of a build, then build again. Whether there was an nth write."""
    shutil.rmtree(show, ignore_errors=True)
    shutil.copytree(kept, show)
    before, wanted = files_of(show / "public"), clean(show)
    disk = Full(show, n, is_lasting)
    with full_disk(disk):
        status, said = end_of(show)
    if not disk.refused:
        return False
    where = f"write {n} refused: {disk.refused}"
    assert status in (0, 4), f"{where}: {status} {said}"
    assert status == 0 or is_told_well(said), f"{where}: {said}"
    assert small_show.missing_of_feed(show / "public") == small_show.torn_in_store(show) == [], where
    for path, data in files_of(show / "public").items():
        assert data in (before.get(path), wanted.get(path)), f"{where}: {path}"
    assert before.keys() & wanted.keys() <= files_of(show / "public").keys(), where  # the search names its files by their content
    done = run("build", "--show", show)
    assert done.status == 0, f"{where}: {done.said}"
    assert differences(files_of(show / "public"), wanted) == [], where
    assert small_show.leftovers(show) == [], where
    return True


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """A show that was built and has changed since: a line, and one episode more."""
    show = write_small(tmp_path_factory.mktemp("full") / "show")
    built(cwd=show)
    (show / "episodes" / "ice.md").write_text(small_show.episode("Ice", 2, "Quite another line."), "utf-8")
    (show / "episodes" / "dune.md").write_text(small_show.episode("Dune", 4, "Sand."), "utf-8")
    return show


def test_some_write_is_refused(tmp_path, edited):
    for n in range(0, 160, 40):
        assert check_nth_write(edited, tmp_path / "show", n, is_lasting=n % 2 == 0)


@pytest.mark.slow
@pytest.mark.parametrize("is_lasting", [False, True])
def test_every_write_is_refused_once(tmp_path, edited, is_lasting):
    """Every thirteenth, in fact; `PODBUILD_TESTS=every` takes a quarter of an hour for all of them."""
    step = 1 if os.environ.get("PODBUILD_TESTS") == "every" else 13
    n = 5 if is_lasting else 0
    while check_nth_write(edited, tmp_path / "show", n, is_lasting):
        n += step
    assert n > 100
    assert (edited / STATE).is_dir()
