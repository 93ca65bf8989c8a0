"""Where words stand on a drawn picture: measured, wrapped, balanced, shrunk until they fit.

Words are measured by the renderer that will draw them, so every script and every fallback font is measured as it will look.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace

from podbuild.artwork.breaking import parts, pieces
from podbuild.artwork.press import Press

_SPACE_EM = 0.27
_LEADING_EM = 1.12


@dataclass(frozen=True, slots=True)
class Box:
    """Where a text may stand, and how large it may be; pixels."""

    x: float
    y: float
    width: float
    height: float
    largest: float
    smallest: float
    most_lines: int
    is_bottom: bool = False
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class Lettering:
    """Set text: `lines` as (text, baseline y), at one size; `anchor` is SVG's text-anchor."""

    lines: tuple[tuple[str, float], ...]
    size: float
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class _Token:
    """Letters that stay together; `width` in em."""

    text: str
    width: float
    has_space: bool


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction is read from the right."""
    return next((b for b in map(unicodedata.bidirectional, text) if b in ("L", "R", "AL")), "L") != "L"


def set_text(text: str, box: Box, press: Press, language: str = "") -> Lettering:
    """The text as large as fits, its lines about equally long; cut with an ellipsis where even the smallest is too large."""
    tokens = _tokens(text, box, press, language)
    size = box.largest
    lines = _wrap(tokens, box.width / size)
    while size > box.smallest and not _fits(lines, size, box):
        size = max(box.smallest, size * 0.95)
        lines = _wrap(tokens, box.width / size)
    if not _fits(lines, size, box):
        lines = _cut(lines, min(box.most_lines, max(1, int(box.height / (size * _LEADING_EM)))))
    else:
        lines = _balanced(tokens, lines, box.width / size)
    return _placed([_joined(line) for line in lines], round(size, 1), box)


def _placed(lines: list[str], size: float, box: Box) -> Lettering:
    rtl = is_rtl(" ".join(lines))
    step = size * _LEADING_EM
    first = box.y + box.height - step * (len(lines) - 1) if box.is_bottom else box.y + size * 0.8
    if box.is_centred:
        x, anchor = box.x + box.width / 2, "middle"
    else:
        x, anchor = (box.x + box.width, "end") if rtl else (box.x, "start")
    return Lettering(tuple((line, round(first + step * i, 1)) for i, line in enumerate(lines)), size, round(x, 1), anchor)


def _tokens(text: str, box: Box, press: Press, language: str) -> list[_Token]:
    found = pieces(text, language)
    widths = press.widths_em([piece for piece, _ in found])
    whole = [_Token(piece, max(width, _full_widths(piece)), space) for (piece, space), width in zip(found, widths, strict=True)]
    widest_em = box.width / max(box.smallest, box.largest * 0.5)
    return [part for token in whole for part in _split(token, widest_em, language)]


def _full_widths(text: str) -> int:
    """Signs that take a whole em, whatever ink is in them ("、" is mostly empty)."""
    return sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def _split(token: _Token, widest_em: float, language: str) -> list[_Token]:
    """A word that would force the whole title small is hyphenated."""
    count = math.ceil(token.width / widest_em)
    if count < 2 or not token.text:
        return [token]
    if is_rtl(token.text):  # joined letters take no hyphen
        step = math.ceil(len(token.text) / count)
        cut = tuple(token.text[i : i + step] for i in range(0, len(token.text), step))
    else:
        cut = parts(token.text, count, int(len(token.text) * widest_em / token.width), language)
    em = token.width / len(token.text)
    return [_Token(part, em * len(part), token.has_space if i == 0 else False) for i, part in enumerate(cut)]


def _wrap(tokens: list[_Token], width_em: float) -> list[list[_Token]]:
    lines: list[list[_Token]] = []
    used = 0.0
    for token in tokens:
        space = _SPACE_EM if token.has_space else 0.0
        is_broken_word = bool(lines) and lines[-1][-1].text.endswith("-") and not token.has_space
        if lines and not is_broken_word and used + space + token.width <= width_em:
            lines[-1].append(token)
            used += space + token.width
        else:
            lines.append([token])
            used = token.width
    return lines


def _fits(lines: list[list[_Token]], size: float, box: Box) -> bool:
    if len(lines) > box.most_lines or len(lines) * size * _LEADING_EM > box.height:
        return False
    return all(_width(line) * size <= box.width for line in lines)


def _width(line: list[_Token]) -> float:
    return sum(token.width + (_SPACE_EM if token.has_space and i else 0) for i, token in enumerate(line))


def _balanced(tokens: list[_Token], lines: list[list[_Token]], width_em: float) -> list[list[_Token]]:
    """The narrowest measure that needs no more lines: no lone word at the end."""
    for tenth in range(99, 55, -2):
        narrower = _wrap(tokens, width_em * tenth / 100)
        if len(narrower) > len(lines) or any(_width(line) > width_em for line in narrower):
            break
        lines = narrower
    return lines


def _cut(lines: list[list[_Token]], count: int) -> list[list[_Token]]:
    if len(lines) <= count:
        return lines
    last = lines[count - 1]
    kept = last[:-1] if len(last) > 1 else last
    return [*lines[: count - 1], [*kept[:-1], replace(kept[-1], text=kept[-1].text.rstrip(",.;:-") + "…")]]


def _joined(line: list[_Token]) -> str:
    return "".join((" " if token.has_space and i else "") + token.text for i, token in enumerate(line))
