"""Work that is done while others work: what a recipe will need, and can be made before the steps it waits for are done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
_MOST = 16
_NOTHING = object()


class Ahead:
    """Takes work without effects, and gives back what has its value: done by then, or done when it is asked for.

    `spare` is work that saves time where there is nothing better to do: each item of it is one piece.
    """

    def __init__(self) -> None:
        self.spare: Iterator[object] = iter(())
        self._todo: deque[Callable[[], Any]] = deque(maxlen=_MOST)  # what falls out is done when it is asked for

    def __call__(self, work: Callable[[], T]) -> Callable[[], T]:
        once = cache(work)
        self._todo.append(once)
        return once

    def work(self, is_enough: Callable[[], bool]) -> None:
        """Do what was taken, the oldest first, until that is enough. What fails, fails again where it is asked for."""
        while not is_enough():
            if self._todo:
                with suppress(Exception):
                    self._todo.popleft()()
            elif next(self.spare, _NOTHING) is _NOTHING:
                return
