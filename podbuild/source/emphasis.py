"""Which stars and underscores belong together. Source: CommonMark 0.31, "Emphasis and strong emphasis"."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from podbuild.model.show import Link


@dataclass(slots=True)
class Mark:
    """A run of `*` or `_`: `count` is what is left of it, `length` what was written."""

    char: str
    begin: int
    count: int
    length: int
    can_open: bool
    can_close: bool


@dataclass(slots=True)
class Stretch:
    """Words between marks; `emphasis` is raised as pairs are found."""

    text: str
    begin: int
    end: int
    emphasis: int = 0
    link: Link | None = None


def mark_at(text: str, begin: int) -> Mark:
    """The run of marks at a place. Text edges count as spaces."""
    char = text[begin]
    end = begin
    while end < len(text) and text[end] == char:
        end += 1
    before, after = text[begin - 1 : begin] or " ", text[end : end + 1] or " "
    left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
    right = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_punctuation(after))
    if char == "_":  # inside a word an underscore is one
        return Mark(char, begin, end - begin, end - begin, left and (not right or _is_punctuation(before)),
                    right and (not left or _is_punctuation(after)))  # fmt: skip
    return Mark(char, begin, end - begin, end - begin, left, right)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def resolve(parts: list[object]) -> None:
    """Raise the emphasis of what stands between marks that belong together; marks keep the count that is left over."""
    for at, closer in enumerate(parts):
        while isinstance(closer, Mark) and closer.can_close and closer.count:
            found = _opener_before(parts, at, closer)
            if found is None:
                break
            opener = parts[found]
            assert isinstance(opener, Mark)
            strength = 2 if opener.count > 1 and closer.count > 1 else 1
            for between in parts[found + 1 : at]:
                if isinstance(between, Stretch):
                    between.emphasis = max(between.emphasis, strength)
                elif isinstance(between, Mark):
                    between.can_open = between.can_close = False
            opener.count -= strength
            closer.count -= strength


def _opener_before(parts: list[object], at: int, closer: Mark) -> int | None:
    for i in range(at - 1, -1, -1):
        part = parts[i]
        if isinstance(part, Mark) and part.char == closer.char and part.can_open and part.count:
            is_either = part.can_close or closer.can_open
            is_odd = (part.length + closer.length) % 3 == 0 and not (part.length % 3 == 0 and closer.length % 3 == 0)
            if not (is_either and is_odd):
                return i
    return None
