"""`podbuild draft`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from podbuild.cli.arguments import find_root, show_option
from podbuild.cli.asking_options import asking_options, parse_length, parse_voices


@click.command("draft")
@click.argument("wish", required=False)
@click.option("--template", metavar="NAME", default="", help="The episode's shape: one that `podbuild new --template list` lists.")
@click.option("--source", "sources", metavar="WHERE", multiple=True, help="What it rests on: a file or an address; again for more.")
@click.option("--length", metavar="6m", default="", callback=parse_length, help="How long it is to last, within a tenth.")
@click.option("--tone", default="", metavar="WORDS", help="How it is to sound: dry, tender, brisk.")
@click.option("--audience", default="", metavar="WORDS", help="Who listens.")
@click.option("--language", default="", metavar="TAG", help="Another language than the show's.")
@click.option("--voices", default="", metavar="A,B", callback=parse_voices, help="The voices that speak; else all of the show.")
@click.option("--strict", is_flag=True, help="Refuse a script with quotes, numbers, names, dates or links that no source has.")
@click.option(
    "--notes", "notes_of", metavar="SLUG", default="", help="Not a new episode: summary, notes, titles and keywords for one."
)
@asking_options
@show_option
def command(
    wish: str | None,
    template: str,
    sources: tuple[str, ...],
    length: float,
    tone: str,
    audience: str,
    language: str,
    voices: tuple[str, ...],
    strict: bool,
    notes_of: str,
    is_accepted: bool,
    model: str,
    most_usd: float | None,
    show_dir: Path | None,
) -> int:
    """Draft an episode from a wish and from sources.

    First an outline, to accept, change or drop; then the script, shown as it is written. Where there is no terminal, nothing
    is asked. What the script rests on is kept under sources/, and who wrote which line is recorded.

    \b
    podbuild draft "How the lamps on the coast are lit" --source notes.md --length 6m
    podbuild draft "This week in class 4b" --source class.pdf --source https://example.org/news --template class-notes
    podbuild draft --notes the-post-boat                    what stands around an episode that has its script

    A key for the writer is taken from ANTHROPIC_API_KEY.
    """
    root = find_root(show_dir)
    if notes_of:
        if wish:
            raise click.UsageError("--notes is for an episode that is there: it takes no wish")
        from podbuild.authoring.noting import write_notes
        from podbuild.cli.asking_options import with_commission

        return with_commission(
            root, ("notes", notes_of), model, most_usd, lambda commission: write_notes(commission, notes_of, is_accepted)
        )
    if not wish or not wish.strip():
        raise click.UsageError('say what it shall be, in quotes: podbuild draft "How lamps are lit"')
    from podbuild.authoring.drafting_run import draft
    from podbuild.authoring.wishes import Wish
    from podbuild.cli.asking_options import today, with_commission
    from podbuild.drafting.sources.reading_sources import wanted

    asked = Wish(
        wish.strip(),
        today(root),
        template,
        tuple(wanted(source) for source in sources),
        length,
        tone,
        audience,
        language,
        voices,
        is_strict=strict,
        is_accepted=is_accepted,
    )
    run = ("draft", replace(asked, is_strict=False, is_accepted=False))  # they decide nothing of an answer
    return with_commission(root, run, model, most_usd, lambda commission: draft(commission, asked))
