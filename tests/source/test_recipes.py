"""Recipes: what they say, and each of their mistakes with its place."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from podbuild.model.brief_recipe import Recipe, RecipeSource
from podbuild.source import schema
from podbuild.source.day_patterns import filled, filled_slug
from podbuild.source.desk import Desk
from podbuild.source.load import load_show
from podbuild.source.passage import whole
from podbuild.source.recipe_fields import load_recipes, read_recipe
from podbuild.source.workspace import Workspace
from podbuild.source.yaml_nodes import parse_yaml
from tests.source.plain_yaml import plain
from tests.source.shows import SHOW, told

FILE = "recipes/morning.yaml"
FULL = """\
wish: A calm briefing for the day.
sources:
  - sources/today.md
  - {source: https://example.org/feed.xml, kind: feed, name: harbour}
  - {source: sources/team.ics, kind: calendar, days: 2, since: 2026-11-01}
template: daily-briefing
length: 6m
title: "{{ weekday }}, {{ day }}. {{ month }}"
voices: [HOST, guest]
tone: calm
audience: early risers
language: de
nothing_new: short
short_length: 90s
slug: "{{ date }}-heute"
draft: false
strict: true
max_cost: $0.50
"""


def read(root: Path, text: str, file: str = FILE) -> tuple[Recipe | None, list[str]]:
    (root / "recipes").mkdir(exist_ok=True)
    (root / "show.yaml").write_text(SHOW, "utf-8")
    (root / file).write_text(text, "utf-8")
    workspace = Workspace(root)
    show, mistakes = load_show(workspace)
    assert show and not mistakes
    desk = Desk(workspace)
    return read_recipe(file, show, desk), told(tuple(desk.mistakes))


def test_all_that_a_recipe_can_say(tmp_path: Path) -> None:
    recipe, mistakes = read(tmp_path, FULL)
    assert mistakes == []
    assert recipe == Recipe(
        name="morning",
        wish="A calm briefing for the day.",
        sources=(
            RecipeSource("sources/today.md"),
            RecipeSource("https://example.org/feed.xml", "feed", name="harbour"),
            RecipeSource("sources/team.ics", "calendar", 2, "2026-11-01"),
        ),
        template="daily-briefing",
        length_seconds=360.0,
        title="{{ weekday }}, {{ day }}. {{ month }}",
        slug="{{ date }}-heute",
        voices=("host", "guest"),
        tone="calm",
        audience="early risers",
        language="de",
        nothing_new="short",
        short_length_seconds=90.0,
        is_draft=False,
        is_strict=True,
        most_usd=0.5,
    )
    day = datetime.date(2026, 11, 20)
    assert (filled(recipe.title, day, recipe.language), filled_slug(recipe.slug, day)) == (
        "Freitag, 20. November",
        "2026-11-20-heute",
    )


def test_a_wish_is_enough(tmp_path: Path) -> None:
    recipe, mistakes = read(tmp_path, "wish: News.\nsources: sources/today.md\n")
    assert recipe and mistakes == [] and recipe.is_draft and recipe.sources == (RecipeSource("sources/today.md"),)
    assert filled_slug(recipe.slug, datetime.date(2026, 1, 2)) == "2026-01-02-morning"


FAULTS = (
    ("", f"{FILE}:1:1: error[recipe-empty]: the recipe says nothing"),
    ("- a\n", f"{FILE}:1:1: error[type-wrong]: a list does not fit here"),
    ("length: 6m\n", f'{FILE}:1:1: error[field-missing]: a recipe has no "wish"'),
    ("wish: a\nlenght: 6m\n", f'{FILE}:2:1: error[key-unknown]: "lenght" is not a key of a recipe'),
    ("wish: a\nlength: soon\n", f'{FILE}:2:9: error[duration-bad]: "soon" is not a duration'),
    ("wish: a\nlength: 3s\n", f"{FILE}:2:9: error[recipe-length]: no episode of that length can be written"),
    ("wish: a\nlength: 4h\n", f"{FILE}:2:9: error[recipe-length]: no episode of that length can be written"),
    ("wish: a\nlength: 1m\nshort_length: 2m\n", f"{FILE}:3:15: error[recipe-length]: a short episode would be longer"),
    ('wish: a\ntitle: "{{ wekday }}"\n', f'{FILE}:2:8: error[recipe-pattern]: "wekday" is nothing that a pattern knows'),
    ('wish: a\ntitle: "{{ weekday"\n', f"{FILE}:2:8: error[recipe-pattern]: the pattern cannot be read"),
    ('wish: a\ntitle: "{{ day.x.y }}"\n', f"{FILE}:2:8: error[recipe-pattern]: the pattern cannot be filled"),
    ('wish: a\ntitle: "{{ 1 / 0 }}"\n', f"{FILE}:2:8: error[recipe-pattern]: the pattern cannot be filled"),
    ('wish: a\ntitle: "{# #}"\n', f"{FILE}:2:8: error[recipe-pattern]: the pattern comes to nothing"),
    ('wish: a\nslug: "{{ year }}-a"\n', f"{FILE}:2:7: error[recipe-slug]: two days would get the same name"),
    ('wish: a\nslug: "{{ day }}-{{ weekday }}"\n', f"{FILE}:2:7: error[recipe-slug]: two days would get the same name"),
    ('wish: a\nslug: "{{ number }}"\n', f'{FILE}:2:7: error[recipe-pattern]: "number" is nothing'),
    ("wish: a\nvoices: [host, gest]\n", f'{FILE}:2:16: error[voice-unknown]: "gest" is not one of the voices'),
    ("wish: a\nvoices: gest\n", f'{FILE}:2:9: error[voice-unknown]: "gest" is not one of the voices'),
    ("wish: a\ntemplate: dayly\n", f'{FILE}:2:11: error[template-unknown]: there is no episode template "dayly"'),
    ("wish: a\nnothing_new: silence\n", f'{FILE}:2:14: error[choice-unknown]: "silence" is none of skip, short'),
    ("wish: a\nsources: [{kind: feed}]\n", f'{FILE}:2:11: error[field-missing]: a source has no "source"'),
    ("wish: a\nsources: [{source: a.md, kind: rss}]\n", f'{FILE}:2:32: error[choice-unknown]: "rss" is none of notes, page'),
    ("wish: a\nsources: [{source: a.md, name: a b}]\n", f'{FILE}:2:32: error[source-name]: "a b" cannot name passages'),
    (
        "wish: a\nsources: [{source: a.md, name: a}, {source: b.md, name: A}]\n",
        f'{FILE}:2:57: error[source-name]: two sources are called "A"',
    ),
    ("wish: a\nmax_cost: a lot\n", f'{FILE}:2:11: error[number-bad]: "a lot" is not a sum in US dollars'),
    ("wish: [\n", f"{FILE}:2:1: error[yaml-bad]"),
)


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=[str(n) for n in range(len(FAULTS))])
def test_a_mistake_is_told_at_its_place(tmp_path: Path, text: str, expected: str) -> None:
    recipe, mistakes = read(tmp_path, text)
    assert recipe is None and len(mistakes) == 1 and mistakes[0].startswith(expected), mistakes


def test_all_mistakes_are_told_in_one_run(tmp_path: Path) -> None:
    recipe, mistakes = read(tmp_path, "lenght: 6m\nvoices: [gest]\ntitle: '{{ x }}'\nnothing_new: no\n")
    assert recipe is None and len(mistakes) == 5


def test_a_file_that_cannot_name_episodes(tmp_path: Path) -> None:
    recipe, mistakes = read(tmp_path, "wish: a\n", "recipes/my morning.yaml")
    assert recipe is None
    assert mistakes == ['recipes/my morning.yaml:1:1: error[recipe-name]: "my morning" cannot name episodes']


def test_the_recipes_of_a_show(tmp_path: Path) -> None:
    read(tmp_path, "wish: a\n")
    read(tmp_path, "wish: b\n", "recipes/evening.yaml")
    read(tmp_path, "nothing: c\n", "recipes/bad.yml")
    (tmp_path / "recipes/notes.txt").write_text("no recipe")
    workspace = Workspace(tmp_path)
    show, _ = load_show(workspace)
    assert show
    desk = Desk(workspace)
    assert [recipe.name for recipe in load_recipes(workspace, show, desk)] == ["evening", "morning"]
    assert {mistake.span.file for mistake in desk.mistakes if mistake.span} == {"recipes/bad.yml"}


@pytest.mark.parametrize(("text", "is_valid"), [(FULL, True), ("wish: a\nsources: a.md\n", True), ("wish: a\nlenght: 6m\n", False)])
def test_an_editor_accepts_what_podbuild_reads(text: str, is_valid: bool) -> None:
    document: dict[str, Any] = schema.recipe_schema()
    jsonschema.Draft202012Validator.check_schema(document)
    node, mistakes = parse_yaml(whole("a.yaml", text))
    assert node is not None and mistakes == ()
    errors = list(jsonschema.Draft202012Validator(document).iter_errors(json.loads(json.dumps(plain(node)))))
    assert (errors == []) == is_valid, errors
