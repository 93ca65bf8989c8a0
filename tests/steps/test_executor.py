"""What runs, in which order, and what happens when it cannot: real files, small actions."""

from __future__ import annotations

import gc
import itertools
from pathlib import Path

import pytest

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.show import Asset
from podbuild.steps.executor import Executor
from podbuild.steps.step import Action, Call, Outcome, Result, Step, StepFailed, Text
from podbuild.steps.store import Store
from podbuild.steps.world import World


def _write(call: Call) -> Outcome:
    (call.folder / "text").write_text(call.params["text"])
    return Outcome({"length": len(call.params["text"])}, (Diagnostic("shout", "loud", severity="warning"),))


def _join(call: Call) -> Outcome:
    (call.folder / "text").write_text("".join(call.inputs[n].read_text() for n in sorted(call.inputs)))
    return Outcome()


def _fail(call: Call) -> Outcome:
    raise StepFailed(Diagnostic("broken", call.params["why"]))


WRITE, JOIN, FAIL = Action("write", 1, _write), Action("join", 1, _join), Action("fail", 1, _fail)


def executor(root: Path, jobs: int = 2) -> Executor:
    return Executor(Store(root), lambda asset: root.parent / asset.path, World({}), jobs)


def two_words(last="world"):
    a, b = Step(WRITE, {"text": "hello "}, {}), Step(WRITE, {"text": last}, {})
    join = Step(JOIN, {}, {"a": a.file("text"), "b": b.file("text")})
    results = yield (a, b, join)
    return join.file("text"), results[a.key].facts["length"]


def text_of(run: Executor, made) -> str:
    return run.path(made).read_text()


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_results_reach_the_recipe_and_its_users(tmp_path, jobs):
    run = executor(tmp_path / "s", jobs)
    (drive,) = run.run([("one", two_words())])
    made, length = drive.value
    assert (text_of(run, made), length) == ("hello world", 6)
    assert sorted(s.action.name for s in drive.ran) == ["join", "write", "write"]


def test_a_second_run_does_nothing_and_repeats_the_warnings(tmp_path):
    executor(tmp_path / "s").run([("one", two_words())])
    (drive,) = executor(tmp_path / "s").run([("one", two_words())])
    assert drive.ran == []
    assert [d.code for r in drive.results.values() for d in r.diagnostics] == ["shout", "shout"]


def test_what_a_finished_recipe_came_to_leaves_the_memory(tmp_path):
    run, alive, made = executor(tmp_path / "s"), [], []

    def taken(drive):
        made.append((drive.name, drive.value[0]))
        gc.collect()
        alive.append(sum(isinstance(found, Result) for found in gc.get_objects()))

    run.run([(str(n), two_words(str(n))) for n in range(40)], taken)
    assert max(alive) - alive[0] < 20  # those of the drives that are under way, not of all before them: 120 in all
    assert text_of(run, made[0][1]) == f"hello {made[0][0]}"  # read again from the store


def test_inputs_that_nobody_asked_for_leave_the_memory_too(tmp_path):
    """A recipe may know a file of an earlier run without asking for the step that makes it."""
    steps = [Step(WRITE, {"text": str(n)}, {}) for n in range(40)]
    executor(tmp_path / "s").run([("all", (yield_once(tuple(steps))))])
    run, alive = executor(tmp_path / "s"), []

    def taken(drive):
        gc.collect()
        alive.append(sum(isinstance(found, Result) for found in gc.get_objects()))

    joins = [(str(n), yield_once((Step(JOIN, {"n": n}, {"a": step.file("text")}),))) for n, step in enumerate(steps)]
    run.run(joins, taken)
    assert max(alive) - alive[0] < 12


def yield_once(batch):
    yield batch


def test_only_what_an_edit_touches_runs(tmp_path):
    executor(tmp_path / "s").run([("one", two_words())])
    (drive,) = executor(tmp_path / "s").run([("one", two_words("there"))])
    assert sorted(s.action.name for s in drive.ran) == ["join", "write"]


@pytest.mark.parametrize("damage", ["delete", "truncate", "flip", "replace"])
def test_a_damaged_result_is_made_again(tmp_path, damage):
    first = executor(tmp_path / "s")
    (drive,) = first.run([("one", two_words())])
    hello = next(p for p in (tmp_path / "s" / "blobs").rglob("*") if p.is_file() and p.read_text() == "hello ")
    if damage == "delete":
        hello.unlink()
    else:
        hello.write_text({"truncate": "hel", "flip": "hellO ", "replace": "foreign bytes"}[damage])
    run = executor(tmp_path / "s")
    (drive,) = run.run([("one", two_words("again"))])
    assert text_of(run, drive.value[0]) == "hello again"
    assert len(drive.ran) == 2  # the new word and the join; the damaged one was nobody's wish


def test_a_lost_end_result_is_made_again_with_all_that_it_needs(tmp_path):
    executor(tmp_path / "s").run([("one", two_words())])
    for blob in (p for p in (tmp_path / "s" / "blobs").rglob("*") if p.is_file()):
        blob.unlink()
    run = executor(tmp_path / "s")
    (drive,) = run.run([("one", two_words())])
    assert drive.ran == []
    assert text_of(run, drive.value[0]) == "hello world"


def failing():
    bad = Step(FAIL, {"why": "no such luck"}, {})
    user = Step(JOIN, {}, {"a": bad.file("text")})
    yield (bad, user)
    raise AssertionError("a recipe does not go on after a failure")


def test_a_failure_ends_its_recipe_and_no_other(tmp_path):
    run = executor(tmp_path / "s")
    bad, good = run.run([("bad", failing()), ("good", two_words())])
    assert [d.message for d in bad.failures] == ["no such luck"]
    assert bad.value is None
    assert text_of(run, good.value[0]) == "hello world"


def test_a_step_that_two_recipes_want_runs_once(tmp_path):
    first, second = executor(tmp_path / "s", 1).run([("a", two_words()), ("b", two_words())])
    assert len({s.key for s in first.ran} | {s.key for s in second.ran}) == 3
    assert first.value == second.value


def test_an_asset_that_changes_meanwhile_gives_no_result(tmp_path):
    file = tmp_path / "bell.wav"
    file.write_text("before")
    asset = Asset("bell.wav", digest.of_bytes(b"before"), 6)

    def touch(call: Call) -> Outcome:
        call.inputs["asset"].write_text("after!")
        return Outcome()

    def recipe():
        yield (Step(Action("touch", 1, touch), {}, {"asset": asset}),)

    (drive,) = executor(tmp_path / "s").run([("one", recipe())])
    assert [d.code for d in drive.failures] == ["asset-changed"]


def test_a_full_disk_is_told_as_such(tmp_path):
    def full(call: Call) -> Outcome:
        raise OSError(28, "No space left on device")

    def recipe():
        yield (Step(Action("full", 1, full), {}, {}, "glacier, line 3"),)

    (drive,) = executor(tmp_path / "s").run([("one", recipe())])
    assert [(d.code, "glacier, line 3" in d.message) for d in drive.failures] == [("machine-refused", True)]


def test_the_key_is_what_decides_the_bytes():
    base = Step(WRITE, {"text": "a", "rate": 1}, {}, "x")
    assert base.key == Step(WRITE, {"rate": 1, "text": "a"}, {}, "somebody else").key
    others = [
        Step(Action("write", 2, _write), {"text": "a", "rate": 1}, {}),
        Step(WRITE, {"text": "a", "rate": 2}, {}),
        Step(WRITE, {"text": "a", "rate": 1}, {"in": base.file("text")}),
        Step(WRITE, {"text": "a", "rate": 1}, {"in": Asset("p", "d", 1)}),
        Step(JOIN, {"text": "a", "rate": 1}, {}),
    ]
    assert len({base.key, *(o.key for o in others)}) == 6
    assert Step(WRITE, {}, {"in": Asset("p", "d", 1)}).key == Step(WRITE, {}, {"in": Asset("moved", "d", 1)}).key


def _apart(call: Call) -> Outcome:
    import os

    (call.folder / "text").write_text(str(os.getpid()))
    print("an action may print")
    return Outcome({"pid": os.getpid()})


def _die_once(call: Call) -> Outcome:
    import os
    import signal

    mark = Path(call.params["mark"])
    if len(mark.read_text()) < call.params["times"]:
        mark.write_text(mark.read_text() + "x")
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome({"lived": True})


def _full_disk(call: Call) -> Outcome:
    raise OSError(28, "No space left on device")


def one(step):
    results = yield (step,)
    return results[step.key].facts


def test_work_apart_is_done_in_another_process(tmp_path):
    import os

    (drive,) = executor(tmp_path / "s").run([("one", one(Step(Action("apart", 1, _apart, is_apart=True), {}, {})))])
    assert drive.value["pid"] != os.getpid()


@pytest.mark.parametrize(("deaths", "code"), [(1, None), (2, "worker-killed")])
def test_a_worker_that_the_kernel_kills_is_replaced_once(tmp_path, deaths, code):
    (tmp_path / "mark").write_text("")
    params = {"mark": str(tmp_path / "mark"), "times": deaths}
    (drive,) = executor(tmp_path / "s").run([("one", one(Step(Action("die", 1, _die_once, is_apart=True), params, {})))])
    assert [d.code for d in drive.failures] == ([code] if code else [])
    assert drive.value == (None if code else {"lived": True})


@pytest.mark.parametrize(("action", "code"), [(_fail, "broken"), (_full_disk, "machine-refused")])
def test_what_fails_apart_fails_the_same_way(tmp_path, action, code):
    step = Step(Action("f", 1, action, is_apart=True), {"why": "x"}, {})
    (drive,) = executor(tmp_path / "s").run([("one", one(step))])
    assert [d.code for d in drive.failures] == [code]


def _counted(call: Call) -> Outcome:
    import time

    time.sleep(call.params["seconds"])
    if call.params["fails"]:
        raise StepFailed(Diagnostic("broken", "as planned"))
    (call.folder / "f").write_text(str(call.params["n"]))
    return Outcome({"n": call.params["n"]})


COUNTED = Action("counted", 1, _counted)


def batches_of(batches):
    for batch in batches:
        results = yield tuple(batch)
        assert all(step.key in results for step in batch)
    return "ok"


@pytest.mark.parametrize("seed", range(60))
def test_any_graph_ends_with_a_value_or_with_its_failures(tmp_path, seed):
    """Steps that several recipes want, some of which fail while others run: nobody's failure is lost, and nothing runs twice."""
    import random

    rng = random.Random(seed)
    steps: list[Step] = []
    for n in range(rng.randint(4, 20)):
        inputs = {f"i{j}": s.file("f") for j, s in enumerate(rng.sample(steps, min(len(steps), rng.randint(0, 2))))}
        params = {"n": n, "seconds": rng.choice([0, 0, 0.002, 0.006]), "fails": rng.random() < 0.12}
        steps.append(Step(COUNTED, params, inputs))
    by_key = {step.key: step for step in steps}

    def is_doomed(step: Step) -> bool:
        return step.params["fails"] or any(is_doomed(by_key[made.key]) for made in step.inputs.values())

    recipes, expected = [], {}
    for d in range(rng.randint(1, 5)):
        cuts = [0, *sorted(rng.sample(range(1, len(steps) + 1), rng.randint(1, 3)))]
        batches = [steps[a:b] for a, b in itertools.pairwise(cuts)]
        expected[f"d{d}"] = any(is_doomed(step) for batch in batches for step in batch)
        recipes.append((f"d{d}", batches_of(batches)))
    for drive in executor(tmp_path / "s", rng.randint(1, 3)).run(recipes):
        assert bool(drive.failures) == expected[drive.name]
        assert (drive.value == "ok") != expected[drive.name]


def _copy(call: Call) -> Outcome:
    (call.folder / "text").write_bytes(call.inputs["words"].read_bytes())
    return Outcome()


def test_a_text_is_read_only_where_its_step_runs_and_stands_for_itself_in_the_key(tmp_path):
    reads: list[str] = []

    def words(mark: str) -> Text:
        return Text(mark, lambda: reads.append(mark) or mark.encode())

    def copied(mark: str):
        step = Step(Action("copy", 1, _copy), {}, {"words": words(mark)})
        yield (step,)
        return step.file("text")

    for mark in ("one", "one", "two"):
        run = executor(tmp_path / "s")
        (drive,) = run.run([("copy", copied(mark))])
        assert text_of(run, drive.value) == mark
    assert reads == ["one", "two"]
    assert not list((tmp_path / "s" / "scratch").iterdir()), "what was laid out for a step is gone"
