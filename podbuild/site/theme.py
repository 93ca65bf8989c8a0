"""A show's accent colour, made readable: on light ground, on dark ground, and with words on it.

Source: WCAG 2.2, relative luminance and success criterion 1.4.3 (contrast of at least 4.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LIGHT_GROUND, DARK_GROUND = "#fbfaf8", "#121316"
_LIGHT_INK, _DARK_INK = "#1b1c1f", "#f1f0ee"
_LEAST_CONTRAST = 4.6


@dataclass(frozen=True, slots=True)
class Accent:
    """One accent as links and buttons use it, on light and on dark ground; `on_…` is the ink upon it."""

    light: str
    on_light: str
    dark: str
    on_dark: str


def accent_of(accent: str) -> Accent:
    """The accent for a colour ("#rgb", "#rrggbb"); without one the ink itself, which goes with every cover."""
    colour = _normal(accent)
    light = _readable(colour, LIGHT_GROUND, "#000000") if colour else _LIGHT_INK
    dark = _readable(colour, DARK_GROUND, "#ffffff") if colour else _DARK_INK
    return Accent(light, _ink_on(light), dark, _ink_on(dark))


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two "#rrggbb" colours, 1 to 21.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _normal(colour: str) -> str:
    digits = colour.strip().removeprefix("#").lower()
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    return f"#{digits}" if re.fullmatch(r"[0-9a-f]{6}", digits) else ""


def _readable(colour: str, ground: str, toward: str) -> str:
    for step in range(21):
        mixed = _mixed(colour, toward, step / 20)
        if contrast(mixed, ground) >= _LEAST_CONTRAST:
            return mixed
    return toward


def _ink_on(colour: str) -> str:
    return max(("#ffffff", "#111111"), key=lambda ink: contrast(ink, colour))


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    def linear(c: float) -> float:
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    r, g, b = (linear(c / 255) for c in _channels(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
