"""`podbuild plan`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import find_root, format_option, named, show_option
from podbuild.cli.build_command import slugs_here
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.planning import Plan

_ORDER = ("speak", "calibrate", "level", "conform", "encode-chunk", "encode-whole", "tag")


@click.command("plan")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=slugs_here)
@click.option("--drafts", is_flag=True, help="With drafts.")
@click.option("--future", is_flag=True, help="With episodes whose date is still to come.")
@click.option("--out", type=click.Path(file_okay=False), callback=named, default=None, help="As for build.")
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=None, help="As for build: the time depends on it.")
@click.option("--explain", is_flag=True, help="Say for each step, why.")
@format_option
@show_option
def command(
    slugs: tuple[str, ...],
    drafts: bool,
    future: bool,
    out: Path | None,
    jobs: int | None,
    explain: bool,
    form: str,
    show_dir: Path | None,
) -> int:
    """Say what a build would do, without doing it.

    Which steps would run, how many characters which engine would speak, and about what that costs in money and time.

    \b
    podbuild plan                     what would be made
    podbuild plan --explain           and why
    """
    root = find_root(show_dir, form)
    from podbuild.base.diagnostics import has_errors
    from podbuild.build import Request
    from podbuild.planning import plan
    from podbuild.report import diagnostic_json, print_diagnostics, print_reasons, say_json
    from podbuild.terminal import say

    found = plan(Request(root, slugs, drafts, future, out, jobs or os.cpu_count() or 2), World())
    if form == "json":
        for diagnostic in found.diagnostics:
            say_json(event="diagnostic", **diagnostic_json(diagnostic))
        say_json(event="plan", **_plain(found, explain))
    else:
        print_diagnostics(found.diagnostics, found.workspace.source_line)
        if not has_errors(found.diagnostics):
            print_reasons([reason for episode in found.episodes for reason in episode.reasons] if explain else [])
            say("\n".join(_told(found)))
    return 1 if has_errors(found.diagnostics) else 0


def _told(found: Plan) -> list[str]:
    from podbuild.base.units import clock
    from podbuild.summary import left_out_lines

    lines = []
    for episode in found.episodes:
        names = sorted(episode.actions, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
        steps = ", ".join(f"{episode.actions[name]} {name}" for name in names)
        lines.append(f"{episode.slug}: {steps or 'its pages alone'}")
    lines += left_out_lines(found.left_out)
    if not found.episodes:
        return [*lines, f"nothing would be made: {_episodes(len(found.unchanged))} as before"]
    spoken = ", ".join(f"{count:,} characters by {engine}" for engine, count in found.characters.items()) or "nothing"
    price = f"{found.price_usd:.2f} USD" if found.price_usd else "no charge"
    lines.append(f"to be spoken: {spoken} ({price})")
    if found.seconds < 1:
        time = "less than a second"
    else:
        time = f"about {clock(found.seconds)}" if found.seconds >= 60 else f"about {found.seconds:.0f} s"
    return [*lines, f"it would take {time}; {_episodes(len(found.unchanged))} as before"]


def _episodes(n: int) -> str:
    return f"{n} episode{' is' if n == 1 else 's are'}"


def _plain(found: Plan, is_explained: bool) -> dict[str, object]:
    from podbuild.base.codec import to_json

    episodes = [
        {
            "slug": e.slug,
            "actions": dict(e.actions),
            "characters": dict(e.characters),
            "seconds": round(e.seconds, 2),
            **({"reasons": to_json(e.reasons)} if is_explained else {}),
        }
        for e in found.episodes
    ]
    return {
        "episodes": episodes,
        "unchanged": list(found.unchanged),
        "left_out": dict(found.left_out),
        "characters": dict(found.characters),
        "price_usd": round(found.price_usd, 4),
        "seconds": round(found.seconds, 2),
    }
