"""One build a show at a time. The system frees the lock of a process that dies, however it dies.

The name of the holder stands in a file beside the lock: whoever waits can say for whom, and whoever comes after a build that
was killed finds its name still there, and knows that it has to sweep.

filelock would do the same, and takes 28 ms to import: a tenth of a small build.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from podbuild.steps.whole_files import clear_way, cut_links
from podbuild.steps.world import World

_POLL_SECONDS = 0.1
_OWN = (
    *("lock", "lock-holder", "preview", "packing"),
    "schemas",
    "memory.json",
    "releases",
    "store",
    "store/blobs",
    "store/results",
    "store/scratch",
)


@contextmanager
def held(state: Path, world: World, on_wait: Callable[[str], None] = lambda holder: None, is_lent: bool = False) -> Iterator[bool]:
    """Hold a show's lock; while another process has it, wait, after one call of `on_wait` with that holder's name.

    `is_lent`: programs that are called with `close_fds=False` hold it too, until they end. Where this process is killed, they go
    on alone, and whoever comes next waits for what they do. (Not on Windows, whose locks are of one process.)
    Yields:
        whether the build before this one was killed: what it left half done lies around.
    """
    state.mkdir(parents=True, exist_ok=True)
    cut_links(state, _OWN)
    name = state / "lock-holder"
    for own in (name, state / "lock"):
        clear_way(own)
    with (state / "lock").open("ab") as file:
        os.set_inheritable(file.fileno(), is_lent)
        if not _try_lock(file):
            on_wait(_holder(name))
            while not _try_lock(file):
                world.wait(_POLL_SECONDS)
        was_killed = name.exists()
        since = world.now().strftime("%Y-%m-%d %H:%M:%S UTC")
        name.write_text(f"process {os.getpid()} on {world.host()}, since {since}", "utf-8")
        try:
            yield was_killed
        finally:
            name.unlink(missing_ok=True)
            _unlock(file)


def _holder(name: Path) -> str:
    try:
        return name.read_text("utf-8", "replace") or "a process that is only just starting"
    except OSError:
        return "a process that is just ending"


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined, unused-ignore]

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _NO_LOCKS_HERE:
                raise
        return True

    def _unlock(file: IO[bytes]) -> None:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)

    # Some network file systems have none: better to build without than not at all.
    _NO_LOCKS_HERE = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
