"""`podbuild new`."""

from __future__ import annotations

from pathlib import Path

import click

from podbuild.cli.arguments import find_root, show_option


@click.command("new")
@click.argument("title")
@click.option(
    "--template", "name", default="conversation", show_default=True, help="The shape of the episode; the show's own come first."
)
@click.option("--voice", "voices", multiple=True, help="A voice of the show; give it again for a second one.")
@show_option
def command(title: str, name: str, voices: tuple[str, ...], show_dir: Path | None) -> int:
    """Add an episode: a draft with a skeleton that already builds."""
    from podbuild.base.diagnostics import has_errors
    from podbuild.build import read
    from podbuild.report import print_diagnostics
    from podbuild.starters import new_episode
    from podbuild.steps.world import World

    root = find_root(show_dir)
    world = World()
    source = read(root, world)
    if source.show is None:
        print_diagnostics(source.diagnostics, source.workspace.source_line)
        return 1
    path, mistakes = new_episode(source, title, name, voices, world.now())
    print_diagnostics(mistakes, source.workspace.source_line)
    if path is None or has_errors(mistakes):
        return 1
    click.echo(f"wrote {path}")
    click.echo(f"  next: podbuild build {path.stem}")
    return 0
