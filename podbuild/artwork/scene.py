"""The landscape of a drawn cover: a disc with sound rings, ridges, stars. Numbers only; the template decides how they look."""

from __future__ import annotations

import math
from dataclasses import dataclass

from podbuild.artwork.palette import RIDGES, dice

_POINTS = 150
_BANDS, _GLOW_RINGS = 256, 64  # steps of about one level of eight bits
_HORIZON = 0.76  # of the height: below it the ridges cover everything
_GLOW_OPACITY = 0.5


@dataclass(frozen=True, slots=True)
class Disc:
    """Sun or moon, in pixels."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Star:
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the waveform that stands on the horizon."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    """A strip of sky across the canvas; `shade` is 0 at the top of the sky and 1 at the horizon."""

    y: float
    height: float
    shade: float


@dataclass(frozen=True, slots=True)
class Halo:
    """A ring of the glow around the disc: a closed path to be filled by the even-odd rule."""

    path: str
    opacity: float


@dataclass(frozen=True, slots=True)
class Scene:
    """All shapes, in pixels of a canvas. `ridges` are closed SVG paths from far to near, `contours` open ones.

    Sky and glow are given in steps too small to see, for renderers take three times as long for a gradient.
    """

    disc: Disc
    sky: tuple[Band, ...]
    glow: tuple[Halo, ...]
    rings: tuple[float, ...]
    ridges: tuple[str, ...]
    contours: tuple[str, ...]
    stars: tuple[Star, ...]
    bars: tuple[Bar, ...]


def scene_for(seed: str, width: float, height: float, disc_x: float | None = None) -> Scene:
    """A landscape that only the seed decides; the upper half stays calm, for the title.

    `disc_x` (0 to 1) fixes where the disc stands, for canvases that keep a side for words.
    """
    where = disc_x if disc_x is not None else (0.68, 0.74, 0.5, 0.3)[int(dice(seed, "side") * 4)]
    disc = Disc(
        round(width * where, 1),
        round(height * (0.588 + dice(seed, "rise") * 0.03), 1),
        round(min(width, height) * (0.142 + dice(seed, "radius") * 0.03), 1),
    )
    gap = disc.radius * (0.26 + dice(seed, "gap") * 0.14)
    kind = int(dice(seed, "motif") * 3)
    return Scene(
        disc=disc,
        sky=tuple(_band(i, height) for i in range(_BANDS)),
        glow=tuple(_halo(disc, i) for i in range(_GLOW_RINGS)),
        rings=tuple(round(disc.radius + gap * i, 1) for i in range(1, (9, 15, 4)[kind])),
        ridges=tuple(_closed(_ridge(seed, i, width, height), width, height) for i in range(RIDGES)),
        contours=_contours(seed, width, height) if kind != 1 else (),
        stars=tuple(_star(seed, i, width, height) for i in range(70)),
        bars=_bars(seed, width, height) if kind == 2 else (),
    )


def _band(i: int, height: float) -> Band:
    """Each reaches a little under the next, so that no seam shows between them."""
    step = height * _HORIZON / _BANDS
    shade = (step * (i + 0.5) / height - 0.12) / 0.62
    return Band(round(step * i, 2), round(step + height / 1000, 2), min(1.0, max(0.0, shade)))


def _halo(disc: Disc, i: int) -> Halo:
    inner, outer = (disc.radius * 4 * (i + k) / _GLOW_RINGS for k in (0, 1))
    path = _circle(disc, outer) + (_circle(disc, inner) if i else "")
    return Halo(path, round(_GLOW_OPACITY * (1 - (i + 0.5) / _GLOW_RINGS), 4))


def _circle(disc: Disc, radius: float) -> str:
    turn = f"a{radius:.2f} {radius:.2f} 0 1 0"
    return f"M{disc.x - radius:.2f} {disc.y}{turn} {2 * radius:.2f} 0{turn} {-2 * radius:.2f} 0z"


def _ridge(seed: str, layer: int, width: float, height: float, lift: float = 0.0) -> list[tuple[float, float]]:
    """A line of hills: far ones low and jagged, near ones broad; the nearest keeps room for a line of words below."""
    t = layer / (RIDGES - 1)
    base = height * (0.665 + 0.175 * t) + lift
    swell = height * (0.052 - 0.014 * t)
    phase = [dice(seed, f"phase{layer}/{k}") * math.tau for k in range(4)]
    waves = [(0.7 + dice(seed, f"wave{layer}/{k}") * 0.8) * (1 + 1.25 * k) for k in range(4)]
    points = []
    for i in range(_POINTS + 1):
        x = i / _POINTS
        lilt = sum(math.sin(math.tau * waves[k] * x + phase[k]) / (1 + k) ** 1.35 for k in range(4))
        points.append((round(x * width, 1), round(base - swell * lilt, 1)))
    return points


def _open(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _closed(points: list[tuple[float, float]], width: float, height: float) -> str:
    return f"{_open(points)}L{width:g} {height:g}L0 {height:g}Z"


def _contours(seed: str, width: float, height: float) -> tuple[str, ...]:
    """Thin lines that follow two of the ridges downhill, closer at the crest."""
    lines = [(layer, step) for layer in (2, 3) for step in range(1, 5)]
    return tuple(_open(_ridge(seed, layer, width, height, height * 0.0075 * step * (1 + step * 0.16))) for layer, step in lines)


def _star(seed: str, i: int, width: float, height: float) -> Star:
    return Star(
        round(dice(seed, f"star{i}x") * width, 1),
        round(dice(seed, f"star{i}y") ** 1.3 * height * 0.62, 1),
        round(min(width, height) * (0.0006 + 0.0015 * dice(seed, f"star{i}r") ** 4), 2),
    )


def _bars(seed: str, width: float, height: float) -> tuple[Bar, ...]:
    """A waveform rising from behind the far hills, loudest near the disc."""
    count = max(12, round(56 * width / max(width, height)))
    step = width / count
    bars = []
    for i in range(count):
        swell = math.exp(-(((i / count - 0.5) / 0.30) ** 2))
        tall = height * (0.03 + 0.19 * swell * (0.25 + 0.75 * dice(seed, f"bar{i}")))
        bars.append(Bar(round(step * (i + 0.34), 1), round(height * 0.70 - tall, 1), round(step * 0.32, 1), round(tall, 1)))
    return tuple(bars)
