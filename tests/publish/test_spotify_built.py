"""A show that podbuild has really built, at Spotify."""

from __future__ import annotations

from podbuild.publish.spotify_episode import spotify_episodes
from podbuild.publish.spotify_timeline import is_small_picture
from tests.publish.spotify_place import Place, told
from tests.shows import EPISODE, SHOW, built, edited, write_show


def published(tmp_path, name, result):
    (tmp_path / name).mkdir()
    place = Place(tmp_path / name)
    place.folder, place.show, place.releases = result.out, result.source.show, list(result.releases)
    return place


def test_a_built_show_goes_out_with_cover_notes_disclosure_and_timeline(tmp_path):
    root = tmp_path / "show"
    root.mkdir()
    second = EPISODE.replace("that sang", "that slept").replace("2026-11-10", "2026-11-12").replace("number: 1", "number: 2")
    write_show(root, {"glacier.md": EPISODE, "sleep.md": second}, SHOW)
    result = built(root)
    place = published(tmp_path, "place", result)
    episodes, mistakes = spotify_episodes(place.edition)
    assert not mistakes
    assert [episode.title for episode in episodes] == ["The glacier that slept", "The glacier that sang"]
    assert all(is_small_picture(place.folder / episode.cover) for episode in episodes)
    assert not place.publish().failed
    assert place.titles == ["The glacier that sang", "The glacier that slept"]
    lines = place.there[0]["summary"].split("\n")
    assert lines[0] == "<p>A night on the ice.</p>"
    assert lines[-1] == f"<p>{result.releases[0].disclosure.text}</p>" and len(lines[-1]) > 20
    assert all(line.startswith("<p>") and line.endswith("</p>") for line in lines)
    kinds = [next(iter(item)) for item in place.there[0]["timeline"]]
    assert kinds.count("chapter") == 2 and "link" in kinds
    assert told(place.plan()) == []

    edited(root, "episodes/glacier.md", "summary: A night on the ice.", "summary: Two nights on the ice.")
    again = built(root)
    place.show, place.releases = again.source.show, list(again.releases)
    (change, *_) = told(place.plan())
    assert change[:2] == ("replace", '"The glacier that sang"') and "its notes" in change[2]
