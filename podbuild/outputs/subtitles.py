"""Captions cut into pieces that fit on a screen: at most two lines, one after another, never two at once.

At most 42 columns a line and two lines (Netflix Timed Text Style Guide; EBU and BBC guidelines ask about the same).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from podbuild.model.release import Caption
from podbuild.outputs.captions import shown_words
from podbuild.outputs.plain_text import columns, one_line

LINE_COLUMNS = 42
PIECE_COLUMNS = 2 * LINE_COLUMNS
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")
_CLAUSE_ENDS = (",", ";", ":", "–", "—", "、", "，", "،")


@dataclass(frozen=True, slots=True)
class Subtitle:
    """What stands on the screen from `start_ms` to just before `end_ms`: `lines` are one or two, `text` both in one."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str
    lines: tuple[str, ...]


@lru_cache(maxsize=1)  # two formats ask for the same, one after the other
def subtitles(captions: tuple[Caption, ...]) -> tuple[Subtitle, ...]:
    """All captions in pieces, in order of time; where two overlap, the later one waits. Each lasts at least 1 ms."""
    shown: list[Subtitle] = []
    for caption in sorted(captions, key=lambda c: c.start_seconds):
        for start, end, text in _timed(caption):
            free = shown[-1].end_ms if shown else 0
            start_ms = max(round(start * 1000), free)
            shown.append(Subtitle(start_ms, max(round(end * 1000), start_ms + 1), one_line(caption.speaker), text, _lines(text)))
    return tuple(shown)


def _lines(text: str) -> tuple[str, ...]:
    """The text in lines of about equal length, broken between words (a word wider than a line is cut)."""
    width = columns(text)
    breaks = [] if width <= LINE_COLUMNS else [b for _, b in _short_words(text)[:-1]]
    if not breaks:
        return (text,)
    middle = min(breaks, key=lambda at: abs(2 * columns(text[:at]) - width))
    return (text[:middle].strip(), text[middle:].strip())


def _timed(caption: Caption) -> list[tuple[float, float, str]]:
    text = one_line(caption.text)
    pieces = _pieces(text)
    begins = [a for a, _ in shown_words(text)]
    starts = [_start(caption, bisect_left(begins, a), a / max(1, len(text))) for a, _ in pieces]
    ends = [*starts[1:], caption.end_seconds]
    return [(start, end, text[a:b]) for start, end, (a, b) in zip(starts, ends, pieces, strict=False)]


def _start(caption: Caption, ordinal: int, share: float) -> float:
    """When a piece is heard: by the time of its first word where there is one, else by the share of the text before it."""
    if share and ordinal < len(caption.words):
        return min(max(caption.words[ordinal][0], caption.start_seconds), caption.end_seconds)
    return caption.start_seconds + share * (caption.end_seconds - caption.start_seconds)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Character ranges of at most `PIECE_COLUMNS` columns that end, if possible, where a sentence or a clause does."""
    pieces: list[tuple[int, int]] = []
    words = list(_short_words(text))
    at = 0
    while at < len(words):
        count = _fitting(text, words[at : at + PIECE_COLUMNS + 1])
        pieces.append((words[at][0], words[at + count - 1][1]))
        at += count
    return pieces


def _short_words(text: str) -> list[tuple[int, int]]:
    """The words, with those that are wider than a line cut up."""
    return [(n, min(n + LINE_COLUMNS, b)) for a, b in shown_words(text) for n in range(a, b, LINE_COLUMNS)]


def _fitting(text: str, words: list[tuple[int, int]]) -> int:
    """How many of the next words make up a piece: all that fit, cut back to the last good place to breathe."""
    begin = words[0][0]
    fits = next((n for n, (_, end) in enumerate(words) if columns(text[begin:end]) > PIECE_COLUMNS), len(words))
    if fits == len(words):
        return fits
    for marks in (_SENTENCE_ENDS, _CLAUSE_ENDS):
        for n in range(fits, fits // 3, -1):
            if text.endswith(marks, 0, words[n - 1][1]):
                return n
    return max(1, fits)
