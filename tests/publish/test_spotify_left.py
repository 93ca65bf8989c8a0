"""Episodes that Spotify cannot have: each is left as it is there, and all others go on."""

from __future__ import annotations

import pytest

from podbuild.model.release import Enclosure, OutputFile
from podbuild.publish.target import Refused
from tests.publish.spotify_place import Place, told

ELSEWHERE = Enclosure(OutputFile("", "", 9_000, "audio/mpeg"), 77.6, 0, "https://cdn.example.org/glacier.mp3")


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    made.add("glacier", 1)
    made.add("road", 2)
    return made


def grow(place, slug, size_bytes=(1 << 30) + 1):
    with (place.folder / f"audio/{slug}.mp3").open("wb") as file:
        file.truncate(size_bytes)  # a hole: it takes no room


def left(place):
    return [(c.key, c.why, len(c.refusals)) for c in place.plan() if c.deed == "leave" and c.key.startswith("guid") and c.why]


def test_an_episode_whose_audio_lies_elsewhere_is_left_and_the_others_go_out(place):
    place.add("glacier", 1, enclosure=ELSEWHERE)
    assert left(place) == [("guid-glacier", "its audio lies elsewhere", 0)]
    assert not place.publish().failed
    assert place.titles == ["On road"]
    assert told(place.plan()) == []
    assert "guid-glacier" not in place.ledger.text()


def test_one_that_was_sent_before_its_audio_went_elsewhere_stays(place):
    place.publish()
    before = len(place.calls)
    place.add("glacier", 1, enclosure=ELSEWHERE, title="The ice")
    assert told(place.plan()) == []
    assert not place.publish("--replace").failed
    assert (place.writes(before), place.titles) == ([], ["On glacier", "On road"])
    place.remove("glacier")
    assert told(place.plan()) == [("delete", '"On glacier"', "no longer of the show")]


def test_where_all_audio_lies_elsewhere_no_show_is_made(place):
    for slug in ("glacier", "road"):
        place.add(slug, enclosure=ELSEWHERE)
    assert not place.publish().failed
    assert place.writes() == [] and len(left(place)) == 2


def test_one_that_spotify_would_not_take_holds_up_no_other(place):
    grow(place, "glacier")
    refused = [change for change in place.plan() if change.refusals]
    assert [(change.deed, change.key, change.why) for change in refused] == [
        ("leave", "guid-glacier", "Spotify would not take it as it is")
    ]
    assert "at most 1 GiB" in refused[0].refusals[0].message
    place.publish()
    assert place.titles == ["On road"]
    place.add("glacier", 1)
    assert not place.publish().failed
    assert place.titles == ["On road", "On glacier"]


def test_one_that_no_longer_fits_stays_as_it_was_sent(place):
    place.publish()
    before = len(place.calls)
    grow(place, "glacier")
    place.add("new", 3)
    place.publish("--replace")
    assert place.writes(before) == ["upload"]
    assert place.titles == ["On glacier", "On road", "On new"]


@pytest.mark.parametrize("keep", ["refuse", "newest"])
def test_what_stays_takes_room(tmp_path, keep):
    place = Place(tmp_path)
    place.set(keep=keep)
    for n in range(60):
        place.add(f"e{n:02}", n + 1)
    place.pretend_published()
    place.add("e30", 31, enclosure=ELSEWHERE)
    assert told(place.plan()) == []
    place.add("new", 28 + 40)
    if keep == "newest":
        assert told(place.plan())[0] == ("delete", '"On e00"', "the oldest make room")
        return
    with pytest.raises(Refused) as refused:
        place.plan()
    assert refused.value.diagnostic.message == (
        "60 episodes are to be at Spotify, which holds 60 a show, and 1 stays there that cannot be sent anew"
    )
