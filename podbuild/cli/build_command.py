"""`podbuild build`."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import find_root, format_option, show_option

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

STATUS = {"done": 0, "mistakes": 1, "refused": 3, "failed": 4}


def slugs_here(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a shell offers in place of SLUG: the episodes of the show here."""
    from click.shell_completion import CompletionItem

    from podbuild.source.workspace import Workspace, find_show

    root = context.params.get("show_dir") or find_show(Path())
    files = [Path(name) for name in Workspace(root).files("episodes")] if root else []
    slugs = sorted({file.stem for file in files if file.suffix in (".md", ".yaml")})
    return [CompletionItem(slug) for slug in slugs if slug.startswith(incomplete)]


@click.command("build")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=slugs_here)
@click.option("--drafts", is_flag=True, help="Build drafts too.")
@click.option("--future", is_flag=True, help="Build episodes too whose date is still to come.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="Where to write; else public/ in the show."
)
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
    """Compile a show: audio, artwork, transcripts, feed and site.

    Only what changed is made again. Named episodes are built whatever their date or state, and the others stay as they are.

    \b
    podbuild build                           what is due
    podbuild build --drafts --out /tmp/try   drafts too, somewhere else
    podbuild build the-glacier-that-sang     one episode, draft or not
    """
    root = find_root(show_dir, form)
    from podbuild.build import Request, build
    from podbuild.report import report_for
    from podbuild.starters import write_schemas
    from podbuild.steps.world import World

    world = World()
    request = Request(root, slugs, drafts, future, out, jobs or os.cpu_count() or 2, strict)
    with report_for(form, world) as report:
        built = build(request, world, report.step)
        report.finish(built)
    with suppress(OSError):  # a fresh clone has none, and an editor's help is worth no failure
        write_schemas(root)
    return STATUS[built.outcome]
