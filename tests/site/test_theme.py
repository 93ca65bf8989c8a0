"""Whatever accent an author chooses, links and buttons stay readable on both grounds."""

from __future__ import annotations

import pytest

from podbuild.site.theme import DARK_GROUND, LIGHT_GROUND, accent_of, contrast

ACCENTS = ["", "#fff", "#000", "#ffee00", "#00f", "#c2410c", "#777777", "red", "#12345", "expression(1)", "#ABCDEF"]


@pytest.mark.parametrize("accent", ACCENTS)
def test_the_accent_is_readable(accent: str) -> None:
    found = accent_of(accent)
    assert contrast(found.light, LIGHT_GROUND) >= 4.5 and contrast(found.dark, DARK_GROUND) >= 4.5
    assert contrast(found.light, found.on_light) >= 4.5 and contrast(found.dark, found.on_dark) >= 4.5


def test_a_readable_accent_is_left_as_it_is() -> None:
    assert accent_of("#9a3412").light == "#9a3412"
