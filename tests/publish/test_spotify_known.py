"""What the ledger does not know, or knows twice: it was lost, is an old one, or was merged. Nothing is made twice."""

from __future__ import annotations

import json

import pytest

from podbuild.publish.ledger import read_ledger
from podbuild.publish.target import Refused
from tests.publish.spotify_place import Place, renamed, sha, told

CHAPTERS = ({"chapter": {"title": "A", "start_time_ms": 0}}, {"chapter": {"title": "B", "start_time_ms": 40_000}})
SHOW_LINE = '    "show"'


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    made.add("glacier", 1, items=CHAPTERS)
    made.add("road", 2)
    made.publish()
    return made


def ledger_file(place):
    return place.root / "publish" / "spotify.json"


def refusal(place):
    with pytest.raises(Refused) as refused:
        place.plan()
    return refused.value.diagnostic


def lose(place, *keys):
    """Take entries out of the ledger, as an older commit of it has none."""
    kept = json.loads(ledger_file(place).read_text())
    kept["entries"] = {key: entry for key, entry in kept["entries"].items() if key.removesuffix("/ready") not in keys}
    ledger_file(place).write_text(json.dumps(kept))


def merge(place, start, former, latter):
    """Leave both sides of a merge in the ledger: the lines that begin so, and the same with another id."""
    lines = []
    for line in ledger_file(place).read_text().splitlines():
        both = ["<<<<<<< ours", line, "=======", line.replace(former, latter), ">>>>>>> theirs"]
        lines += both if line.startswith(start) else [line]
    ledger_file(place).write_text("\n".join(lines) + "\n")


def publish_merged(place, monkeypatch):
    monkeypatch.setattr(Place, "ledger", property(lambda p: read_ledger(ledger_file(p), "spotify")[0]))
    return place.publish()


def test_an_episode_that_an_older_ledger_does_not_know_is_taken_as_it_is_and_only_by_option(place):
    lose(place, "guid-road")
    (change,) = [change for change in place.plan() if change.deed == "create" and change.key == "guid-road"]
    assert change.is_foreign
    assert change.why == "an episode of that title is there which the ledger does not know: it would be taken as it is"
    before = len(place.calls)
    assert not place.publish().failed
    assert place.titles == ["On glacier", "On road"] and place.writes(before) == []
    assert told(place.plan()) == []


def test_with_no_ledger_at_all_nothing_is_doubled(place):
    ledger_file(place).unlink()
    assert place.plan()[0].needs == "--create-show"
    place.set(show=place.shows[0]["show_uri"])
    assert all(change.is_foreign for change in place.plan() if change.key in ("guid-glacier", "guid-road"))
    assert not place.publish().failed
    assert place.titles == ["On glacier", "On road"] and len(place.shows) == 1
    assert told(place.plan()) == []


def test_an_older_ledger_of_a_full_show_deletes_nothing_that_it_knows(tmp_path):
    place = Place(tmp_path)
    place.set(keep="newest")
    for n in range(60):
        place.add(f"e{n:02}", n + 1)
    place.pretend_published()
    lose(place, *(f"guid-e{n:02}" for n in range(30, 60)))
    assert {deed for deed, _, _ in told(place.plan())} == {"create"}
    assert sum(change.is_foreign for change in place.plan()) == 30


def test_one_that_is_not_known_and_cannot_be_heard_is_left_to_people(place):
    lose(place, "guid-road")
    rows = place.there
    rows[1]["status"] = "PROCESSING"
    place.set_server(episodes=rows)
    diagnostic = refusal(place)
    assert diagnostic.code == "spotify-unsure" and rows[1]["episode_uri"] in diagnostic.fix


def test_of_a_title_that_is_listed_cut_nothing_is_doubled(tmp_path):
    place = Place(tmp_path)
    title = "A very long title " * 16
    place.add("glacier", title=title.strip())
    place.fault("upload", "transfer")
    place.fault("episodes", "server")
    place.publish()
    place.set_server(episodes=[{**row, "title": row["title"][:60] + "…"} for row in place.there])
    assert told(place.plan())[0][2] == "of an upload that was broken off"
    place.publish()
    assert [row["title"] for row in place.there] == [title.strip()]


def test_a_replacement_that_arrived_and_was_not_noted_leaves_no_second_copy(place):
    place.add("glacier", 1, items=CHAPTERS, title="The ice")
    place.fault("upload", "transfer")
    place.fault("episodes", "")
    place.fault("episodes", "server")
    place.publish("--replace")
    assert place.titles == ["On glacier", "On road", "The ice"]
    rows = place.there
    rows[-1] |= {"status": "READY", "bytes": sha(b"sound of glacier")}
    place.set_server(episodes=rows)
    assert not place.publish("--replace").failed
    assert place.titles == ["On road", "The ice"]
    assert told(place.plan()) == []


def test_two_machines_that_sent_one_episode_leave_one_copy(place, monkeypatch):
    ours = place.there[0]
    place.set_server(episodes=[*place.there, {**ours, "episode_uri": "spotify:episode:theirs"}])
    merge(place, '    "guid-glacier', ours["episode_uri"], "spotify:episode:theirs")
    assert not publish_merged(place, monkeypatch).failed
    assert sorted(place.titles) == ["On glacier", "On road"]
    assert told(place.plan()) == []


def test_of_two_sides_the_one_that_is_there_is_kept(place, monkeypatch):
    ours, before = place.there[0]["episode_uri"], len(place.calls)
    merge(place, '    "guid-glacier', ours, "spotify:episode:deleted")
    assert not publish_merged(place, monkeypatch).failed
    assert place.there[0]["episode_uri"] == ours
    assert "upload" not in place.writes(before)
    assert told(place.plan()) == []


def test_two_machines_that_made_a_show_each_are_told_of_both(place, monkeypatch):
    ours = place.shows[0]
    place.set_server(shows=[ours, {**ours, "show_uri": "spotify:show:other"}])
    merge(place, SHOW_LINE, ours["show_uri"], "spotify:show:other")
    with pytest.raises(Refused) as refused:
        publish_merged(place, monkeypatch)
    assert ours["show_uri"] in refused.value.diagnostic.message and "spotify:show:other" in refused.value.diagnostic.message
    place.set(show=ours["show_uri"])
    assert not publish_merged(place, monkeypatch).failed
    assert place.titles == ["On glacier", "On road"]


def test_a_show_that_was_made_and_not_noted_is_found_by_the_title_it_was_made_with(tmp_path):
    place = Place(tmp_path)
    place.add("glacier")
    place.fault("shows create", "connection", made=True)
    place.publish()
    renamed(place, "Loud Roads")
    assert not place.publish().failed
    assert [show["title"] for show in place.shows] == ["Quiet Roads"]
    assert place.plan()[0].why == 'it is still called "Quiet Roads" there: a show cannot be changed'


def test_a_show_that_was_deleted_is_made_anew_when_its_line_is_deleted(place):
    place.set_server(shows=[], episodes=[])
    assert 'delete the line "show" of the ledger' in refusal(place).fix
    lose(place, "show")
    assert not place.publish().failed
    assert place.titles == ["On glacier", "On road"] and len(place.shows) == 1
    assert told(place.plan()) == []


@pytest.mark.parametrize("answer", ['{"oops": 1}', "{}", "5", '"none"', "[1]", '{"shows": "none"}'])
def test_an_answer_of_another_form_is_no_empty_list_of_shows(tmp_path, answer):
    place = Place(tmp_path)
    place.add("glacier")
    program = place.root / "bin" / "save-to-spotify"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    assert "without a list of shows" in refusal(place).message


def test_a_show_that_filled_up_meanwhile_is_no_fault_of_the_episode(place):
    place.add("sea", 3)
    place.fault("upload", "status", status=400, code="EPISODE_LIMIT", message="the show is full")
    ((_, diagnostic),) = place.publish().failed
    assert diagnostic.code == "target-full"
    assert not place.publish().failed
    assert place.titles == ["On glacier", "On road", "On sea"]


def test_a_ledger_with_both_lines_of_a_merge_and_no_mark_is_read_as_both(place, monkeypatch):
    ours = place.there[0]
    place.set_server(episodes=[*place.there, {**ours, "episode_uri": "spotify:episode:theirs"}])
    merge(place, '    "guid-glacier', ours["episode_uri"], "spotify:episode:theirs")
    text = "".join(f"{line}\n" for line in ledger_file(place).read_text().splitlines() if line[0] not in "<=>")
    ledger_file(place).write_text(text)
    (warning,) = read_ledger(ledger_file(place), "spotify")[1]
    assert (warning.code, warning.severity) == ("ledger-edited", "warning") and '"guid-glacier" twice' in warning.message
    assert not publish_merged(place, monkeypatch).failed
    assert sorted(place.titles) == ["On glacier", "On road"]


@pytest.mark.parametrize("value", [5, "x", [1], ["x"], {"a": 1}, True, [{}], [{"uri": 5}]])
@pytest.mark.parametrize("name", ["attempt", "olds"])
@pytest.mark.parametrize("key", ["guid-glacier", "guid-glacier/ready", "show"])
def test_a_ledger_that_was_edited_into_another_form_is_told(place, key, name, value):
    kept = json.loads(ledger_file(place).read_text())
    kept["entries"][key][name] = value
    ledger_file(place).write_text(json.dumps(kept))
    if name == "attempt" and value == {"a": 1}:  # as good as none
        assert place.plan()
        return
    diagnostic = refusal(place)
    assert diagnostic.code == "ledger-bad" and f'of "{key}", "{name}" is not as podbuild writes it' in diagnostic.message
