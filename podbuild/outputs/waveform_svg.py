"""A finished episode's waveform as a picture of its own, for whoever shows the episode elsewhere.

It is no Output: those are written from the programme while its sound is encoded, and this shows what was encoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from podbuild.model.bars import HEIGHT, PITCH, bars
from podbuild.outputs.plain_text import one_line

PATH = "waveforms/{slug}.svg"
MIME_TYPE = "image/svg+xml"
_MOST_BARS = 240
_MARGIN = 4
# Grey that has a contrast of at least 3 to white and to black (WCAG 2.2, 1.4.11): the ground it will stand on is not known.
_INK = "#7d7d85"


def waveform_svg(waveform: Sequence[int], title: str, length: str) -> str:
    """The picture, with its title and length for those who do not see it.

    Args:
        length: as it is read out ("4:56").
    """
    width, path = bars(waveform, _MOST_BARS)
    name = escape(one_line(title))
    box = f"0 {-_MARGIN} {max(width, PITCH)} {HEIGHT + 2 * _MARGIN}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" aria-labelledby="title desc">\n'
        f'<title id="title">{name}</title>\n'
        f'<desc id="desc">{length}</desc>\n'
        f'<path d="{path}" fill="none" stroke="{_INK}" stroke-width="2.4" stroke-linecap="round"/>\n'
        "</svg>\n"
    )
