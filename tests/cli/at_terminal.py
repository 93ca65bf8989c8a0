"""A command on a real terminal, which a test reads, types into, and presses Ctrl-C at."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

_WAIT_SECONDS = 60.0


class AtTerminal:
    """A process whose terminal is ours. `said` is all that it wrote, with plain line ends."""

    def __init__(self, command: Sequence[str], cwd: Path, **environment: str) -> None:
        self._master, slave = pty.openpty()
        inherited = {k: v for k, v in os.environ.items() if k not in ("CI", "NO_COLOR", "TERM")}
        ours = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TERM": "xterm-256color", "COLUMNS": "80", **environment}

        def take_terminal() -> None:  # in a process group of its own, so that Ctrl-C reaches it and nobody else
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGINT, signal.default_int_handler)

        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=inherited | ours,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 (it calls the system, and takes no lock)
        )
        os.close(slave)
        self._bytes = b""
        self._seen = 0

    def __enter__(self) -> AtTerminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    @property
    def said(self) -> str:
        return self._bytes.decode("utf-8", "replace").replace("\r\n", "\n")

    def reads(self, words: str) -> None:
        """Wait until the words stand there, behind those that were waited for before."""
        end = time.monotonic() + _WAIT_SECONDS
        while words not in self.said[self._seen :]:
            assert time.monotonic() < end and self._read(), f"never said {words!r}: {self.said}"
        self._seen = self.said.index(words, self._seen) + len(words)

    def types(self, text: str) -> None:
        """Press these keys. Ctrl-C and Ctrl-D wait until the process sleeps at its question: nobody presses them sooner, and Python
        does not see a signal that comes between its last look and the read."""
        if any(key < " " and key != "\n" for key in text):
            self._until_it_sleeps()
        os.write(self._master, text.encode("utf-8", "surrogateescape"))

    def _until_it_sleeps(self) -> None:
        state = Path(f"/proc/{self.process.pid}/stat")
        end, seen = time.monotonic() + _WAIT_SECONDS, 0
        while seen < 3 and self.process.poll() is None and state.exists():
            assert time.monotonic() < end, f"never waits: {self.said}"
            is_asleep = state.read_text().rpartition(")")[2].split()[0] == "S"
            seen = seen + 1 if is_asleep else 0
            time.sleep(0.03)

    def presses_ctrl_c(self) -> None:
        self.types("\x03")

    def ends(self) -> int:
        """The exit status, when all is read."""
        end = time.monotonic() + _WAIT_SECONDS
        while self._read():
            assert time.monotonic() < end, f"does not end: {self.said}"
        return self.process.wait(timeout=_WAIT_SECONDS)

    def _read(self) -> bool:
        """Read what is there; False when the other end is closed."""
        if not select.select([self._master], [], [], 0.2)[0]:
            return True
        try:
            got = os.read(self._master, 65536)
        except OSError:  # how Linux says that the other end is closed
            return False
        self._bytes += got
        return bool(got)
