"""Code that was compiled from templates, kept in the user's own cache.

Never in a show's folder: compiled code is run as it is, and a show that somebody else wrote must bring none along.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path

from podbuild.base import digest
from podbuild.steps.state import user_cache
from podbuild.steps.whole_files import write_whole
from podbuild.steps.world import World


class KeptCode(MutableMapping[str, bytes]):
    """Bytes by name, a file each; where the cache cannot be written, they live as long as this."""

    def __init__(self, world: World, compiler: str) -> None:
        self._folder = Path(user_cache(world.environment)) / "templates" / compiler[:24]
        self._known: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._known:
            try:
                self._known[name] = self._file(name).read_bytes()
            except OSError:
                raise KeyError(name) from None
        return self._known[name]

    def __setitem__(self, name: str, code: bytes) -> None:
        self._known[name] = code
        with suppress(OSError):
            write_whole(self._file(name), code)

    def __delitem__(self, name: str) -> None:
        self._known.pop(name, None)
        self._file(name).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _file(self, name: str) -> Path:
        return self._folder / digest.of_bytes(name.encode())[:32]
