"""Finding the lines of a revision again: what is recorded so that it can be taken back, and where that stands in a file since.

Nothing but the lines themselves is looked for: a file may have been edited above, below and between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from podbuild.drafting.edits import Edit, apply, lines_of
from podbuild.model.provenance import Replaced


@dataclass(slots=True)
class _Stretch:
    """Lines from `begin` up to `end` (counted from 0, `end` excluded) and what stands in their place."""

    begin: int
    end: int
    now: list[str]


def replaced(edits: Sequence[Edit], text: str) -> tuple[Replaced, ...]:
    """Edits of a text as they are recorded. Where lines only went or came, or are like others, those around are recorded with them.

    >>> replaced([Edit(3, ("two", ""), ())], "one\\n\\ntwo\\n\\nthree\\n")
    (Replaced(line=1, before=('one', '', 'two', '', 'three'), after=('one', '', 'three')),)
    """
    lines, after = lines_of(text), lines_of(apply(text, edits))
    stretches = [_Stretch(e.first_line - 1, e.last_line, list(e.now)) for e in edits]
    n = 0
    while n < len(stretches):
        while not _is_known(stretches[n], lines, after) and (stretches[n].begin > 0 or stretches[n].end < len(lines)):
            n = _widen(stretches, n, lines)
        n += 1
    return tuple(Replaced(s.begin + 1, lines[s.begin : s.end], tuple(s.now)) for s in stretches)


def _is_known(one: _Stretch, lines: Sequence[str], after: Sequence[str]) -> bool:
    """Whether it can be found by its words, and by others be known to be taken back."""
    return _has_words(one.now) and _has_words(lines[one.begin : one.end]) and len(_places(one.now, after)) == 1


def _has_words(lines: Sequence[str]) -> bool:
    return any(line.strip() for line in lines)


def _widen(stretches: list[_Stretch], n: int, lines: Sequence[str]) -> int:
    """Take in the next line with words on both sides, or the neighbour where that comes first. Which stretch it is then."""
    one = stretches[n]
    floor = stretches[n - 1].end if n else 0
    while one.begin > floor:
        one.begin -= 1
        one.now.insert(0, lines[one.begin])
        if lines[one.begin].strip():
            break
    else:
        if n:  # the neighbour above begins where the words would be
            above = stretches.pop(n - 1)
            one.begin, one.now, n = above.begin, above.now + one.now, n - 1
    ceiling = stretches[n + 1].begin if n + 1 < len(stretches) else len(lines)
    while one.end < ceiling:
        one.now.append(lines[one.end])
        one.end += 1
        if lines[one.end - 1].strip():
            return n
    if n + 1 < len(stretches):
        below = stretches.pop(n + 1)
        one.end, one.now = below.end, one.now + below.now
    return n


def taking_back(recorded: Sequence[Replaced], text: str) -> tuple[tuple[Edit, ...], tuple[Replaced, ...]]:
    """The edits that take a revision back, and what of it stands in the text no more as it was written, or in several places."""
    lines = lines_of(text)
    found: list[Edit] = []
    missing: list[Replaced] = []
    for whole in recorded:
        one = next((r for r in (whole, _trimmed(whole)) if _has_words(r.after) and len(_places(r.after, lines)) == 1), None)
        if one is None:
            missing.append(whole)
        else:
            found.append(Edit(_places(one.after, lines)[0] + 1, one.after, one.before))
    edits = tuple(sorted(found, key=lambda edit: edit.first_line))
    is_mixed_up = any(above.last_line >= below.first_line for above, below in pairwise(edits))
    return ((), tuple(recorded)) if is_mixed_up else (edits, tuple(missing))


def is_taken_back(recorded: Sequence[Replaced], text: str) -> bool:
    """Whether the text has everywhere what stood there before the revision, and nothing that it wrote."""
    lines = lines_of(text)
    return all(r.before and _places(r.before, lines) and not _places(r.after, lines) for r in recorded)


def _trimmed(one: Replaced) -> Replaced:
    """Without the lines around that were recorded with it, which may be others by now."""
    least = min(len(one.before), len(one.after))
    head = next((n for n in range(least) if one.before[n] != one.after[n]), least)
    most = least - head
    tail = next((n for n in range(most) if one.before[-1 - n] != one.after[-1 - n]), most)
    return Replaced(one.line + head, one.before[head : len(one.before) - tail], one.after[head : len(one.after) - tail])


def _places(wanted: Sequence[str], lines: Sequence[str]) -> list[int]:
    """Where these lines stand among others, counted from 0."""
    size = len(wanted)
    return [n for n in range(len(lines) - size + 1) if list(lines[n : n + size]) == list(wanted)] if wanted else []
