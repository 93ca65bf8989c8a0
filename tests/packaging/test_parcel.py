"""A parcel: the same bytes whenever and wherever it is written, whole or not at all, never over what somebody else put there."""

from __future__ import annotations

import os
import resource
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from podbuild.steps.install import Wanted
from podbuild.steps.parcel import SUMS, Form, deliver, of_bytes, place, with_sums
from podbuild.steps.step import StepFailed
from podbuild.steps.whole_files import PART
from tests.shows import tree

DATE = "2026-11-20T06:30:01+01:00"
FORMS: tuple[Form, ...] = ("zip", "folder")
FILES = with_sums(
    [of_bytes("b/氷.mp3", bytes(range(256)) * 500), of_bytes("README.txt", b"Read me.\n" * 30), of_bytes("a.json", b"")]
)


def failure(out: Path, form: Form, files: tuple[Wanted, ...] = FILES) -> str:
    """The code of why a parcel could not be delivered."""
    with pytest.raises(StepFailed) as refused:
        deliver(out, "ice", form, files, DATE)
    assert refused.value.diagnostic.fix
    return refused.value.diagnostic.code


def left_behind(out: Path) -> list[str]:
    return [path.name for path in out.rglob("*") if path.name.endswith((PART, ".podbuild-old"))]


def test_a_zip_says_nothing_of_machine_and_time(tmp_path, monkeypatch):
    deliver(tmp_path / "one", "ice", "zip", FILES, DATE)
    before = os.umask(0o077)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        deliver(tmp_path / "two", "ice", "zip", tuple(FILES), DATE)
    finally:
        os.umask(before)
        monkeypatch.undo()
        time.tzset()
    assert (tmp_path / "one/ice.zip").read_bytes() == (tmp_path / "two/ice.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one/ice.zip") as archive:
        assert archive.testzip() is None
        facts = {(i.date_time, i.compress_type, i.external_attr >> 16, i.create_system, i.extra) for i in archive.infolist()}
        assert facts == {((2026, 11, 20, 6, 30, 0), zipfile.ZIP_STORED, 0o100644, 3, b"")}
        assert archive.namelist() == ["ice/README.txt", "ice/a.json", "ice/b/氷.mp3", f"ice/{SUMS}"]


def test_zip_and_folder_hold_the_same(tmp_path):
    for form in FORMS:
        assert deliver(tmp_path / form, "ice", form, FILES, DATE)
    with zipfile.ZipFile(tmp_path / "zip/ice.zip") as archive:
        assert {name.removeprefix("ice/"): archive.read(name) for name in archive.namelist()} == tree(tmp_path / "folder/ice")


@pytest.mark.parametrize("form", FORMS)
def test_what_lies_there_just_so_is_left_alone(tmp_path, form):
    assert deliver(tmp_path, "ice", form, FILES, DATE)
    stamp = place(tmp_path, "ice", form).stat()
    assert not deliver(tmp_path, "ice", form, FILES, DATE)
    assert place(tmp_path, "ice", form).stat() == stamp
    other = with_sums([of_bytes("README.txt", b"Another.\n")])
    assert deliver(tmp_path, "ice", form, other, DATE)
    assert deliver(tmp_path, "ice", form, FILES, DATE) and left_behind(tmp_path) == []


@pytest.mark.parametrize("form", FORMS)
def test_one_byte_that_is_another_is_found_and_mended(tmp_path, form):
    """Of a size and a sum that are right in the parcel's own lists, a byte of the sound, or of the directory of the zip file."""
    deliver(tmp_path, "ice", form, FILES, DATE)
    whole = tree(tmp_path)
    damaged = place(tmp_path, "ice", form) if form == "zip" else tmp_path / "ice/b/氷.mp3"
    data = damaged.read_bytes()
    for at in range(0, len(data), 997):
        damaged.write_bytes(data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :])
        if deliver(tmp_path, "ice", form, FILES, DATE):
            assert tree(tmp_path) == whole
        else:
            assert form == "zip" and zipfile.ZipFile(damaged).testzip() is None  # a date, say
    damaged.write_bytes(data[:1000] + b"?" + data[1001:])
    assert deliver(tmp_path, "ice", form, FILES, DATE) and tree(tmp_path) == whole


def test_a_folder_that_lost_a_file_is_written_again(tmp_path):
    deliver(tmp_path, "ice", "folder", FILES, DATE)
    (tmp_path / "ice/a.json").unlink()
    assert deliver(tmp_path, "ice", "folder", FILES, DATE) and (tmp_path / "ice/a.json").is_file()


def test_what_somebody_else_put_there_stays(tmp_path):
    (tmp_path / "ice.zip").write_bytes(b"my thesis")
    assert failure(tmp_path, "zip") == "package-taken"
    assert (tmp_path / "ice.zip").read_bytes() == b"my thesis"
    with zipfile.ZipFile(tmp_path / "ice.zip", "w") as archive:
        archive.writestr("thesis.txt", "words")
    assert failure(tmp_path, "zip") == "package-taken"
    (tmp_path / "ice").mkdir()
    (tmp_path / "ice/thesis.txt").write_text("words")
    assert failure(tmp_path, "folder") == "package-taken" and tree(tmp_path / "ice") == {"thesis.txt": b"words"}


def test_a_file_that_was_laid_into_a_package_keeps_it_as_it_is(tmp_path):
    deliver(tmp_path, "ice", "folder", FILES, DATE)
    (tmp_path / "ice/my film.mp4").write_bytes(b"film")
    assert not deliver(tmp_path, "ice", "folder", FILES, DATE)
    with pytest.raises(StepFailed) as refused:
        deliver(tmp_path, "ice", "folder", with_sums([of_bytes("README.txt", b"Another.\n")]), DATE)
    assert "my film.mp4" in refused.value.diagnostic.message
    assert (tmp_path / "ice/README.txt").read_bytes() == b"Read me.\n" * 30


def test_nothing_is_written_through_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "ice").symlink_to(tmp_path / "elsewhere")
    assert failure(tmp_path, "folder") == "package-taken"
    assert list((tmp_path / "elsewhere").iterdir()) == []


@contextmanager
def small_files_only(most_bytes: int) -> Iterator[None]:
    """A disk on which no file can grow over a size: writing ends as on a full one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_refuses_leaves_what_was_there(tmp_path, form):
    small = with_sums([of_bytes("README.txt", b"Before.\n")])
    deliver(tmp_path, "ice", form, small, DATE)
    before = tree(tmp_path)
    with small_files_only(20_000):
        assert failure(tmp_path, form) == "package-unwritable"
    assert tree(tmp_path) == before and left_behind(tmp_path) == []


def test_a_place_below_a_file_cannot_be_written(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert failure(tmp_path / "file" / "deep", "zip") == "package-unwritable"


@pytest.mark.parametrize("form", FORMS)
def test_what_a_killed_run_left_is_cleared(tmp_path, form):
    deliver(tmp_path, "ice", form, FILES, DATE)
    expected = tree(tmp_path)
    if form == "zip":
        place(tmp_path, "ice", form).rename(tmp_path / f"ice.zip{PART}")
    else:
        (tmp_path / "ice").rename(tmp_path / f".ice{PART}")
    assert deliver(tmp_path, "ice", form, FILES, DATE) and tree(tmp_path) == expected


@pytest.mark.parametrize("form", FORMS)
def test_bytes_that_are_not_those_of_the_sum_are_refused(tmp_path, form):
    false = Wanted("a.txt", "0" * 64, 1, lambda: b"a")
    assert failure(tmp_path, form, with_sums([false])) == "asset-changed"
    assert tree(tmp_path) == {} and left_behind(tmp_path) == []
