"""`podbuild say`."""

from __future__ import annotations

from pathlib import Path

import click

from podbuild.cli.arguments import find_root, show_option, writable_file


@click.command("say")
@click.argument("text")
@click.option(
    "--voice", "-V", "name", metavar="VOICE", required=True, help="A voice of the show, or ENGINE:VOICE such as espeak:en-us+f3."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    callback=writable_file,
    help="The WAV file to write.",
)
@show_option
def command(text: str, name: str, output: Path, show_dir: Path | None) -> int:
    """Speak some words as the show would.

    With its lexicon, and levelled as in an episode. Outside a show, name ENGINE:VOICE.

    \b
    podbuild say "Good evening." --voice host -o try.wav           a voice of the show
    podbuild say "Good evening." --voice espeak:en-gb -o try.wav   any voice
    """
    from podbuild.audition import audition
    from podbuild.report import print_diagnostics
    from podbuild.steps.world import World
    from podbuild.terminal import harmless, say

    if output.suffix.casefold() != ".wav":
        raise click.BadParameter(f"{harmless(str(output))} is to be a WAV file: end its name in .wav", param_hint="-o")
    root = find_root(show_dir) if show_dir is not None else None
    heard = audition(text, name, output, root, World())
    print_diagnostics(heard.diagnostics, heard.source_line)
    if heard.seconds is None:
        return 4 if heard.has_failed else 1
    say(f"wrote {harmless(str(output))} ({heard.seconds:.1f} s)")
    return 0
