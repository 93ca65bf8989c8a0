"""What two hands made of one text, brought together line by line: where both changed the same, the human's stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Merged:
    """`kept` are the lines of the merged text, counted from 1, at which a human's words stand in place of new ones."""

    text: str
    kept: tuple[int, ...]


def merged(base: str, theirs: str, own: str) -> Merged:
    r"""The text with the changes that `theirs` and `own` made to `base`.

    >>> merged("a\nb\nc\n", "a\nB\nc\nd\n", "A\nb\nc\n")
    Merged(text='A\nB\nc\nd\n', kept=())
    >>> merged("a\nb\n", "a\nB\n", "a\nmine\n")
    Merged(text='a\nmine\n', kept=(2,))
    """
    old, new, mine = (text.splitlines(keepends=True) for text in (base, theirs, own))
    out: list[str] = []
    kept: list[int] = []
    of_new, of_mine = _changes(old, new), _changes(old, mine)
    at = 0
    while at < len(old) or of_new or of_mine:
        begin = min([start for start, *_ in (*of_new[:1], *of_mine[:1])], default=len(old))
        out += old[at:begin]
        at = begin
        if begin == len(old) and not of_new and not of_mine:
            break
        end, taken_new, taken_mine = _together(begin, of_new, of_mine)
        if taken_new and taken_mine:
            ours = _applied(old, begin, end, taken_mine)
            if ours != _applied(old, begin, end, taken_new):
                kept.append(len(out) + 1)
            out += ours
        else:
            out += _applied(old, begin, end, taken_new or taken_mine)
        at = end
    return Merged("".join(out), tuple(kept))


_Change = tuple[int, int, list[str]]  # from line, to line, what stands there now


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i1, i2, list(new[j1:j2])) for kind, i1, i2, j1, j2 in found if kind != "equal"]


def _together(begin: int, of_new: list[_Change], of_mine: list[_Change]) -> tuple[int, list[_Change], list[_Change]]:
    """The changes of both that touch one stretch, taken off their lists."""
    end = begin
    taken: tuple[list[_Change], list[_Change]] = ([], [])
    is_growing = True
    while is_growing:
        is_growing = False
        for waiting, found in zip((of_new, of_mine), taken, strict=True):
            while waiting and (waiting[0][0] < end or waiting[0][0] == begin):
                change = waiting.pop(0)
                found.append(change)
                end = max(end, change[1])
                is_growing = True
    return end, *taken


def _applied(old: Sequence[str], begin: int, end: int, changes: Sequence[_Change]) -> list[str]:
    out: list[str] = []
    at = begin
    for start, stop, lines in changes:
        out += [*old[at:start], *lines]
        at = stop
    return [*out, *old[at:end]]
