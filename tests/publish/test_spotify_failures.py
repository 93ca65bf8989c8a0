"""What goes wrong at Spotify: what is tried again and what never, what is cleaned up, what is told."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time

import pytest

from podbuild.publish.save_to_spotify import CallFailed, SaveToSpotify, error_words
from podbuild.publish.target import Refused, Unavailable
from tests.publish.spotify_place import Place, sha, told


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    made.add("glacier", 1)
    return made


@pytest.fixture
def begun(place):
    """A show that is there already, so that what follows counts from its episodes."""
    place.publish()
    place.add("road", 2)
    place.world.waits.clear()
    return place


def failed(applied):
    return [(diagnostic.code, diagnostic.message) for _, diagnostic in applied.failed]


def test_trap_3_a_failed_transfer_leaves_no_orphan_and_is_sent_again(begun):
    before = len(begun.calls)
    begun.fault("upload", "transfer")
    assert not begun.publish().failed
    assert begun.commands(before)[:5] == ["episodes", "upload", "episodes", "episodes delete", "upload"]
    assert begun.titles == ["On glacier", "On road"]
    assert begun.world.waits[0] == 1.0


def test_trap_3_an_orphan_that_could_not_be_found_is_deleted_by_the_next_publish(begun):
    begun.fault("upload", "transfer")
    (begun.server / "faults.json").write_text(
        json.dumps(
            [
                {"command": "upload", "fault": "transfer"},
                {"command": "episodes", "fault": ""},
                {"command": "episodes", "fault": "server"},
            ]
        )
    )
    ((code, message),) = failed(begun.publish())
    assert code == "spotify-unsure" and "what it left was not found" in message
    assert begun.commands().count("upload") == 2  # one for each episode: none was tried again
    assert begun.titles == ["On glacier", "On road"]
    assert told(begun.plan())[0] == ("delete", '"On road"', "of an upload that was broken off")
    assert not begun.publish().failed
    assert [(row["title"], row["status"]) for row in begun.there] == [("On glacier", "READY"), ("On road", "READY")]


def test_trap_3_what_may_be_of_somebody_else_is_not_deleted(begun):
    begun.fault("upload", "transfer")
    session_list = begun.there

    def two_orphans():
        row = begun.there[-1]
        begun.set_server(episodes=[*begun.there, {**row, "episode_uri": "spotify:episode:other"}])

    begun.fault("episodes", "")
    begun.fault("episodes", "server")
    begun.publish()
    assert len(begun.there) == len(session_list) + 1
    two_orphans()
    before = len(begun.calls)
    with pytest.raises(Refused) as refused:
        begun.publish()
    assert refused.value.diagnostic.code == "spotify-unsure"
    assert "spotify:episode:other" in refused.value.diagnostic.fix
    assert begun.writes(before) == []


def test_an_episode_of_the_same_title_that_was_there_before_is_no_orphan(begun):
    elder = {**begun.there[0], "episode_uri": "spotify:episode:elder", "title": "On road", "status": "FAILED"}
    begun.set_server(episodes=[*begun.there, elder])
    begun.fault("upload", "transfer")
    assert not begun.publish().failed
    assert begun.titles == ["On glacier", "On road", "On road"]
    assert "spotify:episode:elder" in [row["episode_uri"] for row in begun.there]


@pytest.mark.parametrize("fault", ["server", "connection", "garbage"])
def test_a_create_of_which_nothing_is_known_is_never_tried_again(begun, fault):
    begun.fault("upload", fault)
    before = len(begun.calls)
    ((code, _),) = failed(begun.publish())
    assert code == "spotify-unsure"
    assert begun.commands(before).count("upload") == 1
    assert not begun.publish().failed
    assert begun.titles == ["On glacier", "On road"]


@pytest.mark.parametrize("fault", ["server", "connection", "garbage"])
def test_a_create_that_answered_wrongly_and_was_made_is_cleaned_up_and_done_again(begun, fault):
    begun.fault("upload", fault, made=True)
    assert not begun.publish().failed
    assert begun.titles == ["On glacier", "On road"]
    assert all(row["bytes"] for row in begun.there)


def test_an_upload_that_arrived_whole_and_was_not_noted_is_taken_as_it_is(begun):
    begun.fault("upload", "transfer")
    begun.fault("episodes", "")
    begun.fault("episodes", "server")
    begun.publish()
    rows = begun.there
    rows[-1] |= {"status": "READY", "bytes": sha(b"sound of road")}
    begun.set_server(episodes=rows)
    assert told(begun.plan())[0] == ("create", '"On road"', "it was sent by a publish that was broken off; nothing is sent again")
    before = len(begun.calls)
    assert not begun.publish().failed
    assert begun.writes(before) == []
    assert told(begun.plan()) == []


def test_kill_9_of_podbuild_alone_while_the_program_goes_on(begun):
    begun.fault("upload", "hang", seconds=1)
    (begun.root / "place").write_bytes(pickle.dumps(begun))
    program = "import pickle, sys; pickle.load(open(sys.argv[1], 'rb')).publish()"
    running = subprocess.Popen([sys.executable, "-c", program, begun.root / "place"])
    hanging = begun.server / "hanging"
    for _ in range(200):
        if hanging.exists() and hanging.read_text():
            break
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    for _ in range(100):
        if begun.there[-1]["bytes"]:
            break
        time.sleep(0.05)
    assert not begun.publish().failed
    assert begun.titles == ["On glacier", "On road"]


def test_too_many_requests_are_waited_for_as_long_as_is_asked(begun):
    begun.fault("upload", "limit", more={"retry_after": 42})
    assert not begun.publish().failed
    assert begun.world.waits[0] == 42.0
    assert [event.kind for event in begun.events if event.kind == "wait"] == ["wait"]
    assert begun.titles == ["On glacier", "On road"]


def test_a_weekly_limit_is_told_and_not_waited_for(begun):
    begun.add("sea", 3)
    begun.fault("upload", "limit", code="WEEKLY_UPLOAD_LIMIT", message="weekly limit reached")
    before = len(begun.calls)
    applied = begun.publish()
    ((_, diagnostic),) = applied.failed
    assert diagnostic.code == "target-unavailable"
    assert diagnostic.message == "Spotify takes no more for now: weekly limit reached (WEEKLY_UPLOAD_LIMIT)"
    assert diagnostic.fix == "publish again in 7 days: what is done stays done"
    assert begun.commands(before).count("upload") == 1  # nor is the next one tried
    assert begun.world.waits == []


def test_a_server_that_is_away_when_we_look_is_unavailable(begun):
    begun.fault("episodes", "server")
    with pytest.raises(Unavailable):
        begun.plan()


def test_a_deletion_that_failed_is_made_by_the_next_publish(begun):
    begun.remove("glacier")
    begun.fault("episodes delete", "status", status=403)
    assert failed(begun.publish())[0][0] == "target-refused"
    assert begun.titles == ["On glacier"]  # what comes after a deletion waits for it
    assert not begun.publish().failed
    assert begun.titles == ["On road"]


def test_what_is_deleted_already_is_as_good_as_deleted(begun):
    begun.remove("glacier")
    begun.fault("episodes delete", "status", status=404)
    assert not begun.publish().failed
    assert "guid-glacier" not in begun.ledger.text()


def test_a_replacement_that_fails_leaves_the_old_episode(begun):
    begun.publish()
    begun.add("road", 2, title="The road")
    begun.fault("upload", "server")
    begun.publish("--replace")
    assert begun.titles == ["On glacier", "On road"]
    begun.publish("--replace")
    assert begun.titles == ["On glacier", "The road"]
    assert told(begun.plan()) == []


@pytest.mark.parametrize("status", [400, 403, 500])
def test_an_old_episode_whose_deletion_failed_is_deleted_by_the_next_publish(begun, status):
    begun.publish()
    begun.add("road", 2, title="The road")
    begun.fault("episodes delete", "status", status=status, times=5)
    begun.publish("--replace")
    assert begun.titles == ["On glacier", "On road", "The road"]
    (begun.server / "faults.json").unlink()
    begun.publish()
    assert begun.titles == ["On glacier", "The road"]
    assert told(begun.plan()) == []


def test_a_refused_picture_of_the_cover_makes_nothing(begun):
    begun.fault("image", "server")
    before = len(begun.calls)
    assert not begun.publish().failed
    assert begun.commands(before).count("upload") == 2  # certainly nothing was made: it may be tried again
    assert begun.titles == ["On glacier", "On road"]


def test_a_timeline_that_failed_is_set_again(begun):
    chapters = [{"chapter": {"title": t, "start_time_ms": n * 40_000}} for n, t in enumerate("AB")]
    begun.add("road", 2, items=chapters)
    begun.fault("timeline set", "server", times=9)
    assert failed(begun.publish())[0][0] == "target-unavailable"
    (begun.server / "faults.json").unlink()
    before = len(begun.calls)
    assert not begun.publish().failed
    assert begun.writes(before) == ["timeline set"]


def test_trap_4_signed_addresses_are_in_no_message_and_no_ledger(begun):
    begun.fault("upload", "transfer", times=9)
    applied = begun.publish()
    told_words = " ".join(f"{d.message} {d.fix} {d.why}" for _, d in applied.failed) + " ".join(e.reason for e in begun.events)
    assert "upload failed" in told_words and "storage.googleapis.com/bucket/object?…" in told_words
    assert "Signature" not in told_words + begun.ledger.text() and "5ec2e7" not in told_words + begun.ledger.text()
    assert "create" not in [call[4] for call in begun.calls if call[3] == "episodes" and len(call) > 4]


@pytest.mark.parametrize(
    ("message", "kind", "words", "is_unmade"),
    [
        ('API error (429): {"error_code": "X", "message": "slow"}', "limit", "slow (X)", True),
        ('API error (401): {"message": "expired"}', "login", "expired", True),
        ("API error (404): no such page", "absent", "no such page", True),
        ("API error (500): ", "server", "API error (500):", False),
        ('API error (400): {"error_code": "a \x1b[31m", "message": "b"}', "refused", "b (a", True),
        ("request failed — check your connectivity: EOF", "server", "request failed", False),
        ("upload failed (503): busy", "transfer", "upload failed (503)", False),
        ("upload failed for part 2 (403)", "transfer", "upload failed for part 2", False),
        ("upload failed (413): too large", "refused", "upload failed (413)", False),
        ("episode created but no upload URLs returned", "unknown", "episode created", False),
        ("image upload failed (500): x", "server", "x", True),
        ("token refresh failed — run `save-to-spotify auth login` again: x", "login", "token refresh failed", True),
    ],
)
def test_each_kind_of_error_is_known(place, message, kind, words, is_unmade):
    place.fault("shows", "words", message=message)
    with pytest.raises(CallFailed) as caught:
        SaveToSpotify(str(place.root / "bin" / "save-to-spotify"), place.world).shows()
    assert (caught.value.kind, caught.value.is_unmade) == (kind, is_unmade)
    assert caught.value.message.startswith(words)


def test_an_answer_that_is_no_json_is_no_success(place):
    place.fault("shows", "garbage", exit=0)
    with pytest.raises(Refused) as refused:
        place.plan()
    assert refused.value.diagnostic.message.endswith("<html>bad gateway")
    assert "\x1b" not in refused.value.diagnostic.message


def test_an_unknown_command_tells_the_last_line_not_the_usage(place):
    service = SaveToSpotify(str(place.root / "bin" / "save-to-spotify"), place.world)
    with pytest.raises(CallFailed, match=r"^unknown command: shine$"):
        service._call("shine")


@pytest.mark.parametrize("stdout", ["", "\x00\xff", '{"error":', '{"error": 5}', "null", "[]", "{}", '{"error":"\\xff\\"'])
def test_any_words_of_an_error_are_read(stdout):
    assert isinstance(error_words(stdout), str)


def test_a_program_that_cannot_be_run_is_told(place):
    program = place.root / "bin" / "save-to-spotify"
    program.write_text("#!/nowhere/at/all\n")
    with pytest.raises(Refused) as refused:
        place.plan()
    assert "cannot be run" in refused.value.diagnostic.message
