"""The first tier: whether anything changed at all since the last build, told from what the file system says of each file.

A file's stamp is its size, the times of its last change and its inode. Nobody can set the second of the two times (a
checkout or an editor can set the first back), so equal stamps mean equal bytes; but for files changed so shortly before they
were read that the clock had not moved on. Those are not settled, and their bytes are compared (as git does, for the same reason).

Only modules that the interpreter has loaded anyway are imported here, and none of podbuild's: an answer takes a few
milliseconds, and this module must not be what they are spent on.
"""

from __future__ import annotations

import os
import sys
import zlib
from array import array

TYPE_CHECKING = False  # as typing has it, which takes 6 ms to load
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Stamp = tuple[int, int, int, int]

SETTLED_AFTER_NS = 2_000_000_000  # the coarsest clock of a file system still in use counts in steps of two seconds
MOST_SINGLY = 20_000  # of more installed files than these, the audio and the folders: what came, went or was replaced
_MAGIC = b"podbuild memo 3\n"
_NO_SOURCES = ("public", "packages", "node_modules")
_LIBRARIES = ("site-packages", "dist-packages")


def stamp(stat: os.stat_result) -> Stamp:
    """Size in bytes, when the content was last set, when anything was, and the inode."""
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def is_settled(known: Stamp, taken_ns: int) -> bool:
    """Whether a stamp that was taken at that time (ns since 1970) could not hide a later change."""
    return max(known[1], known[2]) + SETTLED_AFTER_NS < taken_ns


def scan(root: str, left_out: str = "") -> dict[str, Stamp]:
    """The stamp of every file of a show, by its path with forward slashes; but for hidden files, outputs, and `left_out`."""
    found: dict[str, Stamp] = {}
    todo = [("", root)]
    while todo:
        prefix, folder = todo.pop()
        try:
            entries = os.scandir(folder)
        except OSError:
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name[0] == "." or (not prefix and name in _NO_SOURCES):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if entry.path != left_out and name != "__pycache__":
                        todo.append((f"{prefix}{name}/", entry.path))
                    continue
                try:
                    stat = entry.stat()
                except OSError:
                    continue
                found[prefix + name] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    return found


def glance(folder: str, paths: Sequence[str]) -> dict[str, Stamp]:
    """Stamps that tell whether a folder still holds what was installed: of each file, or where they are many, of each folder."""
    if len(paths) > MOST_SINGLY:
        paths = [*{p.rpartition("/")[0] for p in paths}, *(p for p in paths if "/" not in p or p.startswith("audio/"))]
    found = {}
    for path in paths:
        try:
            found[path] = stamp(os.stat(f"{folder}/{path}"))
        except OSError:
            found[path] = (-1, 0, 0, 0)
    return found


def program(environment: Mapping[str, str]) -> dict[str, Stamp]:
    """Stamps of the compiler: podbuild's own files, the folders that libraries are installed in, and ffmpeg."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = [package, os.path.join(os.path.dirname(package), "templates")]  # beside it in a source tree, else inside
    found = {f"{folder}/{path}": value for folder in folders for path, value in scan(folder).items()}
    for place in (*(p for p in sys.path if p.endswith(_LIBRARIES)), _tool("ffmpeg", environment)):
        if os.path.exists(place):
            found[place] = stamp(os.stat(place))
    for folder in font_folders(environment):
        found |= _folder_stamps(folder, 2)
    if chosen := environment.get("PODBUILD_FFMPEG"):  # which else comes after the one among the libraries
        found[f"PODBUILD_FFMPEG={chosen}"] = (0, 0, 0, 0)
    return found


def font_folders(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Where machines have their fonts."""
    home = environment.get("HOME") or os.path.expanduser("~")
    own = (f"{home}/.fonts", f"{home}/.local/share/fonts", f"{home}/Library/Fonts")
    return ("/usr/share/fonts", "/usr/local/share/fonts", *own, "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts")


def _folder_stamps(folder: str, depth: int) -> dict[str, Stamp]:
    """Stamps of a folder and of those in it: one changes when a file in it comes or goes."""
    try:
        found = {folder: stamp(os.stat(folder))}
        inner = [entry.path for entry in os.scandir(folder) if entry.is_dir()] if depth else []
    except OSError:
        return {}
    for path in inner:
        found |= _folder_stamps(path, depth - 1)
    return found


def _tool(name: str, environment: Mapping[str, str]) -> str:
    """The first program of that name on PATH; "" where there is none."""
    chosen = environment.get(f"PODBUILD_{name.upper()}", name)
    folders = ("",) if os.path.dirname(chosen) else environment.get("PATH", os.defpath).split(os.pathsep)
    places = (os.path.join(folder, chosen + ending) for folder in folders for ending in ("", ".exe"))
    return next((place for place in places if os.path.isfile(place)), "")


def packed(stamps: Mapping[str, Stamp]) -> bytes:
    """Stamps as bytes; equal stamps give equal bytes."""
    items = sorted(stamps.items())
    numbers = array("q", [number for _, value in items for number in value])
    return "\0".join([name for name, _ in items]).encode("utf-8", "surrogateescape") + b"\0\0" + numbers.tobytes()


def names_in(data: bytes) -> list[str]:
    """The names that stamps were packed with."""
    names = data.partition(b"\0\0")[0]
    return names.decode("utf-8", "surrogateescape").split("\0") if names else []


class Memo:
    """What the last build saw and said, by name of its parts."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)

    @classmethod
    def read(cls, path: str) -> Memo | None:
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            return None
        try:
            return cls(dict(_parts(data)))
        except (ValueError, IndexError):
            return None

    def write(self, path: str) -> None:
        body = b"".join(b"%s %d\n%s" % (name.encode(), len(part), part) for name, part in self.parts.items())
        try:
            if os.path.islink(f"{path}.new"):
                os.unlink(f"{path}.new")
            with open(f"{path}.new", "wb") as file:
                file.write(_MAGIC + b"%08x\n" % zlib.crc32(body) + body)
            os.replace(f"{path}.new", path)
        except OSError:
            if os.path.isfile(f"{path}.new"):
                os.unlink(f"{path}.new")
            raise

    def still_holds(
        self, root: str, out: str, now_ns: int, environment: Mapping[str, str], digest_of: Callable[[str], str]
    ) -> bool:
        """Whether a build would find all as it was, and leave all as it is.

        Args:
            environment: where the tools are looked for.
            digest_of: tells the bytes of a file of the show, for those that were not settled.
        """
        begin, end = (int(t) for t in self.parts["due"].split())
        if not begin <= now_ns // 1_000_000_000 < end:
            return False
        if packed(scan(root, out)) != self.parts["show"] or packed(program(environment)) != self.parts["program"]:
            return False
        seen = self.parts["installed"]
        if packed(glance_again(out, names_in(seen))) != seen:
            return False
        return all(digest_of(rel) == value for rel, value in self._unsettled())

    def _unsettled(self) -> Iterator[tuple[str, str]]:
        for line in self.parts["unsettled"].decode("utf-8", "surrogateescape").splitlines():
            value, _, rel = line.partition(" ")
            yield rel, value


def glance_again(folder: str, names: Sequence[str]) -> dict[str, Stamp]:
    """The stamps of what was looked at before."""
    found = {}
    for name in names:
        try:
            found[name] = stamp(os.stat(f"{folder}/{name}"))
        except OSError:
            return {}
    return found


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    head, _, rest = data.partition(b"\n")
    if head + b"\n" != _MAGIC:
        raise ValueError(head)
    value, _, rest = rest.partition(b"\n")
    if int(value, 16) != zlib.crc32(rest):
        raise ValueError("torn")
    at = 0
    while at < len(rest):
        end = rest.index(b"\n", at)
        name, size = rest[at:end].split(b" ")
        at = end + 1 + int(size)
        yield name.decode(), rest[end + 1 : at]
