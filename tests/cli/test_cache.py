"""`podbuild cache`: what is kept is counted, proved, and removed without harm."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import run
from tests.shows import EPISODE, SHOW, actions, built, tree, write_show

TONE = SHOW.replace("{engine: espeak, voice: en-gb, rate: 170}", "{engine: tone}").replace(
    "{engine: espeak, voice: en-us+f3}", "{engine: tone}"
)


@pytest.fixture
def root(tmp_path):
    root = write_show(tmp_path / "show", show=TONE)
    built(root)
    return root


def of(root, *words):
    return json.loads(run("cache", *words, "--show", root, "--format", "json").stdout)


def store(root):
    return root / ".podbuild" / "store"


def test_info_counts_what_is_there(root):
    found = of(root, "info")
    assert found["bytes"] == sum(p.stat().st_size for p in (store(root) / "blobs").rglob("*") if p.is_file())
    assert sum(a["results"] for a in found["actions"].values()) == len(list((store(root) / "results").glob("*/*")))
    assert 0 < found["needed_bytes"] <= found["bytes"]
    assert "results, " in run("cache", "info", "--show", root).stdout


def test_verify_finds_and_removes_what_is_damaged_and_the_next_build_mends_it(root):
    clean = tree(root / "public")
    assert run("cache", "verify", "--show", root).status == 0
    blobs = sorted((store(root) / "blobs").glob("*/*"), key=lambda p: p.stat().st_size)
    data = bytearray(blobs[-1].read_bytes())
    data[len(data) // 2] ^= 1
    blobs[-1].write_bytes(data)
    blobs[0].unlink()
    record = next((store(root) / "results").glob("*/*"))
    record.write_bytes(record.read_bytes()[:-5])
    done = run("cache", "verify", "--show", root)
    assert done.status == 3
    assert "is damaged" in done.stderr and "record" in done.stderr and "makes it again" in done.stdout
    assert run("cache", "verify", "--show", root).status == 0
    (root / "episodes" / "glacier.md").write_text(EPISODE.replace("microphone", "lamp"), "utf-8")
    built(root)
    (root / "episodes" / "glacier.md").write_text(EPISODE, "utf-8")
    built(root)
    assert tree(root / "public") == clean


def test_gc_keeps_what_the_present_episodes_need(root):
    (root / "episodes" / "glacier.md").write_text(EPISODE.replace("microphone", "lamp"), "utf-8")
    built(root)
    assert of(root, "gc", "--keep", "1")["removed"]["results"] == 0, "all of it was used today"
    gone = of(root, "gc", "--keep", "0")["removed"]
    assert gone["results"] > 0 and gone["bytes"] > 0
    (root / "episodes" / "glacier.md").write_text(
        EPISODE.replace("microphone", "lamp").replace("three winters", "two winters"), "utf-8"
    )
    assert actions(built(root))["speak"] == 1, "the other lines were kept"


def test_gc_goes_on_until_it_fits(root):
    assert of(root, "gc", "--max-size", "300k")["removed"]["results"] > 0
    assert of(root, "info")["bytes"] <= 300_000
    clean = tree(root / "public")
    (root / "public" / "audio" / "glacier.mp3").unlink()
    built(root)
    assert tree(root / "public") == clean


def test_clear_costs_time_and_no_data(root):
    clean = tree(root / "public")
    assert of(root, "clear")["removed"]["results"] > 0
    assert not store(root).exists() and tree(root / "public") == clean
    assert actions(built(root))["speak"] > 0
    assert tree(root / "public") == clean


@pytest.mark.parametrize(("size", "code"), [("2G", 0), ("1.5 MB", 0), ("800", 0), ("much", 2), ("-3", 2)])
def test_a_size_is_written_as_people_write_it(root, size, code):
    assert run("cache", "gc", "--show", root, "--max-size", size).status == code
