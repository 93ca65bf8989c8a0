"""The colour of a show: found in its picture, or that of its drawn cover; the same on every run."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from podbuild.artwork.accent import accent_of_picture
from podbuild.artwork.palette import brand_colour, lightness_chroma_hue


def picture(ground: str, *patches: tuple[str, float]) -> Image.Image:
    """A square of a colour, with upright stripes of others, each of a share of the width."""
    found = Image.new("RGB", (1400, 1400), ground)
    left = 0.0
    for colour, share in patches:
        ImageDraw.Draw(found).rectangle((left, 0, left + 1400 * share - 1, 1400), fill=colour)
        left += 1400 * share
    return found


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (picture("#1d4e9f"), "#1d4e9f"),
        (picture("#f4f1ea", ("#c2410c", 0.1)), "#c2410c"),
        (picture("#20304a", ("#e0302a", 0.25)), "#e0302a"),
        (picture("#2060d0", ("#e0302a", 0.02)), "#2060d0"),
        (picture("#777777", ("#111111", 0.4)), ""),
        (picture("#ffffff"), ""),
        (picture("#000000"), ""),
    ],
    ids=["one", "on paper", "a sail at dusk", "a speck on blue", "greys", "white", "black"],
)
def test_the_characteristic_colour_is_found(shown: Image.Image, expected: str) -> None:
    found = accent_of_picture(shown)
    assert found == accent_of_picture(shown.copy())
    assert (found == "") == (expected == "")
    if expected:
        assert abs(lightness_chroma_hue(found)[2] - lightness_chroma_hue(expected)[2]) < 8, (found, expected)


@pytest.mark.parametrize("theme", [{}, {"accent": "#1d4e9f"}, {"accent": "#777"}, {"accent": "red"}])
def test_a_drawn_cover_has_a_colour_whatever_the_theme(theme: dict[str, str]) -> None:
    lightness, chroma, _ = lightness_chroma_hue(brand_colour("Quiet Roads", theme))
    assert 0.5 < lightness < 0.62 and chroma > 0.05


def test_a_theme_decides_the_hue_of_a_drawn_cover() -> None:
    hues = [lightness_chroma_hue(brand_colour(brand, {"accent": "#1d4e9f"}))[2] for brand in ("One", "Two")]
    assert hues[0] == pytest.approx(hues[1])
