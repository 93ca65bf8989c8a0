"""When each thing is heard: script items and their lengths in, a Timeline out. Whole frames inside, seconds outside.

What a moment's sound depends on is kept near it, so that an edit stays local: a bed is counted from its chapter's start,
the encoder's cuts follow from content, and each cut lies on an MP3 frame, for which the pause before it is stretched by
up to 24 ms. Numbers only: no word of the script enters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from podbuild.audio.mp3 import FRAME as MP3_FRAME
from podbuild.model.episode import Clip, Line, Music, MusicStop, Pause, Picture, Segment, Sfx
from podbuild.model.show import Sound
from podbuild.model.timeline import Lane, Mark, Placement, Timeline

RATE_HZ = 48_000
CHUNK_LEAST, CHUNK_MOST = 6 * RATE_HZ, 16 * RATE_HZ
SPLIT = 417 * MP3_FRAME  # 10.008 s: how a chunk that is too long is divided
HEAD_FRAMES = RATE_HZ // 4  # silence before the first sound: some players swallow the very start
TAIL_FRAMES = RATE_HZ * 4 // 5
PREROLL_FRAMES = RATE_HZ * 3 // 20  # a cut lies this long before the next sound, which the chunk in front then does not hear
LEAST_CUT_GAP_FRAMES = RATE_HZ // 5
CONTINUED_GAP_FRAMES = RATE_HZ // 8  # between two lines of one paragraph
BED_REENTRY_SECONDS = 1.2


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound that a step made: the step's key, and its length in frames at 48 kHz."""

    source: str
    frames: int


@dataclass(frozen=True, slots=True)
class _Bed:
    source: str
    start: int
    gain_db: float
    fade_in: float


@dataclass(slots=True)
class _Desk:
    """The state of an arrangement in the making."""

    sound: Sound
    cursor: int = 0
    gap: int = HEAD_FRAMES
    has_pause: bool = False
    chunk_start: int = 0
    placements: list[Placement] = field(default_factory=list)
    chapters: list[int] = field(default_factory=list)
    pictures: list[Mark] = field(default_factory=list)
    waiting_pictures: list[int] = field(default_factory=list)
    cuts: list[int] = field(default_factory=lambda: [0])
    bed: _Bed | None = None
    effects_end: int = 0


def arrange(segments: tuple[Segment, ...], sounds: Mapping[int, Heard], sound: Sound, sting: Heard | None = None) -> Timeline:
    """Lay out the items of all segments.

    Args:
        sounds: by the item's ordinal over all segments: for lines, clips, effects, and the beds of Music items.
        sting: what is heard between chapters.
    """
    desk = _Desk(sound)
    item = 0
    for number, segment in enumerate(segments):
        _open_chapter(desk, is_first=number == 0, sting=sting)
        for what in segment.items:
            _lay(desk, what, item, sounds.get(item))
            item += 1
    return _close(desk)


def arrange_whole(programme: Heard) -> Timeline:
    """The timeline of an episode that is already mixed: one clip from start to end."""
    frames = _up(programme.frames)
    whole = Placement("clip", programme.source, 0.0, programme.frames / RATE_HZ, -1)
    return Timeline(frames / RATE_HZ, (whole,), (0.0,), (), _seconds(_split([0, frames])))


def _up(frames: int) -> int:
    return -(-frames // MP3_FRAME) * MP3_FRAME


def _seconds(frames: list[int]) -> tuple[float, ...]:
    return tuple(f / RATE_HZ for f in frames)


def _open_chapter(desk: _Desk, is_first: bool, sting: Heard | None) -> None:
    if is_first:
        desk.chapters.append(0)
        return
    desk.gap = desk.gap if desk.has_pause else round(desk.sound.chapter_gap_seconds * RATE_HZ)
    start = _cut(desk, desk.cursor + desk.gap, min(HEAD_FRAMES, desk.gap // 2))
    _end_bed(desk, desk.cuts[-1], BED_REENTRY_SECONDS, keep=True)
    desk.chapters.append(desk.cuts[-1])
    desk.cursor, desk.gap, desk.has_pause = start, 0, True
    if sting is not None:
        _place(desk, "effect", sting, -1)
        desk.gap, desk.has_pause = round(desk.sound.gap_seconds * RATE_HZ), True


def _lay(desk: _Desk, what: object, item: int, heard: Heard | None) -> None:
    match what:
        case Pause(seconds=seconds):
            before = desk.gap if desk.has_pause else 0
            desk.gap, desk.has_pause = before + round(seconds * RATE_HZ), True
        case Picture():
            desk.waiting_pictures.append(item)
        case Music() if heard is not None:
            _start_bed(desk, what, heard)
        case MusicStop(fade_seconds=fade):
            _end_bed(desk, desk.cursor + (desk.gap if desk.has_pause else 0), fade, keep=False)
        case Sfx(is_under=True) if heard is not None:
            start = desk.cursor + (desk.gap if desk.has_pause else 0)
            _add(desk, "effect", heard, item, start, what.gain_db, what.fade_seconds, what.fade_seconds)
        case Line() if heard is not None:
            _place(desk, "voice", heard, item, gap=None if what.begins_paragraph else CONTINUED_GAP_FRAMES)
        case Sfx() if heard is not None:
            _place(desk, "effect", heard, item, what.gain_db, what.fade_seconds)
        case Clip() if heard is not None:
            _place(desk, "clip", heard, item, what.gain_db, what.fade_seconds)
        case _:
            raise AssertionError(f"item {item} makes no sound: {what!r}")


def _place(
    desk: _Desk, lane: Lane, heard: Heard, item: int, gain_db: float = 0.0, fade: float = 0.0, gap: int | None = None
) -> None:
    """Put a sound after what came before it, with a cut before it where its content says so."""
    if desk.has_pause or not desk.placements:
        gap = desk.gap
    elif gap is None:
        gap = round(desk.sound.gap_seconds * RATE_HZ)
    start = desk.cursor + gap
    if _wants_cut(desk, heard, start, gap):
        start = _cut(desk, start, min(PREROLL_FRAMES, gap // 2))
    _add(desk, lane, heard, item, start, gain_db, fade, fade)
    desk.pictures += [Mark(p, start / RATE_HZ) for p in desk.waiting_pictures]
    desk.waiting_pictures.clear()
    desk.cursor, desk.gap, desk.has_pause = start + heard.frames, 0, False


def _wants_cut(desk: _Desk, heard: Heard, start: int, gap: int) -> bool:
    """Cut where a digest of the coming sound says so, within a least and a greatest length, as content-defined chunking does."""
    length = start - desk.cuts[-1]
    if gap < LEAST_CUT_GAP_FRAMES or length < CHUNK_LEAST:
        return False
    return int(heard.source[:8], 16) % 2 == 0 or length + heard.frames > CHUNK_MOST


def _cut(desk: _Desk, start: int, preroll: int) -> int:
    """Cut before a sound that would start at `start`; the start on which the cut lies on an MP3 frame."""
    cut = max(_up(start - preroll), desk.cuts[-1])
    if cut > desk.cuts[-1]:
        desk.cuts.append(cut)
    return cut + preroll


def _add(desk: _Desk, lane: Lane, heard: Heard, item: int, start: int, gain_db: float, fade_in: float, fade_out: float) -> None:
    duration = heard.frames / RATE_HZ
    fade_in, fade_out = min(fade_in, duration / 2), min(fade_out, duration / 2)
    desk.placements.append(
        Placement(
            lane, heard.source, start / RATE_HZ, duration, item,
            gain_db=gain_db, fade_in_seconds=fade_in, fade_out_seconds=fade_out,
        )
    )  # fmt: skip
    desk.effects_end = max(desk.effects_end, start + heard.frames)


def _start_bed(desk: _Desk, music: Music, heard: Heard) -> None:
    start = desk.cursor + (desk.gap if desk.has_pause else 0)
    _end_bed(desk, start, music.fade_seconds, keep=False)
    desk.bed = _Bed(heard.source, start, music.gain_db, music.fade_seconds)


def _end_bed(desk: _Desk, at: int, fade: float, keep: bool) -> None:
    """End the present bed at a frame, fading out after it; with `keep` it enters again from its beginning."""
    if (bed := desk.bed) is None:
        return
    desk.bed = replace(bed, start=at, fade_in=BED_REENTRY_SECONDS) if keep else None
    duration = (at - bed.start) / RATE_HZ + fade
    if at > bed.start:
        desk.placements.append(
            Placement(
                "bed", bed.source, bed.start / RATE_HZ, duration, -1,
                gain_db=bed.gain_db, fade_in_seconds=bed.fade_in, fade_out_seconds=fade,
            )
        )  # fmt: skip
        desk.effects_end = max(desk.effects_end, at + round(fade * RATE_HZ))


def _close(desk: _Desk) -> Timeline:
    desk.cursor += desk.gap if desk.has_pause else 0
    desk.pictures += [Mark(p, desk.cursor / RATE_HZ) for p in desk.waiting_pictures]
    _end_bed(desk, desk.cursor, 3.0, keep=False)
    end = _up(max(desk.cursor, desk.effects_end) + TAIL_FRAMES)
    placements = tuple(sorted(desk.placements, key=lambda p: (p.start_seconds, p.lane, p.item)))
    cuts = _split([*desk.cuts, end])
    return Timeline(end / RATE_HZ, placements, _seconds(desk.chapters), tuple(desk.pictures), _seconds(cuts))


def _split(cuts: list[int]) -> list[int]:
    """Divide what is longer than two splits, at equal steps from its own start."""
    out = [cuts[0]]
    for end in cuts[1:]:
        while end - out[-1] > 2 * SPLIT:
            out.append(out[-1] + SPLIT)
        out.append(end)
    return out
