"""Two recipes as one: what both want stands in one batch, and each gets its own value."""

from __future__ import annotations

import pytest

from podbuild.steps.step import Action, Outcome, Result, Step
from podbuild.steps.together import together

ACTION = Action("nothing", 1, lambda call: Outcome())


def step(name: str) -> Step:
    return Step(ACTION, {"name": name}, {})


def recipe(name: str, *sizes: int):
    """Yields batches of so many steps; its value is the facts of all of them, in order."""
    seen = []
    for turn, size in enumerate(sizes):
        batch = tuple(step(f"{name}{turn}{i}") for i in range(size))
        results = yield batch
        seen += [results[s.key].facts["name"] for s in batch]
    return seen


def driven(both):
    """(batches as names, value) of a recipe whose steps all succeed."""
    batches, known = [], {}
    try:
        batch = next(both)
        while True:
            batches.append([s.params["name"] for s in batch])
            known |= {s.key: Result(s.key, {}, s.params) for s in batch}
            batch = both.send(known)
    except StopIteration as stop:
        return batches, stop.value


@pytest.mark.parametrize(
    ("first", "second", "batches"),
    [
        ((1,), (2,), [["a00", "b00", "b01"]]),
        ((1,), (1, 1), [["a00", "b00"], ["b10"]]),
        ((1, 1, 1), (1,), [["a00", "b00"], ["a10"], ["a20"]]),
        ((), (1,), [["b00"]]),
        ((0, 1), (0,), [[], ["a10"]]),
        ((), (), []),
    ],
)
def test_batches_are_joined_and_values_kept_apart(first, second, batches):
    got, (one, other) = driven(together(recipe("a", *first), recipe("b", *second)))
    assert got == batches
    names = [name for batch in batches for name in batch]
    assert one == [name for name in names if name[0] == "a"]
    assert other == [name for name in names if name[0] == "b"]
