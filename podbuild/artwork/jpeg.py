"""Pictures to files: JPEG without alpha, in sRGB, at 72 dpi, without what cameras write into them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageFile, ImageOps

from podbuild.artwork.cover import LARGE_PX, SMALL_PX

WEB_PX = 600
MAX_SMALL_BYTES = 1024 * 1024
_QUALITIES = (90, 85, 78, 70, 60, 50, 40, 25, 10, 5)  # the last ones for pictures that are all grain
_MOST_BYTES_PER_PIXEL = 4  # noise of pure colours takes 2 at the best quality


def save_jpeg(picture: Image.Image, path: Path, max_bytes: int | None = None) -> int:
    """Write the picture, at the best quality that stays within `max_bytes`, and say how many bytes it has."""
    # Pillow gives a progressive file a byte a pixel, and fails where it takes more.
    ImageFile.MAXBLOCK = max(ImageFile.MAXBLOCK, _MOST_BYTES_PER_PIXEL * picture.width * picture.height)
    for quality in _QUALITIES:
        buffer = BytesIO()
        picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=0, dpi=(72, 72))
        if max_bytes is None or buffer.tell() <= max_bytes:
            break
    path.write_bytes(buffer.getvalue())
    return buffer.tell()


def save_square_set(picture: Image.Image, folder: Path, largest_px: int = LARGE_PX) -> None:
    """cover.jpg, cover-small.jpg (at most 1 MiB, for apps that refuse more) and cover-600.jpg (for the site and for tags).

    Where the largest is to be small, there is no cover.jpg: it would be the same picture.
    """
    if largest_px > SMALL_PX:
        save_jpeg(resized(picture, min(largest_px, picture.width)), folder / "cover.jpg")
    small = resized(picture, min(SMALL_PX, picture.width))
    save_jpeg(small, folder / "cover-small.jpg", MAX_SMALL_BYTES)
    save_jpeg(resized(small, WEB_PX), folder / "cover-600.jpg", MAX_SMALL_BYTES // 4)


def resized(picture: Image.Image, width_px: int) -> Image.Image:
    if picture.width == width_px:
        return picture
    height_px = max(1, round(picture.height * width_px / picture.width))
    return picture.resize((width_px, height_px), Image.Resampling.LANCZOS)


def flat_rgb(picture: Image.Image) -> Image.Image:
    """The picture upright, in sRGB, on white where it was see-through."""
    picture = ImageOps.exif_transpose(picture)
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    elif picture.mode in ("P", "LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture).convert("RGB")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = _to_srgb(picture, profile)
    if picture.mode.startswith("I;16") or picture.mode == "I":
        picture = picture.point(lambda v: v / 256).convert("L")
    picture = picture.convert("RGB")
    picture.info.clear()
    return picture


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        moved = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture  # a damaged profile: the plain numbers are the best reading there is
    return moved or picture
