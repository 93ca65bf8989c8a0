"""`podbuild voices`."""

from __future__ import annotations

import json

import click

from podbuild.cli.arguments import format_option


@click.command("voices")
@click.option("--engine", "engine_name", default=None, help="Only the voices of this engine.")
@click.option("--lang", default="", help="Only voices of this language, such as de or en-GB.")
@format_option
def command(engine_name: str | None, lang: str, form: str) -> None:
    """List the voices that can speak: what to write as `engine:` and `voice:` of a voice in show.yaml."""
    from podbuild.base.diagnostics import did_you_mean
    from podbuild.speech.engines import ENGINES

    names = [engine.name for engine in ENGINES]
    if engine_name and engine_name not in names:
        raise click.BadParameter(f'there is no engine "{engine_name}". {did_you_mean(engine_name, names)}', param_hint="--engine")
    for engine in ENGINES:
        if engine_name not in (None, engine.name):
            continue
        voices = [v for v in engine.voices() if not lang or (v.language.casefold() + "-").startswith(lang.casefold() + "-")]
        if form == "json":
            for v in voices:
                row = {"engine": engine.name, "voice": v.name, "language": v.language, "description": v.description}
                click.echo(json.dumps(row, ensure_ascii=False))
            continue
        click.echo(f"{engine.name}: {engine.summary}")
        width = max((len(v.name) for v in voices), default=0)
        for v in voices:
            click.echo(f"  {v.name:<{width}}  {v.language:<10}  {v.description}".rstrip())
        click.echo()
