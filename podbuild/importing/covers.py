"""Pictures of shows and episodes, as feeds have them → artwork that directories take.

What differs a little is mended (size, colours, transparency, another format); what would have to be cut is told.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from podbuild.importing.downloading import Fetcher, NotFetched
from podbuild.importing.source_feed import Loss
from podbuild.source.artwork_file import LARGEST_PX, SMALLEST_PX
from podbuild.steps.whole_files import write_whole

if TYPE_CHECKING:
    from PIL import Image

MOST_PICTURE_BYTES = 50_000_000
_MOST_PIXELS = 100_000_000
_NEARLY_SQUARE = 0.02  # of its side: what an export rounds
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png"}


def cover(url: str, stem: str, root: Path, fetcher: Fetcher, where: str) -> tuple[str, tuple[Loss, ...]]:
    """The path of a picture in the show, "" where it cannot be used, and what is not as it was. `stem`: its path without ending."""
    for suffix in _SUFFIXES.values():
        if (root / f"{stem}{suffix}").is_file():
            return f"{stem}{suffix}", ()  # of an import that was interrupted
    try:
        data = fetcher.fetch(url, MOST_PICTURE_BYTES).data
    except NotFetched as trouble:
        fetcher.goes_without(trouble)
        return "", (Loss(f"its artwork: {trouble.diagnostic.message}", where),)
    fit, suffix, told = _fit(data)
    losses = (Loss(f"its artwork ({url}) {told}", where),) if told else ()
    if fit is None:
        return "", losses
    write_whole(root / f"{stem}{suffix}", fit)
    return f"{stem}{suffix}", losses


def _fit(data: bytes) -> tuple[bytes | None, str, str]:
    """A picture as directories take it, its ending, and what was done to it."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None, "", "is too large to be read"
            picture.load()
            is_plain = picture.mode in ("RGB", "L", "P") and "transparency" not in picture.info
            is_right = is_plain and picture.format in _SUFFIXES and picture.width == picture.height
            if is_right and SMALLEST_PX <= picture.width <= LARGEST_PX:
                return data, _SUFFIXES[picture.format or ""], ""
            return _mended(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None, "", "is no picture that can be read, and was left out"


def _mended(picture: Image.Image) -> tuple[bytes | None, str, str]:
    """What differs from the rules by size, colours or format, made anew."""
    from PIL import Image

    side = min(picture.size)
    if max(picture.size) - side > _NEARLY_SQUARE * side:
        return None, "", f"is not square ({picture.width} × {picture.height} pixels), and was left out"
    size_px = min(max(side, SMALLEST_PX), LARGEST_PX)
    flat = Image.new("RGB", picture.size, "white")
    seen = picture.convert("RGBA")
    flat.paste(seen, mask=seen)
    square = flat.crop((0, 0, side, side))
    if size_px != side:
        square = square.resize((size_px, size_px), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    square.save(out, "JPEG", quality=92)
    was = f"was {picture.width} × {picture.height} pixels, {picture.format}"
    return out.getvalue(), ".jpg", f"{was}: it was made anew as {size_px} pixels, JPEG"
