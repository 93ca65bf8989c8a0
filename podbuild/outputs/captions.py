"""Who says what, when: one caption for each line, and the times of its words where the engine tells them.

What is spoken is not what is read ("1999" is "nineteen ninety-nine"): the two are aligned word by word, and a word that
has no twin takes its time from its neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from podbuild.model.episode import Clip, Episode, Line
from podbuild.model.release import Caption
from podbuild.model.timeline import Timeline, Word

_EAST_ASIAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CLOSING = "、。，．！？：；」』）】〉》”’ー"
_WORD = re.compile(rf"[{_EAST_ASIAN}][{_CLOSING}]*|[^\s{_EAST_ASIAN}]+")

_NO_LETTERS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """What an engine said for one line.

    `text` is what was read aloud (after lexicon and normalisation), `words` their times from the start of the line's
    sound with character ranges in `text` (empty where the engine tells none), `seconds` how long the sound lasts.
    """

    text: str
    words: tuple[Word, ...] = ()
    seconds: float = 0.0


def captions(episode: Episode, timeline: Timeline, spoken: Mapping[int, SpokenLine]) -> tuple[Caption, ...]:
    """The captions of a programme, in order of time.

    `spoken` goes by the item's ordinal over all segments; ordinal -1 is the spoken disclosure, if there is one. A line
    that has no entry (a take) is captioned without word times.
    A clip is captioned where its author wrote down its text, a recording by its transcript.
    """
    if episode.transcript:
        return tuple(Caption(said.start_seconds, said.end_seconds, said.speaker, said.text) for said in episode.transcript)
    script = [item for segment in episode.segments for item in segment.items]
    found = []
    for ordinal, (start, end) in voice_starts(timeline).items():
        item = script[ordinal] if 0 <= ordinal < len(script) else None
        if caption := _caption(episode, item, start, end, spoken.get(ordinal)):
            found.append(caption)
    return tuple(sorted(found, key=lambda caption: (caption.start_seconds, caption.end_seconds)))


def _caption(episode: Episode, item: object, start: float, end: float, spoken: SpokenLine | None) -> Caption | None:
    if isinstance(item, Line):
        text = item.text
        shown = tuple((min(start + seconds, end), text[begin:stop]) for seconds, begin, stop in timed_words(text, spoken))
        return Caption(start, end, episode.voice(item.voice).display_name, text, shown)
    if isinstance(item, Clip) and item.text.strip():
        return Caption(start, end, episode.voice(item.voice).display_name if item.voice else "", item.text.strip())
    if item is None and spoken and spoken.text.strip():
        return Caption(start, end, episode.voices[0].display_name if episode.voices else "", spoken.text.strip())
    return None


def voice_starts(timeline: Timeline) -> dict[int, tuple[float, float]]:
    """When each item is heard: ordinal → (start, end) in seconds. Sound that is placed in pieces counts as one."""
    heard: dict[int, tuple[float, float]] = {}
    for piece in timeline.placements:
        if piece.lane in ("voice", "clip"):
            start, end = heard.get(piece.item, (piece.start_seconds, piece.end_seconds))
            heard[piece.item] = (min(start, piece.start_seconds), max(end, piece.end_seconds))
    return heard


def shown_words(text: str) -> tuple[tuple[int, int], ...]:
    """The character ranges of a text's words; in scripts without spaces every character counts as a word.

    >>> [("It hums, yes")[a:b] for a, b in shown_words("It hums, yes")]
    ['It', 'hums,', 'yes']
    >>> ["氷が鳴る。"[a:b] for a, b in shown_words("氷が鳴る。")]
    ['氷', 'が', '鳴', 'る。']
    """
    return tuple([match.span() for match in _WORD.finditer(text)])


def timed_words(text: str, spoken: SpokenLine | None) -> tuple[Word, ...]:
    """The words of the displayed text with their times, never falling; empty where nothing was told of times."""
    if spoken is None or not spoken.words:
        return ()
    ranges = shown_words(text)
    known = _twins([text[a:b] for a, b in ranges], spoken)
    times = _filled(ranges, known, max(spoken.seconds, spoken.words[-1].start_seconds), len(text))
    return tuple(Word(time, a, b) for time, (a, b) in zip(times, ranges, strict=True))


def _twins(shown: list[str], spoken: SpokenLine) -> dict[int, float]:
    """Index of a displayed word → its time, for all that are spoken as they are written."""
    ranges = shown_words(spoken.text)
    said = [spoken.text[a:b] for a, b in ranges]
    times = _times_at(ranges, spoken.words)
    head = _alike(shown, said)
    tail = _alike(shown[head:][::-1], said[head:][::-1])
    left, right = shown[head : len(shown) - tail], said[head : len(said) - tail]
    found = dict(enumerate(times[:head])) | dict(zip(range(len(shown) - tail, len(shown)), times[len(said) - tail :], strict=True))
    blocks = SequenceMatcher(None, [*map(_folded, left)], [*map(_folded, right)], autojunk=False).get_opcodes()
    for tag, a, a_end, b, b_end in blocks:
        if tag == "equal":
            found |= {head + a + n: times[head + b + n] for n in range(a_end - a)}
        elif tag == "replace" and b < b_end:
            found[head + a] = times[head + b]  # the first of words that differ starts where the first of its spoken form does
    return found


def _alike(one: list[str], other: list[str]) -> int:
    """How many words two lists begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _folded(word: str) -> str:
    return _NO_LETTERS.sub("", word).casefold() or word


def _times_at(ranges: tuple[tuple[int, int], ...], words: tuple[Word, ...]) -> list[float]:
    begins = [word.begin for word in words]
    if begins == [a for a, _ in ranges]:
        return [word.start_seconds for word in words]
    return [words[max(0, bisect_right(begins, a) - 1)].start_seconds for a, _ in ranges]


def _filled(ranges: tuple[tuple[int, int], ...], known: dict[int, float], end: float, length: int) -> list[float]:
    """A time for every word: between two known ones in proportion to the characters that lie between."""
    if len(known) == len(ranges):
        return list(accumulate((known[n] for n in range(len(ranges))), max, initial=0.0))[1:]
    anchors = [(0, 0.0)] + [(ranges[n][0], time) for n, time in sorted(known.items())] + [(length, end)]
    times: list[float] = []
    at = 0
    for n, (begin, _) in enumerate(ranges):
        while at + 1 < len(anchors) and anchors[at + 1][0] <= begin:
            at += 1
        (left, left_time), (right, right_time) = anchors[at], anchors[min(at + 1, len(anchors) - 1)]
        share = (begin - left) / (right - left) if right > left else 0.0
        time = known.get(n, left_time + share * (right_time - left_time))
        times.append(max(time, times[-1]) if times else max(time, 0.0))
    return times
