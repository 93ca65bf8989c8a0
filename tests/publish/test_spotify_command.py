"""`podbuild publish` to Spotify as an author uses it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.running import EPISODE, GOOD, SHOW, run, write_warm
from tests.publish.spotify_place import Place

SNOW = EPISODE.replace("title: Ice", "title: Snow").replace("2026-01-02", "2026-01-03")


@pytest.fixture
def place(tmp_path: Path, monkeypatch) -> Place:
    (tmp_path / "place").mkdir()
    made = Place(tmp_path / "place")
    for name in ("PATH", "SPOTIFY_STAND_IN", "HOME"):
        monkeypatch.setenv(name, made.world.environment[name])
    return made


@pytest.fixture
def show(tmp_path: Path, place: Place) -> Path:
    text = SHOW + "publish:\n  spotify: {keep: newest}\n"
    return write_warm(tmp_path / "show", {**GOOD, "show.yaml": text, "episodes/snow.md": SNOW})


def publish(show: Path, *arguments: str):
    return run("publish", "--show", show, "--yes", *arguments)


def test_a_show_goes_out_once_and_then_is_left_as_it_is(show, place):
    done = publish(show)
    assert done.status == 0, done.said
    assert place.titles == ["Ice", "Snow"]
    kept = json.loads((show / "publish" / "spotify.json").read_text("utf-8"))
    assert kept["entries"]["show"]["uri"] == place.shows[0]["show_uri"]
    before = len(place.calls)
    done = publish(show)
    assert done.status == 0 and "spotify: nothing had changed" in done.stdout
    assert place.writes(before) == []


def test_what_is_refused_says_what_to_do_and_has_status_5(show, place):
    place.set_server(login="none")
    done = publish(show)
    assert done.status == 5
    assert "error[target-login]" in done.said and "run: save-to-spotify auth login" in done.said
    (Path(os.environ["PATH"].split(os.pathsep)[0]) / "save-to-spotify").unlink()
    assert "error[spotify-missing]" in publish(show).said


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_signed_address_is_in_no_output(show, place, form):
    place.fault("upload", "transfer", times=9)
    place.fault("episodes delete", "status", status=403, times=9)
    done = publish(show, "--format", form)
    assert done.status == 5
    assert "upload failed" in done.said
    assert "Signature" not in done.said


def test_an_episode_may_be_kept_from_spotify(show, place):
    publish(show)
    (show / "episodes/snow.md").write_text(SNOW.replace("title: Snow", "title: Snow\npublish: {spotify: false}"), "utf-8")
    done = publish(show)
    assert done.status == 0, done.said
    assert place.titles == ["Ice"]


def test_what_needs_replace_waits_and_does_not_hold_up_a_new_episode(show, place):
    publish(show)
    (show / "episodes/snow.md").write_text(SNOW.replace("title: Snow", "title: Sleet"), "utf-8")
    (show / "episodes/rain.md").write_text(SNOW.replace("title: Snow", "title: Rain").replace("01-03", "01-04"), "utf-8")
    done = publish(show)
    assert done.status == 0, done.said
    assert 'warning[target-needs]: "spotify" was left with "Sleet" as it was there: its title and its cover changed' in done.said
    assert "publish with --replace" in done.said
    assert place.titles == ["Ice", "Snow", "Rain"]
    planned = run("publish", "--show", show, "--plan")
    assert planned.status == 0
    assert 'wait    "Sleet"  (needs --replace: its title and its cover changed' in planned.stdout
    assert publish(show, "--replace").status == 0
    assert sorted(place.titles) == ["Ice", "Rain", "Sleet"]


def test_a_hidden_show_goes_out_and_its_secrets_do_not(show, place):
    secret, token = "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla", "h2c7dw5yz3xkq6mb4tfgvpnrs9eajlu8"
    (show / "listeners.yaml").write_text(f"path: {secret}\nlisteners:\n  - {{name: Ana, token: {token}}}\n", "utf-8")
    with (show / "show.yaml").open("a", encoding="utf-8") as file:
        file.write("visibility: private\n")
    done = publish(show)
    assert done.status == 0, done.said
    assert place.titles == ["Ice", "Snow"] and all(row["image"] for row in (*place.there, *place.shows))
    ledger = (show / "publish" / "spotify.json").read_text("utf-8")
    sent = json.dumps([place.there, place.shows])
    assert not [text for text in (sent, ledger, done.said) if secret in text or token in text]
    assert "nothing had changed" in publish(show).stdout


def test_one_that_does_not_fit_and_one_that_lies_elsewhere_hold_up_no_other(show, place):
    audio = "{url: https://cdn.example.org/far.mp3, bytes: 9000, duration: 77s, type: audio/mpeg}"
    (show / "episodes/far.md").write_text(f"---\ntitle: Far\ndate: 2026-01-04\nsummary: Away.\naudio: {audio}\n---\n", "utf-8")
    (show / "episodes/snow.md").write_text(SNOW.replace("title: Snow", "title: help"), "utf-8")
    done = publish(show)
    assert (done.status, place.titles) == (5, ["Ice"]), done.said
    assert 'error[spotify-episode]: Spotify would not take "help": its title "help" would be taken for an option' in done.said
    assert "spotify: not finished: 3 created, 1 open" in done.said
    planned = run("publish", "--show", show, "--plan")
    assert planned.status == 5 and "error[spotify-episode]" in planned.said
    assert 'leave   "Far"  (its audio lies elsewhere)' in planned.stdout
    assert 'leave   "help"  (Spotify would not take it as it is)' in planned.stdout
    before = len(place.calls)
    assert publish(show, "--format", "json").status == 5
    assert place.writes(before) == []
    (show / "episodes/snow.md").write_text(SNOW, "utf-8")
    done = publish(show)
    assert (done.status, place.titles) == (0, ["Ice", "Snow"]), done.said


def test_another_show_of_the_same_title_holds_up_everything(show, place):
    place.set_server(shows=[{"show_uri": "spotify:show:7", "title": "Quiet Roads", "language": "en", "created_at": "2026"}])
    done = publish(show)
    assert done.status == 5
    assert "write show: spotify:show:7" in done.said and "publish with --create-show" in done.said
    assert place.writes() == []
