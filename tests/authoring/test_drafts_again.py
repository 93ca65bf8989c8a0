"""A draft again: after a run that was cut short, and from the snapshots that an earlier one kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podbuild.authoring.commission import Asking, Stopped, commissioned
from podbuild.authoring.drafting_run import draft
from podbuild.authoring.outcome import Outcome
from podbuild.authoring.wishes import Wish
from podbuild.drafting.sources.reading_sources import wanted
from podbuild.steps.world import World
from tests.authoring.listening import Listening
from tests.authoring.played_writer import PlayedWriter
from tests.authoring.test_briefing import News, news
from tests.authoring.test_drafting_run import DAY, FILES, SHOW
from tests.cli.running import write
from tests.drafting.messages_api import MessagesApi, cut_after
from tests.drafting.messages_rules import form_of

assert news  # a fixture
SOURCES = {
    **FILES,
    "sources/plain.txt": "Plain words are here.\n",
    "sources/more/plain.txt": "Others are called the same.\n",
    "sources/todo.txt": "(A) Call the keeper due:2026-11-20\n",
    "sources/talk.vtt": "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada>On the ice we stand.\n",
    "sources/table.csv": "Name,Score\nAda,7\n",
}
FLEETING_MINUTE = 61.0


def drafted(root: Path, api: MessagesApi, sources: tuple[str, ...], late_seconds: float = 0.0) -> Outcome | None:
    wish = Wish("What ice says", DAY, sources=tuple(map(wanted, sources)), length_seconds=60.0, is_accepted=True)
    world: World = api.world(1_790_000_000.0 + late_seconds)
    with commissioned(root, world, Listening(), ("draft", wish), Asking()) as commission:
        return draft(commission, wish)


def show(root: Path, news: News) -> tuple[Path, tuple[str, ...]]:
    news.items = ["ferry", "boiler"]
    write(root, {**SOURCES, "show.yaml": SHOW + f"drafting: {{hosts: ['{news.host}']}}\n"})
    files = tuple(name for name in SOURCES if name.startswith("sources/"))
    return root, (*files, f"feed:http://{news.host}/feed.xml")


def test_what_was_paid_for_counts_a_minute_later_though_a_feed_is_read_again(tmp_path, messages_api, news):
    root, sources = show(tmp_path / "show", news)
    played = PlayedWriter()
    messages_api.by = lambda body: played(body) if form_of(body) == "outline" else cut_after(2_000)
    with pytest.raises(Stopped):
        drafted(root, messages_api, sources)
    messages_api.by = played
    assert drafted(root, messages_api, sources, FLEETING_MINUTE) is not None
    assert played.asked == ["outline", "script"]


def test_a_draft_from_its_snapshots_asks_the_same_to_the_byte(tmp_path, messages_api, news):
    root, sources = show(tmp_path / "show", news)
    messages_api.by = PlayedWriter()
    first = drafted(root, messages_api, sources)
    assert first is not None
    record = json.loads((root / "sources/provenance/what-the-ice-says.jsonl").read_text("utf-8"))
    assert len(record["sources"]) == len(sources)
    again = write(tmp_path / "again", {"show.yaml": (root / "show.yaml").read_bytes()})
    for name in record["sources"]:
        write(again, {name: (root / name).read_bytes()})
    news.items = ["another"]
    asked = [json.dumps(one.body) for one in messages_api.asked]
    assert drafted(again, messages_api, tuple(record["sources"]), 5 * FLEETING_MINUTE) is not None
    assert [json.dumps(one.body) for one in messages_api.asked[len(asked) :]] == asked
    for name in record["sources"]:
        assert (again / name).read_bytes() == (root / name).read_bytes()
    one, other = ((folder / first.file).read_bytes() for folder in (root, again))
    assert one == other
