"""recipes/NAME.yaml → what a daily or weekly episode is made of."""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from podbuild.base.diagnostics import Span, did_you_mean
from podbuild.base.shipped import shipped
from podbuild.model.brief_recipe import SOURCE_KINDS, Recipe, RecipeSource
from podbuild.model.drafting import LONGEST_SECONDS, SHORTEST_SECONDS
from podbuild.model.show import Show
from podbuild.source.day_patterns import DAY_WORDS, TITLE_WORDS, is_of_its_day, pattern_fault
from podbuild.source.decode import Field, Kind, object_schema, read_fields, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.drafting_fields import USD
from podbuild.source.kinds import BOOLEAN, DATE, DURATION, LANGUAGE, PROSE, TEXT, choice, integer, many
from podbuild.source.passage import whole
from podbuild.source.workspace import Workspace
from podbuild.source.yaml_nodes import Mapping, Node, Scalar, Sequence, parse_yaml

RECIPES_FOLDER = "recipes"
_NAME = re.compile(r"[\w-]+")
_NAME_FIX = "rename it: letters, digits and hyphens, as in recipes/morning.yaml"


def _length(node: Node, desk: Desk) -> float | None:
    seconds: float | None = DURATION.read(node, desk)
    if seconds is not None and not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        desk.say("recipe-length", "no episode of that length can be written", node.span, "write 20s to 3h, such as 6m")
        return None
    return seconds


LENGTH = Kind("a length from 20s to 3h, such as 6m", _length, DURATION.schema)


def _pattern(words: tuple[str, ...], node: Node, desk: Desk) -> str | None:
    text: str | None = TEXT.read(node, desk)
    fault = pattern_fault(text, words) if text else None
    if fault:
        desk.say("recipe-pattern", fault[0], node.span, fault[1])
    return None if fault else text


def _slug(node: Node, desk: Desk) -> str | None:
    pattern = _pattern(DAY_WORDS, node, desk)
    if pattern and not is_of_its_day(pattern):
        why = "by its name podbuild knows whether an episode of that day was written"
        desk.say("recipe-slug", "two days would get the same name", node.span, "put {{ date }} in it", why=why)
        return None
    return pattern


TITLE = Kind(f"a text, in which {{{{ … }}}} may hold {', '.join(TITLE_WORDS)}", partial(_pattern, TITLE_WORDS), {"type": "string"})
SLUG = Kind(f"a name with {{{{ date }}}} in it, or others of {', '.join(DAY_WORDS)}", _slug, {"type": "string"})
SOURCE_FIELDS = (
    Field("source", "location", TEXT, "A file or folder of the show, or a web address", is_required=True),
    Field("kind", "kind", choice(*SOURCE_KINDS), "What it is; left out: told from its name and its beginning"),
    Field("days", "days", integer(0, 366), "How many days it looks at: a calendar ahead, a log back"),
    Field("since", "since", DATE, "From which day on, instead of a number of days"),
    Field("name", "name", TEXT, "What its passages are called by"),
)


def _source(node: Node, desk: Desk) -> RecipeSource | None:
    """A location alone, or with more about it."""
    if isinstance(node, Scalar):
        text: str | None = TEXT.read(node, desk)
        values: dict[str, Any] | None = {"location": text} if text else None
    else:
        values = read_fields(node, SOURCE_FIELDS, desk, "a source")
    if not values or "location" not in values:
        return None
    if "name" in values and not _NAME.fullmatch(values["name"]):
        written = node.get("name") if isinstance(node, Mapping) else None
        desk.say(
            "source-name", f'"{values["name"]}" cannot name passages', (written or node).span, "write letters, digits and hyphens"
        )
        return None
    return RecipeSource(**values | {"since": values.get("since", "")[:10]}, span=node.span)


SOURCE = Kind(
    "a file of the show or a web address, or source, kind, days, since and name",
    _source,
    {"anyOf": [{"type": "string"}, object_schema(SOURCE_FIELDS)]},
)
RECIPE_FIELDS = (
    Field("wish", "wish", PROSE, "What is wanted, in your own words", is_required=True),
    Field("sources", "sources", many(SOURCE), "What it is written from"),
    Field("template", "template", TEXT, "The shape of the script: an episode template"),
    Field("length", "length_seconds", LENGTH, "How long it is to be"),
    Field("title", "title", TITLE, "Its title; left out: the writer's choice"),
    Field("slug", "slug", SLUG, "Its file's name; left out: the date and the recipe's name"),
    Field("voices", "voices", many(TEXT), "Who speaks in it; left out: all voices of the show"),
    Field("tone", "tone", TEXT, "How it is to sound: calm, playful"),
    Field("audience", "audience", TEXT, "Whom it is for"),
    Field("language", "language", LANGUAGE, "Left out: as the show"),
    Field(
        "nothing_new", "nothing_new", choice("skip", "short"), "What comes of a day with nothing new: no episode, or a short one"
    ),
    Field("short_length", "short_length_seconds", LENGTH, "How long a short one is; never longer than `length`"),
    Field("draft", "is_draft", BOOLEAN, "false: it is published as soon as it is due, without anyone having read it"),
    Field("strict", "is_strict", BOOLEAN, "true: a draft that says what no source says is refused"),
    Field("max_cost", "most_usd", USD, "The most that one episode may cost in US dollars; left out: as the show"),
)


def recipe_files(workspace: Workspace) -> tuple[str, ...]:
    """The files of recipes/ that are recipes."""
    names = workspace.files(RECIPES_FOLDER)
    return tuple(f"{RECIPES_FOLDER}/{name}" for name in names if name.endswith((".yaml", ".yml")))


def load_recipes(workspace: Workspace, show: Show, desk: Desk) -> tuple[Recipe, ...]:
    """All recipes without mistakes, by name; what is wrong is on the desk."""
    found = (read_recipe(file, show, desk) for file in recipe_files(workspace))
    return tuple(recipe for recipe in found if recipe is not None)


def read_recipe(file: str, show: Show, desk: Desk) -> Recipe | None:
    """One recipe; None where it has mistakes."""
    before = len(desk.mistakes)
    text, mistakes = desk.workspace.read_text(file)
    desk.mistakes.extend(mistakes)
    if text is None:
        return None
    name = PurePosixPath(file).stem
    if not _NAME.fullmatch(name):
        desk.say("recipe-name", f'"{name}" cannot name episodes', Span(file), _NAME_FIX)
    node, mistakes = parse_yaml(whole(file, text))
    desk.mistakes.extend(mistakes)
    if node is None:
        if not mistakes:
            desk.say("recipe-empty", "the recipe says nothing", Span(file), "write at least wish: …")
        return None
    values = read_fields(node, RECIPE_FIELDS, desk, "a recipe")
    if values is None or not isinstance(node, Mapping):
        return None
    _check(node, values, show, desk)
    if any(mistake.is_error for mistake in desk.mistakes[before:]):
        return None
    names = {voice.name.casefold(): voice.name for voice in show.voices}
    voices = tuple(names[voice.casefold()] for voice in values.get("voices", ()))
    return Recipe(name, **{"slug": f"{{{{ date }}}}-{name}", **values, "voices": voices}, span=node.span)


def _check(node: Mapping, values: dict[str, Any], show: Show, desk: Desk) -> None:
    """What fits no table: names that are the show's own, and values that belong together."""
    _check_voices(node.get("voices"), show, desk)
    if written := values.get("template"):
        known = _templates(desk.workspace)
        if written not in known:
            place = node.get("template")
            assert place is not None
            desk.say("template-unknown", f'there is no episode template "{written}"', place.span, did_you_mean(written, known))
    length, short = values.get("length_seconds", 0.0), values.get("short_length_seconds", 0.0)
    if length and short > length:
        place = node.get("short_length")
        assert place is not None
        desk.say("recipe-length", "a short episode would be longer than a usual one", place.span, "write a shorter length")
    _check_names(node.get("sources"), desk)


def _check_voices(node: Node | None, show: Show, desk: Desk) -> None:
    names = {voice.name.casefold(): voice.name for voice in show.voices}
    for item in node.items if isinstance(node, Sequence) else [node] if node else []:
        if isinstance(item, Scalar) and item.text.strip().casefold() not in names:
            fix = did_you_mean(item.text, tuple(names.values()))
            desk.say("voice-unknown", f'"{item.text}" is not one of the voices', item.span, fix)
        elif not isinstance(item, Scalar):
            wrong_type(item, desk, "write the name of a voice")


def _check_names(node: Node | None, desk: Desk) -> None:
    """Passages are pointed to by their source's name: two sources cannot share it."""
    seen: set[str] = set()
    for item in node.items if isinstance(node, Sequence) else ():
        name = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(name, Scalar):
            if name.text.casefold() in seen:
                desk.say("source-name", f'two sources are called "{name.text}"', name.span, "give one of them another name")
            seen.add(name.text.casefold())


def _templates(workspace: Workspace) -> tuple[str, ...]:
    shown = (path.stem for path in (shipped("templates") / "episodes").glob("*.md"))
    own = (PurePosixPath(name).stem for name in workspace.files("templates/episodes") if name.endswith(".md"))
    return tuple(sorted({*shown, *own}))
