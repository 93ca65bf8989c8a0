"""The contract of a check: what a show should be told before it is built. A new one is one file, and a line in `checks.py`.

Contract, held by tests/checks/test_check_contract.py for every member:
- a check asks nothing but the show and its episodes: no file, no clock, no network;
- each diagnostic has a place, plain words and a `fix` that says what to do;
- the example of a normal show is told nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.episode import Episode
from podbuild.model.show import Show

Find = Callable[[Show, tuple[Episode, ...]], tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is looked at before a build. `summary` says it in one sentence."""

    name: str
    summary: str
    find: Find
