"""Words → the runs of a line: spaces tidied, each way of speaking a run of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podbuild.model.episode import Run
from podbuild.source.inline import skipped_whole
from podbuild.source.passage import Passage
from podbuild.source.pieces import Words


def tidy(words: list[Words]) -> tuple[Run, ...]:
    """Runs with single spaces between words, none at the ends; words without a difference in speaking are one run.

    >>> [run.text for run in tidy([Words("  It ", 0, 5), Words(" hums ", 5, 11, 1), Words(" on. ", 11, 15)])]
    ['It ', 'hums ', 'on.']
    """
    runs: list[Run] = []
    for piece in words:
        text = re.sub(r"\s+", " ", piece.text)
        if not runs or runs[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if not text:
            continue
        last = runs[-1] if runs else None
        if last and not last.say and not piece.say and last.emphasis == piece.emphasis:
            runs[-1] = Run(last.text + text, "", last.emphasis)
        else:
            runs.append(Run(text, piece.say, piece.emphasis))
    while runs and not runs[-1].text.rstrip(" "):
        runs.pop()
    if runs:
        runs[-1] = Run(runs[-1].text.rstrip(" "), runs[-1].say, runs[-1].emphasis)
    return tuple(runs)


def extent(words: list[Words]) -> tuple[int, int]:
    """Where in the paragraph the first word begins and the last one ends."""
    full = [w for w in words if w.text.strip()]
    first, last = full[0], full[-1]
    begin = first.begin + len(first.text) - len(first.text.lstrip())
    return begin, max(begin + 1, last.end - (len(last.text) - len(last.text.rstrip())))


def paragraphs_of(passage: Passage) -> Iterator[Passage]:
    """A text's paragraphs: blank lines stand between them."""
    for m in re.finditer(r"\S(?:.|\n(?!\s*(?:\n|\Z)))*", passage.text):
        yield passage.part(m.start(), m.start() + len(m[0].rstrip()))


def line_starts(passage: Passage) -> Iterator[int]:
    """Where a paragraph's source lines begin, also those that YAML folded. Inside a cue, code or a link no line begins."""
    text, at = passage.text, 0
    yield 0
    if passage.is_of_one_line:
        return
    while at < len(text):
        if text[at] in "\n " and (text[at] == "\n" or passage.ends_line(at)):
            at += 1
            yield at
        elif text[at] == "\\":
            at += 1 if text[at + 1 : at + 2] == "\n" else 2
        else:
            at = skipped_whole(text, at)
