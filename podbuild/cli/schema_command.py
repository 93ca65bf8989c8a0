"""`podbuild schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("schema")
@click.argument("what", type=click.Choice(["show", "episode"]))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A file, instead of the terminal."
)
def command(what: str, output: Path | None) -> None:
    """Print the JSON Schema of show.yaml, or of an episode.

    Editors that read a `# yaml-language-server: $schema=…` line then complete keys and mark mistakes.
    """
    text = schema_text(what)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


def schema_text(what: str) -> str:
    from podbuild.source.schema import episode_schema, show_schema

    made = show_schema() if what == "show" else episode_schema()
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
