"""Looking after a store: what is in it, whether it is whole, what nobody needs any more.

A result is needed while a remembered episode names it. The others go by age: those that were asked for least recently first.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from podbuild.steps.step import Result
from podbuild.steps.store import Store, is_whole
from podbuild.steps.world import World

_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds: results and bytes by action, the bytes of all blobs, and of those that a live result names."""

    results: Counter[str]
    bytes_by_action: Counter[str]
    total_bytes: int
    needed_bytes: int


@dataclass(frozen=True, slots=True)
class Removed:
    """What an upkeep removed: results, blobs, and their bytes."""

    results: int
    blobs: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """A result with its file and when it was last asked for (Unix time)."""

    path: Path
    result: Result
    used_seconds: float


def contents(store: Store, needed: Collection[str]) -> Contents:
    """What is in the store. `needed` are the keys that remembered episodes name."""
    results: Counter[str] = Counter()
    by_action: Counter[str] = Counter()
    live: dict[str, int] = {}
    for _, result in store.results():
        if result is not None and result.recorded is not None:
            results[result.recorded.action] += 1
            by_action[result.recorded.action] += sum(size for _, size in result.files.values())
            if result.key in needed:
                live |= dict(result.files.values())
    return Contents(results, by_action, sum(b.stat().st_size for b in store.blobs()), sum(live.values()))


def verify(store: Store) -> tuple[int, tuple[str, ...]]:
    """Read every record and every blob. How many results are whole, and what was found and removed, in words.

    What is removed is made again when it is needed.
    """
    whole, faults, good = 0, [], set()
    for path, result in list(store.results()):
        if result is None:
            faults.append(f"record {path.name[:16]}… is damaged")
            path.unlink(missing_ok=True)
            continue
        bad = [
            name
            for name, (value, size) in result.files.items()
            if value not in good and not is_whole(store.path(value), value, size)
        ]
        good |= {value for name, (value, _) in result.files.items() if name not in bad}
        whole += not bad
        for name in bad:
            action = result.recorded.action if result.recorded else "?"
            is_there = store.path(result.files[name][0]).exists()
            faults.append(f"{name} of {action} {result.key[:16]}… is {'damaged' if is_there else 'missing'}")
            store.path(result.files[name][0]).unlink(missing_ok=True)
        if bad:
            path.unlink(missing_ok=True)
    return whole, tuple(faults)


def collect(store: Store, needed: Collection[str], world: World, keep_days: float, most_bytes: int | None) -> Removed:
    """Remove what nobody needs and nobody asked for in `keep_days`; then, where `most_bytes` is given, more until it fits.

    Results that are needed go last, those used least recently first: that costs the time to make them again.
    """
    kept = [_Kept(path, result, path.stat().st_mtime) for path, result in store.results() if result is not None]
    kept.sort(key=lambda k: (k.result.key in needed, k.used_seconds))
    oldest = world.file_clock_ns() / 1e9 - keep_days * _DAY_SECONDS
    gone = [k for k in kept if k.result.key not in needed and k.used_seconds < oldest]
    if most_bytes is not None:
        gone += _over(kept[:], gone, most_bytes)
    for one in gone:
        one.path.unlink(missing_ok=True)
    names = {id(k) for k in gone}
    left = {value for k in kept if id(k) not in names for value, _ in k.result.files.values()}
    blobs = [(blob, blob.stat().st_size) for blob in store.blobs() if blob.name not in left]
    for blob, _ in blobs:
        blob.unlink(missing_ok=True)
    return Removed(len(gone), len(blobs), sum(size for _, size in blobs))


def _over(kept: list[_Kept], gone: list[_Kept], most_bytes: int) -> list[_Kept]:
    """What else has to go, in order, until the blobs of the rest fit."""
    dropped = {id(k) for k in gone}
    users: Counter[str] = Counter(value for k in kept if id(k) not in dropped for value, _ in set(k.result.files.values()))
    sizes = {value: size for k in kept for value, size in k.result.files.values()}
    total = sum(sizes[value] for value in users)
    more = []
    for one in (k for k in kept if id(k) not in dropped):
        if total <= most_bytes:
            break
        more.append(one)
        for value, size in set(one.result.files.values()):
            users[value] -= 1
            total -= size if users[value] == 0 else 0
    return more


def clear(store: Store) -> Removed:
    """Remove everything."""
    sizes = [blob.stat().st_size for blob in store.blobs()]
    results = sum(1 for _ in store.results())
    shutil.rmtree(store.root, ignore_errors=True)
    return Removed(results, len(sizes), sum(sizes))
