"""`podbuild say`."""

from __future__ import annotations

from pathlib import Path

import click

from podbuild.cli.arguments import show_option


@click.command("say")
@click.argument("text")
@click.option("--voice", "-V", "name", required=True, help="A voice of the show, or ENGINE:VOICE such as espeak:en-us+f3.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The WAV file to write.")
@show_option
def command(text: str, name: str, output: Path, show_dir: Path | None) -> int:
    """Speak some words as the show would: with its lexicon, and levelled as in an episode."""
    from podbuild.audition import audition
    from podbuild.base.units import clock
    from podbuild.report import print_diagnostics
    from podbuild.steps.world import World

    seconds, mistakes = audition(text, name, output, show_dir, World())
    print_diagnostics(mistakes, lambda file, line: None)
    if seconds is None:
        return 4 if any(d.code not in ("voice-unknown", "engine-unknown", "voice-bad") for d in mistakes) else 1
    click.echo(f"wrote {output} ({clock(seconds)})")
    return 0
