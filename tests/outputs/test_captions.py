"""Captions, chapters and moments, from a script and its timeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podbuild.model.episode import Clip, Episode, Line, Pause, Picture, Run, Segment
from podbuild.model.release import Chapter, OutputFile
from podbuild.model.show import Asset, Link
from podbuild.model.timeline import Lane, Mark, Placement, Timeline, Word
from podbuild.outputs.captions import SpokenLine, captions, timed_words
from podbuild.outputs.programme import chapters, link_moments, picture_moments

from .samples import EPISODE, VOICES

INTERVIEW = Asset("takes/interview.wav", "c" * 64, 10)
DUSK = Asset("images/dusk.jpg", "d" * 64, 10)
LINKED = Line("guest", (Run("It is in the 1999 survey."),), links=(Link("https://e.org/s", "1999 survey"),))
SCRIPT = (
    Segment("", (Line("host", (Run("Hello."),)), Pause(1.0))),
    Segment("Ice", (LINKED, Picture(DUSK, "Dusk"), Clip(INTERVIEW, voice="guest", text="I heard it."), Clip(INTERVIEW))),
)


def placed(item: int, start: float, seconds: float, lane: Lane = "voice") -> Placement:
    return Placement(lane, "k", start, seconds, item)


TIMELINE = Timeline(
    duration_seconds=30.0,
    placements=(
        placed(-1, 0, 2),
        placed(0, 2.5, 1),
        placed(2, 10, 5),
        placed(4, 16, 4, "clip"),
        placed(5, 21, 2, "clip"),
        placed(-1, 0, 30, "bed"),
    ),
    chapters=(0.0, 9.0),
    pictures=(Mark(3, 15.0),),
    cuts=(0.0, 30.0),
)
EPISODE_OF_TWO = replace(EPISODE, segments=SCRIPT, voices=VOICES)


def spoken(text: str, *starts: float, seconds: float = 5.0) -> SpokenLine:
    """Words of a text, one time each."""
    words, at = [], 0
    for start, word in zip(starts, text.split(), strict=True):
        at = text.index(word, at)
        words.append(Word(start, at, at + len(word)))
        at += len(word)
    return SpokenLine(text, tuple(words), seconds)


SPOKEN = {
    -1: SpokenLine("The voices are made by a computer."),
    2: spoken("It is in the nineteen ninety nine survey.", 0, 0.5, 1, 1.2, 1.5, 2, 2.5, 3),
}


def test_captions_name_speakers_and_times() -> None:
    found = captions(EPISODE_OF_TWO, TIMELINE, SPOKEN)
    assert [(c.start_seconds, c.end_seconds, c.speaker, c.text) for c in found] == [
        (0, 2, "Host", "The voices are made by a computer."),
        (2.5, 3.5, "Host", "Hello."),
        (10, 15, "Guest", "It is in the 1999 survey."),
        (16, 20, "Guest", "I heard it."),
    ]
    assert found[2].words == ((10, "It"), (10.5, "is"), (11, "in"), (11.2, "the"), (11.5, "1999"), (13, "survey."))


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("one two", spoken("one two", 0, 1), [0, 1]),
        ("One, TWO!", spoken("one two", 0, 1), [0, 1]),
        ("alpha beta gamma", spoken("alpha gamma", 0, 4), [0, pytest.approx(2.18, abs=0.01), 4]),
        ("Hi Nowak now", spoken("Hi Noh-vack now", 0, 1, 2), [0, 1, 2]),
        ("a b", SpokenLine("a b"), []),
        ("氷が鳴る", SpokenLine("氷が鳴る", (Word(0, 0, 1), Word(0.4, 1, 2), Word(0.8, 2, 4)), 2), [0, 0.4, 0.8, 0.8]),
    ],
)
def test_words_shown_get_the_times_of_words_said(text: str, said: SpokenLine, expected: list[float]) -> None:
    words = timed_words(text, said)
    assert [word.start_seconds for word in words] == expected
    assert sorted(word.start_seconds for word in words) == [word.start_seconds for word in words]


def test_the_untitled_beginning_is_a_chapter_of_the_episodes_name() -> None:
    assert chapters(EPISODE_OF_TWO, TIMELINE) == (Chapter(0, 9, EPISODE.title), Chapter(9, 30, "Ice"))


@pytest.mark.parametrize("title, expected", [("", ()), ("Ice", (Chapter(0, 30, "Ice"),))])
def test_a_single_segment_is_a_chapter_only_with_a_title(title: str, expected: tuple[Chapter, ...]) -> None:
    episode = replace(EPISODE, segments=(Segment(title, SCRIPT[0].items),))
    assert chapters(episode, replace(TIMELINE, chapters=(0.0,))) == expected


def test_a_link_comes_when_its_words_are_spoken() -> None:
    assert [moment.start_seconds for moment in link_moments(EPISODE_OF_TWO, TIMELINE, SPOKEN)] == [11.5]
    assert [moment.start_seconds for moment in link_moments(EPISODE_OF_TWO, TIMELINE, {})] == [10 + 5 * 13 / 25]


def test_a_picture_stays_until_the_end() -> None:
    file = OutputFile("images/dusk.jpg", DUSK.digest, 10, "image/jpeg")
    (moment,) = picture_moments(EPISODE_OF_TWO, TIMELINE, {DUSK.digest: file})
    assert (moment.start_seconds, moment.end_seconds, moment.alt, moment.file) == (15, 30, "Dusk", file)


def test_an_episode_without_script_has_none_of_it() -> None:
    empty = Episode("e", "e.md", "E")
    nothing = Timeline(10.0, (), (), (), (0.0, 10.0))
    assert (captions(empty, nothing, {}), chapters(empty, nothing), link_moments(empty, nothing, {})) == ((), (), ())
    assert picture_moments(empty, nothing, {}) == ()
