"""`podbuild cache`: what is kept between builds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import find_root, format_option, show_option
from podbuild.steps.executor import SHOW_WORK
from podbuild.steps.state import state_folder, user_cache
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.remembered import Memory
    from podbuild.steps.store import Store
    from podbuild.steps.upkeep import Removed

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000, "t": 1_000_000_000_000}


class Bytes(click.ParamType):
    """A size as people write it: 500M, 2 GB, 800000."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*", str(value), re.IGNORECASE)
        if found is None:
            self.fail(f'"{value}" is no size: write 500M or 2G', param, ctx)
        return int(float(found[1]) * _UNITS[found[2].lower()])


@dataclass(frozen=True, slots=True)
class _Cache:
    """A show's cache while its lock is held."""

    folder: Path
    store: Store
    memory: Memory

    def needed(self) -> set[str]:
        """The keys of all steps that the remembered episodes name."""
        names = (SHOW_WORK, *(head.slug for head in self.memory.heads.values()))
        return {key for name in names for _, key in self.memory.steps(name)}


@contextmanager
def _opened(show_dir: Path | None, form: str, is_read_only: bool = False) -> Iterator[_Cache]:
    """A show's cache, with its lock where something is to be changed."""
    from podbuild.remembered import Memory
    from podbuild.report import report_for
    from podbuild.steps.lock import held
    from podbuild.steps.store import Store

    world = World()
    folder = Path(state_folder(str(find_root(show_dir, form)), world.environment))
    with nullcontext() if is_read_only else held(folder, world, report_for(form, world).waits):
        yield _Cache(folder, Store(folder / "store", is_read_only), Memory.read(folder))


@click.group("cache")
def command() -> None:
    """Look after what is kept between builds. Deleting it costs time, never data.

    \b
    podbuild cache info                  what is kept, and how much room it takes
    podbuild cache verify                read all of it, and remove what is damaged
    podbuild cache gc --keep 30          remove what nobody needed in 30 days
    podbuild cache clear                 remove all of it
    """


@command.command("info")
@format_option
@show_option
def info(form: str, show_dir: Path | None) -> int:
    """What is kept: results by kind, how much room they take, how much of it the present episodes need."""
    from podbuild.base.units import size
    from podbuild.report import say_json
    from podbuild.steps.upkeep import contents
    from podbuild.terminal import say

    with _opened(show_dir, form, is_read_only=True) as cache:
        found = contents(cache.store, cache.needed())
        if form == "json":
            actions = {name: {"results": n, "bytes": found.bytes_by_action[name]} for name, n in found.results.items()}
            say_json(folder=str(cache.folder), bytes=found.total_bytes, needed_bytes=found.needed_bytes, actions=actions)
            return 0
        for name, n in sorted(found.results.items(), key=lambda item: (-item[1], item[0])):
            say(f"{name:<16}{n:>8}{size(found.bytes_by_action[name]):>12}")
        total, needed = size(found.total_bytes), size(found.needed_bytes)
        say(f"{_count(sum(found.results.values()), 'result')}, {total}; the present episodes need {needed} of it")
        say(f"  in {cache.folder}")
    return 0


@command.command("verify")
@format_option
@show_option
def verify(form: str, show_dir: Path | None) -> int:
    """Read every result, and remove what is damaged: the build that needs it makes it again. Exit status 3 if any was."""
    from podbuild.report import say_json
    from podbuild.steps import upkeep
    from podbuild.terminal import harmless, say

    with _opened(show_dir, form) as cache:
        whole, faults = upkeep.verify(cache.store)
    if form == "json":
        say_json(whole=whole, faults=list(faults))
    else:
        for fault in faults:
            say(harmless(fault), err=True)
        removed = f"; removed what {_count(len(faults), 'fault')} hit: the build that needs it makes it again"
        say(f"{_count(whole, 'result')} whole" + (removed if faults else ""))
    return 3 if faults else 0


@command.command("gc")
@click.option(
    "--keep",
    "days",
    type=click.FloatRange(min=0),
    default=30.0,
    show_default=True,
    metavar="DAYS",
    help="Keep what a build asked for since then.",
)
@click.option(
    "--max-size", type=Bytes(), default=None, metavar="SIZE", help="Remove more, the least recently used first, until it fits: 2G."
)
@format_option
@show_option
def gc(days: float, max_size: int | None, form: str, show_dir: Path | None) -> int:
    """Remove what no present episode needs and no build asked for in so many days."""
    from podbuild.steps.upkeep import collect

    with _opened(show_dir, form) as cache:
        gone = collect(cache.store, cache.needed(), World(), days, max_size)
    return _say_removed(gone, form)


@command.command("clear")
@format_option
@show_option
def clear(form: str, show_dir: Path | None) -> int:
    """Remove everything that is kept. What is in public/ stays; the next build makes all of it anew."""
    from podbuild.remembered import forget_finished
    from podbuild.steps import upkeep

    with _opened(show_dir, form) as cache:
        gone = upkeep.clear(cache.store)
        forget_finished(cache.folder)
        rmtree(cache.folder / "releases", ignore_errors=True)
        for memo in cache.folder.glob("memo-*"):
            memo.unlink(missing_ok=True)
        rmtree(Path(user_cache(World().environment)) / "templates", ignore_errors=True)
    return _say_removed(gone, form)


def _say_removed(gone: Removed, form: str) -> int:
    from podbuild.base.codec import to_json
    from podbuild.base.units import size
    from podbuild.report import say_json
    from podbuild.terminal import say

    if form == "json":
        say_json(removed=to_json(gone))
    else:
        say(f"removed {_count(gone.results, 'result')} and {size(gone.bytes)}")
    return 0


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
