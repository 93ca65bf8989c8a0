"""`podbuild diff`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from podbuild.cli.arguments import end, find_root, show_option
from podbuild.steps.world import World


@click.command("diff")
@click.argument("base")
@click.option("--player", metavar="URL", default="", help="Where the site of this state lies: titles link to its players.")
@click.option("--artifact", metavar="URL", default="", help="Where this state is to be had as an archive: linked too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    show_default=True,
    help="json: one object a line.",
)
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=None, help="How many steps at a time; else one a core.")
@show_option
def command(base: str, player: str, artifact: str, form: str, jobs: int | None, show_dir: Path | None) -> int:
    """Say what became of a show since BASE, for a review.

    BASE is a revision of git; what is said is Markdown. Episodes that are new, changed, renamed or removed; word by word, what is
    said otherwise; length, loudness and price before and after; warnings that came and went. Lines that are not kept are spoken,
    but never by an engine on the network: where one would have to be asked, the numbers are foreseen.

    \b
    podbuild diff main                    this folder, against the branch main
    podbuild diff HEAD                    what is not committed yet
    podbuild diff origin/main > diff.md   for a comment
    """
    error_form = "json" if form == "json" else "text"
    root = find_root(show_dir, error_form)
    from podbuild.base.diagnostics import has_errors
    from podbuild.report import diagnostic_json, print_diagnostics, say_json
    from podbuild.repository.difference_page import markdown, plain
    from podbuild.repository.differing import difference
    from podbuild.steps.step import StepFailed
    from podbuild.terminal import say

    for name, value in (("--player", player), ("--artifact", artifact)):
        if value and (not value.startswith(("http://", "https://")) or any(char in value for char in " ()<>\n")):
            raise click.BadParameter("write a web address: https://…", param_hint=name)
    world = World()
    try:
        found = difference(root, base, world, jobs or os.cpu_count() or 2, lambda holder: say(f"waiting for {holder}", err=True))
    except StepFailed as failed:
        of_machine = failed.diagnostic.code not in ("git-none", "revision-unknown")
        end([failed.diagnostic], 4 if of_machine else 1, error_form)
    if has_errors(found.mistakes):
        if form == "json":
            for diagnostic in found.mistakes:
                say_json(event="diagnostic", **diagnostic_json(diagnostic))
            say_json(event="end", outcome="mistakes")
        else:
            print_diagnostics(found.mistakes, found.workspace.source_line)
        return 1
    if form == "markdown":
        say(markdown(found, player, artifact).rstrip("\n"))
        return 0
    for change in found.episodes:
        say_json(event="episode", **plain(change))
    for kind, warnings in (("new", found.new_warnings), ("gone", found.gone_warnings)):
        for diagnostic in warnings:
            say_json(event="warning", kind=kind, **diagnostic_json(diagnostic))
    show = [{"name": f.name, "before": f.before, "after": f.after} for f in found.show_fields]
    say_json(event="end", outcome="done", base=found.commit, show=show, notes=list(found.notes), unchanged=found.unchanged)
    return 0
