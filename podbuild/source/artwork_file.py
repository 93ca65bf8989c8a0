"""Pictures that stand for a show or an episode: what directories demand of them, seen in the file's header.

Source: Apple Podcasts artwork requirements; PSP-1: square, 1400 to 3000 px, JPEG or PNG, RGB, no alpha.
"""

from __future__ import annotations

from pathlib import Path

from podbuild.base.diagnostics import Span
from podbuild.model.show import Asset
from podbuild.source.decode import Kind, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.yaml_nodes import Node, Scalar

SMALLEST_PX, LARGEST_PX = 1400, 3000
_SUFFIXES = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}
_WHY = "directories refuse artwork that is not square, 1400 to 3000 pixels, JPEG or PNG, without transparency"


def _read_artwork(node: Node, desk: Desk) -> Asset | None:
    if not isinstance(node, Scalar):
        wrong_type(node, desk, "write the path of a picture in the show")
        return None
    asset = desk.asset(node.text, node.span, "picture")
    return asset if asset and _is_fit(desk.workspace.path(asset), asset, node.span, desk) else None


def _is_fit(path: Path, asset: Asset, span: Span, desk: Desk) -> bool:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            width, height, form, mode = image.width, image.height, image.format or "", image.mode
            has_alpha = mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError):
        desk.say("picture-unreadable", f'"{asset.path}" is not a picture', span, "export it again as PNG or JPEG", why=_WHY)
        return False
    pixels = f"the artwork is {width} × {height} pixels"
    suffixes = _SUFFIXES.get(form, ())
    problems = (
        (not suffixes, "artwork-format", f"the artwork is {form}", "save it as PNG or JPEG"),
        (
            bool(suffixes) and asset.suffix not in suffixes,
            "artwork-suffix",
            f'"{asset.path}" is in truth a {form}',
            f"let its name end in {' or '.join(suffixes)}",
        ),
        (width != height, "artwork-square", pixels, "cut it to a square"),
        (min(width, height) < SMALLEST_PX, "artwork-small", pixels, f"make it at least {SMALLEST_PX} pixels wide"),
        (max(width, height) > LARGEST_PX, "artwork-large", pixels, f"make it at most {LARGEST_PX} pixels wide"),
        (has_alpha, "artwork-alpha", "the artwork is transparent in parts", "save it without transparency"),
        (mode in ("CMYK", "LAB"), "artwork-colours", f"the artwork's colours are {mode}", "save it as RGB"),
    )
    found = [(code, message, fix) for is_wrong, code, message, fix in problems if is_wrong]
    for code, message, fix in found:
        desk.say(code, message, span, fix, why=_WHY)
    return not found


ARTWORK = Kind("a square picture of the show, 1400 to 3000 pixels", _read_artwork, {"type": "string"})


def check_picture(asset: Asset, span: Span, desk: Desk) -> None:
    """Whether a picture shown in an episode can be opened at all."""
    from PIL import Image

    try:
        with Image.open(desk.workspace.path(asset)):
            return
    except (OSError, Image.DecompressionBombError, SyntaxError, ValueError):
        desk.say("picture-unreadable", f'"{asset.path}" is not a picture', span, "export it again as PNG or JPEG")
