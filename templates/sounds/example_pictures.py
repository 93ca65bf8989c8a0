"""Draw the example show's pictures: `python example_pictures.py [SHOW]`. Landscapes at dusk, from arithmetic (numpy, Pillow)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH, HEIGHT = 1600, 1600
Plane = NDArray[np.float64]
Colour = tuple[int, int, int]
ROWS, COLUMNS = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)


def sky(stops: tuple[tuple[float, Colour], ...]) -> Plane:
    """A gradient from top to bottom: each stop is (share of the height, colour)."""
    places, colours = [place * HEIGHT for place, _ in stops], np.array([colour for _, colour in stops], dtype=float)
    column = np.stack([np.interp(np.arange(HEIGHT), places, colours[:, band]) for band in range(3)], axis=1)
    return np.repeat(column[:, None, :], WIDTH, axis=1)


def ridge(base: float, height: float, seed: int, roughness: float = 1.15) -> Plane:
    """A mountain's outline: one row for each column, in pixels from the top."""
    chance = np.random.default_rng(seed)
    x, line = np.linspace(0, 1, WIDTH), np.zeros(WIDTH)
    for octave in range(1, 9):
        line += np.sin(2 * np.pi * (2**octave * 0.55 * x + chance.random())) * chance.uniform(0.5, 1.0) / 2 ** (roughness * octave)
    return (base - height * line / np.max(np.abs(line))) * HEIGHT


def fill(picture: Plane, outline: Plane, top: Colour, foot: Colour, depth: float = 0.3) -> None:
    """Everything under the outline, lighter towards the foot as if mist lay there."""
    inside = np.clip(ROWS - outline[None, :], 0, 1)[..., None]
    share = np.clip((ROWS - outline[None, :]) / (depth * HEIGHT), 0, 1)[..., None]
    picture[:] = picture * (1 - inside) + inside * (np.array(top) * (1 - share) + np.array(foot) * share)


def glow(picture: Plane, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
    """Light around a point, fading with the square of the distance."""
    distance = np.hypot(COLUMNS - x * WIDTH, ROWS - y * HEIGHT) / (radius * WIDTH)
    picture += strength * np.exp(-(distance**2))[..., None] * np.array(colour)


def disc(picture: Plane, x: float, y: float, radius: float, colour: Colour, bite: float = 0.0) -> None:
    """A lamp or a moon; `bite` shifts the shadow that makes a crescent, in radii."""
    inside = np.clip(radius * WIDTH - np.hypot(COLUMNS - x * WIDTH, ROWS - y * HEIGHT) + 0.5, 0, 1)
    if bite:
        shadow = np.hypot(COLUMNS - (x + bite * radius) * WIDTH, ROWS - (y - 0.25 * bite * radius) * HEIGHT)
        inside *= np.clip(shadow - radius * WIDTH + 0.5, 0, 1)
    picture[:] = picture * (1 - inside[..., None]) + inside[..., None] * np.array(colour)


def box(picture: Plane, x: float, y: float, width: float, height: float, colour: Colour) -> None:
    """A wall or a window: its corner and size as shares of the picture."""
    rows, columns = slice(round(y * HEIGHT), round((y + height) * HEIGHT)), slice(round(x * WIDTH), round((x + width) * WIDTH))
    picture[rows, columns] = colour


def stars(picture: Plane, count: int, below: float, seed: int) -> None:
    """Small lights in the upper part, dimmer towards the horizon."""
    chance = np.random.default_rng(seed)
    for x, y, size in zip(chance.random(count), chance.random(count) ** 1.4 * below, chance.random(count), strict=True):
        row, column = int(y * HEIGHT), int(x * (WIDTH - 2))
        picture[row : row + 2, column : column + 2] += 150 * size**2 * (1 - y / below)


def snow(picture: Plane, count: int, seed: int) -> None:
    """Flakes, near ones larger and softer."""
    chance = np.random.default_rng(seed)
    for x, y, near in zip(chance.random(count), chance.random(count), chance.random(count) ** 3, strict=True):
        reach, row, column = 2 + int(7 * near), int(y * HEIGHT), int(x * WIDTH)
        rows, columns = slice(max(row - reach, 0), row + reach + 1), slice(max(column - reach, 0), column + reach + 1)
        far = np.hypot(ROWS[rows, columns] - row, COLUMNS[rows, columns] - column) / reach
        picture[rows, columns] += 120 * (0.35 + 0.4 * near) * np.clip(1.2 - far, 0, 1)[..., None]


def reflect(picture: Plane, horizon: float, dimness: float) -> None:
    """A still sea: what stands above the horizon again, upside down, darker, in bands of ripples."""
    line = round(horizon * HEIGHT)
    depth = np.arange(HEIGHT - line)
    shift = (np.sin(depth**0.85 * 0.55) * depth * 0.03).astype(int)
    above = picture[np.clip(line - 1 - depth, 0, line - 1)]
    rippled = np.stack([np.roll(row, move, axis=0) for row, move in zip(above, shift, strict=True)])
    picture[line:] = rippled * dimness + np.array((10, 16, 30)) * (1 - dimness)


def ice_at_dusk() -> Plane:
    """Blue ridges of ice under a thin moon."""
    picture = sky(((0, (24, 32, 66)), (0.3, (70, 78, 128)), (0.5, (196, 140, 150)), (0.62, (246, 196, 160)), (1, (246, 210, 180))))
    stars(picture, 260, 0.4, 3)
    glow(picture, 0.3, 0.2, 0.12, (190, 200, 255), 0.22)
    disc(picture, 0.3, 0.2, 0.036, (250, 246, 232), 0.55)
    layers = ((0.57, 0.08, 5, (128, 122, 164), (214, 172, 176)), (0.66, 0.09, 8, (86, 98, 150), (160, 150, 182)),
              (0.77, 0.07, 13, (56, 76, 128), (112, 130, 176)), (0.90, 0.06, 21, (30, 46, 88), (62, 86, 136)))  # fmt: skip
    for base, height, seed, top, foot in layers:
        fill(picture, ridge(base, height, seed), top, foot)
    return picture


def lamps() -> Plane:
    """A string of lamps that climbs to the ice in the dark."""
    picture = sky(((0, (8, 12, 28)), (0.45, (24, 40, 72)), (0.7, (52, 84, 110)), (1, (60, 90, 110))))
    stars(picture, 520, 0.6, 9)
    layers = ((0.52, 0.12, 31, (46, 70, 100), (66, 96, 124)), (0.7, 0.1, 34, (26, 42, 66), (40, 62, 88)),
              (0.88, 0.08, 37, (10, 17, 30), (18, 28, 44)))  # fmt: skip
    for base, height, seed, top, foot in layers:
        fill(picture, ridge(base, height, seed), top, foot)
    for step in range(11):
        share = step / 10
        x, y, size = 0.16 + 0.36 * share + 0.045 * np.sin(5 * share), 0.93 - 0.335 * share**0.8, 1 - 0.78 * share
        glow(picture, x, y, 0.026 * size + 0.004, (255, 178, 92), 0.5)
        disc(picture, x, y, 0.0055 * size + 0.001, (255, 236, 190))
    return picture


def lamp() -> Plane:
    """A lamp on a headland above a dark sea."""
    picture = sky(((0, (14, 20, 44)), (0.35, (48, 56, 96)), (0.55, (150, 100, 110)), (0.66, (232, 158, 116)), (1, (232, 158, 116))))
    stars(picture, 320, 0.4, 15)
    glow(picture, 0.64, 0.42, 0.2, (255, 190, 110), 0.4)
    land = (
        np.interp(np.linspace(0, 1, WIDTH), (0, 0.4, 0.47, 0.6, 0.68, 0.82, 1), (0.8, 0.8, 0.66, 0.585, 0.58, 0.6, 0.57)) * HEIGHT
    )
    fill(picture, land + 6 * np.sin(np.linspace(0, 60, WIDTH)) + ridge(0, 0.008, 4), (16, 20, 36), (22, 28, 46))
    box(picture, 0.615, 0.44, 0.05, 0.15, (20, 24, 42))
    box(picture, 0.606, 0.43, 0.068, 0.012, (20, 24, 42))
    box(picture, 0.622, 0.4, 0.036, 0.03, (255, 226, 160))
    box(picture, 0.616, 0.386, 0.048, 0.014, (20, 24, 42))
    box(picture, 0.68, 0.545, 0.08, 0.05, (18, 22, 38))
    box(picture, 0.71, 0.56, 0.014, 0.016, (255, 206, 130))
    reflect(picture, 0.68, 0.72)
    glow(picture, 0.64, 0.415, 0.03, (255, 210, 140), 0.9)
    return picture


def night_train() -> Plane:
    """A train with four lit windows, standing in falling snow."""
    picture = sky(((0, (16, 22, 40)), (0.5, (44, 58, 84)), (0.72, (92, 108, 132)), (1, (120, 134, 154))))
    fill(picture, ridge(0.56, 0.07, 41), (34, 46, 70), (70, 86, 110))
    fill(picture, ridge(0.655, 0.03, 44), (24, 34, 54), (52, 66, 90))
    snowfield = np.full(WIDTH, 0.755 * HEIGHT) + 10 * np.sin(np.linspace(0, 5, WIDTH))
    fill(picture, snowfield, (150, 164, 186), (206, 214, 228), 0.24)
    box(picture, 0.12, 0.625, 0.76, 0.12, (30, 26, 38))
    box(picture, 0.115, 0.61, 0.77, 0.02, (206, 214, 228))
    box(picture, 0.12, 0.715, 0.76, 0.008, (112, 52, 48))
    for number in range(7):
        lit = number in (1, 2, 3, 5)
        box(picture, 0.15 + 0.104 * number, 0.65, 0.066, 0.045, (255, 208, 132) if lit else (48, 46, 62))
        if lit:
            glow(picture, 0.183 + 0.104 * number, 0.672, 0.06, (255, 180, 90), 0.3)
            glow(picture, 0.183 + 0.104 * number, 0.79, 0.05, (255, 180, 90), 0.22)
    for wheel in range(10):
        disc(picture, 0.16 + 0.0755 * wheel, 0.75, 0.011, (18, 16, 26))
    snow(picture, 900, 51)
    return picture


PICTURES = {"ice-at-dusk": ice_at_dusk, "lamps": lamps, "lamp": lamp, "night-train": night_train}


def main(arguments: list[str]) -> None:
    show = Path(arguments[0]) if arguments else Path(__file__).parents[2] / "example-show"
    for name, draw in PICTURES.items():
        grain = np.random.default_rng(1).normal(0, 1.6, (HEIGHT, WIDTH, 1))  # or the sky shows bands
        pixels = np.clip(draw() + grain, 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(show / "assets" / "images" / f"{name}.jpg", quality=82, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
