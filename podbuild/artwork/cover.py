"""Artwork drawn from words: the show's cover, an episode's square, the card that social networks show.

Step constructors import nothing heavy; the actions do (drawing.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from podbuild.steps.step import Action, Call, Outcome, Step

LARGE_PX = 3000  # Apple Podcasts asks for 1400 to 3000 px
SMALL_PX = 1400


@dataclass(frozen=True, slots=True)
class Wording:
    """What is written on a picture. `brand` chooses the colours, so that all pictures of a show are kin; `language` the breaks."""

    title: str
    foot: str
    brand: str
    language: str
    theme: Mapping[str, str]
    number: int | None = None


def cover_step(words: Wording, template_text: str, wanted_by: str, fonts: str = "") -> Step:
    """Makes cover.jpg (3000 px), cover-small.jpg (1400 px, at most 1 MiB) and cover-600.jpg from the show's words.

    Facts: the typeface, letters it could not draw, and the show's `accent`.
    """
    return Step(COVER, _params(words, template_text, fonts) | {"width": LARGE_PX}, {}, wanted_by)


def episode_art_step(words: Wording, template_text: str, wanted_by: str, fonts: str = "") -> Step:
    """Makes cover-small.jpg and cover-600.jpg for an episode."""
    return Step(COVER, _params(words, template_text, fonts) | {"width": SMALL_PX}, {}, wanted_by)


def card_step(words: Wording, template_text: str, wanted_by: str, fonts: str = "") -> Step:
    """Makes card.jpg, 1200 by 630 px (the size that Open Graph readers crop least)."""
    return Step(CARD, _params(words, template_text, fonts), {}, wanted_by)


def thumbnail_step(words: Wording, template_text: str, wanted_by: str, fonts: str = "") -> Step:
    """Makes thumbnail.jpg, 1280 by 720 px and at most 2 MB (what YouTube asks of a film's picture), from the card's template."""
    return Step(THUMBNAIL, _params(words, template_text, fonts), {}, wanted_by)


def _params(words: Wording, template_text: str, fonts: str) -> dict[str, object]:
    said = {name: getattr(words, name) for name in ("title", "foot", "brand", "language", "number")}
    kept = {"accent": words.theme["accent"]} if words.theme.get("accent") else {}
    return said | {"theme": kept, "template": template_text} | _drawn_with(words, fonts)


def _drawn_with(words: Wording, fonts: str) -> dict[str, str]:
    """The machine's fonts, where letters are to be drawn that the typeface that comes along may not have."""
    return {} if f"{words.title}{words.foot}{words.brand}".isascii() else {"fonts": fonts}


def _make_cover(call: Call) -> Outcome:
    from podbuild.artwork.drawing import made_cover

    return made_cover(call)


def _make_card(call: Call) -> Outcome:
    from podbuild.artwork.drawing import made_card

    return made_card(call)


def _make_thumbnail(call: Call) -> Outcome:
    from podbuild.artwork.drawing import made_thumbnail

    return made_thumbnail(call)


COVER = Action("artwork-cover", 4, _make_cover, is_apart=True)
CARD = Action("artwork-card", 4, _make_card, is_apart=True)
THUMBNAIL = Action("artwork-thumbnail", 1, _make_thumbnail, is_apart=True)
