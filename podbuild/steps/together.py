"""Two recipes side by side, so that neither leaves the machine idle while the other has work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from podbuild.steps.executor import Recipe, Results
from podbuild.steps.step import Step

A = TypeVar("A")
B = TypeVar("B")


def together(first: Recipe[A], second: Recipe[B]) -> Recipe[tuple[A, B]]:
    """One recipe of two: each batch is what both want next, and in the end the values of both.

    What `first` wants stands first in a batch: give it the steps that take long.
    """
    one, other = _Course(first), _Course(second)
    results: Results | None = None
    while True:
        batch = (*one.next_batch(results), *other.next_batch(results))
        if one.is_done and other.is_done:
            return one.value, other.value
        results = yield batch


@dataclass(slots=True)
class _Course(Generic[A]):
    """A recipe on its way, and in the end its value."""

    recipe: Recipe[A]
    is_done: bool = False
    value: Any = None

    def next_batch(self, results: Results | None) -> tuple[Step, ...]:
        """What it wants after these results; None starts it. Nothing once it is done."""
        if self.is_done:
            return ()
        try:
            return next(self.recipe) if results is None else self.recipe.send(results)
        except StopIteration as stop:
            self.is_done, self.value = True, stop.value
            return ()
