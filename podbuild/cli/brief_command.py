"""`podbuild brief`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from podbuild.cli.arguments import find_root, show_option

_YEARS = range(1900, 2200)  # what lies around a day is looked at too, and time has ends


def _day(context: click.Context, parameter: click.Parameter, text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f'"{text}" is no date: write 2026-11-29', context, parameter) from None
    if day and day.year not in _YEARS:
        raise click.BadParameter(f'"{text}" is in another century: write 2026-11-29', context, parameter)
    return day


@click.command("brief")
@click.argument("names", metavar="[RECIPE]...", nargs=-1)
@click.option("--date", "day", metavar="DATE", default="", callback=_day, help="For another day than today.")
@click.option("--max-cost", "most_usd", type=click.FloatRange(0.0), metavar="USD", help="The most that an episode may cost.")
@click.option("--model", default="", metavar="NAME", help="Another model than show.yaml names.")
@show_option
def command(names: tuple[str, ...], day: datetime.date | None, most_usd: float | None, model: str, show_dir: Path | None) -> int:
    """Draft the episode of the day, by a recipe.

    recipes/morning.yaml says from what, how long, and in what shape.

    Nothing is asked, so that it can run by itself, every morning. It is safe to run twice: a day that has its episode is left
    as it is, and costs nothing. What was told of feeds is not told again.

    \b
    podbuild brief                         by the only recipe there is
    podbuild brief morning --date 2026-12-01
    """
    root = find_root(show_dir)
    from podbuild.authoring.briefing import brief, chosen, written_already
    from podbuild.authoring.commission import Commission, Stopped
    from podbuild.authoring.outcome import Outcome
    from podbuild.cli.asking_options import today, with_commission
    from podbuild.report import print_diagnostics
    from podbuild.terminal import say

    day = day or today(root)
    try:
        recipes = chosen(root, names)
    except Stopped as stopped:
        print_diagnostics(stopped.diagnostics, stopped.source_line)
        return stopped.status
    worst = 0
    for recipe in recipes:
        if there := written_already(root, recipe, day):
            say(f"{there} is there already: nothing was asked or written")
            continue

        def work(commission: Commission, recipe=recipe) -> Outcome | None:  # type: ignore[no-untyped-def]
            return brief(commission, recipe, day)

        most = recipe.most_usd if most_usd is None else most_usd
        worst = max(worst, with_commission(root, ("brief", recipe.name, day), model, most, work))
    return worst
