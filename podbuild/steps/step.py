"""Work as data: an action, its parameters and its inputs make a step; its key says whether it was done before.

Deliberately absent: paths outside the show, indexes, times, hosts. What is in a key changes the bytes that come out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.model.show import Asset
from podbuild.steps.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """What an action gets: its parameters, a path for each input, and an empty folder to write its files into."""

    params: Mapping[str, Any]
    inputs: Mapping[str, Path]
    folder: Path
    world: World


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action says beside the files it wrote: small facts (plain JSON values) and warnings."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


class StepFailed(Exception):
    """A step that could not be done, told as a diagnostic for the author: the expected way for an action to fail."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic

    def __reduce__(self) -> tuple[type[StepFailed], tuple[Diagnostic]]:
        return StepFailed, (self.diagnostic,)


def changed_meanwhile(path: str, span: Span | None) -> StepFailed:
    """A file of the author's that is not what it was when the build looked first: what was made of it may not pass for that."""
    return StepFailed(Diagnostic("asset-changed", f"{path} changed while it was being read", span, fix="build again"))


class ProgramKilled(StepFailed):
    """The system ended a program that an action had called: for want of memory, mostly. Another try may go well."""


@dataclass(frozen=True, slots=True)
class Action:
    """A kind of work. Raise `version` whenever the same parameters and inputs give other bytes or facts.

    `run` is a function at the top level of its module, so that another process can find it by name; it writes only into
    `call.folder` and raises StepFailed for what an author can mend. `is_apart` is for work that holds the interpreter's
    lock for long: it is done in another process.
    """

    name: str
    version: int
    run: Callable[[Call], Outcome] = field(compare=False)
    is_apart: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that a step makes."""

    key: str
    file: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a step takes: `digest` stands for it in the key, and it is read only where the step has to run.

    `about` is for people ("what is said there").
    """

    digest: str
    read: Callable[[], bytes] = field(compare=False)
    about: str = field(default="", compare=False)


Input = Asset | Made | Text


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a finished step was asked to do, as plain values: why another one had to run is told by comparing.

    `inputs` are, by name, the digest of an author's file or of a text, or [key, file] of a step's.
    """

    action: str
    version: int
    params: Mapping[str, Any]
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work. `wanted_by` is for people ("glacier, line 12") and not part of the key."""

    action: Action
    params: Mapping[str, Any]
    inputs: Mapping[str, Input]
    wanted_by: str = field(default="", compare=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        value = [self.action.name, self.action.version, self.params, self._plain_inputs()]
        object.__setattr__(self, "key", digest.of_value(value))

    def __hash__(self) -> int:
        return hash(self.key)

    def recorded(self) -> Recorded:
        return Recorded(self.action.name, self.action.version, self.params, self._plain_inputs())

    def _plain_inputs(self) -> dict[str, Any]:
        return {n: [i.key, i.file] if isinstance(i, Made) else i.digest for n, i in self.inputs.items()}

    def file(self, name: str) -> Made:
        """The reference by which another step takes a file of this one."""
        return Made(self.key, name)


@dataclass(frozen=True, slots=True)
class Result:
    """What the store knows of a finished step: its files as name → (digest, size in bytes), facts and warnings."""

    key: str
    files: Mapping[str, tuple[str, int]]
    facts: Mapping[str, Any]
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0
    is_hit: bool = field(default=False, compare=False)
    recorded: Recorded | None = field(default=None, compare=False)
