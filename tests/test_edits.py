"""Edits are local: whatever is edited, only what was touched is made again, and the bytes are those of a clean build.

A show of three chapters with the `tone` engine, with and without a bed and a sting, is built once; each test edits a copy,
builds it, and compares all of public/ with a clean build elsewhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from podbuild.audio import mp3
from podbuild.build import Built
from podbuild.steps.step import Step
from tests.script_edits import (
    PLAIN,
    Chapters,
    Edit,
    deleted,
    inserted,
    joined_with_the_next,
    longer,
    moved_over_the_heading,
    reworded,
    sentence,
    split_by_a_heading,
    with_lines,
    write_script,
)
from tests.shows import actions, built, tree, write_show

SHOW = """\
title: Edits
description: A show that is edited.
author: Edits
email: hello@example.org
url: https://example.org/edits/
language: en
categories: [Arts]
license: CC-BY-4.0
voices:
  host: {engine: tone, voice: low}
  guest: {engine: tone, voice: high}
artwork: assets/square.png
sound: {loudness: -19.0 LUFS}
ai: {script: human, spoken: off, reason: these are tones}
"""
BED, STING = "music: {bed: calm, gain: -22 dB}\n", "sound: {sting: bell}\n"
SHAPES = {"plain": "", "bed": BED, "sting": STING, "bed and sting": BED + STING}

# The chunk that holds the line; the ones before and behind, whose tail and lead hear it; one more where a cut moved.
MOST_TOUCHED = 4


@dataclass(frozen=True, slots=True)
class Case:
    """An edit, how many lines it speaks, and the chapters (as they are after it) whose sound it touches under a bed."""

    edit: Edit
    speaks: int
    chapters: tuple[int, ...]


CASES = {
    "a word of the first line": Case(reworded(0, 0), 1, (0,)),
    "a word of a line in the middle": Case(reworded(1, 3), 1, (1,)),
    "a word of the last line": Case(reworded(2, -1), 1, (2,)),
    "a word of a chapter's first line": Case(reworded(1, 0), 1, (1,)),
    "a word of a chapter's last line": Case(reworded(1, -1), 1, (1,)),
    "the first line longer": Case(longer(0, 0), 1, (0,)),
    "a line in the middle longer": Case(longer(1, 3), 1, (1,)),
    "the last line longer": Case(longer(2, -1), 1, (2,)),
    "a new first line": Case(inserted(0, 0), 1, (0,)),
    "a new line in the middle": Case(inserted(1, 3), 1, (1,)),
    "a new last line": Case(inserted(2, 6), 1, (2,)),
    "a new last line of a chapter": Case(inserted(0, 6), 1, (0,)),
    "no first line": Case(deleted(0, 0), 0, (0,)),
    "no line in the middle": Case(deleted(1, 3), 0, (1,)),
    "no last line": Case(deleted(2, -1), 0, (2,)),
    "a line over the heading": Case(moved_over_the_heading(1), 0, (0, 1)),
    "a heading more": Case(split_by_a_heading(1, 3), 0, (1, 2)),
    "a heading less": Case(joined_with_the_next(0), 0, (0,)),
}
DAILY = {"a word of a line in the middle", "a line in the middle longer", "a line over the heading", "a heading more"}


# ── what ran ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Before:
    """A show that was built, and all steps that this took."""

    root: Path
    ran: tuple[Step, ...]


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Callable[[str], Before]:
    made: dict[str, Before] = {}

    def get(shape: str) -> Before:
        if shape not in made:
            root = write_show(tmp_path_factory.mktemp("edits") / "show", {"edited.md": ""}, SHOW)
            Image.new("RGB", (1400, 1400), "navy").save(root / "assets" / "square.png")
            write_script(root, PLAIN, SHAPES[shape])
            made[shape] = Before(root, centred(root))
        return made[shape]

    return get


def centred(root: Path) -> tuple[Step, ...]:
    """Build, and again for the very loudness that came of it: the gain is then far from a step, and no edit crosses one."""
    one = built(root)
    lufs = one.releases[0].reading.integrated_lufs
    show = root / "show.yaml"
    show.write_text(show.read_text("utf-8").replace("-19.0 LUFS", f"{lufs:.1f} LUFS"), "utf-8")
    return (*one.ran, *built(root).ran)


def parts(ran: tuple[Step, ...]) -> list[str]:
    """The keys of the programme's chunks in their order, as they were joined last."""
    *_, tag = [step for step in ran if step.action.name == "tag" and step.params["kind"] == "mp3"]
    return [tag.inputs[name].key for name in sorted(tag.inputs) if name != "cover"]


def touched(before: tuple[Step, ...], after: tuple[Step, ...]) -> list[tuple[float, float]]:
    """(start, end) in seconds of each chunk that was encoded anew, in the programme as it is now."""
    steps = {s.key: s for s in (*before, *after) if s.action.name == "encode-chunk"}
    gains = {steps[key].params["gain_db"] for key in (*parts(before), *parts(after))}
    assert len(gains) == 1, f"this edit crosses a step of the programme's gain, and so touches everything: {gains}"
    found, at = [], 0
    for key in parts(after):
        end = at + steps[key].params["frames"]
        if key not in parts(before):
            found.append((at / mp3.RATE_HZ, end / mp3.RATE_HZ))
        at = end
    assert sum(s.action.name == "encode-chunk" for s in after) == len(found)
    return found


def changed_frames(old: bytes, new: bytes) -> tuple[int, int]:
    """Frames of a new file that are the same bytes in the old one: (from its start on, up to its end)."""
    a, b = mp3.frames(old), mp3.frames(new)
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    tail = next((i for i, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y), min(len(a), len(b)))
    return head, tail


def same_as_clean(root: Path, folder: Path) -> None:
    clean = folder / "clean"
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns("public", ".podbuild"))
    built(clean)
    ours, theirs = tree(root / "public"), tree(clean / "public")
    shutil.rmtree(clean)
    assert ours.keys() == theirs.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == []


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        pytest.param(name, shape, marks=() if name in DAILY and shape in ("plain", "bed and sting") else pytest.mark.slow)
        for name in CASES
        for shape in SHAPES
        if shape in ("plain", "bed") or name in DAILY
    ],
)
def test_an_edit_is_local_and_clean(first, tmp_path, name, shape):
    case, before = CASES[name], first(shape)
    root = shutil.copytree(before.root, tmp_path / "show")
    old = (root / "public/audio/edited.mp3").read_bytes()
    write_script(root, case.edit(PLAIN), SHAPES[shape])
    after = built(root)
    ran = actions(after)
    assert ran.get("speak", 0) == ran.get("level", 0) == case.speaks
    assert not {"conform", "calibrate"} & ran.keys()
    fresh = touched(before.ran, after.ran)
    within_bounds(case, shape, fresh, after)
    same_outside(old, (root / "public/audio/edited.mp3").read_bytes(), fresh)
    same_as_clean(root, tmp_path)


def within_bounds(case: Case, shape: str, fresh: list[tuple[float, float]], after: Built) -> None:
    """Few chunks where there is no bed. With one: none outside the chapter, but the neighbours that hear its ends."""
    assert fresh
    if "bed" not in shape:
        sides = 2 if len(case.chapters) > 1 else 1  # what goes over a heading is heard on both of its sides
        assert len(fresh) <= MOST_TOUCHED * sides
        return
    chapters = after.releases[0].chapters
    start, end = chapters[case.chapters[0]].start_seconds, chapters[case.chapters[-1]].end_seconds
    assert sum(chunk_end <= start for _, chunk_end in fresh) <= 1
    assert sum(chunk_start >= end for chunk_start, _ in fresh) <= 1


def same_outside(old: bytes, new: bytes, fresh: list[tuple[float, float]]) -> None:
    """Every frame before the first touched chunk and behind the last one is where it was, counted from that end."""
    head, tail = changed_frames(old, new)
    count = len(mp3.frames(new))
    assert head >= round(fresh[0][0] * mp3.RATE_HZ) // mp3.FRAME
    assert tail >= count - 1 - round(fresh[-1][1] * mp3.RATE_HZ) // mp3.FRAME


# ── any sequence of edits ────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def edits(draw) -> tuple[int, int, int, int]:
    """(what, which chapter, which line, a number that makes the text new); places are taken modulo what is there."""
    return draw(st.integers(0, 6)), draw(st.integers(0, 5)), draw(st.integers(0, 20)), draw(st.integers(0, 999))


def applied(chapters: Chapters, what: int, chapter: int, line: int, salt: int) -> Chapters:
    """One edit; what would leave an empty chapter or episode is left undone."""
    c = chapter % len(chapters)
    n = line % len(chapters[c])
    lines = chapters[c]
    match what:
        case 0:
            return with_lines(chapters, c, (*lines[:n], sentence(1000 + salt), *lines[n + 1 :]))
        case 1:
            return with_lines(chapters, c, (*lines[:n], f"{lines[n]} And {salt} more.", *lines[n + 1 :]))
        case 2:
            return with_lines(chapters, c, (*lines[:n], sentence(2000 + salt), *lines[n:]))
        case 3 if len(lines) > 1:
            return deleted(c, n)(chapters)
        case 4 if c and len(lines) > 1:
            return moved_over_the_heading(c)(chapters)
        case 5 if n:
            return split_by_a_heading(c, n)(chapters)
        case 6 if c + 1 < len(chapters):
            return joined_with_the_next(c)(chapters)
    return chapters


# Each example builds a show several times: few by default, more where new ones are asked for (see conftest.py).
EXAMPLES = max(2, settings().max_examples // 50)


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(edits(), min_size=2, max_size=3), st.sampled_from(sorted(SHAPES)))
def test_any_sequence_of_edits_ends_where_a_clean_build_does(first, tmp_path_factory, todo, shape):
    folder = tmp_path_factory.mktemp("sequence")
    root = shutil.copytree(first(shape).root, folder / "show")
    chapters = tuple(lines[:4] for lines in PLAIN)
    for what, chapter, line, salt in todo:
        chapters = applied(chapters, what, chapter, line, salt)
        write_script(root, chapters, SHAPES[shape])
        built(root)
        same_as_clean(root, folder)
    shutil.rmtree(folder)


def test_edits_that_come_back_run_nothing_but_what_they_took(first, tmp_path):
    """An edit undone finds everything in the store: no line is spoken, no chunk encoded."""
    root = shutil.copytree(first("bed").root, tmp_path / "show")
    write_script(root, longer(1, 3)(PLAIN), SHAPES["bed"])
    built(root)
    write_script(root, PLAIN, SHAPES["bed"])
    assert actions(built(root)) == {}
    ours, theirs = tree(root / "public"), tree(first("bed").root / "public")
    assert ours == theirs
