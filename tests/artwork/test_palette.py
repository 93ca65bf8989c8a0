"""Words on a drawn cover can be read, whatever hue the dice or the author chose (WCAG 2.2, 1.4.3: 3 for large text)."""

from __future__ import annotations

import pytest

from podbuild.artwork.palette import palette_for


def luminance(colour: str) -> float:
    def linear(c: float) -> float:
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def between(one: str, other: str) -> str:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{(a + b) // 2:02x}" for a, b in pairs)


@pytest.mark.parametrize("accent", ["", "#c2410c", "#0a7f5a", "#ffee00", "#00f", "#808080", "tomato", "#12345"])
def test_words_can_be_read_on_every_sky(accent: str) -> None:
    for seed in (f"Title {i}" for i in range(60)):
        p = palette_for(f"show {seed}", seed, {"accent": accent})
        assert contrast(p.ink, p.sky_top) >= 4.5, (seed, p)
        assert contrast(p.ink, between(p.sky_top, p.sky_bottom)) >= 3, (seed, p)
        assert contrast(p.paper, p.ridges[-1]) >= 4.5, (seed, p)
        assert contrast(p.disc_ink, p.disc) >= 3, (seed, p)


def test_episodes_of_a_show_differ() -> None:
    palettes = {palette_for("Quiet Roads", f"Episode {i}", {}) for i in range(20)}
    assert len(palettes) == 20 and len({p.is_night for p in palettes}) == 2
