"""`podbuild translate`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from podbuild.cli.arguments import find_root, show_option
from podbuild.cli.asking_options import asking_options


def _pairs(context: click.Context, parameter: click.Parameter, text: str) -> Mapping[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if any(not name.strip() or not other.strip() for name, _, other in pairs):
        raise click.BadParameter("write who speaks in whose place: host=anna,guest=ben", context, parameter)
    return {name.strip(): other.strip() for name, _, other in pairs}


def _language(context: click.Context, parameter: click.Parameter, text: str) -> str:
    from podbuild.source.languages import parse_language

    tag = parse_language(text)
    if tag is None:
        raise click.BadParameter(f'"{text}" is no language tag: write de, fr or pt-BR', context, parameter)
    return tag


@click.command("translate")
@click.argument("slug")
@click.argument("language", callback=_language)
@click.option("--voices", default="", metavar="A=B,…", callback=_pairs, help="Which voice of the show speaks in whose place.")
@asking_options
@show_option
def command(
    slug: str,
    language: str,
    voices: Mapping[str, str],
    is_accepted: bool,
    model: str,
    most_usd: float | None,
    show_dir: Path | None,
) -> int:
    """Make an episode's twin in another language.

    It is the same script in other words, by voices that speak them. The twin is a draft, marked as translated by AI, and lies
    beside its original as SLUG-LANGUAGE. Cues, pauses, music, pictures and links are copied. Run again, it translates only what
    changed, and leaves what you mended.

    \b
    podbuild translate the-post-boat de
    podbuild translate the-post-boat pt-BR --voices host=anna,guest=ben

    A key for the writer is taken from ANTHROPIC_API_KEY.
    """
    from podbuild.authoring.translating import TranslationWish, translate
    from podbuild.cli.asking_options import with_commission

    wish = TranslationWish(slug, language, voices, is_accepted)
    run = ("translate", slug, language, sorted(voices.items()))
    return with_commission(find_root(show_dir), run, model, most_usd, lambda commission: translate(commission, wish))
