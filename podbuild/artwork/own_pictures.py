"""The author's own pictures, made ready for apps and for the site.

Step constructors import nothing heavy; the actions do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.show import Asset
from podbuild.steps.step import Action, Call, Outcome, Step, StepFailed

if TYPE_CHECKING:
    from PIL import Image

MAX_WEB_PX = 1600


def author_art_step(asset: Asset, wanted_by: str) -> Step:
    """Makes cover.jpg (at most 3000 px), cover-small.jpg and cover-600.jpg from the author's square picture.

    Facts: its size, and its `accent`, the colour it is remembered by.
    """
    return Step(AUTHOR_ART, {}, {"picture": asset}, wanted_by)


def picture_step(asset: Asset, wanted_by: str) -> Step:
    """Makes picture.jpg, at most 1600 px on its longer side and without the camera's notes (place, time, owner)."""
    return Step(PICTURE, {}, {"picture": asset}, wanted_by)


def _make_author_art(call: Call) -> Outcome:
    from podbuild.artwork.accent import accent_of_picture
    from podbuild.artwork.jpeg import save_square_set

    picture = _opened(call)
    save_square_set(picture, call.folder)
    return Outcome({"width": picture.width, "height": picture.height, "accent": accent_of_picture(picture)})


def _make_picture(call: Call) -> Outcome:
    from podbuild.artwork.jpeg import resized, save_jpeg

    picture = _opened(call)
    longer = max(picture.size)
    if longer > MAX_WEB_PX:
        picture = resized(picture, max(1, round(picture.width * MAX_WEB_PX / longer)))
    save_jpeg(picture, call.folder / "picture.jpg", 1_000_000)
    return Outcome({"width": picture.width, "height": picture.height})


AUTHOR_ART = Action("artwork-own", 4, _make_author_art)
PICTURE = Action("artwork-picture", 2, _make_picture)


def _opened(call: Call) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    from podbuild.artwork.jpeg import flat_rgb

    path = call.inputs["picture"]
    try:
        with Image.open(path) as picture:
            return flat_rgb(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise StepFailed(
            Diagnostic(
                "picture-unreadable",
                f'"{path.name}" cannot be read as a picture',
                why=type(error).__name__ if not str(error) else str(error).split("'")[0].strip(),
                fix="save it again as JPEG or PNG",
            )
        ) from None
