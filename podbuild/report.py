"""What happens during a build, for people at a terminal, for logs, and for programs (JSON lines)."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import click

from podbuild.base.codec import to_json
from podbuild.base.diagnostics import Diagnostic, in_order, render
from podbuild.steps.executor import SHOW_WORK
from podbuild.summary import pressing_of, steps_run, summary
from podbuild.terminal import harmless, say

if TYPE_CHECKING:
    from podbuild.build import Built
    from podbuild.explaining import Reason
    from podbuild.remembered import Head
    from podbuild.steps.executor import StepEvent
    from podbuild.steps.world import World

SourceLine = Callable[[str, int], str | None]

# What a step does, as people say it, and where in an episode's making it stands (0 to 1).
STAGES = {
    "speak": ("speaking", 0.0, 0.35),
    "calibrate": ("levelling", 0.0, 0.35),
    "level": ("levelling", 0.0, 0.35),
    "conform": ("levelling", 0.0, 0.35),
    "encode-chunk": ("encoding", 0.4, 0.9),
    "encode-whole": ("encoding", 0.9, 0.95),
    "tag": ("tagging", 0.9, 1.0),
}


class Report(Protocol):
    """Where a build tells what happens. Used as a context manager around it."""

    def __enter__(self) -> Report: ...
    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None: ...
    def step(self, event: StepEvent) -> None: ...
    def waits(self, holder: str) -> None: ...
    def finish(self, built: Built) -> None: ...


def report_for(form: str, world: World) -> Report:
    """JSON lines where asked for; a moving display on a terminal that can; else plain lines."""
    if form == "json":
        return JsonReport()
    is_still = world.environment.get("TERM") == "dumb" or "CI" in world.environment
    return LiveReport() if sys.stderr.isatty() and not is_still else PlainReport()


def print_diagnostics(
    diagnostics: Iterable[Diagnostic], source_line: SourceLine = lambda file, line: None, *, is_counted: bool = True
) -> None:
    """Warnings, then errors, each by place, with excerpt and fix; the errors come last, where the eye is."""
    for text in _told(diagnostics, source_line, is_counted):
        say(text, err=True)


def print_reasons(found: Sequence[Reason]) -> None:
    """Why each step ran, those of one kind and reason in one line."""
    from podbuild.explaining import grouped

    for text in grouped(found):
        say(harmless(text))


def _told(diagnostics: Iterable[Diagnostic], source_line: SourceLine, is_counted: bool = True) -> Iterator[str]:
    found = sorted(in_order(diagnostics), key=lambda d: d.is_error)
    for diagnostic in found:
        yield _coloured(diagnostic, harmless(render(diagnostic, source_line)))
    counts = Counter(d.severity for d in found)
    if is_counted and len(found) > 1:
        yield " and ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in sorted(counts.items()))


def _coloured(diagnostic: Diagnostic, text: str) -> str:
    head, newline, rest = text.partition("\n")
    word = f"{diagnostic.severity}[{diagnostic.code}]"
    colour = "red" if diagnostic.is_error else "yellow"
    return head.replace(word, click.style(word, fg=colour, bold=True), 1) + newline + rest


def _say_waiting(holder: str) -> None:
    say(f"waiting: another build of this show is running ({holder})", err=True)


class PlainReport:
    """Lines for logs: an episode when work on it begins, and the table at the end."""

    def __init__(self) -> None:
        self._begun: set[str] = set()
        self._ran: Counter[str] = Counter()

    def __enter__(self) -> PlainReport:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        pass

    def waits(self, holder: str) -> None:
        _say_waiting(holder)

    def step(self, event: StepEvent) -> None:
        self._ran[event.owner] += event.kind == "done"
        if event.kind == "start" and event.owner not in self._begun and event.owner != SHOW_WORK:
            self._begun.add(event.owner)
            say(f"building {event.owner}", err=True)

    def finish(self, built: Built) -> None:
        print_diagnostics(built.diagnostics, built.source.workspace.source_line)
        print_reasons(built.reasons)
        say(summary(built, self._ran), err=built.outcome != "done")


class LiveReport:
    """A line for each episode in the making: what is being done, how far it is, the time left. Gone at the end."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
        from rich.table import Column

        console = Console(stderr=True)
        name = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1))
        bar = [BarColumn(20)] if console.width >= 60 else []
        stage = TextColumn("{task.fields[stage]:<9}", table_column=Column(no_wrap=True))
        left = TimeRemainingColumn(compact=True, elapsed_when_finished=False)
        self._progress = Progress(SpinnerColumn(), name, *bar, stage, left, console=console, transient=True)
        self._tasks: dict[str, Any] = {}
        self._ran: Counter[str] = Counter()
        self._reading: Any = None

    def __enter__(self) -> LiveReport:
        self._progress.start()
        self._reading = self._progress.add_task("reading the show", total=None, stage="")
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        self._progress.stop()

    def waits(self, holder: str) -> None:
        _say_waiting(holder)

    def step(self, event: StepEvent) -> None:
        if event.kind == "kept" or not event.owner:
            return
        if self._reading is not None:
            self._progress.remove_task(self._reading)
            self._reading = None
        self._ran[event.owner] += event.kind == "done"
        stage, begin, end = STAGES.get(event.step.action.name, ("drawing", 0.9, 1.0))
        share = begin + (end - begin) * event.done / event.total if event.total else 0.0
        self._show(event.owner, stage, share)

    def _show(self, owner: str, stage: str, share: float) -> None:
        """Move an episode's line. It never goes back, though a second encoding begins anew."""
        if owner not in self._tasks:
            self._tasks[owner] = self._progress.add_task(harmless(owner), total=1.0, stage="")
        task = self._tasks[owner]
        if task is None:
            return
        before = next(t.completed for t in self._progress.tasks if t.id == task)
        self._progress.update(task, stage=stage, completed=max(before, share))
        if share >= 1.0:
            self._progress.remove_task(task)
            self._tasks[owner] = None

    def finish(self, built: Built) -> None:
        self._progress.stop()
        print_diagnostics(built.diagnostics, built.source.workspace.source_line)
        print_reasons(built.reasons)
        told = summary(built, self._ran)
        say(_dimmed(told) if built.outcome == "done" else told, err=built.outcome != "done")


def _dimmed(told: str) -> str:
    """The summary with the table's head in the background."""
    head, newline, rest = told.partition("\n")
    return f"{click.style(head, dim=True)}{newline}{rest}" if newline else told


class JsonReport:
    """One object a line on standard output; the last one is the outcome, also when the build was interrupted."""

    def __init__(self) -> None:
        self._has_ended = False

    def __enter__(self) -> JsonReport:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if kind is not None and not self._has_ended:
            say_json(event="end", outcome="interrupted" if issubclass(kind, KeyboardInterrupt) else "broken")

    def waits(self, holder: str) -> None:
        say_json(event="waiting", holder=holder)

    def step(self, event: StepEvent) -> None:
        if event.kind != "start":
            action, of = event.step.action.name, event.step.wanted_by
            say_json(event="step", episode=event.owner, action=action, state=event.kind, of=of)

    def finish(self, built: Built) -> None:
        self._has_ended = True
        for event in _events(built):
            say_json(**event)


def _events(built: Built) -> Iterator[dict[str, Any]]:
    """The end of a build as plain objects: what was found, what is out, the outcome."""
    for diagnostic in built.diagnostics:
        yield {"event": "diagnostic", **diagnostic_json(diagnostic)}
    for reason in built.reasons:
        yield {"event": "reason", **to_json(reason)}
    for head in built.listed:
        yield {"event": "release", **_release_json(head), "is_built": head.slug in built.built}
    yield {
        "event": "end",
        "outcome": built.outcome,
        "seconds": round(built.seconds, 3),
        "ran": dict(Counter(step.action.name for step in steps_run(built))),
        "out": str(built.out),
        "written": len(built.installed.written),
        "removed": len(built.installed.removed),
        "left_out": dict(built.left_out),
    }


def unchanged(built: Built, slot: str) -> dict[str, str]:
    """What a build would say that finds everything as this one left it, by name of the stream and form.

    Where the time stands, `slot` stands.
    """
    from podbuild.steps.install import Installed

    again = replace(built, ran=(), built=(), reasons=(), installed=Installed((), ()), seconds=-1.0)
    err = "".join(f"{text}\n" for text in _told(built.diagnostics, built.source.workspace.source_line))
    out = summary(again, {}, slot) + "\n"
    lines = "".join(json.dumps(event).replace('"seconds": -1.0', f'"seconds": {slot}') + "\n" for event in _events(again))
    return {"err": err, "err-plain": click.unstyle(err), "out": _dimmed(out), "out-plain": out, "json": lines}


def say_json(**facts: object) -> None:
    """Print an object as a line of ASCII: it can be read whatever encoding the pipe has."""
    say(json.dumps(facts))


def _release_json(head: Head) -> dict[str, object]:
    pressing = pressing_of(head)
    names = ("integrated_lufs", "true_peak_dbtp", "range_lu")
    reading = dict(zip(names, pressing.loudness, strict=True)) if pressing.loudness else {}
    return {
        "slug": head.slug,
        "guid": pressing.guid,
        "title": pressing.title,
        "duration_seconds": round(pressing.seconds, 3),
        "path": pressing.path,
        "size_bytes": pressing.size_bytes,
        "disclosure": pressing.reason,
        **reading,
    }


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, object]:
    """A mistake as plain JSON values; `file`, `line` and `column` are left out where it has no place."""
    span = diagnostic.span
    place = {"file": span.file, "line": span.line, "column": span.column} if span else {}
    return {
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        **place,
        "fix": diagnostic.fix,
        "why": diagnostic.why,
    }
