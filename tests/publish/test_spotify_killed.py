"""kill -9 at every call of the program, before it, during it and after it: the next publish brings what is wanted, once."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys

import pytest

from podbuild.steps.lock import held
from podbuild.steps.world import World
from tests.publish.spotify_place import Place, sha, told

CHAPTERS = ({"chapter": {"title": "A", "start_time_ms": 0}}, {"chapter": {"title": "B", "start_time_ms": 40_000}})
PROGRAM = """
import pickle, sys
from tests.publish.test_spotify_killed import publish
publish(pickle.load(open(sys.argv[1], "rb")))
"""
# "end": the program that was called dies too; "kill": it goes on alone, and holds the lock that was lent to it.
MOMENTS = [("end", "before"), ("kill", "before"), ("end", "during"), ("kill", "during"), ("kill", "after")]


def first(place):
    """A show with two episodes, of which nothing is there."""
    place.add("glacier", 1, items=CHAPTERS)
    place.add("road", 2)


def replacement(place):
    """Two episodes that are there, and one has another title now."""
    first(place)
    place.publish()
    place.add("glacier", 1, items=CHAPTERS, title="The ice")


def publish(place):
    with held(place.root / "state", World(), is_lent=True):
        return place.publish("--replace")


def processed(place):
    """What goes on at Spotify meanwhile: what arrived whole can be heard."""
    rows = place.there
    for row in rows:
        row["status"] = "READY" if row["bytes"] else row["status"]
    if rows:
        place.set_server(episodes=rows)


def killed_then_published(place, number, fault, when):
    before = len(place.calls)
    (place.server / "faults.json").write_text(json.dumps([{"at": before + number, "fault": fault, "when": when}]))
    (place.root / "place").write_bytes(pickle.dumps(place))
    subprocess.run([sys.executable, "-c", PROGRAM, place.root / "place"], check=False)
    with held(place.root / "state", World()):  # what goes on alone has come to its end
        (place.server / "faults.json").unlink()
        processed(place)
    assert not publish(place).failed
    assert len(place.shows) == 1
    assert sorted(place.titles) == sorted(release.title for release in place.releases)
    assert all(row["status"] == "READY" and row["bytes"] for row in place.there)
    assert told(place.plan()) == []


@pytest.mark.parametrize(("fault", "when"), [("kill", "during"), ("kill", "after")])
def test_a_replacement_that_goes_on_alone_leaves_one_copy(tmp_path, fault, when):
    place = Place(tmp_path)
    replacement(place)
    killed_then_published(place, 2, fault, when)
    assert sha(b"sound of glacier") in [row["bytes"] for row in place.there]


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "when"), MOMENTS)
@pytest.mark.parametrize(("start", "number"), [*((first, n) for n in range(1, 9)), *((replacement, n) for n in range(1, 6))])
def test_kill_9_at_each_call(tmp_path, start, number, fault, when):
    place = Place(tmp_path)
    start(place)
    killed_then_published(place, number, fault, when)
