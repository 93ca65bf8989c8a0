"""The one door to the outside: the clock, the environment, installed tools. Tests pass a world of their own."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3  # glibc's malloc.h


@dataclass(frozen=True, slots=True)
class World:
    """What a build may ask of the machine. Steps that depend on an answer must carry it in their params.

    `now_seconds` fixes the clock (Unix time) for tests and reproducible runs; None reads the real one.
    """

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    now_seconds: float | None = None

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.fromtimestamp(time.time() if self.now_seconds is None else self.now_seconds, UTC)

    def moment(self) -> str:
        """The present as records have it: RFC 3339, in UTC, to the second."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def file_clock_ns(self) -> int:
        """The machine's own clock, for comparing with the times of files; never part of an output."""
        return time.time_ns()

    def elapsed_seconds(self) -> float:
        """A clock that only goes forward, for measuring how long something took."""
        return time.perf_counter()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def host(self) -> str:
        """This machine's name, for messages."""
        return os.uname().nodename if hasattr(os, "uname") else self.environment.get("COMPUTERNAME", "this machine")

    def fonts_digest(self) -> str:
        """What stands for this machine's fonts: the names and sizes of their files."""
        from podbuild.base import digest
        from podbuild.steps import memo

        found = [item for folder in memo.font_folders(self.environment) for item in memo.scan(folder).items()]
        return digest.of_value(sorted([path.rpartition("/")[2], value[0]] for path, value in found))

    def secret(self) -> str:
        """A word that nobody can guess, for addresses: 160 random bits in 32 small letters and digits (RFC 4648, base32)."""
        import base64
        import secrets  # takes as long to load as all else here

        return base64.b32encode(secrets.token_bytes(20)).decode().lower()

    def find_tool(self, name: str) -> str | None:
        """The path of an installed program, or None."""
        return shutil.which(name, path=self.environment.get("PATH", os.defpath))


def keep_freed_memory() -> None:
    """Sound is worked on in arrays of a megabyte: glibc shall not give each back to the system, to fetch it anew at once.

    That costs a tenth of a build otherwise. Other C libraries have no such setting, and other habits.
    """
    import ctypes

    try:
        set_option = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return
    for option, size_bytes in ((_TRIM_THRESHOLD, 256 << 20), (_TOP_PAD, 16 << 20), (_MMAP_THRESHOLD, 32 << 20)):
        set_option(option, size_bytes)


def keep_libraries_single_threaded() -> None:
    """Before numpy is loaded: its linear algebra shall start no threads.

    Steps run side by side already; the library's idle threads would spin beside them and cost a fifth of a build.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
