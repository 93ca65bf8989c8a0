"""`podbuild voices`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import format_option

if TYPE_CHECKING:
    from podbuild.speech.engine import Engine, VoiceName


@click.command("voices")
@click.option("--engine", "engine_name", metavar="NAME", default=None, help="Only the voices of this engine.")
@click.option("--lang", metavar="TAG", default="", help="Only voices of this language, such as de or en-GB.")
@format_option
def command(engine_name: str | None, lang: str, form: str) -> None:
    """List the voices that can speak.

    The names are what to write as `engine:` and `voice:` of a voice in show.yaml.
    """
    from podbuild.base.diagnostics import did_you_mean
    from podbuild.speech.engines import ENGINES
    from podbuild.terminal import say

    names = [engine.name for engine in ENGINES]
    if engine_name and engine_name not in names:
        raise click.UsageError(f'there is no engine "{engine_name}". {did_you_mean(engine_name, names)}')
    asked = [(e, _of_language(e.voices(), lang)) for e in ENGINES if engine_name in (None, e.name)]
    if form == "json":
        rows = [
            {"engine": e.name, "voice": v.name, "language": v.language, "description": v.description} for e, vs in asked for v in vs
        ]
        for row in rows:
            say(json.dumps(row))
        return
    told = [_told(engine, voices) for engine, voices in asked if voices or not lang]
    if not any(voices for _, voices in asked) and lang:
        told = [f'no voice speaks "{lang}"; `podbuild voices` lists all, each with its language']
    say("\n\n".join(told))


def _of_language(voices: tuple[VoiceName, ...], lang: str) -> list[VoiceName]:
    """The voices whose language is that one or a variety of it; "und" speaks any."""
    wanted = lang.replace("_", "-").casefold() + "-"
    return [v for v in voices if not lang or v.language == "und" or f"{v.language.casefold()}-".startswith(wanted)]


def _told(engine: Engine, voices: list[VoiceName]) -> str:
    width = max((len(v.name) for v in voices), default=0)
    rows = [f"  {v.name or '(any)':<{max(width, 5)}}  {v.language:<10}  {v.description}".rstrip() for v in voices]
    return "\n".join([f"{engine.name}: {engine.summary}", *rows])
