"""Installing into a folder: what is written, in which order, what is removed and what is never touched."""

from __future__ import annotations

import os
import time

import pytest

from podbuild.base import digest
from podbuild.steps.install import PART, Manifest, Wanted, install, strangers, sweep
from podbuild.steps.step import StepFailed


def want(path: str, text: str, owner: str = "") -> Wanted:
    data = text.encode()
    return Wanted(path, digest.of_bytes(data), len(data), lambda: data, owner)


def put(folder, texts, keep=(), owner=""):
    manifest = Manifest(folder / "manifest.json")
    return install(folder / "public", [want(p, t, owner) for p, t in texts.items()], manifest, keep, ("feed.xml",))


def held(folder):
    public = folder / "public"
    return {p.relative_to(public).as_posix(): p.read_text() for p in public.rglob("*") if p.is_file()}


def test_the_folder_holds_what_is_wanted_and_the_feed_comes_last(tmp_path):
    done = put(tmp_path, {"feed.xml": "F", "a/x.mp3": "X", "index.html": "I"})
    assert held(tmp_path) == {"feed.xml": "F", "a/x.mp3": "X", "index.html": "I"}
    assert done.written[-1] == "feed.xml"


def test_a_second_time_nothing_is_written(tmp_path):
    texts = {"feed.xml": "F", "a/x.mp3": "X"}
    put(tmp_path, texts)
    assert put(tmp_path, texts).written == ()


def test_what_was_installed_and_is_not_wanted_goes_with_its_folder(tmp_path):
    put(tmp_path, {"feed.xml": "F", "deep/er/x.mp3": "X"})
    assert put(tmp_path, {"feed.xml": "F2"}).removed == ("deep/er/x.mp3",)
    assert held(tmp_path) == {"feed.xml": "F2"}
    assert not (tmp_path / "public" / "deep").exists()


def test_a_new_spelling_of_a_name_deletes_nothing_where_a_disk_takes_both_for_one(tmp_path):
    """Two links to one file are what "Ice.mp3" and "ice.mp3" are on such a disk."""
    put(tmp_path, {"feed.xml": "F", "audio/Ice.mp3": "X"})
    os.link(tmp_path / "public" / "audio" / "Ice.mp3", tmp_path / "public" / "audio" / "ice.mp3")
    put(tmp_path, {"feed.xml": "F", "audio/ice.mp3": "X"})
    assert held(tmp_path) == {"feed.xml": "F", "audio/Ice.mp3": "X", "audio/ice.mp3": "X"}


def test_what_podbuild_did_not_put_there_stays(tmp_path):
    put(tmp_path, {"feed.xml": "F", "x.mp3": "X"})
    (tmp_path / "public" / "CNAME").write_text("example.org")
    put(tmp_path, {"feed.xml": "F"})
    assert held(tmp_path) == {"feed.xml": "F", "CNAME": "example.org"}


@pytest.mark.parametrize("harm", ["delete", "edit", "edit, same size, time kept"])
def test_what_was_changed_behind_our_back_is_mended(tmp_path, harm):
    put(tmp_path, {"feed.xml": "F", "x.txt": "old"})
    file = tmp_path / "public" / "x.txt"
    if harm == "delete":
        file.unlink()
    elif harm == "edit":
        file.write_text("edited")
    else:
        stat = file.stat()
        time.sleep(0.01)
        file.write_text("bad")
        if stat.st_ctime_ns != file.stat().st_ctime_ns:  # what keeps size and time shows in the time of change
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    put(tmp_path, {"feed.xml": "F", "x.txt": "old"})
    assert held(tmp_path)["x.txt"] == "old"


def test_a_lost_manifest_costs_nothing(tmp_path):
    put(tmp_path, {"feed.xml": "F", "x.txt": "X"})
    (tmp_path / "manifest.json").write_text("torn{")
    put(tmp_path, {"feed.xml": "F", "x.txt": "X"})
    assert held(tmp_path) == {"feed.xml": "F", "x.txt": "X"}


def test_a_place_that_is_taken_is_said(tmp_path):
    (tmp_path / "public").write_text("a file, no folder")
    with pytest.raises(StepFailed) as failed:
        put(tmp_path, {"feed.xml": "F"})
    assert failed.value.diagnostic.code == "out-unwritable"


def test_no_half_written_file_is_left(tmp_path):
    put(tmp_path, {"feed.xml": "F", "x.txt": "X"})
    assert not list(tmp_path.rglob(f"*{PART}"))


def test_what_a_killed_build_was_writing_is_swept_away(tmp_path):
    put(tmp_path, {"feed.xml": "F", "a/x.txt": "X"})
    (tmp_path / "public" / "a" / f"y.txt{PART}").write_text("hal")
    sweep(tmp_path / "public")
    assert held(tmp_path) == {"feed.xml": "F", "a/x.txt": "X"}


def test_the_files_of_one_owner_are_kept_together(tmp_path):
    put(tmp_path, {"a.mp3": "A", "a.vtt": "W"}, owner="a")
    folder = tmp_path / "public"
    manifest = Manifest(tmp_path / "manifest.json")
    assert sorted(manifest.owned("a")) == ["a.mp3", "a.vtt"] and manifest.holds_all_of("a", folder)
    assert not manifest.holds_all_of("b", folder)
    assert put(tmp_path, {"feed.xml": "F"}, keep=("a.mp3", "a.vtt")).removed == ()
    (folder / "a.vtt").write_text("w")
    assert not Manifest(tmp_path / "manifest.json").holds_all_of("a", folder)


def test_what_nobody_remembers_is_named(tmp_path):
    put(tmp_path, {"feed.xml": "F", "audio/old.mp3": "X", "audio/new.mp3": "Y"})
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "public" / "CNAME").write_text("example.org")
    assert Manifest(tmp_path / "manifest.json").is_new
    put(tmp_path, {"feed.xml": "F", "audio/new.mp3": "Y"})
    assert strangers(tmp_path / "public", Manifest(tmp_path / "manifest.json")) == ("audio/old.mp3",)
