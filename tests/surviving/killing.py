"""Builds that are killed at random moments, and what must hold after each."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.surviving import launcher, small_show
from tests.surviving.small_show import STATE, episode, files_of


class Broken(AssertionError):
    """What must never be seen was seen."""


class Launcher:
    """The process that starts builds; see launcher.py."""

    def __init__(self, mutant: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, launcher.__file__, mutant],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=small_show.environment(),
            text=True,
        )

    def start(self, show: Path) -> int:
        """Start a build; its process id, which is also that of its group."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([str(show), "build", "-j", "2"]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def status(self) -> int:
        """The status of the build that was started last, when it has ended; minus nine where it was killed."""
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


@contextmanager
def watched(public: Path) -> Iterator[list[str]]:
    """Read the feed again and again, as apps do; what was named and not there."""
    seen: list[str] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(0.01):
            try:
                seen.extend(small_show.missing_of_feed(public))
            except Exception as error:  # half a feed
                seen.append(repr(error))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()


@dataclass
class Ordeal:
    """A show that is edited, built and killed, over and over."""

    show: Path
    launcher: Launcher
    rng: random.Random
    kills: int = 0
    finished: int = 0
    seconds: dict[bool, float] = field(default_factory=lambda: {True: 2.0, False: 0.3})  # of a cold build, and of others
    is_cold: bool = True
    versions: dict[str, set[bytes]] = field(default_factory=dict)  # what a file of public/ may hold at present

    @property
    def public(self) -> Path:
        return self.show / "public"

    def run(self, kills: int) -> None:
        """Go on until that many builds were killed. Raises Broken."""
        self.finish()
        while self.kills < kills:
            self.edit()
            for _ in range(self.rng.randint(1, 3)):
                if not self.kill():
                    break
            self.finish()

    def edit(self) -> None:
        """Change what has to be built, by a little or a lot."""
        kind = self.rng.choice([*["line"] * 4, *["title"] * 3, *["episode"] * 3, "public", "store", "memory", "all"])
        self.is_cold = kind == "all"
        third = self.show / "episodes" / "dune.md"
        if kind == "episode" and third.exists():
            third.unlink(missing_ok=True)
        elif kind == "episode":
            third.write_text(episode("Dune", 4, "Sand."), "utf-8")
        elif kind in ("line", "title", "store"):
            self._turn()
        for folder in {"public": ["public"], "store": [f"{STATE}/store"], "all": ["public", STATE]}.get(kind, []):
            shutil.rmtree(self.show / folder)
        if kind == "memory":
            (self.show / STATE / "memory.json").unlink(missing_ok=True)
        self._allow(small_show.clean(self.show))

    def kill(self) -> bool:
        """Start a build and end it at a moment of its length, or shortly after it began to write what it found out.

        Returns whether it was not quicker than that.
        """
        mark = self.rng.choice([None, None, "memory.json", "../public/feed.xml", "store/scratch", "store/results"])
        length = self.seconds[self.is_cold]
        wait_seconds = self.rng.uniform(0, 0.05 if mark else length)
        with watched(self.public) as missing:
            before = _stamp(self.show / STATE / (mark or ""))
            pid = self.launcher.start(self.show)
            end = time.monotonic() + length
            while mark and _stamp(self.show / STATE / mark) == before and time.monotonic() < end and _is_alive(pid):
                time.sleep(0.001)
            end = time.monotonic() + wait_seconds
            while time.monotonic() < end and _is_alive(pid):
                time.sleep(0.002)
            with suppress(ProcessLookupError):  # it may end by itself just now
                os.killpg(pid, signal.SIGKILL)
            status = self.launcher.status()
        if status not in (0, -signal.SIGKILL):
            raise Broken(f"the build ended with {status}")
        self.kills += status != 0
        self._check(missing)
        return status != 0

    def finish(self) -> None:
        """Build without a kill, and compare with what a clean build gives."""
        begun = time.monotonic()
        with watched(self.public) as missing:
            self.launcher.start(self.show)
            status = self.launcher.status()
        if status:
            raise Broken(f"the build ended with {status}")
        self.finished += 1
        self.seconds[self.is_cold] = 0.5 * self.seconds[self.is_cold] + 0.5 * min(4.0, max(0.1, time.monotonic() - begun))
        clean = small_show.clean(self.show)
        self.versions = {}
        self._allow(clean)
        self._check(missing)
        if found := small_show.differences(files_of(self.public), clean):
            raise Broken(f"not as a clean build: {found}")
        if found := small_show.wrong_lengths(self.public) + small_show.leftovers(self.show):
            raise Broken(f"after a build: {found}")

    def _check(self, missing: list[str]) -> None:
        if missing or (missing := small_show.missing_of_feed(self.public)):
            raise Broken(f"the feed named what was not there: {sorted(set(missing))[:3]}")
        if torn := small_show.torn_in_store(self.show):
            raise Broken(f"in the store: {torn[:3]}")
        for path, data in files_of(self.public).items():
            if not path.endswith(".podbuild-part") and data not in self.versions.get(path, ()):
                raise Broken(f"{path} is neither old nor new")

    def _allow(self, tree: dict[str, bytes]) -> None:
        for path, data in tree.items():
            self.versions.setdefault(path, set()).add(data)

    def _turn(self) -> None:
        """Change what is said, or what something is called, for what it was before."""
        name, old, new = self.rng.choice([("ice", "We begin.", "It is late."), ("sea", "title: Sea", "title: The sea")])
        file = self.show / "episodes" / f"{name}.md"
        text = file.read_text("utf-8")
        file.write_text(text.replace(old, new) if old in text else text.replace(new, old), "utf-8")


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_ino


def _is_alive(pid: int) -> bool:
    """Whether a process runs that is not ours to wait for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
