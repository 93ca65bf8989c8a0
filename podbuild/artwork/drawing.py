"""Words to pictures: the template filled in, drawn, and saved in the sizes that apps ask for. What cover.py's actions do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from PIL import Image

from podbuild.artwork.jpeg import flat_rgb, save_jpeg, save_square_set
from podbuild.artwork.palette import brand_colour, palette_for
from podbuild.artwork.press import Press, plain, press_for
from podbuild.artwork.scene import scene_for
from podbuild.artwork.typesetting import Box, is_rtl, set_text
from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.step import Call, Outcome, StepFailed


@dataclass(frozen=True, slots=True)
class _Format:
    """A canvas: its size, and where title, foot and number stand on it."""

    width: int
    height: int
    title: Box
    foot: Box
    disc_x: float | None = None


_SQUARE = _Format(3000, 3000, Box(230, 260, 2540, 1000, 430, 170, 6), Box(230, 2640, 2540, 150, 118, 72, 1, is_bottom=True))
_WIDE = _Format(1200, 630, Box(72, 76, 690, 340, 92, 40, 5), Box(72, 548, 1056, 34, 33, 22, 1, is_bottom=True), disc_x=0.81)

_SCREEN = _Format(1280, 720, Box(77, 86, 736, 390, 98, 43, 5), Box(77, 630, 1126, 38, 35, 24, 1, is_bottom=True), disc_x=0.81)


def made_cover(call: Call) -> Outcome:
    """A square of `width` px, and smaller ones of it."""
    picture, outcome = _drawn(call, _SQUARE, call.params["width"])
    save_square_set(picture, call.folder, call.params["width"])
    return outcome


def made_card(call: Call) -> Outcome:
    """The wide picture."""
    picture, outcome = _drawn(call, _WIDE, _WIDE.width)
    save_jpeg(picture, call.folder / "card.jpg", 300_000)
    return outcome


def made_thumbnail(call: Call) -> Outcome:
    """The picture of a film, as wide as a screen."""
    picture, outcome = _drawn(call, _SCREEN, _SCREEN.width)
    save_jpeg(picture, call.folder / "thumbnail.jpg", 2_000_000)
    return outcome


def _drawn(call: Call, shape: _Format, width_px: int) -> tuple[Image.Image, Outcome]:
    p = call.params
    title, foot = plain(p["title"]), plain(p["foot"])
    press = press_for((title, foot), call.folder, p["language"])
    try:
        (title, no_title), (foot, no_foot) = press.without_gaps(title), press.without_gaps(foot)
        svg = _svg(p, shape, press, title, foot)
        rgba = press.render(svg, width_px)
    except (TemplateError, ValueError) as error:
        raise StepFailed(_bad_template(str(error))) from None
    finally:
        press.font_file.unlink(missing_ok=True)
    picture = flat_rgb(rgba)
    missing = "".join(sorted(set(no_title + no_foot)))
    typeface = "built-in" if press.is_built_in else "system"
    facts = {"fonts": typeface, "missing": missing, "accent": brand_colour(p["brand"], p["theme"])}
    return picture, Outcome(facts, (_gap_warning(p["title"], missing),) if missing else ())


def _svg(params: Mapping[str, object], shape: _Format, press: Press, title: str, foot: str) -> str:
    brand, seed, language = str(params["brand"]), str(params["title"]), str(params["language"])
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    theme = params["theme"]
    assert isinstance(theme, Mapping)
    number = params["number"]
    return environment.from_string(str(params["template"])).render(
        width=shape.width,
        height=shape.height,
        colours=palette_for(brand, seed, theme),
        scene=scene_for(seed, shape.width, shape.height, _disc_x(shape, title)),
        title=set_text(title, _mirrored(shape, title), press, language),
        foot=set_text(foot, shape.foot, press, language),
        number="" if number is None else str(number),
        family=press.family,
        weight=press.weight,
        stroke_em=press.stroke_em,
    )


def _disc_x(shape: _Format, title: str) -> float | None:
    """Words that are read from the right start at the right, so there the disc moves left."""
    return 1 - shape.disc_x if shape.disc_x is not None and is_rtl(title) else shape.disc_x


def _mirrored(shape: _Format, title: str) -> Box:
    return replace(shape.title, x=shape.width - shape.title.x - shape.title.width) if is_rtl(title) else shape.title


def _gap_warning(title: str, missing: str) -> Diagnostic:
    shown = " ".join(missing[:12])
    return Diagnostic(
        "artwork-letters",
        f'the artwork of "{title}" was drawn without {shown}: no font on this machine has them',
        severity="warning",
        fix="install a font for that script (Noto has one for each), or give a picture of your own as artwork",
    )


def _bad_template(message: str) -> Diagnostic:
    return Diagnostic(
        "artwork-template",
        f"the artwork template cannot be drawn: {message}",
        fix="mend the SVG template in templates/artwork/, or delete it to use the one that comes with podbuild",
    )
