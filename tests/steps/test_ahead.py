"""Work that is done while others work: once, in order, and at the latest when it is asked for."""

from __future__ import annotations

import threading
import time

from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.ahead import Ahead
from podbuild.steps.executor import Executor
from podbuild.steps.step import Action, Call, Outcome, Step, StepFailed
from podbuild.steps.store import Store
from podbuild.steps.world import World


def test_it_is_done_once_whether_ahead_or_when_asked_for():
    ahead, done = Ahead(), []
    values = [ahead(lambda n=n: done.append(n) or n) for n in range(5)]
    assert values[3]() == 3
    ahead.work(lambda: len(done) == 3)
    assert done == [3, 0, 1]
    ahead.work(lambda: False)
    assert [value() for value in values] == [0, 1, 2, 3, 4]
    assert done == [3, 0, 1, 2, 4]


def test_what_nobody_had_time_for_is_done_when_asked_for_and_does_not_pile_up():
    ahead = Ahead()
    values = [ahead(lambda n=n: n) for n in range(1_000)]
    done = []
    ahead.work(lambda: done.append(1) or False)
    assert len(done) < 100
    assert [value() for value in values] == list(range(1_000))


def test_an_executor_works_ahead_while_a_step_runs(tmp_path):
    begun, told = threading.Event(), threading.Event()

    def wait_for_it(call: Call) -> Outcome:
        begun.set()
        assert told.wait(20)  # in vain if the executor only waited
        (call.folder / "text").write_text("x")
        return Outcome()

    def tell() -> str:
        assert begun.wait(20)
        told.set()
        return "told"

    step = Step(Action("wait", 1, wait_for_it), {}, {})
    run = Executor(Store(tmp_path / "s"), lambda asset: tmp_path, World({}), 1)

    def recipe():
        value = run.ahead(tell)
        yield (step,)
        return value()

    (drive,) = run.run([("one", recipe())])
    assert drive.value == "told"


def test_a_step_that_is_done_is_taken_up_between_two_pieces_of_work(tmp_path):
    def quick(call: Call) -> Outcome:
        (call.folder / "text").write_text("x")
        return Outcome()

    run = Executor(Store(tmp_path / "s"), lambda asset: tmp_path, World({}), 1)
    done = []

    def recipe():
        for n in range(10):
            run.ahead(lambda n=n: time.sleep(0.2) or done.append(n))
        yield (Step(Action("quick", 1, quick), {}, {}),)
        return len(done)

    (drive,) = run.run([("one", recipe())])
    assert drive.value < 10


def test_what_fails_ahead_fails_where_it_is_asked_for(tmp_path):
    run = Executor(Store(tmp_path / "s"), lambda asset: tmp_path, World({}), 1)
    failing = run.ahead(refused)
    run.ahead.work(lambda: False)

    def recipe():
        yield ()
        return failing()

    (drive,) = run.run([("one", recipe())])
    assert [d.code for d in drive.failures] == ["broken"]


def refused() -> str:
    raise StepFailed(Diagnostic("broken", "it cannot be done"))
