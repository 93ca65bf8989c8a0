"""Fields set line by line, and texts of two hands brought together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.authoring.front_lines import with_fields
from podbuild.authoring.three_way import merged
from podbuild.source.workspace import Workspace

FRONT = """\
---
# what it is
title: Ice   # for now

# when
date: 2026-11-20
voices:
  host:
    engine: espeak   # plain
tags: [a,
  b]
# the end
---
HOST: title: Words.
"""
CASES = (
    ({"title": "title: Snow\n"}, ("title: Ice   # for now\n", "title: Snow\n")),
    ({"title": None}, ("title: Ice   # for now\n", "")),
    ({"voices": None}, ("voices:\n  host:\n    engine: espeak   # plain\n", "")),
    ({"tags": "tags: [c]\n"}, ("tags: [a,\n  b]\n", "tags: [c]\n")),
    ({"draft": "draft: true\n"}, ("# the end\n---", "# the end\ndraft: true\n---")),
    ({"draft": "draft: true\n", "guid": None}, ("# the end\n---", "# the end\ndraft: true\n---")),
)


@pytest.mark.parametrize(("fields", "change"), CASES)
def test_only_the_lines_of_a_field_change(fields: dict[str, str | None], change: tuple[str, str]) -> None:
    assert with_fields("a.md", FRONT, fields, Workspace(Path())) == FRONT.replace(*change)


def test_in_yaml_a_new_field_stands_before_the_script() -> None:
    text = "title: Ice\nnotes: |\n  N\n\nscript:\n  - say: Words.\n"
    found = with_fields("a.yaml", text, {"draft": "draft: true\n", "notes": "notes: M\n"}, Workspace(Path()))
    assert found == "title: Ice\nnotes: M\n\ndraft: true\nscript:\n  - say: Words.\n"
    assert with_fields("a.yaml", text, {"draft": "draft: true\n"}, Workspace(Path())) == text.replace(
        "notes:", "draft: true\nnotes:"
    )


@pytest.mark.parametrize("text", ["---\n{title: Ice, date: 2026-11-20}\n---\nWords.\n", "Words.\n"])
def test_fields_without_lines_of_their_own_are_left(text: str) -> None:
    assert with_fields("a.md", text, {"title": "title: Snow\n"}, Workspace(Path())) is None


LINES = st.lists(st.sampled_from("abcd"), max_size=8).map(lambda names: "".join(f"{name}\n" for name in names))


@given(LINES, LINES)
def test_what_one_hand_alone_changed_is_taken(base: str, new: str) -> None:
    for theirs, own in ((new, base), (base, new), (new, new)):
        assert merged(base, theirs, own).text == new and merged(base, theirs, own).kept == ()


@given(LINES, LINES, LINES)
def test_no_line_of_a_human_is_lost(base: str, theirs: str, own: str) -> None:
    """What a human added, and was not there before, is in what comes of it; and it says where it stands against new words."""
    found = merged(base, theirs, own)
    for name in "abcd":
        added = own.count(name) - base.count(name)
        removed = max(0, base.count(name) - theirs.count(name))
        assert found.text.count(name) >= added - removed
    assert all(0 < line <= found.text.count("\n") + 1 for line in found.kept)
