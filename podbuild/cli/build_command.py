"""`podbuild build`."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.base import digest
from podbuild.cli.arguments import find_root, format_option, named, show_option
from podbuild.cli.start import SLOT, memo_file
from podbuild.steps import memo
from podbuild.steps.state import state_folder
from podbuild.steps.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from click.shell_completion import CompletionItem

    from podbuild.build import Built, Request, Seen

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
    "--out",
    type=click.Path(file_okay=False),
    callback=named,
    default=None,
    help="Where to write; else public/ in the show.",
)
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=None, help="How many steps at a time; else one a core.")
@click.option("--strict", is_flag=True, help="Refuse to build while there are warnings (exit status 3).")
@click.option("--explain", is_flag=True, help="Say for each step that was run, why.")
@format_option
@show_option
def command(
    slugs: tuple[str, ...],
    drafts: bool,
    future: bool,
    out: Path | None,
    jobs: int | None,
    strict: bool,
    explain: bool,
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
    from podbuild.report import report_for, unchanged

    world = World()
    request = Request(root, slugs, drafts, future, out, jobs or os.cpu_count() or 2, strict, explain)
    with report_for(form, world) as report:
        built = build(request, world, report.step, report.waits)
        report.finish(built)
    with suppress(OSError):  # an editor's help, or a quicker answer the next time, is worth no failure
        _write_schemas(root, built)
        if built.seen is not None and not slugs and _can_be_told_again(built, built.seen):
            _memo(request, built, built.seen, unchanged(built, SLOT)).write(_place(request, show_dir, out, world))
    return STATUS[built.outcome]


def _write_schemas(root: Path, built: Built) -> None:
    """Keep the JSON Schemas in the show up to date; once for each version of podbuild."""
    if built.memory is None:
        return
    version = digest.of_value(built.memory.compiler["is"])
    mark = Path(state_folder(str(root), World().environment)) / "schemas"
    if not mark.is_file() or mark.read_bytes() != version.encode():
        from podbuild.starters import write_schemas

        write_schemas(root)
        mark.write_text(version, "utf-8")


def _can_be_told_again(built: Built, seen: Seen) -> bool:
    """Whether all that a build read has a stamp (a hidden file has none), and all it said stays true while the stamps do."""
    return seen.read.keys() <= seen.show.keys() and all(d.code != "out-strangers" for d in built.diagnostics)


def _place(request: Request, show_dir: Path | None, out: Path | None, world: World) -> str:
    """Where the answer to the next command line like this one is looked for."""
    flags = [
        name
        for name, is_on in (("drafts", request.has_drafts), ("future", request.has_future), ("strict", request.is_strict))
        if is_on
    ]
    root = str(request.root)
    return memo_file(state_folder(root, world.environment), root, str(show_dir or ""), str(out or ""), flags)


def _memo(request: Request, built: Built, seen: Seen, said: Mapping[str, str]) -> memo.Memo:
    """What the next build may compare with, and say when all is as it was."""
    unsettled = [
        f"{value} {rel}"
        for rel, (_, value) in seen.read.items()
        if rel in seen.show and not memo.is_settled(seen.show[rel], seen.taken_ns)
    ]
    latest = max((max(found[1:3]) for found in seen.show.values()), default=0)
    parts = {
        "due": f"{seen.due[0]} {seen.due[1]}".encode(),
        "show": memo.packed(seen.show),
        "program": memo.packed(memo.program(World().environment)),
        "installed": memo.packed(seen.installed),
        "unsettled": "\n".join(unsettled).encode("utf-8", "surrogateescape"),
        "settled": str(latest).encode(),
    }
    return memo.Memo(parts | {name: text.encode("utf-8", "replace") for name, text in said.items()})
