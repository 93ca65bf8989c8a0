"""The words of a script apart from its notation: put back unchanged, they are the same script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.build import read
from podbuild.drafting.plain_words import as_words
from podbuild.importing.yaml_text import quoted
from podbuild.model.episode import Episode, Line, Picture
from podbuild.reading import read_variant
from podbuild.source.inline_tags import Tagged, tag_faults, tagged, untagged
from podbuild.source.script_units import script_units
from podbuild.starters import new_show, starter_names
from tests.shows import WORLD

SHOWS = ("", *starter_names())


def put_back(episode: Episode, text: str, language: str) -> str:
    for unit in reversed(script_units(episode, text, language)):
        assert unit.begin <= unit.end and not tag_faults(unit.said.text, unit.said.notation)
        words = untagged(unit.said.text, unit.said, as_words) if unit.kind != "take" else ""
        text = text[: unit.begin] + (quoted(words) if unit.is_quoted else words) + text[unit.end :]
    return text


def plain(episode: Episode) -> list[list[object]]:
    """What is heard, without what a translation leaves behind: takes, and how a word is said."""
    return [
        [
            replace(item, take=None, runs=tuple(replace(run, say="") for run in item.runs))
            if isinstance(item, Line)
            else replace(item, alt=" ".join(item.alt.split()))
            if isinstance(item, Picture)
            else item
            for item in segment.items
        ]
        for segment in episode.segments
    ]


def _joined(items: list[object]) -> list[object]:
    """Neighbouring runs of one emphasis as one: a respelled word was a run of its own."""
    return [(i.voice, i.text, i.links, i.language, i.rate) if isinstance(i, Line) else i for i in items]


@pytest.mark.parametrize("name", SHOWS)
def test_the_same_words_make_the_same_script(tmp_path: Path, name: str) -> None:
    new_show(tmp_path / "show", name or None)
    source = read(tmp_path / "show", WORLD)
    assert source.show and source.episodes
    for episode in source.episodes:
        text, _ = source.workspace.read_text(episode.file)
        assert text is not None
        again = put_back(episode, text, episode.language or source.show.language)
        twin, mistakes = read_variant(episode.file, again, source.show, source.workspace, WORLD)
        assert twin is not None, [str(m) for m in mistakes]
        assert [_joined(items) for items in plain(twin)] == [_joined(items) for items in plain(episode)]
        assert [s.title for s in twin.segments] == [s.title for s in episode.segments]


PIECES = (
    "word",
    "two words",
    " ",
    ". ",
    "*a b*",
    "**c**",
    "[d e](https://e.org/x_(y))",
    "{pause: 1s}",
    "{sfx: 'a}b'}",
    " <!-- n#1 -->",
)
PIECES += (
    "\\*",
    "\\{",
    "&amp;",
    "![p q](i.jpg)",
    "<https://e.org>",
    "https://e.org/z",
    "`code`",
    "\n",
    "ü",
    "氷",
    "'",
    '"',
    "3 * 4",
    "a_b",
)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_notation_comes_back_as_it_was(pieces: list[str]) -> None:
    """Whatever stands there: each tag's notation is in what comes back, once, and nothing else is notation."""
    said = tagged(" ".join(pieces).strip())
    assert tag_faults(said.text, said.notation) == []
    again = tagged(untagged(said.text, said, as_words))
    assert _notation(again) == _notation(said)


def _notation(said: Tagged) -> list[str]:
    """All of it but stars, which may be left out, and spaces."""
    pairs = [(said.lead, ""), *(pair for pair in said.notation.values() if not pair[0].startswith("*")), (said.trail, "")]
    return " ".join(" ".join(pair) for pair in pairs).split()


@given(st.text(max_size=60))
def test_no_words_become_notation(text: str) -> None:
    """A translator's words, whatever they look like, bring no cue, comment, link or picture."""
    said = tagged("Some *words*.")
    filled = f"<g1>x</g1> {text}"
    if tag_faults(filled, said.notation):
        return
    again = tagged(untagged(filled, said, as_words))
    assert set(again.notation.values()) <= {("*", "*"), ("**", "**")} and not again.lead.strip() and not again.dropped
