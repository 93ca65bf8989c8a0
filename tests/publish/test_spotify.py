"""Publishing to Spotify, from nothing to a show in step: what is sent, what is left, what is told."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time

import pytest

from podbuild.publish.save_to_spotify import PROGRAM
from podbuild.publish.spotify import SPOTIFY
from podbuild.publish.target import Refused
from tests.publish.spotify_place import Place, picture, renamed, sha, told

CHAPTERS = (
    {"chapter": {"title": "Cold open", "start_time_ms": 0}},
    {"chapter": {"title": "Dawn", "start_time_ms": 40_000}},
    {"link": {"start_time_ms": 5_000, "duration_ms": 10_000, "url": "https://example.org/survey"}},
)


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    made.add("glacier", 1, items=CHAPTERS)
    made.add("road", 2)
    return made


def failures(applied):
    return [diagnostic.code for _, diagnostic in applied.failed]


def test_a_first_publish_makes_the_show_then_the_oldest_episode_first(place):
    assert told(place.plan()) == [
        ("create", 'the show "Quiet Roads"', "new"),
        ("create", '"On glacier"', "new"),
        ("create", '"On road"', "new"),
        ("create", 'chapters and links of "On glacier"', ""),
        ("create", '"On road", ready to be heard', ""),
    ]
    assert place.writes() == []  # a plan only reads
    assert not place.publish().failed
    assert place.titles == ["On glacier", "On road"]
    assert [row["status"] for row in place.there] == ["READY", "READY"]
    assert place.writes() == ["shows create", "upload", "upload", "timeline set"]


def test_what_is_sent_is_what_lies_in_public(place):
    place.publish()
    glacier, road = place.there
    assert glacier["bytes"] == sha(b"sound of glacier")
    assert glacier["image"] == sha(picture())
    lines = glacier["summary"].split("\n")
    assert lines == ["<p>A night on the ice.</p>", "<p>• 00:00:00 Cold open</p>", "<p>Synthetic.</p>"]
    assert glacier["timeline"] == list(CHAPTERS)
    assert road["timeline"] is None
    assert place.shows[0]["image"] == sha(picture("teal"))
    assert place.shows[0]["summary"] == "<p>Slow stories from cold places.</p>"


def test_the_ledger_tells_the_episode_there_and_what_was_sent(place):
    place.publish()
    entry = place.ledger.entries["guid-glacier"]
    assert entry.state == "there"
    assert entry.facts["uri"] == place.there[0]["episode_uri"]
    assert entry.facts["title"] == "On glacier"
    assert entry.facts["file"] == sha(b"sound of glacier")
    assert entry.facts["show"] == place.shows[0]["show_uri"]
    assert "attempt" not in place.ledger.text()
    assert place.ledger.entries["guid-glacier/ready"].facts["readiness"] == "READY"


def test_trap_5_a_second_publish_of_an_unchanged_show_makes_no_write_call(place):
    place.publish()
    before, ledger = len(place.calls), place.ledger.text()
    assert told(place.plan()) == []
    assert place.publish().done == ()
    assert place.writes(before) == []
    assert set(place.commands(before)) == {"episodes"}
    assert place.ledger.text() == ledger


def test_trap_1_the_show_is_always_named_to_upload(place):
    place.fault("shows", "server", times=9)
    with pytest.raises(Exception, match="come back later"):
        place.publish()
    assert place.writes() == []
    (place.server / "faults.json").unlink()
    place.publish()
    uploads = [call for call in place.calls if "upload" in call]
    assert uploads and all("--show-id" in call for call in uploads)
    assert [row["title"] for row in place.shows] == ["Quiet Roads"]


def test_trap_2_a_listing_that_failed_is_never_read_as_none_there(place):
    place.publish()
    before = len(place.calls)
    place.fault("episodes", "server")
    with pytest.raises(Exception, match="come back later"):
        place.publish()
    assert place.writes(before) == []
    listings = [call for call, command in zip(place.calls, place.commands(), strict=True) if command == "episodes"]
    assert listings and all("--show-id" in call for call in listings)


def test_every_call_is_quiet_separate_and_in_json(place):
    place.publish()
    rows = [json.loads(line) for line in (place.server / "calls.jsonl").read_text().splitlines()]
    assert all("--json" in row["arguments"] and "--timeout" in row["arguments"] for row in rows)
    assert all(row["environment"]["SAVE_TO_SPOTIFY_NO_UPDATE_CHECK"] == "1" for row in rows)
    assert not any(a.startswith("--") and "=" in a for row in rows for a in row["arguments"])


def test_a_show_of_the_same_title_is_never_joined_or_doubled_by_accident(place):
    place.set_server(shows=[{"show_uri": "spotify:show:77", "title": "Quiet Roads", "language": "en", "created_at": "2026"}])
    change = place.plan()[0]
    assert (change.deed, change.needs) == ("create", "--create-show")
    assert "show: spotify:show:77" in change.why and "--create-show" in change.why
    place.publish("--create-show")
    assert len(place.shows) == 2 and place.there[0]["show"] != "spotify:show:77"


def test_a_show_that_is_named_is_taken(tmp_path):
    place = Place(tmp_path)
    place.set(show="spotify:show:77")
    place.set_server(shows=[{"show_uri": "spotify:show:77", "title": "Another", "language": "en", "created_at": "2026"}])
    place.add()
    place.publish()
    assert [row["show"] for row in place.there] == ["spotify:show:77"]
    assert len(place.shows) == 1


def test_a_named_show_that_is_not_there_is_told(place):
    place.set(show="spotify:show:gone")
    with pytest.raises(Refused) as refused:
        place.plan()
    assert refused.value.diagnostic.code == "target-missing"
    assert "spotify:show:gone" in refused.value.diagnostic.message


def test_a_show_that_was_made_and_not_noted_is_found_again(place):
    place.fault("shows create", "connection", made=True)
    assert failures(place.publish()) == ["spotify-unsure"]
    assert len(place.shows) == 1
    assert told(place.plan())[0] == ("create", 'the show "Quiet Roads"', "made by a publish that was broken off")
    place.publish()
    assert len(place.shows) == 1 and len(place.there) == 2


def test_a_changed_title_is_told_as_a_replacement_and_needs_the_option(place):
    place.publish()
    place.add("glacier", 1, items=CHAPTERS, title="The ice")
    changes = [change for change in place.plan() if change.deed != "leave"]
    assert told(changes)[0] == ("replace", '"The ice"', "its title changed: it takes a new episode there in place of the old one")
    assert {change.needs for change in changes} == {"--replace"}
    before = len(place.calls)
    place.publish()
    assert place.writes(before) == [] and place.titles == ["On glacier", "On road"]
    assert not place.publish("--replace").failed
    assert place.titles == ["On road", "The ice"]
    assert place.writes(before) == ["upload", "episodes delete", "timeline set"]  # listeners are never without it
    assert told(place.plan()) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sound": b"other"}, "its sound"),
        ({"description_html": "<p>Other.</p>"}, "its notes"),
        ({"language": "de"}, "its language"),
        ({"title": "T", "sound": b"other"}, "its sound and its title"),
    ],
)
def test_what_changed_is_named(place, changes, words):
    place.publish()
    place.add("road", 2, **changes)
    assert told(place.plan())[0][2].startswith(f"{words} changed")


def test_other_tags_of_an_mp3_are_no_other_sound(place):
    tag = b"ID3\x04\x00\x00\x00\x00\x01\x02" + bytes(130)  # 130 bytes, seven bits a byte
    place.add("road", 2, sound=tag + b"sound of road" + b"TAG".ljust(128))
    place.publish()
    for sound in (b"sound of road", tag + b"sound of road", b"sound of road" + b"TAG".ljust(128)):
        place.add("road", 2, sound=sound)
        assert told(place.plan()) == []
    place.add("road", 2, sound=tag + b"sound of roads")
    assert told(place.plan())[0][2].startswith("its sound changed")


def test_new_chapters_are_set_in_place_and_need_no_option(place):
    place.publish()
    place.add("glacier", 1, items=CHAPTERS[:2])
    before = len(place.calls)
    assert told(place.plan()) == [("replace", 'chapters and links of "On glacier"', "changed")]
    place.publish()
    assert place.writes(before) == ["timeline set"]
    assert place.there[0]["timeline"] == list(CHAPTERS[:2])
    place.add("glacier", 1)
    place.publish()
    assert place.there[0]["timeline"] is None
    assert told(place.plan()) == []


def test_an_episode_that_is_no_more_is_deleted_and_one_that_was_deleted_there_is_sent_again(place):
    place.publish()
    place.remove("glacier")
    assert told(place.plan()) == [("delete", '"On glacier"', "no longer of the show")]
    place.publish()
    assert place.titles == ["On road"]
    assert "guid-glacier" not in place.ledger.text()
    place.set_server(episodes=[])
    assert told(place.plan())[0] == ("create", '"On road"', "not there any more")


def test_what_podbuild_did_not_send_is_never_deleted(place):
    place.publish()
    foreign = {**place.there[0], "episode_uri": "spotify:episode:foreign", "title": "On glacier"}
    place.set_server(episodes=[*place.there, foreign])
    place.remove("glacier")
    place.publish()
    assert [row["episode_uri"] for row in place.there if row["title"] == "On glacier"] == ["spotify:episode:foreign"]


def test_it_waits_until_an_episode_can_be_heard(place):
    place.set_server(polls=3)
    place.publish()
    assert [row["status"] for row in place.there] == ["READY", "READY"]
    assert place.world.waits == [20.0] * 6
    assert "--wait" not in [a for call in place.calls for a in call]


def test_what_takes_longer_is_told_and_looked_at_again(place):
    place.set(wait_minutes=1)
    place.set_server(polls=6)
    applied = place.publish()
    assert not applied.failed
    reasons = [event.reason for event in place.events if event.kind == "done" and event.reason]
    assert reasons[0] == '"On glacier" is at Spotify, which is still at work on it: it can be heard soon'
    assert told(place.plan())[0] == ("create", 'chapters and links of "On glacier"', "Spotify was still at work on it")
    before = len(place.calls)
    place.publish()
    assert place.writes(before) == ["timeline set"]
    assert told(place.plan()) == []


def test_trap_6_bytes_that_were_refused_are_not_sent_again(place):
    place.set_server(refused=[sha(b"sound of glacier")])
    assert failures(place.publish()) == ["spotify-refused"]
    assert place.titles == ["On road"]  # one that failed counts against the 60
    before = len(place.calls)
    assert told(place.plan()) == []
    assert [c.why for c in place.plan() if c.key == "guid-glacier"] == [
        "Spotify refused it as it is, and is not asked again until it changes"
    ]
    place.publish()
    assert place.writes(before) == []
    place.add("glacier", 1, sound=b"better", items=CHAPTERS)
    assert not place.publish().failed
    assert sorted(place.titles) == ["On glacier", "On road"]


def test_an_episode_that_is_refused_at_once_is_not_sent_again(place):
    place.fault("upload", "status", status=415, message="no such codec")
    assert failures(place.publish()) == ["spotify-refused"]
    assert place.ledger.entries["guid-glacier"].state == "refused"
    assert place.titles == ["On road"]
    before = len(place.calls)
    for _ in range(2):  # the ledger keeps it, however often
        place.publish()
    assert place.writes(before) == []
    assert place.ledger.entries["guid-glacier"].state == "refused"


def test_a_refused_replacement_leaves_what_was_there(place):
    place.publish()
    place.add("glacier", 1, sound=b"noise", items=CHAPTERS)
    place.set_server(refused=[sha(b"noise")])
    assert failures(place.publish("--replace")) == ["spotify-refused"]
    assert sorted(row["bytes"] for row in place.there) == sorted([sha(b"sound of glacier"), sha(b"sound of road")])
    before = len(place.calls)
    place.publish("--replace")
    assert place.writes(before) == []
    place.add("glacier", 1, sound=b"better", items=CHAPTERS)
    assert not place.publish("--replace").failed
    assert sha(b"better") in [row["bytes"] for row in place.there] and len(place.there) == 2


def test_a_show_with_another_title_stays_the_same_show(place):
    place.publish()
    renamed(place, "Loud Roads")
    assert told(place.plan()) == []
    assert place.plan()[0].why == 'it is still called "Quiet Roads" there: a show cannot be changed'


def test_who_has_no_program_is_told_how_to_get_it(place):
    (place.root / "bin" / PROGRAM).unlink()
    with pytest.raises(Refused) as refused:
        place.plan()
    assert refused.value.diagnostic.code == "spotify-missing"
    assert "github.com/spotify/save-to-spotify" in refused.value.diagnostic.fix


def test_who_is_not_logged_in_is_told_how(place):
    for login in ("none", "ended"):
        place.set_server(login=login)
        with pytest.raises(Refused) as refused:
            place.plan()
        assert refused.value.diagnostic.code == "target-login"
        assert refused.value.diagnostic.fix == "run: save-to-spotify auth login"


def test_an_expired_access_token_that_the_program_renews_does_not_stop_a_publish(place):
    place.set_server(login="renewable")
    assert not place.publish().failed


@pytest.mark.parametrize(
    ("settings", "is_good"),
    [({}, True), ({"show": "spotify:show:2x"}, True), ({"show": "https://open.spotify.com/show/2x"}, False)],
)
def test_a_show_is_named_by_its_uri(place, settings, is_good):
    place.set(**settings)
    assert (SPOTIFY.problems(place.destination) == ()) == is_good


def test_kill_9_during_an_upload_then_a_publish_goes_on(place):
    place.fault("upload", "hang", seconds=60)
    (place.root / "place").write_bytes(pickle.dumps(place))
    program = "import pickle, sys; pickle.load(open(sys.argv[1], 'rb')).publish()"
    running = subprocess.Popen([sys.executable, "-c", program, place.root / "place"], start_new_session=True)
    hanging = place.server / "hanging"
    for _ in range(200):
        if hanging.exists() and hanging.read_text():
            break
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert [(row["title"], row["status"]) for row in place.there] == [("On glacier", "PROCESSING")]
    assert place.ledger.entries["guid-glacier"].facts["attempt"]["title"] == "On glacier"
    assert told(place.plan())[:2] == [
        ("delete", '"On glacier"', "of an upload that was broken off"),
        ("create", '"On glacier"', "begun, and not finished"),
    ]
    assert not place.publish().failed
    assert place.titles == ["On glacier", "On road"]
    assert [row["status"] for row in place.there] == ["READY", "READY"]
    assert told(place.plan()) == []
