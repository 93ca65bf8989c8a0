"""`podbuild new`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from podbuild.cli.arguments import end, find_root, pointing_to, show_option


@click.command("new")
@click.argument("title", required=False)
@click.option(
    "--template", "name", metavar="NAME", default="conversation", show_default=True, help="The episode's shape; `list` lists them."
)
@click.option("--voice", "voices", metavar="NAME", multiple=True, help="A voice of the show; again for a second one.")
@show_option
@click.pass_context
def command(context: click.Context, title: str | None, name: str, voices: tuple[str, ...], show_dir: Path | None) -> int:
    """Add an episode: a draft with a skeleton that already builds.

    A show's own templates/episodes/NAME.md comes before the shipped one of that name.

    \b
    podbuild new "The post boat"                         a conversation
    podbuild new "Monday" --template daily-briefing      another shape
    podbuild new --template list                         all shapes
    """
    root = find_root(show_dir)
    from podbuild.base.diagnostics import has_errors
    from podbuild.build import read
    from podbuild.report import print_diagnostics
    from podbuild.starters import episode_template_names, mistakes_in, new_episode
    from podbuild.steps.world import World
    from podbuild.terminal import say

    if name == "list":
        say("\n".join(episode_template_names(root)))
        return 0
    if title is None:
        raise click.UsageError('write the title of the episode, in quotes: podbuild new "The post boat"', context)
    world = World()
    source = read(root, world)
    if source.show is None:
        print_diagnostics(source.diagnostics, source.workspace.source_line)
        return 1
    path, mistakes = new_episode(source, title, name, voices, world.now())
    if path is None:
        end(list(mistakes), 1)
    say(f"wrote {os.path.relpath(path)}")
    mistakes, source_line = mistakes_in(source, path)
    print_diagnostics(mistakes, source_line)
    if has_errors(mistakes):
        say("  next: mend what is said above in the episode, and in the template it came from", err=True)
        return 1
    say(f"  next: podbuild build {path.stem}{pointing_to(root)}")
    return 0
