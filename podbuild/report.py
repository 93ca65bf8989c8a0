"""What happens during a command, for people at a terminal, for logs, and for programs (JSON lines)."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

import click

from podbuild.base.codec import to_json
from podbuild.base.diagnostics import Diagnostic, render
from podbuild.base.units import clock, size
from podbuild.steps.executor import StepEvent
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.build import Built

SourceLine = Callable[[str, int], str | None]

# What a step does, as people say it, and where in an episode's making it stands (0 to 1).
STAGES = {
    "speak": ("speaking", 0.0, 0.35),
    "calibrate": ("levelling", 0.0, 0.35),
    "level": ("levelling", 0.0, 0.35),
    "conform": ("levelling", 0.0, 0.35),
    "encode-chunk": ("encoding", 0.4, 0.9),
    "splice": ("joining", 0.9, 0.95),
    "encode-whole": ("encoding", 0.9, 0.95),
    "tag": ("tagging", 0.95, 1.0),
}


class Report(Protocol):
    """Where a build tells what happens. Used as a context manager around it."""

    def __enter__(self) -> Report: ...
    def __exit__(self, *error: object) -> None: ...
    def step(self, event: StepEvent) -> None: ...
    def finish(self, built: Built) -> None: ...


def report_for(form: str, world: World) -> Report:
    """JSON lines where asked for; a moving display on a terminal that can; else plain lines."""
    if form == "json":
        return JsonReport()
    is_dumb = world.environment.get("TERM") == "dumb" or "CI" in world.environment
    return LiveReport() if sys.stderr.isatty() and not is_dumb else PlainReport()


def print_diagnostics(diagnostics: Iterable[Diagnostic], source_line: SourceLine) -> None:
    """Every mistake with its place, excerpt and fix; coloured where the terminal can and NO_COLOR is not set."""
    found = list(diagnostics)
    for diagnostic in found:
        click.echo(_coloured(diagnostic, render(diagnostic, source_line)), err=True, color=_colour())
    counts = Counter(d.severity for d in found)
    if len(found) > 1:
        told = [f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in sorted(counts.items())]
        click.echo(" and ".join(told), err=True)


def _colour() -> bool | None:
    import os

    return False if os.environ.get("NO_COLOR") else None


def _coloured(diagnostic: Diagnostic, text: str) -> str:
    head, newline, rest = text.partition("\n")
    word = f"{diagnostic.severity}[{diagnostic.code}]"
    colour = "red" if diagnostic.is_error else "yellow"
    return head.replace(word, click.style(word, fg=colour, bold=True), 1) + newline + rest


class PlainReport:
    """Lines for logs: an episode when it starts, and the table at the end."""

    def __init__(self) -> None:
        self._begun: set[str] = set()

    def __enter__(self) -> PlainReport:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def step(self, event: StepEvent) -> None:
        if event.kind == "start" and event.owner not in self._begun and event.owner != "show":
            self._begun.add(event.owner)
            click.echo(f"building {event.owner}", err=True)

    def finish(self, built: Built) -> None:
        print_diagnostics(built.diagnostics, built.source.workspace.source_line)
        click.echo(summary(built), err=built.outcome != "done")


class LiveReport:
    """A bar for each episode in the making, with its stage and the time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), TextColumn("{task.fields[stage]:<10}"))
        self._console = Console(stderr=True)
        self._progress = Progress(*columns, TimeRemainingColumn(compact=True), console=self._console, transient=True)
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> LiveReport:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def step(self, event: StepEvent) -> None:
        if event.kind == "kept" or not event.owner:
            return
        if event.owner not in self._tasks:
            self._tasks[event.owner] = self._progress.add_task(event.owner, total=1.0, stage="")
        stage, begin, end = STAGES.get(event.step.action.name, ("drawing", 0.9, 1.0))
        done = begin + (end - begin) * event.done / event.total if event.total else None
        self._progress.update(self._tasks[event.owner], stage=stage, completed=done)
        if done == 1.0:
            self._progress.update(self._tasks[event.owner], visible=False)

    def finish(self, built: Built) -> None:
        self._progress.stop()
        print_diagnostics(built.diagnostics, built.source.workspace.source_line)
        if built.outcome != "done":
            click.echo(summary(built), err=True)
            return
        self._console.print(_table(built))
        click.echo(_closing(built), err=True)


class JsonReport:
    """One object a line on standard output; the last one is the outcome."""

    def __enter__(self) -> JsonReport:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def step(self, event: StepEvent) -> None:
        if event.kind != "start":
            self._say("step", episode=event.owner, action=event.step.action.name, state=event.kind, of=event.step.wanted_by)

    def finish(self, built: Built) -> None:
        for diagnostic in built.diagnostics:
            self._say("diagnostic", **diagnostic_json(diagnostic))
        for release in built.releases:
            reading = to_json(release.reading)
            file = release.enclosure.file
            self._say(
                "release",
                slug=release.slug,
                guid=release.guid,
                title=release.title,
                duration_seconds=round(release.enclosure.duration_seconds, 3),
                path=file.path,
                size_bytes=file.size_bytes,
                is_built=release.slug in built.built,
                disclosure=release.disclosure.reason,
                **reading,
            )
        counts = Counter(step.action.name for step in built.ran)
        self._say(
            "end",
            outcome=built.outcome,
            seconds=round(built.seconds, 3),
            ran=dict(counts),
            out=str(built.out),
            written=len(built.installed.written),
            removed=len(built.installed.removed),
            left_out=dict(built.left_out),
        )

    def _say(self, event: str, **facts: object) -> None:
        click.echo(json.dumps({"event": event, **facts}, ensure_ascii=False))


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, object]:
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


def summary(built: Built) -> str:
    """The end of a build in plain text."""
    if built.outcome == "mistakes":
        return "nothing was built: mend the errors above, then build again"
    if built.outcome == "refused":
        return "nothing was built: --strict refuses a show with warnings"
    if built.outcome == "failed":
        done = len(built.ran)
        return f"not finished: {done} step{'s' if done != 1 else ''} done and kept; public/ is as it was; build again to go on"
    rows = [_row(built, release) for release in built.releases]
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (_HEAD, *rows)]
    return "\n".join([*lines, _closing(built)])


_HEAD = ("episode", "length", "loudness", "true peak", "size", "AI", "")


def _row(built: Built, release: Any) -> tuple[str, ...]:
    reading = release.reading
    kind = {True: "disclosed", False: "no", None: "not answered"}[release.disclosure.is_ai]
    return (
        release.slug,
        clock(release.enclosure.duration_seconds),
        f"{reading.integrated_lufs:.1f} LUFS",
        f"{reading.true_peak_dbtp:.1f} dBTP",
        size(release.enclosure.file.size_bytes),
        kind,
        "" if release.slug in built.built else "as it was",
    )


def _table(built: Built) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _HEAD:
        table.add_column(name, justify="right" if name in {"length", "loudness", "true peak", "size"} else "left")
    for release in built.releases:
        table.add_row(*_row(built, release))
    return table


def _closing(built: Built) -> str:
    lines = [f"AI disclosure of {r.slug}: {r.disclosure.reason}" for r in built.releases if r.slug in built.built]
    lines += [f"left out: {slug} ({why})" for slug, why in built.left_out.items()]
    seconds = sum(r.enclosure.duration_seconds for r in built.releases)
    n, ran = len(built.releases), len(built.ran)
    what = f"{n} episode{'s' if n != 1 else ''}, {clock(seconds)}"
    work = f"{ran} step{'s' if ran != 1 else ''} run" if ran else "nothing had changed"
    lines.append(f"{what} in {built.out} ({work}, {built.seconds:.1f} s)")
    return "\n".join(lines)
