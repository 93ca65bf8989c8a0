"""Runs recipes: takes a recipe's next batch of steps, runs what the store does not have, and hands the results back.

A recipe is a generator: it yields a batch of steps and is sent the results by key. All state lives in the thread that
calls `run`; the other threads only perform actions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.show import Asset
from podbuild.steps.ahead import Ahead
from podbuild.steps.performing import Performed, Workers, of_step, perform, refused
from podbuild.steps.step import Input, Made, Result, Step, StepFailed, Text, changed_meanwhile
from podbuild.steps.store import Store
from podbuild.steps.world import World

T = TypeVar("T")
Results = Mapping[str, Result]
SHOW_WORK = "the show"  # the name of the drive for what belongs to no episode; no slug has a space in it
_SPARE = 2
Performer = Callable[[Step, Mapping[str, Path], Path, World], Performed]
Recipe = Generator[tuple[Step, ...], Results, T]


@dataclass(frozen=True, slots=True)
class StepEvent:
    """A step that starts, is done, or is kept from an earlier run. `done` of `total` steps of the batch are ready."""

    kind: str  # "start", "done", "kept"
    owner: str
    step: Step
    done: int = 0
    total: int = 0


@dataclass(slots=True)
class Drive(Generic[T]):
    """A recipe on its way; in the end its value, or what went wrong.

    `asked` are all its steps by key, `ran` those that were not kept.
    """

    name: str
    recipe: Recipe[T]
    value: T | None = None
    failures: list[Diagnostic] = field(default_factory=list)
    results: dict[str, Result] = field(default_factory=dict)
    ran: list[Step] = field(default_factory=list)
    batch: tuple[Step, ...] = ()
    asked: dict[str, Step] = field(default_factory=dict)
    open_keys: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Task:
    step: Step
    drives: list[Drive[Any]] = field(default_factory=list)
    waits_for: set[str] = field(default_factory=set)
    feeds: list[_Task] = field(default_factory=list)


class InputLost(Exception):
    """A file that a step needs is gone, and no recipe of this run has said how it is made."""


class Executor:
    """Runs steps on `jobs` threads: numpy, the engines and ffmpeg do their work outside the interpreter's lock."""

    def __init__(
        self,
        store: Store,
        asset_path: Callable[[Asset], Path],
        world: World,
        jobs: int,
        on_event: Callable[[StepEvent], None] = lambda event: None,
    ) -> None:
        self._store = store
        self._asset_path = asset_path
        self._world = world
        self._jobs = jobs
        self._on_event = on_event
        self._steps: dict[str, Step] = {}
        self._tasks: dict[str, _Task] = {}
        self._ready: deque[_Task] = deque()
        self._running: dict[Future[Performed], tuple[_Task, Path]] = {}
        self._workers = Workers()
        self.ahead = Ahead()  # done by this thread, while it waits
        self._open: dict[int, Drive[Any]] = {}  # the drives that wait for steps, by id
        self._on_end: Callable[[Drive[Any]], None] | None = None

    def run(
        self, recipes: Iterable[tuple[str, Recipe[T]]], on_end: Callable[[Drive[T]], None] | None = None
    ) -> tuple[Drive[T], ...]:
        """Drive all recipes to their end. One whose step fails ends with `failures`; the others go on.

        `on_end` is given each drive that has ended, and takes what is wanted: of a thousand, not all is kept.
        """
        drives: list[Drive[T]] = []
        self._on_end = on_end
        source = iter(recipes)
        pool = ThreadPoolExecutor(self._jobs, thread_name_prefix="podbuild")
        try:
            is_drained = False
            while True:
                while not is_drained and len(self._open) < self._jobs + 2:
                    name, recipe = next(source, ("", None))
                    if recipe is None:
                        is_drained = True
                    else:
                        drives.append(Drive(name, recipe))
                        self._advance(drives[-1], is_first=True)
                self._start(pool)
                if not self._running:
                    break
                self._collect()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            self._workers.close()
            self._store.tidy()
        return tuple(drives)

    def path(self, made: Made) -> Path:
        """A file that a step made; made again where it got lost. StepFailed where that fails, InputLost where nobody said how."""
        if (found := self._store.find(made)) is None:
            drive: Drive[None] = Drive("", iter(()))  # type: ignore[arg-type]
            self._on_end = None
            self._task(self._known(made)).drives.append(drive)
            pool = ThreadPoolExecutor(self._jobs)
            try:
                while self._ready or self._running:
                    self._start(pool)
                    self._collect()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                self._workers.close()
                self._store.tidy()
            if drive.failures:
                raise StepFailed(drive.failures[0])
            found = self._store.find(made)
        assert found is not None, made
        return found

    def _advance(self, drive: Drive[Any], is_first: bool = False) -> None:
        """Take batches from a recipe until one has something to run."""
        while not drive.open_keys:
            try:
                drive.batch = next(drive.recipe) if is_first else drive.recipe.send(drive.results)
            except StopIteration as stop:
                drive.value = stop.value
                return self._end(drive)
            except StepFailed as failed:
                drive.failures.append(failed.diagnostic)
                return self._end(drive)
            is_first = False
            drive.asked |= (asked := {step.key: step for step in drive.batch})
            self._steps |= asked
            for step in drive.batch:
                self._want(step, drive)
        self._open[id(drive)] = drive
        # What was kept of this batch is likely to be taken next, and will have to be whole.
        kept = [Made(key, file) for key in asked.keys() - drive.open_keys for file in drive.results[key].files]
        self.ahead.spare = map(self._store.find, kept)
        return None

    def _end(self, drive: Drive[Any]) -> None:
        self._open.pop(id(drive), None)
        if self._on_end is not None:
            self._on_end(drive)
            self._let_go(drive)

    def _let_go(self, drive: Drive[Any]) -> None:
        """Let go of results that nobody else works with: those of a thousand episodes would fill the memory."""
        wanted = {key for other in self._open.values() for key in other.asked}
        inputs = {value.key for step in drive.asked.values() for value in step.inputs.values() if isinstance(value, Made)}
        for key in (drive.asked.keys() | inputs) - wanted:
            self._store.let_go(key)
        drive.value, drive.batch, drive.results, drive.asked = None, (), {}, {}
        self.ahead.spare = iter(())  # it may be of this drive

    def _want(self, step: Step, drive: Drive[Any]) -> None:
        if step.key in drive.open_keys or step.key in drive.results:
            return
        if (result := self._store.get(step.key)) is not None:
            drive.results[step.key] = result
            self._on_event(StepEvent("kept", drive.name, step))
        else:
            drive.open_keys.add(step.key)
            self._task(step).drives.append(drive)

    def _task(self, step: Step) -> _Task:
        """The task that makes a step, after tasks for inputs that are not there, or not any more."""
        if (task := self._tasks.get(step.key)) is not None:
            return task
        task = self._tasks[step.key] = _Task(step)
        for made in step.inputs.values():
            if isinstance(made, Made) and made.key not in task.waits_for and self._store.find(made) is None:
                task.waits_for.add(made.key)
                self._task(self._known(made)).feeds.append(task)
        if not task.waits_for:
            self._ready.append(task)
        return task

    def _known(self, made: Made) -> Step:
        if made.key not in self._steps:
            raise InputLost(made.key)
        return self._steps[made.key]

    def _start(self, pool: ThreadPoolExecutor) -> None:
        # A few more than can run, so that no thread waits for this one to take up a result and give out work.
        while self._ready and len(self._running) < self._jobs + _SPARE:
            task = self._ready.popleft()
            inputs = {name: self._input_path(value) for name, value in task.step.inputs.items()}
            folder = self._store.scratch()
            if task.drives:
                self._on_event(StepEvent("start", task.drives[0].name, task.step))
            how = self._workers.perform if task.step.action.is_apart else perform
            future = pool.submit(self._perform, how, task.step, inputs, folder)
            self._running[future] = (task, folder)

    def _perform(self, how: Performer, step: Step, inputs: Mapping[str, Path], folder: Path) -> Performed:
        """Perform a step, then hold that the author's files are what its key says: only then is the result worth its key."""
        performed = how(step, inputs, folder, self._world)
        for value in step.inputs.values():
            if isinstance(value, Asset) and digest.of_file(self._asset_path(value)) != value.digest:
                raise changed_meanwhile(value.path, value.span)
        return performed

    def _input_path(self, value: Input) -> Path:
        if isinstance(value, Asset):
            return self._asset_path(value)
        found = self._store.laid_out(value.read()) if isinstance(value, Text) else self._store.find(value)
        assert found is not None, value
        return found

    def _collect(self) -> None:
        self.ahead.work(lambda: any(future.done() for future in self._running))
        finished, _ = wait(self._running, return_when=FIRST_COMPLETED)
        for future in finished:
            task, folder = self._running.pop(future)
            del self._tasks[task.step.key]
            try:
                performed = future.result()
                result = self._store.put(task.step, folder, performed.digests, performed.outcome, performed.seconds)
            except StepFailed as failed:
                self._fail(task, of_step(failed.diagnostic, task.step))
            except OSError as error:
                self._fail(task, refused(task.step, error))
            else:
                self._finish(task, result)
            finally:
                self._store.drop(folder)

    def _finish(self, task: _Task, result: Result) -> None:
        for fed in task.feeds:
            if self._tasks.get(fed.step.key) is not fed:
                continue  # dropped meanwhile, with the recipe that wanted it
            fed.waits_for.discard(task.step.key)
            if not fed.waits_for:
                self._ready.append(fed)
        for drive in task.drives:
            drive.results[task.step.key] = result
            drive.ran.append(task.step)
            drive.open_keys.discard(task.step.key)
            total = len(drive.batch)
            self._on_event(StepEvent("done", drive.name, task.step, total - len(drive.open_keys), total))
        for drive in task.drives:
            if not drive.open_keys and not drive.failures and drive.batch:
                self._advance(drive)

    def _fail(self, task: _Task, diagnostic: Diagnostic) -> None:
        """End every recipe that wanted the step, and drop what nobody waits for any more. Running steps finish."""
        for drive in {id(d): d for t in _with_fed(task) for d in t.drives}.values():
            drive.failures.append(diagnostic)
            drive.open_keys.clear()
            self._end(drive)
        running = {id(t) for t, _ in self._running.values()}
        for other in list(self._tasks.values()):
            other.drives = [d for d in other.drives if not d.failures]
        for key, other in list(self._tasks.items()):
            if id(other) not in running and not any(t.drives for t in _with_fed(other)):
                del self._tasks[key]
        self._ready = deque(t for t in self._ready if t.step.key in self._tasks)


def _with_fed(task: _Task) -> list[_Task]:
    """The task and all that wait for it, directly or not."""
    found, todo = [], [task]
    while todo:
        found.append(todo.pop())
        todo += found[-1].feeds
    return found
