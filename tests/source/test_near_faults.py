"""What lies on either side of a fault: the value that is named in its place, and what is just right and told nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.source.shows import read, told
from tests.source.test_faults import Files, body, front, mixed, show

NEAREST = (("100", 96), ("36k", 40), ("33 kbps", 32), ("300", 320), ("9000", 320), ("0", 32))


@pytest.mark.parametrize(("written", "nearest"), NEAREST, ids=[written for written, _ in NEAREST])
def test_the_nearest_bitrate_is_named(tmp_path: Path, written: str, nearest: int) -> None:
    _, _, mistakes = read(tmp_path, show(f"sound: {{bitrate: {written}}}\n"))
    assert [(m.code, m.fix) for m in mistakes] == [("number-bad", f"write {nearest}, the nearest")]


FINE = (
    front("sound: {bitrate: 320k}"),
    mixed("# Notes {.unspoken}\n\nWords to read.\n\n# More {.unspoken}\n\n{pause: 1s} is read too.\n"),
    body("{clip: crack, from: 1:29, to: 1:45}\n"),
    {**body("Words.\n"), "lexicon.yaml": "- {word: №, say: 9}\n- {word: a, say: 氷}\n"},
)


@pytest.mark.parametrize("files", FINE, ids=range(len(FINE)))
def test_what_is_near_a_fault_is_told_nothing(tmp_path: Path, files: Files) -> None:
    _, episodes, mistakes = read(tmp_path, files)
    assert (told(mistakes), len(episodes)) == ([], 1)


FEEDS = (("", 300, 100), ("feed: {items: 50}", 50, 50), ("feed: {archive: 300}", 300, 300), ("feed: {items: 1, archive: 1}", 1, 1))


@pytest.mark.parametrize(("written", "items", "archived"), FEEDS, ids=[written for written, _, _ in FEEDS])
def test_an_archive_is_never_larger_than_the_feed(tmp_path: Path, written: str, items: int, archived: int) -> None:
    found, _, mistakes = read(tmp_path, {**show(f"{written}\n"), **body("Words.\n")})
    assert mistakes == () and found
    assert (found.feed.items, found.feed.archived_items) == (items, archived)


FORMATS = (("opus, mp3", ("mp3", "opus")), ("m4a, M4A", ("m4a",)), ("opus, m4a, mp3, m4a", ("mp3", "m4a", "opus")))


@pytest.mark.parametrize(("written", "formats"), FORMATS, ids=[written for written, _ in FORMATS])
def test_formats_are_kept_in_one_order(tmp_path: Path, written: str, formats: tuple[str, ...]) -> None:
    found, episodes, mistakes = read(tmp_path, {**show(f"sound: {{formats: [{written}]}}\n"), **body("Words.\n")})
    assert mistakes == () and found
    assert (found.sound.formats, episodes[0].sound.formats) == (formats, formats)
