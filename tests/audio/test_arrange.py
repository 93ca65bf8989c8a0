"""The timeline's laws: everything is heard once and in order, cuts lie on MP3 frames, and an edit stays local."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podbuild.audio.arrange import HEAD_FRAMES, RATE_HZ, Heard, arrange, arrange_whole
from podbuild.audio.chunks import LEAD, TAIL, chunks
from podbuild.audio.mp3 import FRAME as MP3_FRAME
from podbuild.model.episode import Clip, Line, Music, MusicStop, Pause, Picture, Run, Segment, Sfx
from podbuild.model.show import Asset, Sound

BELL, BED = Asset("bell.wav", "b" * 64, 1), Asset("bed.ogg", "c" * 64, 1)
SOUND = Sound()


def line(text: str, **more) -> Line:
    return Line("host", (Run(text),), **more)


def key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sounds(segments, seconds_of=lambda text: len(text) / 10):
    """A sound for each item that makes one: a line lasts a tenth of a second for each letter."""
    found = {}
    for number, item in enumerate(i for s in segments for i in s.items):
        match item:
            case Line():
                found[number] = Heard(key(item.text), round(seconds_of(item.text) * RATE_HZ))
            case Sfx() | Clip():
                found[number] = Heard(key("bell"), RATE_HZ)
            case Music():
                found[number] = Heard(key("bed"), 30 * RATE_HZ)
    return found


def laid(*segments, sound=SOUND, sting=None):
    segments = tuple(Segment(f"part {i}", tuple(items)) for i, items in enumerate(segments))
    return arrange(segments, sounds(segments), sound, sting)


def starts(timeline, lane="voice"):
    return [round(p.start_seconds, 3) for p in timeline.placements if p.lane == lane]


def check(items, expected, lane="voice", **more):
    assert starts(laid(items, **more), lane) == expected


def test_lines_follow_each_other_with_a_gap():
    check([line("a" * 10), line("b" * 10), line("c" * 10)], [0.25, 1.7, 3.15])


def test_a_pause_stands_in_place_of_the_gap():
    check([line("a" * 10), Pause(2.0), line("b" * 10)], [0.25, 3.25])
    check([line("a" * 10), Pause(2.0), Pause(1.0), line("b" * 10)], [0.25, 4.25])
    check([Pause(2.0), line("a")], [2.0])


def test_what_goes_on_in_a_paragraph_has_a_short_gap():
    check([line("a" * 10), line("b" * 10, begins_paragraph=False)], [0.25, 1.375])


def test_an_effect_is_heard_alone_or_under_the_words():
    check([line("a" * 10), Sfx(BELL), line("b")], [0.25, 3.15])
    check([line("a" * 10), Sfx(BELL, is_under=True), line("b")], [0.25, 1.7])
    assert starts(laid([line("a" * 10), Sfx(BELL, is_under=True), line("b")]), "effect") == [1.25]


def test_a_bed_goes_on_until_it_is_stopped_or_the_end():
    (bed,) = [p for p in laid([Music(BED), line("a" * 50), MusicStop(3.0), line("b" * 50)]).placements if p.lane == "bed"]
    assert (bed.start_seconds, bed.end_seconds) == (0.0, 5.25 + 3.0)
    (bed,) = [p for p in laid([Music(BED), line("a" * 50)]).placements if p.lane == "bed"]
    assert bed.end_seconds == pytest.approx(5.25 + 3.0)


def test_a_bed_enters_anew_with_each_chapter():
    timeline = laid([Music(BED), line("a" * 50)], [line("b" * 50)], [line("c" * 50)])
    beds = [p for p in timeline.placements if p.lane == "bed"]
    assert tuple(p.start_seconds for p in beds) == timeline.chapters
    assert all(p.offset_seconds == 0 for p in beds)


def test_chapters_start_where_a_cut_is_and_the_sting_stands_between():
    timeline = laid([line("a")], [line("b")], [line("c")], sting=Heard(key("sting"), RATE_HZ))
    assert set(timeline.chapters) <= set(timeline.cuts)
    assert len(starts(timeline, "effect")) == 2


def test_a_picture_is_shown_with_what_follows_it():
    timeline = laid([line("a" * 10), Picture(BELL, "x"), line("b" * 10), Picture(BELL, "y")])
    assert [(m.item, round(m.start_seconds, 3)) for m in timeline.pictures] == [(1, 1.7), (3, 2.7)]


def test_the_whole_of_a_programme():
    timeline = arrange_whole(Heard(key("x"), 100 * RATE_HZ))
    assert timeline.duration_seconds == pytest.approx(100, abs=0.024)
    assert len(timeline.cuts) > 5


TEXTS = st.lists(st.text("abcdefgh", min_size=3, max_size=120), min_size=1, max_size=40)


def frames(seconds: float) -> int:
    return round(seconds * RATE_HZ)


@given(TEXTS, st.sampled_from(["plain", "bed", "pauses"]))
@settings(max_examples=60, deadline=None)
def test_cuts_lie_on_frames_and_chunks_cover_everything(texts, shape):
    items = [line(t) for t in texts]
    if shape == "bed":
        items.insert(0, Music(BED))
    if shape == "pauses":
        items = [i for item in items for i in (item, Pause(3.3))]
    timeline = laid(items)
    cuts = [frames(c) for c in timeline.cuts]
    assert all(c % MP3_FRAME == 0 for c in cuts)
    assert cuts == sorted(set(cuts))
    assert (cuts[0], cuts[-1]) == (0, frames(timeline.duration_seconds))
    parts = chunks(timeline, 8.0)
    assert sum(p.frames for p in parts) == cuts[-1]
    assert parts[0].lead == 0 and parts[-1].tail == 0
    assert all(p.lead == min(LEAD, c) for p, c in zip(parts, cuts, strict=False))
    assert all(p.tail <= TAIL for p in parts)
    heard = [p for p in timeline.placements if p.lane == "voice"]
    assert all(a.end_seconds <= b.start_seconds + 1e-9 for a, b in itertools.pairwise(heard))


def plain_keys(timeline):
    return [repr((p.params(), sorted((n, m.key) for n, m in p.inputs.items()))) for p in chunks(timeline, 8.0)]


def episode(texts, bed=False):
    """Chapters of eight lines each."""
    parts = [[line(t) for t in texts[i : i + 8]] for i in range(0, len(texts), 8)]
    if bed:
        parts[0].insert(0, Music(BED))
    return laid(*parts)


@given(st.data(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_an_edit_changes_few_chunks(data, bed):
    texts = [f"{n} " + "la " * (10 + n * 7 % 13) for n in range(64)]
    at = data.draw(st.integers(0, 63))
    before = plain_keys(episode(texts, bed))
    texts[at] += data.draw(st.sampled_from(["x", "xx, and a good deal more than before"]))
    after = plain_keys(episode(texts, bed))
    fresh = set(after) - set(before)
    most = 5 if not bed else 12  # under a bed all to the end of the chapter, and the next one's first
    assert 0 < len(fresh) <= most


def test_a_text_of_the_same_length_is_one_chunk_and_its_neighbours_context():
    texts = [f"{n} " + "la " * (10 + n * 7 % 13) for n in range(64)]
    before = plain_keys(episode(texts))
    texts[30] = texts[30].replace("la", "lo")
    assert len(set(plain_keys(episode(texts))) - set(before)) <= 4


def test_head():
    assert HEAD_FRAMES == RATE_HZ // 4
