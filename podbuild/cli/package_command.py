"""`podbuild package`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import find_root, format_option, named, show_option
from podbuild.cli.build_command import STATUS, slugs_here
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.packaging.packing import Packed
    from podbuild.steps.parcel import Form


@click.command("package")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=slugs_here)
@click.option(
    "--as",
    "packed_as",
    type=click.Choice(["zip", "folder"]),
    default="zip",
    show_default=True,
    help="One file a package, or one folder.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    callback=named,
    default=None,
    help="Where the packages go; else packages/ in the show.",
)
@click.option("--whole-show", is_flag=True, help="One package of the show: the feed, and all episodes that are due.")
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=None, help="How many steps at a time; else one a core.")
@format_option
@show_option
def command(
    slugs: tuple[str, ...],
    packed_as: Form,
    out: Path | None,
    whole_show: bool,
    jobs: int | None,
    form: str,
    show_dir: Path | None,
) -> int:
    """Pack episodes for import by hand.

    Audio, covers, texts, transcripts, chapters, licences and what forms ask. Builds what is not built. A package of the same
    episode has the same bytes, and one that lies there already is left alone.
    Named episodes are packed whatever their date or state; a draft is built outside public/. Episodes whose audio lies
    elsewhere are left out.

    \b
    podbuild package                         each episode that is due, in packages/SLUG.zip
    podbuild package the-glacier-that-sang   one episode, draft or not
    podbuild package --whole-show            the show with its feed, in packages/whole-show.zip
    """
    if whole_show and slugs:
        raise click.UsageError("--whole-show packs all episodes that are due: name none beside it")
    root = find_root(show_dir, form)
    from podbuild.base.diagnostics import has_errors
    from podbuild.packaging.packing import Order, package
    from podbuild.report import report_for

    world = World()
    order = Order(root, tuple(dict.fromkeys(slugs)), packed_as, out, whole_show, jobs or os.cpu_count() or 2)
    with report_for(form, world) as report:
        packed = package(order, world, report.step, report.waits)
        if packed.built is not None and packed.built.outcome != "done":
            report.finish(packed.built)
            return STATUS[packed.built.outcome]
    is_refused = packed.built is None or has_errors(packed.diagnostics)
    outcome = "failed" if packed.has_failed else "mistakes" if is_refused else "done"
    if form == "json":
        _say_json(packed, outcome)
    else:
        _say(packed)
    return STATUS[outcome]


def _say(packed: Packed) -> None:
    from podbuild.base.units import size
    from podbuild.report import print_diagnostics
    from podbuild.summary import MOST_ROWS, left_out_lines
    from podbuild.terminal import cells, harmless, padded, say

    built = packed.built
    print_diagnostics(
        (*(built.diagnostics if built else ()), *packed.diagnostics), *([built.source.workspace.source_line] if built else [])
    )
    if built is None:
        return
    rows = [(harmless(os.path.relpath(one.path)), size(one.size_bytes), one.is_written) for one in packed.packages]
    width = max((cells(row[0]) for row in rows), default=0)
    shown = rows if len(rows) <= MOST_ROWS else [row for row in rows if row[2]]
    for path, length, is_written in shown:
        say(f"{padded(path, width)}  {length:>8}{'' if is_written else '  as before'}")
    if len(shown) < len(rows):
        say(f"and {len(rows) - len(shown)} more, as before")
    if not packed.diagnostics and not rows:
        say("\n".join(["no episode is due: there is nothing to pack", *left_out_lines(built.left_out)]))


def _say_json(packed: Packed, outcome: str) -> None:
    from podbuild.report import diagnostic_json, say_json

    for diagnostic in (*(packed.built.diagnostics if packed.built else ()), *packed.diagnostics):
        say_json(event="diagnostic", **diagnostic_json(diagnostic))
    for one in packed.packages:
        say_json(event="package", name=one.name, path=str(one.path), size_bytes=one.size_bytes, is_written=one.is_written)
    say_json(event="end", outcome=outcome, written=sum(one.is_written for one in packed.packages))
