"""`podbuild init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--template", "name", default=None, help="What kind of show; left out: the example show. `--template list` lists them."
)
def command(directory: Path, name: str | None) -> int:
    """Write a show that builds at once."""
    from podbuild.base.diagnostics import has_errors
    from podbuild.report import print_diagnostics
    from podbuild.starters import new_show, starter_names

    if name == "list":
        click.echo("\n".join(starter_names()))
        return 0
    files, mistakes = new_show(directory, name)
    print_diagnostics(mistakes, lambda file, line: None)
    if has_errors(mistakes):
        return 1
    click.echo(f"wrote {len(files)} files into {directory}")
    click.echo(f"  next: cd {directory} && podbuild build")
    return 0
