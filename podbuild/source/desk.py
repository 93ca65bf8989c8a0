"""What a decoder works with: the show directory, the names that are known, and the list of mistakes found so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from podbuild.base.diagnostics import Diagnostic, Note, Severity, Span
from podbuild.model.destination import Destination, Setting
from podbuild.model.show import Asset, Voice
from podbuild.source.workspace import Media, Workspace


class VoiceProblem(Protocol):
    """Why an engine cannot use a voice: the key of the voice that is wrong, what is wrong, how to mend it."""

    @property
    def key(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def fix(self) -> str: ...


class MediaProblem(Protocol):
    """Why a sound cannot be used; `code` is one of audio-unreadable, audio-empty, audio-silent."""

    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def fix(self) -> str: ...


class TargetKind(Protocol):
    """A kind of place to publish to: the settings it takes, and what is wrong with some that read well singly."""

    @property
    def settings(self) -> tuple[Setting, ...]: ...
    @property
    def problems(self) -> Callable[[Destination], tuple[tuple[str, str, str], ...]]: ...
    @property
    def takes(self) -> str: ...


Targets = Callable[[], Mapping[str, TargetKind]]  # called where a show names one: few builds need them
Engines = Mapping[str, Callable[[Voice, str], VoiceProblem | None]]


class Probe(Protocol):
    """What opens a sound: why it cannot be used, and its length in seconds where it ends before a moment."""

    def problem(self, path: Path) -> MediaProblem | None: ...
    def ends_before(self, path: Path, seconds: float) -> float | None: ...


@dataclass(slots=True)
class Desk:
    """One for a run. `engines` None: voices are not checked against engines; `probe` None: sounds are not opened;
    `targets` None: where the show is published is not read."""

    workspace: Workspace
    engines: Engines | None = None
    probe: Probe | None = None
    targets: Targets | None = None
    mistakes: list[Diagnostic] = field(default_factory=list)
    _probed: dict[str, MediaProblem | None] = field(default_factory=dict)

    def say(
        self,
        code: str,
        message: str,
        span: Span,
        fix: str = "",
        *,
        why: str = "",
        notes: tuple[Note, ...] = (),
        severity: Severity = "error",
    ) -> None:
        self.mistakes.append(Diagnostic(code, message, span, severity, fix, why, notes))

    def asset(self, name: str, span: Span, media: Media) -> Asset | None:
        """The file of that name, looked at as closely as is cheap."""
        asset, mistakes = self.workspace.asset(name, span, media)
        self.mistakes.extend(mistakes)
        if asset and media == "audio" and self.probe:
            if asset.digest not in self._probed:
                self._probed[asset.digest] = self.probe.problem(self.workspace.path(asset))
            if problem := self._probed[asset.digest]:
                self.say(problem.code, problem.message, span, problem.fix)
        return asset

    def ends_before(self, asset: Asset, seconds: float) -> float | None:
        """The length in seconds of a sound of which nothing is left at this moment; None where it goes on, or is faulty anyway."""
        if self.probe is None or self._probed.get(asset.digest):
            return None
        return self.probe.ends_before(self.workspace.path(asset), seconds)
