"""Performing a step: here, or in a process of its own for actions that hold the interpreter's lock.

A worker is a Python that runs `main`: it reads pickled steps from its standard input and answers each on its
standard output. When its input ends, because it was closed or because podbuild was killed, it ends too.
"""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock
from typing import Any

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.step import Call, Outcome, ProgramKilled, Step, StepFailed
from podbuild.steps.world import World

_DISK = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EIO") if hasattr(errno, name))
MOST_DEATHS = 2  # a step whose worker dies twice would kill a third one too


@dataclass(frozen=True, slots=True)
class Performed:
    """What came out of an action: the digests of the files it left in its folder, by name, and the time it took."""

    outcome: Outcome
    digests: Mapping[str, str]
    seconds: float


def perform(step: Step, inputs: Mapping[str, Path], folder: Path, world: World) -> Performed:
    """Run a step's action in this process; once more where the system ended a program that it had called."""
    begun = world.elapsed_seconds()
    call = Call(step.params, inputs, folder, world)
    try:
        try:
            outcome = step.action.run(call)
        except ProgramKilled:
            _empty(folder)
            outcome = step.action.run(call)
    except StepFailed:
        raise
    except Exception as error:
        if refusal := _refusal(error):
            raise refusal from None
        raise
    digests = {path.name: digest.of_file(path) for path in sorted(folder.iterdir())}
    return Performed(outcome, digests, world.elapsed_seconds() - begun)


def _empty(folder: Path) -> None:
    for left in folder.iterdir():
        left.unlink()


def _refusal(error: BaseException | None) -> OSError | None:
    """What the disk refused, where a library has put an error of its own around it."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _DISK:
            return error
        error = error.__cause__ or error.__context__
    return None


def of_step(diagnostic: Diagnostic, step: Step) -> Diagnostic:
    """A failure that names who wanted the step, where it has no place of its own."""
    if diagnostic.span or not step.wanted_by:
        return diagnostic
    return replace(diagnostic, message=f"{step.wanted_by}: {diagnostic.message}")


def refused(step: Step, error: OSError) -> Diagnostic:
    """What the machine refused, for the author."""
    message = f"the machine refused at {step.wanted_by or step.action.name}: {error.strerror or error}"
    return Diagnostic("machine-refused", message, fix="make room or rights, then build again: finished work is kept")


class Workers:
    """Processes that are started when one is needed, and lent to one thread at a time."""

    def __init__(self) -> None:
        self._idle: LifoQueue[subprocess.Popen[bytes]] = LifoQueue()
        self._all: list[subprocess.Popen[bytes]] = []
        self._lock = Lock()
        self._closings = 0

    def perform(self, step: Step, inputs: Mapping[str, Path], folder: Path, world: World) -> Performed:
        """As `perform`, in a worker. One that dies (out of memory, say) is replaced, and the step tried once more."""
        closings = self._closings
        for _ in range(MOST_DEATHS):
            worker = self._borrow(closings)
            try:
                answer = _ask(worker, (step, dict(inputs), folder, world))
            except (OSError, EOFError, pickle.UnpicklingError):
                worker.kill()
                _empty(folder)
                continue
            self._idle.put(worker)
            if isinstance(answer, Performed):
                return answer
            if isinstance(answer, (StepFailed, OSError)):
                raise answer
            raise RuntimeError(f"in a worker:\n{answer}")
        message = f"the machine ended the work on {step.wanted_by or step.action.name} twice"
        raise StepFailed(
            Diagnostic("worker-killed", message, fix="close other programs: memory may have run out. Then build again")
        )

    def _borrow(self, closings: int) -> subprocess.Popen[bytes]:
        try:
            return self._idle.get_nowait()
        except Empty:
            with self._lock:  # so that none is started behind the back of `close`
                if self._closings != closings:
                    raise StepFailed(Diagnostic("worker-killed", "the build was ended", fix="build again")) from None
                return self._start()

    def close(self) -> None:
        with self._lock:
            self._closings += 1
            ended, self._all = self._all, []
            self._idle = LifoQueue()
        for worker in ended:
            worker.kill()
        for worker in ended:
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe:
                    pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C at a terminal reaches podbuild alone, which then ends its workers.
        program = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import main; main()"
        worker = subprocess.Popen(
            [sys.executable, "-P", "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._all.append(worker)
        return worker


def _ask(worker: subprocess.Popen[bytes], question: object) -> Any:
    assert worker.stdin and worker.stdout
    pickle.dump(question, worker.stdin)
    worker.stdin.flush()
    return pickle.load(worker.stdout)


def main() -> None:
    """Answer until the input ends. What an action prints goes to standard error, not between the answers."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        while True:
            try:
                step, inputs, folder, world = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            answer: object
            try:
                answer = perform(step, inputs, folder, world)
            except (StepFailed, OSError) as error:
                answer = error
            except Exception:
                answer = traceback.format_exc()
            try:
                pickle.dump(answer, answers)
                answers.flush()
            except BrokenPipeError:  # podbuild was killed: nobody is left to tell
                os._exit(1)
