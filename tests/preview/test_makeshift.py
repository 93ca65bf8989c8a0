"""Words are shown before their pictures are drawn; what is left for later is made by the next build, whichever that is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from podbuild.build import Built, Request, build
from podbuild.steps.world import World
from tests.cli.running import EPISODE
from tests.surviving.small_show import assert_clean, files_of, write_small

FILE = "episodes/ice.md"
PICTURES = {f"artwork/episodes/ice/{name}.jpg" for name in ("cover", "cover-600", "card")}


@pytest.fixture
def show(tmp_path: Path) -> Path:
    root = write_small(tmp_path / "show")
    build(Request(root), World())
    return root


def reworded(root: Path, old: str, new: str) -> Built:
    """A build for somebody who waits for words, after an edit."""
    file = root / FILE
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    return build(Request(root, leaves_pictures=True), World())


def test_a_title_is_there_before_its_pictures(show: Path) -> None:
    before = files_of(show / "public")
    done = reworded(show, "title: Ice", "title: Snow")
    assert (done.outcome, done.makeshift) == ("done", {"ice"})
    assert Counter(step.action.name for step in done.ran) == Counter({"search-index": 1})
    after = files_of(show / "public")
    assert b"Snow" in after["episodes/ice/index.html"] and b"Snow" in after["feed.xml"]
    assert all(after[path] == before[path] for path in PICTURES | {"audio/ice.mp3"})

    again = build(Request(show), World())
    assert again.makeshift == frozenset() and again.built == ("ice",)
    assert set(again.installed.written) >= PICTURES | {"audio/ice.mp3"}
    assert_clean(show)


def test_a_second_edit_before_the_pictures_were_drawn(show: Path) -> None:
    reworded(show, "title: Ice", "title: Snow")
    assert reworded(show, "title: Snow", "title: Frost").makeshift == {"ice"}
    assert reworded(show, "title: Frost", "title: Ice").makeshift == frozenset()  # its pictures are kept
    assert_clean(show)


@pytest.mark.parametrize("new", ["We begin anew.", "We begin. {pause: 1s}"])
def test_what_is_heard_is_not_left(show: Path, new: str) -> None:
    reworded(show, "title: Ice", "title: Snow")
    assert reworded(show, "We begin.", new).makeshift == frozenset()
    assert_clean(show)


@pytest.mark.parametrize("lost", ["audio/ice.mp3", "artwork/episodes/ice/card.jpg"])
def test_what_does_not_lie_there_is_made(show: Path, lost: str) -> None:
    (show / "public" / lost).write_bytes(b"by hand")
    (show / "public" / lost).unlink()
    assert reworded(show, "title: Ice", "title: Snow").makeshift == frozenset()
    assert_clean(show)


def test_the_preview_draws_them_at_once(own_preview) -> None:
    before = own_preview.save(FILE, EPISODE.replace("title: Ice", "title: Snow"))
    first = own_preview.wait("build", before)
    assert "episodes/ice/index.html" in first["changed"] and not PICTURES & set(first["changed"])
    assert "Snow" in own_preview.ask("episodes/ice/").text
    second = own_preview.wait("build", before, number=first["number"] + 1)
    assert set(second["changed"]) >= PICTURES | {"audio/ice.mp3"}
    own_preview.says("pictures")
