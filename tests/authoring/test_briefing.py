"""Daily episodes from a recipe: real files, a real feed on loopback, and a played model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from podbuild.authoring.briefing import brief, chosen, written_already
from podbuild.authoring.commission import Asking, Stopped, commissioned
from podbuild.authoring.outcome import Outcome
from podbuild.build import read
from podbuild.source.dates import moment_of
from podbuild.starters import new_show
from tests.authoring.listening import Listening
from tests.authoring.played_writer import PlayedWriter
from tests.authoring.test_drafting_run import SHOW, tree
from tests.cli.running import process, write
from tests.drafting.messages_api import MessagesApi
from tests.loopback_servers import start, stop

FRIDAY, SATURDAY = date(2026, 12, 4), date(2026, 12, 5)
ITEM = "<item><title>{0}</title><guid>{0}</guid><link>https://example.org/{0}</link><description>About {0}.</description></item>"
CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
BEGIN:VEVENT
UID:choir
DTSTAMP:20261101T090000Z
DTSTART:20261204T190000Z
DTEND:20261204T203000Z
SUMMARY:The school sings
END:VEVENT
END:VCALENDAR
"""


class News:
    """A feed that says what it is told to."""

    def __init__(self) -> None:
        news = self
        self.items: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                items = "".join(ITEM.format(name) for name in news.items)
                data = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()
                self.send_response(200)
                self.send_header("content-type", "application/rss+xml")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        start(self.server)


@pytest.fixture
def news() -> Iterator[News]:
    found = News()
    yield found
    stop(found.server)


def show_of(tmp_path: Path, recipe: str, host: str = "") -> Path:
    hosts = f"drafting: {{hosts: ['{host}']}}\n" if host else ""
    return write(tmp_path / "show", {"show.yaml": SHOW + hosts, "recipes/morning.yaml": recipe, "sources/day.ics": CALENDAR})


@pytest.mark.parametrize("folder", ["episodes", "sources/provenance"])
def test_nothing_is_written_out_of_the_show(messages_api: MessagesApi, tmp_path: Path, folder: str) -> None:
    root = show_of(tmp_path, "wish: Tell it\nsources: [sources/day.ics]\n")
    (tmp_path / "elsewhere").mkdir()
    (root / folder).symlink_to(tmp_path / "elsewhere")
    messages_api.by = PlayedWriter()
    with pytest.raises(Stopped) as caught:
        briefed(root, messages_api)
    assert caught.value.diagnostics[0].code == "path-escapes" and caught.value.status == 1
    assert not messages_api.requests and not list((tmp_path / "elsewhere").iterdir())


def test_without_its_ledger_no_episode_is_made(messages_api: MessagesApi, tmp_path: Path) -> None:
    root = show_of(tmp_path, "wish: Tell it\nsources: [sources/day.ics]\n")
    (root / "sources/covered.jsonl").mkdir()
    messages_api.by = PlayedWriter()
    with pytest.raises(Stopped) as caught:
        briefed(root, messages_api)
    assert caught.value.diagnostics[0].code == "covered-broken" and not messages_api.requests


def briefed(root: Path, api: MessagesApi, day: date = FRIDAY, talk: Listening | None = None) -> Outcome | None:
    (recipe,) = chosen(root, ())
    with commissioned(root, api.world(), talk or Listening(), ("brief", recipe.name, day), Asking()) as commission:
        return brief(commission, recipe, day)


@pytest.fixture
def played(messages_api: MessagesApi) -> PlayedWriter:
    messages_api.by = PlayedWriter()
    return messages_api.by


def feed_recipe(news: News, more: str = "") -> str:
    return f"wish: The news.\nsources: [feed:http://{news.host}/feed.xml]\n{more}"


def test_a_day_from_end_to_end(tmp_path, messages_api, played):
    recipe = 'wish: The day.\nsources: [calendar:sources/day.ics]\ntitle: "{{ weekday }}, {{ day }} {{ month }}"\nlength: 40s\n'
    root = show_of(tmp_path, recipe)
    outcome = briefed(root, messages_api)
    assert outcome is not None and outcome.file == "episodes/2026-12-04-morning.md"
    (episode,) = read(root, messages_api.world()).episodes
    assert (episode.title, episode.date[:10], episode.is_draft) == ("Friday, 4 December", "2026-12-04", True)
    assert "The school sings" in messages_api.asked[0].text


def test_twice_is_once(tmp_path, messages_api, played):
    root = show_of(tmp_path, "wish: The day.\nsources: [calendar:sources/day.ics]\n")
    assert briefed(root, messages_api) is not None
    before, asked = tree(root), len(messages_api.requests)
    talk = Listening()
    assert briefed(root, messages_api, talk=talk) is None
    assert tree(root) == before and len(messages_api.requests) == asked
    assert "is there already" in talk.text


def test_two_at_once_write_one_episode(tmp_path, messages_api, played):
    """As two schedules that overlap: the second waits, and finds the episode."""
    root = show_of(tmp_path, "wish: The day.\nsources: [calendar:sources/day.ics]\n")
    found: list[Any] = []

    def one() -> None:
        found.append(process("brief", "--date", "2026-12-04", "--show", root, **messages_api.environment))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [done.returncode for done in found] == [0, 0], found
    assert [p.name for p in (root / "episodes").iterdir()] == ["2026-12-04-morning.md"]
    assert len(messages_api.asked) == 2


def test_only_what_is_new_is_told(tmp_path, messages_api, played, news):
    news.items = ["ferry", "boiler"]
    root = show_of(tmp_path, feed_recipe(news), news.host)
    assert briefed(root, messages_api) is not None
    news.items = ["walrus", "ferry", "boiler"]
    assert briefed(root, messages_api, SATURDAY) is not None
    friday, saturday = messages_api.asked[0].text, messages_api.asked[2].text
    assert "About ferry" in friday and "About boiler" in friday
    assert "About walrus" in saturday and "About ferry" not in saturday


def test_nothing_new_is_no_episode(tmp_path, messages_api, played, news):
    news.items = ["ferry"]
    root = show_of(tmp_path, feed_recipe(news), news.host)
    assert briefed(root, messages_api) is not None
    before, asked = tree(root), len(messages_api.requests)
    talk = Listening()
    assert briefed(root, messages_api, SATURDAY, talk) is None
    assert tree(root) == before and len(messages_api.requests) == asked
    assert "no source has anything new" in talk.text


def test_nothing_new_is_a_short_episode_where_the_recipe_says_so(tmp_path, messages_api, played, news):
    root = show_of(tmp_path, feed_recipe(news, "length: 5m\nnothing_new: short\nshort_length: 30s\n"), news.host)
    assert briefed(root, messages_api) is not None
    assert "There is little or nothing new" in messages_api.asked[0].text
    assert "Its length: 0:30" in messages_api.asked[0].text


def test_a_short_episode_is_never_longer_than_a_usual_one(tmp_path, messages_api, played, news):
    root = show_of(tmp_path, feed_recipe(news, "length: 40s\nnothing_new: short\n"), news.host)
    assert briefed(root, messages_api) is not None
    assert "Its length: 0:40" in messages_api.asked[0].text


def test_an_episode_that_was_deleted_is_news_again(tmp_path, messages_api, played, news):
    news.items = ["ferry"]
    root = show_of(tmp_path, feed_recipe(news), news.host)
    outcome = briefed(root, messages_api)
    (root / outcome.file).unlink()
    assert briefed(root, messages_api, SATURDAY) is not None
    assert "About ferry" in messages_api.asked[-1].text


def test_an_episode_that_was_renamed_is_remembered(tmp_path, messages_api, played, news):
    news.items = ["ferry"]
    root = show_of(tmp_path, feed_recipe(news), news.host)
    outcome = briefed(root, messages_api)
    (root / outcome.file).rename(root / "episodes/the-ferry.md")
    assert briefed(root, messages_api, SATURDAY) is None


def test_a_source_that_is_down_keeps_no_episode_from_being_written(tmp_path, messages_api, played):
    recipe = "wish: The day.\nsources: [calendar:sources/day.ics, 'feed:http://127.0.0.1:9/feed.xml']\n"
    root = show_of(tmp_path, recipe, "127.0.0.1:9")
    outcome = briefed(root, messages_api)
    assert outcome is not None
    assert any(d.code == "source-not-fetched" and not d.is_error for d in outcome.findings)


def test_all_sources_down_is_a_failure_of_the_network(tmp_path, messages_api, played):
    root = show_of(tmp_path, "wish: The day.\nsources: ['feed:http://127.0.0.1:9/feed.xml']\n", "127.0.0.1:9")
    with pytest.raises(Stopped) as found:
        briefed(root, messages_api)
    assert (found.value.status, found.value.diagnostics[0].code) == (5, "source-not-fetched")
    assert messages_api.requests == []


def test_an_episode_that_publishes_itself(tmp_path, messages_api, played):
    root = show_of(tmp_path, "wish: The day.\nsources: [calendar:sources/day.ics]\ndraft: false\n")
    outcome = briefed(root, messages_api)
    assert outcome is not None and outcome.next == "podbuild build 2026-12-04-morning"
    (episode,) = read(root, messages_api.world()).episodes
    assert not episode.is_draft


def test_an_episode_is_due_when_its_day_begins_where_the_show_is_made(tmp_path, messages_api, played):
    """Five in the morning in Tokyo is eight in the evening of the day before in UTC."""
    root = show_of(tmp_path, "wish: The day.\nsources: [notes:sources/day.ics]\ndraft: false\n")
    (root / "show.yaml").write_text(f"{SHOW}drafting: {{timezone: Asia/Tokyo}}\n")
    at_five = datetime(2026, 12, 3, 20, tzinfo=UTC).timestamp()
    assert briefed(root, messages_api) is not None
    (episode,) = read(root, messages_api.world()).episodes
    assert episode.date == "2026-12-04T00:00:00+09:00"
    assert moment_of(episode.date).timestamp() < at_five


def test_the_title_of_a_recipe_needs_no_source(tmp_path, messages_api, played):
    recipe = 'wish: The day.\nsources: [notes:sources/day.ics]\ntitle: "Gate 17, week {{ week }}: no. {{ number }}"\nstrict: true\n'
    outcome = briefed(show_of(tmp_path, recipe), messages_api)
    assert outcome is not None and [d.code for d in outcome.findings if d.code.startswith("draft-un")] == []


@pytest.mark.parametrize(
    ("recipes", "names", "code"),
    [
        ({}, (), "recipe-unknown"),
        ({"morning": "wish: x"}, ("mourning",), "recipe-unknown"),
        ({"morning": "wish: x", "evening": "wish: y"}, (), "recipe-unknown"),
        ({"morning": "wish: x\nlenght: 4m"}, (), "key-unknown"),
        ({"morning": "wish: x\nsources: [/etc/passwd]"}, (), "path-escapes"),
        ({"morning": "wish: x\nsources: ['notes:/etc/hosts']"}, (), "path-escapes"),
        ({"morning": "wish: x\nsources: [{source: ~/.ssh/id, kind: notes}]"}, (), "path-escapes"),
    ],
)
def test_recipes_that_are_none(tmp_path, recipes, names, code):
    root = write(tmp_path / "show", {"show.yaml": SHOW} | {f"recipes/{name}.yaml": text for name, text in recipes.items()})
    with pytest.raises(Stopped) as found:
        chosen(root, names)
    assert (found.value.status, found.value.diagnostics[0].code) == (1, code)
    assert found.value.diagnostics[0].fix


def test_a_faulty_recipe_keeps_no_other_from_running(tmp_path):
    root = write(tmp_path / "show", {"show.yaml": SHOW, "recipes/a.yaml": "wish: x", "recipes/b.yaml": "wish: [x"})
    assert [recipe.name for recipe in chosen(root, ("a",))] == ["a"]


def test_the_file_of_a_day_is_known_whatever_its_notation(tmp_path):
    root = show_of(tmp_path, "wish: x")
    (recipe,) = chosen(root, ())
    assert written_already(root, recipe, FRIDAY) == ""
    write(root, {"episodes/2026-12-04-morning.yaml": "title: x"})
    assert written_already(root, recipe, FRIDAY) == "episodes/2026-12-04-morning.yaml"


def test_the_recipe_of_the_starter_show(tmp_path, messages_api, played):
    root = tmp_path / "harbour"
    new_show(root, "daily-briefing")
    outcome = briefed(root, messages_api)
    assert outcome is not None and outcome.file == "episodes/2026-12-04-morning.md"
    assert "Slip two is closed until the walrus has gone" in messages_api.asked[0].text
    episode = next(e for e in read(root, messages_api.world()).episodes if e.slug == "2026-12-04-morning")
    assert episode.title == "Friday, 4 December"
