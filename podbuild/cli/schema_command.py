"""`podbuild schema`."""

from __future__ import annotations

from pathlib import Path

import click

from podbuild.cli.arguments import writable_file

WHAT = ("show", "episode", "front-matter", "lexicon", "rights", "listeners", "recipe", "package")


@click.command("schema")
@click.argument("what", type=click.Choice(WHAT))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    callback=writable_file,
    help="A file, instead of the terminal.",
)
def command(what: str, output: Path | None) -> None:
    """Print the JSON Schema of a file that authors write.

    \b
    show          show.yaml
    episode       an episode in YAML
    front-matter  the fields above an episode in Markdown
    lexicon       lexicon.yaml
    rights        rights.yaml
    listeners     listeners.yaml
    recipe        recipes/NAME.yaml, which `podbuild brief` runs
    package       metadata.json, which `podbuild package` writes

    A show has those of its own files in .podbuild/: an editor that reads a line such as
    `# yaml-language-server: $schema=./.podbuild/show.schema.json` completes keys and marks mistakes.
    """
    from podbuild.terminal import say

    text = _text(what)
    if output is None:
        say(text.rstrip("\n"))
    else:
        output.write_text(text, encoding="utf-8")
        say(f"wrote {output}")


def _text(what: str) -> str:
    if what == "package":
        from podbuild.packaging.package_schema import schema_text as of_package

        return of_package()
    from podbuild.starters import schema_text

    return schema_text(what)
