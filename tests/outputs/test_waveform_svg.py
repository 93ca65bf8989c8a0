"""The waveform's picture: well formed whatever the title, named for those who do not see it, and small."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from podbuild.model.bars import HEIGHT, bars
from podbuild.outputs.waveform_svg import waveform_svg

HOSTILE = "</title><script>alert(1)</script>\"'&\x00\n]]>"
WAVES = {"none": (), "one": (3,), "full": (100,) * 240, "silent": (0,) * 240, "odd": tuple(i % 101 for i in range(239))}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("wave", WAVES.values(), ids=WAVES)
def test_it_is_well_formed_and_small(wave: tuple[int, ...]) -> None:
    text = waveform_svg(wave, HOSTILE, "4:56")
    root = ElementTree.fromstring(text)
    assert [child.tag for child in root] == [SVG + "title", SVG + "desc", SVG + "path"]
    assert root[0].text == "</title><script>alert(1)</script>\"'& ]]>" and root[1].text == "4:56"
    assert len(text) < 4_000


@pytest.mark.parametrize("wave", WAVES.values(), ids=WAVES)
def test_bars_stay_within_their_box(wave: tuple[int, ...]) -> None:
    width, path = bars(wave, 120)
    strokes = [[int(n) for n in stroke.replace("v", " ").split()] for stroke in path.split("M")[1:]]
    assert all(0 <= x <= width and y >= 0 and y + height <= HEIGHT and height >= 2 for x, y, height in strokes)
    assert len(strokes) <= 120 and len(path) < 1_500


def test_a_loud_half_is_drawn_higher() -> None:
    assert bars((100,) * 120 + (25,) * 120, 2) == (8, "M2 0v40M6 15v10")
