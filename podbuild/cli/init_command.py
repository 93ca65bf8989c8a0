"""`podbuild init`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from podbuild.cli.arguments import end


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--template", "name", metavar="NAME", default=None, help="What kind of show; `list` lists them. Else the example.")
@click.pass_context
def command(context: click.Context, directory: Path | None, name: str | None) -> int:
    """Write a show that builds at once.

    \b
    podbuild init my-show                            the example show
    podbuild init my-show --template meeting-recap   another kind
    podbuild init --template list                    all kinds
    """
    from podbuild.starters import new_show, starter_names, starters
    from podbuild.terminal import harmless, padded, say

    if name == "list":
        width = max(map(len, starter_names()))
        for starter, description in starters():
            say(f"{padded(starter, width)}  {description}")
        return 0
    if directory is None:
        raise click.UsageError("name the folder that the show is to be written into", context)
    files, mistakes = new_show(directory, name)
    if mistakes:
        end(list(mistakes), 1)
    say(f"wrote a show of {len(files)} files into {harmless(str(directory))}")
    go = "" if directory.resolve() == Path().resolve() else f"cd {quote(str(directory))} && "
    say(f"  next: {harmless(go)}podbuild build")
    return 0
