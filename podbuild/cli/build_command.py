"""`podbuild build`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from podbuild.cli.arguments import find_root, format_option, show_option

STATUS = {"done": 0, "mistakes": 1, "refused": 3, "failed": 4}


@click.command("build")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--drafts", is_flag=True, help="Build drafts too.")
@click.option("--future", is_flag=True, help="Build episodes too whose date is still to come.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Where to write; else public/ in the show.")
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=None, help="How many steps at a time; else one a core.")
@click.option("--strict", is_flag=True, help="Refuse to build while there are warnings (exit status 3).")
@format_option
@show_option
def command(
    slugs: tuple[str, ...],
    drafts: bool,
    future: bool,
    out: Path | None,
    jobs: int | None,
    strict: bool,
    form: str,
    show_dir: Path | None,
) -> int:
    """Compile the show into audio, artwork, transcripts, show notes, a feed and a site.

    Only what changed is made again. Named episodes are built whatever their date or state, and the others stay as they are.
    """
    from podbuild.build import Request, build
    from podbuild.report import report_for
    from podbuild.steps.world import World

    root = find_root(show_dir)
    world = World()
    request = Request(root, slugs, drafts, future, out, jobs or os.cpu_count() or 2, strict)
    with report_for(form, world) as report:
        built = build(request, world, report.step)
        report.finish(built)
    return STATUS[built.outcome]
