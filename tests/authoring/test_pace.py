"""How long an episode will be, held against what builds of real shows came to; espeak speaks, nothing stands in for it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from podbuild.authoring.pace import paces
from podbuild.authoring.spoken_length import spoken_seconds
from podbuild.authoring.word_counts import extent, units
from podbuild.base.shipped import shipped
from podbuild.build import Built, read
from podbuild.model.show import Voice
from podbuild.speech.engine import Piece, Utterance
from podbuild.speech.engines import engine
from podbuild.speech.readings import reading
from podbuild.steps.world import World
from tests.shows import EPISODE, WORLD, built, edited, write_show

NOWHERE = Path("/nowhere")
OTHER = """\
---
title: The lamp
draft: true
---
# The stairs

HOST: There are two hundred and eleven steps in the lighthouse at Hval Point, and for forty years one man climbed them twice a day.

GUEST: He counted them. He said that counting was the only way to reach the top, and the only way not to think of the wind.

HOST: When he was asked in 1974 what he saw up there, he took his time. {pause: 1s} Then he said: less than you would hope.

# The light

GUEST: It is automatic now; a boat comes in May, and again in September, and someone wipes the glass.
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The example show, as it is when all but one episode was built."""
    root = tmp_path_factory.mktemp("example") / "show"
    shutil.copytree(shipped("example-show"), root, ignore=shutil.ignore_patterns("public", ".podbuild"))
    return built(root, slugs=("the-glacier-that-sang", "trailer"))


def _length_of(result: Built, slug: str) -> float:
    head = next(head for head in result.listed if head.slug == slug)
    assert head.pressing
    return head.pressing.seconds


def test_an_episode_that_was_never_spoken_is_estimated_within_three_percent(example: Built) -> None:
    root = example.source.workspace.root
    source = read(root, WORLD)
    assert source.show
    known = paces(root, source.show, WORLD)
    assert known["host"].is_measured and known["host"].lines >= 20
    episode = next(e for e in source.episodes if e.slug == "the-lamp-at-hval-point")
    estimate = spoken_seconds(episode, source.show, known, root, WORLD)
    real = _length_of(built(root, slugs=(episode.slug,)), episode.slug)
    assert estimate == pytest.approx(real, rel=0.03) and abs(estimate - real) > 1e-6


def test_without_any_speech_it_is_within_ten_percent(example: Built) -> None:
    root = example.source.workspace.root
    source = read(root, WORLD)
    assert source.show
    foreseen = paces(NOWHERE, source.show, WORLD)
    assert not any(pace.is_measured for pace in foreseen.values())
    episode = next(e for e in source.episodes if e.slug == "the-glacier-that-sang")
    estimate = spoken_seconds(episode, source.show, foreseen, root, WORLD, is_guessed=True)
    assert estimate == pytest.approx(_length_of(example, episode.slug), rel=0.10)


def test_what_was_spoken_before_is_not_guessed(example: Built) -> None:
    """Only the encoder's cuts are foreseen, each on an MP3 frame of 24 ms."""
    root = example.source.workspace.root
    source = read(root, WORLD)
    assert source.show
    episode = next(e for e in source.episodes if e.slug == "the-glacier-that-sang")
    estimate = spoken_seconds(episode, source.show, {}, root, WORLD)
    assert estimate == pytest.approx(_length_of(example, episode.slug), abs=0.6)


def test_a_recording_lasts_as_long_as_it_is(example: Built) -> None:
    source = example.source
    assert source.show
    episode = next(e for e in read(source.workspace.root, WORLD).episodes if e.slug == "the-lake-before-dawn")
    assert spoken_seconds(episode, source.show, {}, source.workspace.root, WORLD) == pytest.approx(75.0, abs=0.1)


def test_the_voice_itself_is_measured_and_a_rate_is_followed(tmp_path: Path) -> None:
    """The same words at another rate: what was measured at one is right at the other."""
    root = write_show(tmp_path, {"glacier.md": EPISODE, "lamp.md": OTHER})
    built(root)
    edited(root, "show.yaml", "rate: 170", "rate: 220")
    source = read(root, WORLD)
    assert source.show
    known = paces(root, source.show, WORLD)
    assert known["host"].is_measured and known["host"].rate == 220
    assert known["host"].per_minute > paces(root, replace(source.show, voices=(_host(170),)), WORLD)["host"].per_minute * 1.2
    lamp = next(e for e in source.episodes if e.slug == "lamp")
    estimate = spoken_seconds(lamp, source.show, known, root, WORLD)
    assert estimate == pytest.approx(_length_of(built(root, has_drafts=True), "lamp"), rel=0.05)  # of seven short lines


def _host(rate: int) -> Voice:
    return Voice("host", "espeak", "en-gb", rate=rate)


def test_a_line_with_its_own_rate_goes_as_much_faster(tmp_path: Path) -> None:
    root = write_show(tmp_path, {"lamp.md": OTHER})
    source = read(root, WORLD)
    assert source.show
    plain = spoken_seconds(source.episodes[0], source.show, {}, root, WORLD)
    edited(root, "episodes/lamp.md", "HOST: There", "HOST: {rate: 340} There")
    fast = spoken_seconds(read(root, WORLD).episodes[0], source.show, {}, root, WORLD)
    assert 3 < plain - fast < 6  # half of the first line


@pytest.mark.parametrize("name", ["espeak", "tone"])
def test_an_engine_speaks_as_fast_as_it_says(name: str) -> None:
    member, text = engine(name), reading("en")
    assert member
    for rate in (None, 140, 200):
        spoken = member.speak(Utterance((Piece(text),), "", "en", rate), World({}))
        real = len(text.split()) / (len(spoken.samples) / spoken.sample_rate_hz) * 60
        assert real == pytest.approx((rate or member.usual_rate) * member.words_per_rate, rel=0.08)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("", "en", 0),
        ("It's 20 km — well-known.", "en", 4),
        ("Größe 3,5 m", "de", 4),
        ("冰川在唱歌。", "zh", 5),
        ("氷河が歌う。AIの声。", "ja", 8),
        ("ลมเหนือ", "th", 7),
        ("북풍과 해님이", "ko", 2),
    ],
)
def test_units(text: str, language: str, expected: int) -> None:
    assert units(text, language) == expected


def test_marks_inside_a_number_are_no_breaks() -> None:
    assert extent("At 3.5 km, and 10:30.", "en").breaks == 1
