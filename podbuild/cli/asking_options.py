"""What all commands have in common that ask a writer: their options, and how they end."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from podbuild.cli.arguments import pointing_to

if TYPE_CHECKING:
    from datetime import date

    from podbuild.authoring.commission import Commission

F = TypeVar("F", bound=Callable[..., Any])


def asking_options(function: F) -> F:
    for option in (
        click.option("--max-cost", "most_usd", type=click.FloatRange(0.0), metavar="USD", help="The most that this may cost."),
        click.option("--model", default="", metavar="NAME", help="Another model than show.yaml names."),
        click.option("--yes", "is_accepted", is_flag=True, help="Ask nothing: what is proposed is accepted."),
    ):
        function = option(function)
    return function


def parse_length(context: click.Context, parameter: click.Parameter, text: str) -> float:
    """A length in seconds; 0 where none is written. A bare number counts minutes, as people say it."""
    from podbuild.base.units import parse_duration

    if not text:
        return 0.0
    seconds = parse_duration(f"{text}m" if text.strip().isdecimal() else text)
    if not seconds:
        raise click.BadParameter(f'"{text}" is no length: write 6m, 90s or 1:30', context, parameter)
    return seconds


def parse_voices(context: click.Context, parameter: click.Parameter, text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def today(root: Path) -> date:
    """The day that it is where the show is made."""
    from podbuild.model.drafting import Drafting
    from podbuild.source.load import load_show
    from podbuild.source.workspace import Workspace
    from podbuild.steps.world import World

    show, _ = load_show(Workspace(root))
    return (show.drafting if show else Drafting()).day(World().now())


def with_commission(
    root: Path, run: Sequence[object], model: str, most_usd: float | None, work: Callable[[Commission], object]
) -> int:
    """Do what asks a writer, and end as every command does that asks one. What it found is printed below what it made."""
    from podbuild.authoring.commission import Asking, Stopped, commissioned
    from podbuild.authoring.outcome import Outcome
    from podbuild.cli.talking import TerminalTalk
    from podbuild.report import print_diagnostics
    from podbuild.steps.world import World
    from podbuild.terminal import harmless, say

    talk = TerminalTalk()
    try:
        with commissioned(root, World(), talk, run, Asking(model, most_usd)) as commission:
            found = work(commission)
    except Stopped as stopped:
        print_diagnostics(stopped.diagnostics, stopped.source_line)
        return stopped.status
    if not isinstance(found, Outcome):
        talk.say("nothing was written")
        return 0
    if found.file:
        say(f"wrote {harmless(os.path.relpath(root / found.file))}")
    if found.findings:
        from podbuild.source.workspace import Workspace

        print_diagnostics(found.findings, Workspace(root).source_line)
    if found.next:
        say(f"  next: {harmless(found.next + pointing_to(root))}")
    return 0
