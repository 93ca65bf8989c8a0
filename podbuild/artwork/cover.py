"""Artwork drawn from words: the show's cover, an episode's square, the card that social networks show.

Step constructors import nothing heavy; the actions do (drawing.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from podbuild.steps.step import Action, Call, Outcome, Step

LARGE_PX = 3000  # Apple Podcasts asks for 1400 to 3000 px
SMALL_PX = 1400


def cover_step(show_title: str, author: str, theme: Mapping[str, str], template_text: str, wanted_by: str, fonts: str = "") -> Step:
    """Makes cover.jpg (3000 px), cover-small.jpg (1400 px, at most 1 MiB) and cover-600.jpg from the show's words.

    Facts: the typeface, letters it could not draw, and the show's `accent`.
    """
    params = _params(title=show_title, foot=author, brand=show_title, theme=theme, template=template_text)
    return Step(COVER, params | {"width": LARGE_PX} | _drawn_with(params, fonts), {}, wanted_by)


def episode_art_step(
    title: str, number: int | None, show_title: str, theme: Mapping[str, str], template_text: str, wanted_by: str, fonts: str = ""
) -> Step:
    """Makes cover-small.jpg and cover-600.jpg for an episode."""
    params = _params(title=title, foot=show_title, brand=show_title, theme=theme, template=template_text, number=number)
    return Step(COVER, params | {"width": SMALL_PX} | _drawn_with(params, fonts), {}, wanted_by)


def card_step(
    title: str, number: int | None, show_title: str, theme: Mapping[str, str], template_text: str, wanted_by: str, fonts: str = ""
) -> Step:
    """Makes card.jpg, 1200 by 630 px (the size that Open Graph readers crop least)."""
    params = _params(title=title, foot=show_title, brand=show_title, theme=theme, template=template_text, number=number)
    return Step(CARD, params | _drawn_with(params, fonts), {}, wanted_by)


def _params(
    *, title: str, foot: str, brand: str, theme: Mapping[str, str], template: str, number: int | None = None
) -> dict[str, object]:
    kept = {"accent": theme["accent"]} if theme.get("accent") else {}
    return {"title": title, "foot": foot, "brand": brand, "theme": kept, "template": template, "number": number}


def _drawn_with(params: Mapping[str, object], fonts: str) -> dict[str, str]:
    """The machine's fonts, where letters are to be drawn that the typeface that comes along may not have."""
    words = f"{params['title']}{params['foot']}{params['brand']}"
    return {} if words.isascii() else {"fonts": fonts}


def _make_cover(call: Call) -> Outcome:
    from podbuild.artwork.drawing import made_cover

    return made_cover(call)


def _make_card(call: Call) -> Outcome:
    from podbuild.artwork.drawing import made_card

    return made_card(call)


COVER = Action("artwork-cover", 3, _make_cover, is_apart=True)
CARD = Action("artwork-card", 3, _make_card, is_apart=True)
