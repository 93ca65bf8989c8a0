"""A show that somebody else wrote, with a `.podbuild` and a `public` of their making, writes and deletes nothing elsewhere."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from podbuild.base import digest
from podbuild.out_folder import manifest_file
from tests.cli.running import GOOD, run, write
from tests.shows import tree

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def show(tmp_path):
    (tmp_path / "victim" / "docs").mkdir(parents=True)
    (tmp_path / "victim" / "file").write_text("precious")
    (tmp_path / "victim" / "docs" / "file").write_text("precious")
    return write(tmp_path / "show", GOOD)


def victim(show: Path) -> dict[str, bytes]:
    return tree(show.parent / "victim")


UNTOUCHED = {"file": b"precious", "docs/file": b"precious"}
LINKS = (
    ("public/assets/player.js.podbuild-part", "file"),
    (".podbuild/lock", "new"),
    (".podbuild/lock-holder", "file"),
    (".podbuild/schemas", "file"),
    (".podbuild/memory.json", "file"),
    (".podbuild/memory.json.podbuild-part", "file"),
    (".podbuild/store", "docs"),
    (".podbuild/store/blobs", "docs"),
    (".podbuild/store/scratch", "docs"),
    (".podbuild/releases", "docs"),
    (".podbuild", "docs"),
    ("public/assets", "docs"),
    ("public/audio", "docs"),
)


@pytest.mark.parametrize(("link", "target"), LINKS)
def test_a_link_leads_nothing_out_of_the_show(show, link, target):
    place = show / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(show.parent / "victim" / target)
    built = run("build", "--show", show)
    for command in ("info", "verify", "gc"):
        run("cache", command, "--show", show)
    assert victim(show) == UNTOUCHED
    assert built.status == (4 if link.startswith("public/a") and target == "docs" else 0), built.said


def checked(value: object) -> bytes:
    text = json.dumps(value).encode()
    return digest.of_bytes(text).encode() + b"\n" + text


@pytest.mark.parametrize("ending", [".json", ".begun"])
def test_a_list_of_installed_files_removes_nothing_elsewhere(show, ending):
    place = manifest_file(show / ".podbuild", show / "public", show).with_suffix(ending)
    place.parent.mkdir()
    known = digest.of_bytes(b"precious")
    paths = ("../../victim/file", str(show.parent / "victim" / "docs" / "file"), "out/docs/file")
    entries = {path: [known, 8, 0, ""] if ending == ".json" else [known] for path in paths}
    place.write_bytes(checked(entries))
    (show / "public").mkdir()
    (show / "public" / "out").symlink_to(show.parent / "victim")
    assert run("build", "--show", show).status == 0
    assert victim(show) == UNTOUCHED


@pytest.mark.parametrize("value", ["/etc/passwd", "../../../victim/file", "x" * 64])
def test_a_record_names_no_file_elsewhere(show, value):
    assert run("build", "--show", show).status == 0
    record = next((show / ".podbuild" / "store" / "results").glob("*/*"))
    plain = json.loads(record.read_bytes().partition(b"\n")[2])
    plain["files"] = {"\x1b]0;owned\x07": [str(show.parent / "victim" / "file") if value == "x" * 64 else value, 8]}
    record.write_bytes(checked(plain))
    done = run("cache", "verify", "--show", show)
    assert done.status == 3 and "\x1b]0" not in done.stderr
    assert victim(show) == UNTOUCHED
