"""The author's pictures: any mode in, plain RGB out, and nothing of what the camera knew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from podbuild.artwork.own_pictures import author_art_step, picture_step
from podbuild.model.show import Asset
from podbuild.steps.step import Call, Step, StepFailed
from podbuild.steps.world import World


@pytest.mark.parametrize("make", [author_art_step, picture_step])
def test_another_name_makes_nothing_again(make: object) -> None:
    assert callable(make)
    assert make(Asset("a.png", "0" * 64, 1), "one").key == make(Asset("b.png", "0" * 64, 1), "two").key


def made(make: object, file: Path, folder: Path) -> None:
    assert callable(make)
    step = make(Asset("assets/own.png", "0" * 64, 1), "test")
    assert isinstance(step, Step)
    folder.mkdir()
    step.action.run(Call(step.params, {"picture": file}, folder, World(environment={})))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "L", "P", "CMYK", "1", "I;16"])
def test_every_mode_becomes_plain_rgb(mode: str, tmp_path: Path) -> None:
    file = tmp_path / ("own.tif" if mode == "CMYK" else "own.png")
    Image.new(mode, (1500, 1500), None).save(file)
    made(author_art_step, file, tmp_path / "out")
    for name, width in (("cover", 1500), ("cover-small", 1400), ("cover-600", 600)):
        with Image.open(tmp_path / "out" / f"{name}.jpg") as picture:
            assert (picture.mode, picture.size, picture.info["dpi"]) == ("RGB", (width, width), (72, 72))


def test_what_is_see_through_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (1400, 1400), (255, 0, 0, 0)).save(tmp_path / "own.png")
    made(author_art_step, tmp_path / "own.png", tmp_path / "out")
    with Image.open(tmp_path / "out" / "cover.jpg") as picture:
        assert picture.getpixel((700, 700)) == (255, 255, 255)


def test_a_picture_forgets_where_it_was_taken_and_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of A. Speaker"  # orientation, maker
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (4000, 2000), "teal").save(tmp_path / "own.jpg", exif=exif, icc_profile=srgb)
    made(picture_step, tmp_path / "own.jpg", tmp_path / "out")
    data = (tmp_path / "out" / "picture.jpg").read_bytes()
    with Image.open(tmp_path / "out" / "picture.jpg") as picture:
        assert picture.size == (800, 1600) and not picture.getexif()
    assert b"Speaker" not in data and b"ICC_PROFILE" not in data


@pytest.mark.parametrize("pixels", [(0, 255), range(256)])
def test_a_picture_that_is_all_grain_keeps_within_what_apps_take(pixels: list[int], tmp_path: Path) -> None:
    grain = np.random.default_rng(1).choice(np.array(pixels, np.uint8), (1600, 1600, 3))
    Image.fromarray(grain).save(tmp_path / "own.png")
    made(author_art_step, tmp_path / "own.png", tmp_path / "out")
    made(picture_step, tmp_path / "own.png", tmp_path / "shown")
    covers = {"out/cover.jpg": 8_000_000, "out/cover-small.jpg": 1 << 20, "out/cover-600.jpg": 1 << 18}
    limits = covers | {"shown/picture.jpg": 1_000_000}
    for name, limit_bytes in limits.items():
        assert (tmp_path / name).stat().st_size <= limit_bytes, name
        with Image.open(tmp_path / name) as picture:
            picture.load()


def test_what_is_no_picture_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "own.png").write_text("not a picture", encoding="utf-8")
    with pytest.raises(StepFailed) as caught:
        made(author_art_step, tmp_path / "own.png", tmp_path / "out")
    assert caught.value.diagnostic.code == "picture-unreadable" and '"own.png"' in caught.value.diagnostic.message
