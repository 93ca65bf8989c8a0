"""A daily or weekly episode from a recipe, end to end: safe to run twice, and silent on a day that brings nothing new."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from podbuild.authoring.commission import SHOW_WRONG, Commission, Stopped
from podbuild.authoring.drafting_run import draft
from podbuild.authoring.outcome import Outcome
from podbuild.authoring.wishes import Wish, material
from podbuild.base.diagnostics import Diagnostic, did_you_mean, has_errors, in_order
from podbuild.drafting.source_text import SourceText
from podbuild.drafting.sources.reader import Wanted
from podbuild.drafting.sources.reading_sources import wanted
from podbuild.drafting.sources.source_opening import leads_out
from podbuild.model.brief_recipe import Recipe, RecipeSource
from podbuild.source.day_patterns import filled, filled_slug
from podbuild.source.desk import Desk
from podbuild.source.load import load_show
from podbuild.source.recipe_fields import load_recipes, recipe_files
from podbuild.source.workspace import Workspace

# What brings something on a day, and nothing on another. Notes and lists are what they are, whether they are new or not.
_NEWS = ("feed", "calendar", "log")


def chosen(root: Path, names: Sequence[str]) -> tuple[Recipe, ...]:
    """The recipes of these names; without a name, the only one there is. Raises Stopped for every mistake in any of them."""
    workspace = Workspace(root)
    show, mistakes = load_show(workspace)
    if show is None:
        raise Stopped(mistakes, SHOW_WRONG, workspace.source_line)
    desk = Desk(workspace)
    recipes = {recipe.name: recipe for recipe in load_recipes(workspace, show, desk)}
    known = [Path(file).stem for file in recipe_files(workspace)]
    wanted = list(dict.fromkeys(names)) or known
    if not known:
        fix = "write one, such as recipes/morning.yaml: docs/drafting.md has an example"
        raise Stopped([Diagnostic("recipe-unknown", "the show has no recipe", fix=fix)], SHOW_WRONG)
    if not names and len(known) > 1:
        message = f"the show has several recipes: {', '.join(known)}"
        raise Stopped([Diagnostic("recipe-unknown", message, fix=f"name one or more: podbuild brief {known[0]}")], SHOW_WRONG)
    for name in wanted:
        if name not in known:
            raise Stopped([Diagnostic("recipe-unknown", f'there is no recipe "{name}"', fix=did_you_mean(name, known))], SHOW_WRONG)
    own = [d for d in desk.mistakes if d.span and Path(d.span.file).stem in wanted]
    if has_errors(own):
        raise Stopped(in_order(own), SHOW_WRONG, workspace.source_line)
    outside = [_outside(source) for name in wanted for source in recipes[name].sources if leads_out(root, _wanted(source).location)]
    if outside:
        raise Stopped(outside, SHOW_WRONG, workspace.source_line)
    return tuple(recipes[name] for name in wanted)


def _outside(source: RecipeSource) -> Diagnostic:
    message = f'"{source.location}" leads out of the show directory'
    why = "a recipe may be somebody else's, and what it names is sent to a writer"
    return Diagnostic("path-escapes", message, source.span, fix="copy it into sources/, or name an address", why=why)


def written_already(root: Path, recipe: Recipe, day: datetime.date) -> str:
    """The file of the episode that the recipe made, or would make, for that day; "" where there is none yet."""
    slug = filled_slug(recipe.slug, day)
    found = (name for name in Workspace(root).files("episodes") if Path(name).stem.casefold() == slug.casefold())
    return next((f"episodes/{name}" for name in found), "")


def brief(commission: Commission, recipe: Recipe, day: datetime.date) -> Outcome | None:
    """Write the day's episode; None where there is one, or nothing new to tell. Raises Stopped and WritingFailed."""
    talk = commission.talk
    if there := written_already(commission.root, recipe, day):  # by another run, while this one waited
        talk.say(f"{there} is there already: nothing was asked or written")
        return None
    wish = wish_for(commission, recipe, day)
    given = material(commission, wish, goes_without=True)
    if is_scant := has_nothing_new(given.sources):
        if recipe.nothing_new == "skip":
            talk.say(f"{recipe.name}: no source has anything new, so there is no episode")
            return None
        short, usual = recipe.short_length_seconds, recipe.length_seconds
        wish = wish_for(commission, recipe, day, min(short, usual or short))
    return draft(commission, wish, given, is_scant=is_scant)


def wish_for(commission: Commission, recipe: Recipe, day: datetime.date, length_seconds: float | None = None) -> Wish:
    """What a recipe asks for on a day."""
    language = recipe.language or commission.show.language
    return Wish(
        recipe.wish,
        day,
        recipe.template,
        tuple(_wanted(source) for source in recipe.sources),
        recipe.length_seconds if length_seconds is None else length_seconds,
        recipe.tone,
        recipe.audience,
        recipe.language,
        recipe.voices,
        filled(recipe.title, day, language, commission.next_number) if recipe.title else "",
        filled_slug(recipe.slug, day),
        recipe.is_draft,
        recipe.is_strict,
        is_accepted=True,
    )


def _wanted(source: RecipeSource) -> Wanted:
    """A source as a recipe names it; its kind may stand before its location, as on the command line."""
    found = wanted(source.location) if not source.kind else Wanted(source.location, source.kind)
    return replace(found, days=source.days, since=source.since, name=source.name)


def has_nothing_new(sources: Sequence[SourceText]) -> bool:
    """Whether what could bring something new brings nothing; of a recipe without such sources that is never so."""
    news = [source for source in sources if source.kind in _NEWS]
    return bool(news) and not any(source.passages for source in news)
