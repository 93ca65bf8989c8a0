"""Where a command line begins. A build in which nothing changed is answered here, before anything else is loaded.

Deliberately absent: every import but those that the interpreter made anyway. Whatever is not a plain `podbuild build` of a
show that is as it was, goes to cli/main.py.
"""

from __future__ import annotations

import os
import sys
import time
import zlib

from podbuild.steps.memo import SETTLED_AFTER_NS, Memo
from podbuild.steps.state import state_folder

SLOT = "\0"
_FLAGS = {"--drafts": "drafts", "--future": "future", "--strict": "strict"}
_VALUES = {"--out": "out", "--show": "show", "--format": "form", "--jobs": "jobs", "-j": "jobs"}

TYPE_CHECKING = False  # as typing has it, which takes 6 ms to load
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def main() -> None:
    """The `podbuild` command."""
    begun = time.perf_counter()
    try:
        is_answered = _answer(sys.argv[1:], begun)
    except (OSError, ValueError, KeyError):
        is_answered = False
    if not is_answered:
        from podbuild.cli.main import main as whole

        whole()


def _answer(words: Sequence[str], begun: float) -> bool:
    """Say that nothing changed, if so."""
    asked = _asked(words)
    root = None if asked is None else _root(asked.get("show"))
    if asked is None or root is None:
        return False
    out = asked.get("out", "")
    flags = [flag for flag in _FLAGS.values() if flag in asked]
    place = memo_file(state_folder(root, os.environ), root, asked.get("show", ""), out, flags)
    memo = Memo.read(place)
    target = out or os.path.join(root, "public")
    now_ns = time.time_ns()
    if memo is None or not memo.still_holds(root, target, now_ns, os.environ, lambda rel: _digest(f"{root}/{rel}")):
        return False
    if memo.parts["unsettled"] and now_ns > int(memo.parts["settled"]) + SETTLED_AFTER_NS:
        memo.parts["unsettled"] = b""
        memo.write(place)
    _say(memo.parts, asked.get("form", "text"), time.perf_counter() - begun)
    return True


def _asked(words: Sequence[str]) -> dict[str, str] | None:
    """The options of a plain `build`; None for anything else."""
    if not words or words[0] != "build":
        return None
    asked: dict[str, str] = {}
    rest = iter(words[1:])
    for word in rest:
        name, equals, value = word.partition("=")
        if word in _FLAGS:
            asked[_FLAGS[word]] = "yes"
        elif name in _VALUES and (equals or word == name):
            asked[_VALUES[name]] = value if equals else next(rest, "")
        else:
            return None
    jobs = asked.get("jobs", "1")
    is_plain = asked.get("form", "text") in ("text", "json") and jobs.isdecimal() and 1 <= int(jobs) <= 64
    return asked if is_plain and all(asked.values()) else None


def _root(named: str | None) -> str | None:
    folder = named or os.path.realpath(os.getcwd())
    while not os.path.isfile(os.path.join(folder, "show.yaml")):
        above = os.path.dirname(folder)
        if named or above == folder:
            return None
        folder = above
    return folder


def memo_file(state: str, root: str, named: str, out: str, flags: Sequence[str]) -> str:
    """The memo of one way to build a show; `named` and `out` as they stood on the command line, for they are repeated."""
    way = "\0".join((os.path.realpath(root), named, os.path.realpath(out) if out else "", out, *flags))
    return os.path.join(state, f"memo-{zlib.crc32(way.encode('utf-8', 'surrogateescape')):08x}")


def _digest(path: str) -> str:
    from pathlib import Path

    from podbuild.base.digest import of_file

    return of_file(Path(path))


def _say(parts: Mapping[str, bytes], form: str, seconds: float) -> None:
    for stream, name in ((sys.stderr, "err"), (sys.stdout, "out")):
        if form == "json":
            text = parts["json"].decode() if name == "out" else ""
        else:
            is_plain = not stream.isatty() or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
            text = parts[f"{name}-plain" if is_plain else name].decode()
        text = text.replace(SLOT, f"{seconds:.3f}" if form == "json" else f"{seconds:.2f} s")
        try:
            stream.write(text)
            stream.flush()
        except UnicodeEncodeError:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
            stream.write(text)
        except BrokenPipeError:  # the reader has gone, as `| head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
