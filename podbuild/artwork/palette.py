"""Colours of a drawn cover: one hue from the seed or the author's accent, the rest derived so that they belong together.

Colours are made in OKLCH, where equal steps of lightness look equal, so contrast between title and sky holds for every hue.
Source: Björn Ottosson, "A perceptual color space for image processing" (2020).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

_HUES = (28.0, 58.0, 92.0, 150.0, 185.0, 222.0, 255.0, 285.0, 325.0, 355.0)
RIDGES = 5


@dataclass(frozen=True, slots=True)
class Palette:
    """Hex colours. `ridges` from far to near; `ink` reads on the sky, `paper` on the nearest ridge, `disc_ink` on the disc."""

    sky_top: str
    sky_bottom: str
    disc: str
    disc_ink: str
    ring: str
    ridges: tuple[str, ...]
    ink: str
    paper: str
    is_night: bool

    def sky(self, shade: float) -> str:
        """The colour between the top of the sky (0) and its bottom (1)."""
        top, bottom = (_channels(colour) for colour in (self.sky_top, self.sky_bottom))
        return "#" + "".join(f"{round(a + (b - a) * shade):02x}" for a, b in zip(top, bottom, strict=True))


def dice(seed: str, name: str) -> float:
    """A number from 0 up to 1 that only the seed and the name decide."""
    return int.from_bytes(sha256(f"{seed}\0{name}".encode("utf-8", "replace")).digest()[:6], "big") / 2**48


def oklch(lightness: float, chroma: float, hue_degrees: float) -> str:
    """A hex colour; chroma gives way where sRGB cannot show it.

    >>> oklch(1, 0, 0), oklch(0, 0, 0)
    ('#ffffff', '#000000')
    """
    for step in range(20):
        rgb = _linear_rgb(lightness, chroma * (1 - step / 20), hue_degrees)
        if all(-1e-4 <= c <= 1.0001 for c in rgb):
            break
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, c)))):02x}" for c in rgb)


def palette_for(brand: str, variation: str, theme: Mapping[str, str]) -> Palette:
    """The palette of a show (`brand`), with the time of day that `variation` decides.

    An episode passes the show's title as brand and its own as variation: all episodes look related, none the same.
    """
    accent = _hue_of(theme.get("accent", ""))
    hue = accent if accent is not None else _brand_hue(brand)
    hue += (dice(variation, "drift") - 0.5) * 24
    ground = hue + (70 if dice(brand, "turn") < 0.5 else -70) * (0.6 + dice(variation, "reach") * 0.8)
    hour = (_day, _dusk, _night)[int(dice(variation, "hour") * 3)]
    return hour(hue, ground if hour is _day else _clear(ground))


def brand_colour(brand: str, theme: Mapping[str, str]) -> str:
    """The colour of a show as links and buttons take it: that of its covers, at a strength that is seen in small things."""
    accent = _hue_of(theme.get("accent", ""))
    return oklch(0.56, 0.16, accent if accent is not None else _brand_hue(brand))


def _brand_hue(brand: str) -> float:
    return _HUES[int(dice(brand, "hue") * len(_HUES))]


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _clear(hue: float) -> float:
    """Dark yellow is mud: dark grounds step aside to plum or to pine."""
    hue %= 360
    return hue if not 35 < hue < 140 else 335 if hue < 80 else 168


def _day(hue: float, ground: float) -> Palette:
    return Palette(
        sky_top=oklch(0.965, 0.022, hue),
        sky_bottom=oklch(0.885, 0.075, hue + 14),
        disc=oklch(0.73, 0.165, hue + 8),
        disc_ink=oklch(0.22, 0.05, ground),
        ring=oklch(0.66, 0.14, hue),
        ridges=_ridges((0.80, 0.24), (0.075, 0.06), (hue + 10, ground)),
        ink=oklch(0.24, 0.055, ground),
        paper=oklch(0.96, 0.02, hue),
        is_night=False,
    )


def _dusk(hue: float, ground: float) -> Palette:
    return Palette(
        sky_top=oklch(0.33, 0.10, ground),
        sky_bottom=oklch(0.70, 0.14, hue),
        disc=oklch(0.86, 0.12, hue + 30),
        disc_ink=oklch(0.24, 0.07, ground),
        ring=oklch(0.88, 0.08, hue + 20),
        ridges=_ridges((0.56, 0.17), (0.13, 0.055), (hue - 6, ground)),
        ink=oklch(0.975, 0.018, hue),
        paper=oklch(0.95, 0.03, hue),
        is_night=False,
    )


def _night(hue: float, ground: float) -> Palette:
    return Palette(
        sky_top=oklch(0.19, 0.045, ground),
        sky_bottom=oklch(0.41, 0.085, ground - 12),
        disc=oklch(0.90, 0.075, hue),
        disc_ink=oklch(0.22, 0.05, ground),
        ring=oklch(0.85, 0.07, hue),
        ridges=_ridges((0.39, 0.115), (0.085, 0.03), (ground, ground + 16)),
        ink=oklch(0.965, 0.025, hue),
        paper=oklch(0.90, 0.05, hue),
        is_night=True,
    )


def _ridges(light: tuple[float, float], chroma: tuple[float, float], hue: tuple[float, float]) -> tuple[str, ...]:
    def between(pair: tuple[float, float], t: float) -> float:
        return pair[0] + (pair[1] - pair[0]) * t

    steps = [i / (RIDGES - 1) for i in range(RIDGES)]
    return tuple(oklch(between(light, t), between(chroma, t), between(hue, t)) for t in steps)


def _hue_of(colour: str) -> float | None:
    """The OKLCH hue of "#rgb" or "#rrggbb"; None for grey and for anything else."""
    digits = colour.strip().removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    try:
        _, chroma, hue = lightness_chroma_hue(f"#{digits}")
    except ValueError:
        return None
    return hue if chroma >= 0.02 else None


def lightness_chroma_hue(colour: str) -> tuple[float, float, float]:
    """The OKLCH values of "#rrggbb": 0 to 1, 0 to about 0.37, and degrees. ValueError where it is no such colour."""
    r, g, b = (_decoded(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    green_red = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return lightness, math.hypot(green_red, blue_yellow), math.degrees(math.atan2(blue_yellow, green_red)) % 360


def _linear_rgb(lightness: float, chroma: float, hue_degrees: float) -> tuple[float, float, float]:
    a = chroma * math.cos(math.radians(hue_degrees))
    b = chroma * math.sin(math.radians(hue_degrees))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


def _decoded(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
