"""Doing what was planned: stage after stage, noted before and after, tried again by the kind of failure.

A stage is begun only when the one before it succeeded whole: no feed goes out that names a file which is not there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.edition import Edition
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.target import Change, Facts, Refused, Session, Unavailable, Unfinished
from podbuild.steps.world import World

_TRIES = 5
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 1.0, 300.0
_PARTING_SECONDS = 5.0  # who presses Ctrl-C wants to leave; a call that has an answer by then is noted


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """Something that happened to a change; "wait": it is tried again in so many seconds. "done" for a `reason`: as far as it
    can be now."""

    kind: Literal["begin", "done", "wait", "failed"]
    change: Change
    seconds: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a plan: what is done, what failed and why, what was not begun."""

    done: tuple[Change, ...]
    failed: tuple[tuple[Change, Diagnostic], ...] = ()
    unbegun: tuple[Change, ...] = ()


def apply(
    session: Session,
    changes: Sequence[Change],
    edition: Edition,
    ledger: Ledger,
    world: World,
    on_event: Callable[[ChangeEvent], None] = lambda event: None,
) -> Applied:
    """Make the changes. Whatever happens, the ledger tells what is known; it is saved by the caller."""
    todo = [change for change in changes if change.deed != "leave"]
    worker = _Worker(session, edition, ledger, world, on_event)
    worker.adopt(changes)
    for stage in _stages(todo, session):
        groups = [[change] for change in stage] if session.grouping == "one" else [stage]
        _make_all(worker, groups, session.at_a_time)
        if worker.failed:
            break
    done = set(worker.done) | {change for change, _ in worker.failed}
    return Applied(tuple(worker.done), tuple(worker.failed), tuple(change for change in todo if change not in done))


def _make_all(worker: _Worker, groups: Sequence[list[Change]], at_a_time: int) -> None:
    """Have them made, so many at a time. Who interrupts it waits for calls that are on their way, and not for long."""
    pool = ThreadPoolExecutor(max(1, at_a_time))
    try:
        for _ in pool.map(worker.make, groups):
            pass
    except Exception:
        pool.shutdown(cancel_futures=True)
        raise
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        worker.finish_calls()
        raise
    pool.shutdown()


def _stages(todo: list[Change], session: Session) -> Iterator[list[Change]]:
    if session.grouping == "all":
        yield from ([todo] if todo else [])
        return
    for _, stage in groupby(sorted(todo, key=lambda change: change.stage), key=lambda change: change.stage):
        yield list(stage)


class _Worker:
    """Makes groups of changes, each in a thread."""

    def __init__(
        self, session: Session, edition: Edition, ledger: Ledger, world: World, on_event: Callable[[ChangeEvent], None]
    ) -> None:
        self._session, self._edition, self._ledger, self._world, self._on_event = session, edition, ledger, world, on_event
        self.done: list[Change] = []
        self.failed: list[tuple[Change, Diagnostic]] = []
        self._calls, self._calls_changed = 0, threading.Condition()

    def finish_calls(self) -> None:
        """Wait until what is being called has answered, and is noted; but not for what waits to be tried again."""
        with self._calls_changed:
            self._calls_changed.wait_for(lambda: self._calls == 0, _PARTING_SECONDS)

    @contextmanager
    def _counted(self, step: Literal[1, -1]) -> Iterator[None]:
        """While it lasts, that is one call more or less."""
        self._count(step)
        try:
            yield
        finally:
            self._count(-step)

    def _count(self, step: int) -> None:
        with self._calls_changed:
            self._calls += step
            self._calls_changed.notify_all()

    def adopt(self, changes: Sequence[Change]) -> None:
        """What is there just as it is wanted is ours, though the ledger was lost or the run that put it there was cut short."""
        for change in changes:
            if change.deed == "leave" and change.digest and self._ledger.there(change.key) is None:
                self._note(change, "there", self._facts(change))

    def make(self, group: list[Change]) -> None:
        with self._counted(1):
            self._make(group)

    def _make(self, group: list[Change]) -> None:
        if any(_stops_all(diagnostic) for _, diagnostic in self.failed):
            return
        for change in group:
            self._note(change, "deleting" if change.deed == "delete" else "begun", self._facts(change))
            self._on_event(ChangeEvent("begin", change))
        try:
            self._try(group)
        except Refused as refused:
            self._fail(group, refused.diagnostic, refused.is_lasting)
        except Unavailable as unavailable:
            self._fail(group, unavailable.diagnostic, False)
        except Unfinished as unfinished:  # it stays "begun" in the ledger
            self.done += group
            for change in group:
                self._on_event(ChangeEvent("done", change, reason=unfinished.diagnostic.message))
        else:
            for change in group:
                self._ended(change)

    def _try(self, group: list[Change]) -> None:
        wait_seconds = _FIRST_WAIT_SECONDS
        for attempt in range(1, _TRIES + 1):
            try:
                return self._session.apply(group, self._edition, self._ledger, self._keep)
            except Unavailable as unavailable:
                wait_seconds = max(wait_seconds, unavailable.after_seconds or 0.0)
                if attempt == _TRIES or wait_seconds > _LONGEST_WAIT_SECONDS:
                    raise
                for change in group:
                    self._on_event(ChangeEvent("wait", change, wait_seconds, unavailable.diagnostic.message))
                with self._counted(-1):
                    self._world.wait(wait_seconds)
                wait_seconds *= 2
        return None

    def _keep(self, change: Change, facts: Facts) -> None:
        self._note(change, "deleting" if change.deed == "delete" else "begun", {**self._facts(change), **facts})

    def _ended(self, change: Change) -> None:
        if change.deed == "delete":
            self._ledger.note(change.key, None)
        else:
            self._note(change, "there", self._facts(change))
        self.done.append(change)
        self._on_event(ChangeEvent("done", change))

    def _fail(self, group: list[Change], diagnostic: Diagnostic, is_lasting: bool) -> None:
        for change in group:
            if is_lasting:
                self._note(change, "refused", self._facts(change))
            self.failed.append((change, diagnostic))
            self._on_event(ChangeEvent("failed", change, reason=diagnostic.message))

    def _facts(self, change: Change) -> Facts:
        entry = self._ledger.entries.get(change.key)
        return entry.facts if entry else {}

    def _note(self, change: Change, state: Literal["there", "begun", "deleting", "refused"], facts: Facts) -> None:
        before = self._ledger.entries.get(change.key)
        entry = Entry(change.digest or (before.digest if before else ""), state, _now(self._world), facts)
        self._ledger.note(change.key, replace(entry, facts={**facts, **_size(change)}))


def _size(change: Change) -> Facts:
    return {"size": change.size_bytes} if change.size_bytes else {}


def _stops_all(diagnostic: Diagnostic) -> bool:
    """Whether there is no use in going on with the rest: who is not let in will not be let in with the next file."""
    return diagnostic.code in ("target-refused", "target-full", "target-missing", "target-unavailable", "target-login")


def _now(world: World) -> str:
    return world.moment()
