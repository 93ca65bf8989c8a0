"""The colour that a picture is remembered by: one that is frequent in it, and more colourful than the rest."""

from __future__ import annotations

from PIL import Image

from podbuild.artwork.palette import lightness_chroma_hue

_SIDE_PX = 96
_COLOURS = 24
_LEAST_CHROMA = 0.05  # below this (OKLCH) a colour passes for grey
_LEAST_LIGHTNESS, _MOST_LIGHTNESS = 0.18, 0.97  # so dark or light that nobody could name its hue


def accent_of_picture(picture: Image.Image) -> str:
    """The most characteristic colour as "#rrggbb"; "" for a picture in shades of grey.

    Every colour votes with its share of the picture and its chroma: a broad sea of blue beats a speck of red, and a red sail
    beats a sea that is nearly grey.
    """
    small = picture.convert("RGB").resize((_SIDE_PX, _SIDE_PX), Image.Resampling.BOX)
    reduced = small.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = reduced.getpalette() or []
    best = (0.0, "")
    for index, count in enumerate(reduced.histogram()[: len(palette) // 3]):
        red, green, blue = palette[3 * index : 3 * index + 3]
        colour = f"#{red:02x}{green:02x}{blue:02x}"
        lightness, chroma, _ = lightness_chroma_hue(colour)
        if chroma >= _LEAST_CHROMA and _LEAST_LIGHTNESS <= lightness <= _MOST_LIGHTNESS:
            best = max(best, (count**0.5 * chroma, colour))
    return best[1]
