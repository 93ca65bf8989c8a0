"""WebSub and Podping, told to servers on loopback that speak their protocols."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from podbuild.model.destination import Destination
from podbuild.publish.applying import Applied
from podbuild.publish.target import Refused
from podbuild.publish.targets import BY_NAME
from tests.publish import loopback
from tests.publish.editions import SHOW, publish, quick_world, write_edition
from tests.publish.loopback import Answer, Listener

FEED = "https://example.org/quiet-roads/feed.xml"
TOKEN = "a-token-of-podping"


def ping(kind: str, listener: Listener, here: Path, files: dict[str, bytes], token: str = TOKEN) -> tuple[Applied, list[float]]:
    settings = {"websub": {"hub": f"{listener.url}/hub"}, "podping": {"token_env": "PING", "endpoint": f"{listener.url}/"}}
    world = quick_world({"PING": token})
    session = BY_NAME[kind].open(Destination("ping", kind, settings[kind]), SHOW, world)
    applied = publish(session, write_edition(here, files), here / "publish" / "ping.json", world)
    session.close()
    return applied, world.waits


@pytest.mark.parametrize("kind", ["websub", "podping"])
def test_a_feed_that_changed_is_told_once(kind: str, tmp_path: Path) -> None:
    with loopback.listening(lambda seen: Answer(204)) as listener:
        ping(kind, listener, tmp_path, {"feed.xml": b"<rss>one</rss>"})
        ping(kind, listener, tmp_path, {"feed.xml": b"<rss>one</rss>", "index.html": b"<p>only a page</p>"})
        assert len(listener.seen) == 1
        ping(kind, listener, tmp_path, {"feed.xml": b"<rss>two</rss>"})
        assert len(listener.seen) == 2


def test_a_hub_gets_the_form_that_hubs_read(tmp_path: Path) -> None:
    with loopback.listening(lambda seen: Answer(204)) as listener:
        ping("websub", listener, tmp_path, {"feed.xml": b"<rss/>"})
    (seen,) = listener.seen
    assert (seen.method, seen.path) == ("POST", "/hub")
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(seen.body.decode()) == {"hub.mode": ["publish"], "hub.url": [FEED], "hub.topic": [FEED]}


def test_podping_gets_the_question_and_the_token(tmp_path: Path) -> None:
    with loopback.listening(lambda seen: Answer(200, {}, b"Success!")) as listener:
        ping("podping", listener, tmp_path, {"feed.xml": b"<rss/>"})
    (seen,) = listener.seen
    assert (seen.method, urlsplit(seen.path).path) == ("GET", "/")
    assert parse_qs(urlsplit(seen.path).query) == {"url": [FEED], "reason": ["update"], "medium": ["podcast"]}
    assert seen.headers["authorization"] == TOKEN
    assert seen.headers["user-agent"].startswith("podbuild/")


@pytest.mark.parametrize("kind", ["websub", "podping"])
@pytest.mark.parametrize(
    ("answer", "code", "waits"),
    [
        (Answer(503, {"Retry-After": "7"}), "target-unavailable", [7.0, 14.0, 28.0, 56.0]),
        (Answer(503, {"Retry-After": "Wed, 18 Nov 2026 11:06:49 GMT"}), "target-unavailable", [9.0, 18.0, 36.0, 72.0]),
        (Answer(500), "target-unavailable", [1.0, 2.0, 4.0, 8.0]),
        (Answer(is_cut=True), "target-unavailable", [1.0, 2.0, 4.0, 8.0]),
        (Answer(401), "target-login", []),
        (Answer(404), "target-refused", []),
        (Answer(302, {"Location": "https://example.org/elsewhere"}), "target-refused", []),
    ],
)
def test_a_ping_that_was_not_heard_is_told_again_by_the_next_run(
    kind: str, answer: Answer, code: str, waits: list[float], tmp_path: Path
) -> None:
    with loopback.listening(lambda seen: answer) as listener:
        applied, waited = ping(kind, listener, tmp_path, {"feed.xml": b"<rss/>"})
        ((_, diagnostic),) = applied.failed
        assert (diagnostic.code, waited) == (code, waits)
        assert TOKEN not in diagnostic.message
        listener.answer = lambda seen: Answer(204)
        mended, _ = ping(kind, listener, tmp_path, {"feed.xml": b"<rss/>"})
        assert [change.key for change in mended.done] == ["feed.xml"]


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "nonsense://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_told(proxy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALL_PROXY", proxy)
    with loopback.listening(lambda seen: Answer(204)) as listener:
        applied, waited = ping("websub", listener, tmp_path, {"feed.xml": b"<rss/>"})
    ((_, diagnostic),) = applied.failed
    assert (diagnostic.code, waited, listener.seen) == ("target-refused", [], [])
    assert "ALL_PROXY" in diagnostic.fix


@pytest.mark.parametrize("token", ["", "two\nlines", "\u00e4"])
def test_podping_needs_a_token(token: str, tmp_path: Path) -> None:
    with loopback.listening(lambda seen: Answer(204)) as listener, pytest.raises(Refused) as refused:
        ping("podping", listener, tmp_path, {"feed.xml": b"<rss/>"}, token)
    assert refused.value.diagnostic.code == "target-login"


@pytest.mark.parametrize(("kind", "key"), [("websub", "hub"), ("podping", "endpoint")])
def test_an_address_with_a_password_is_refused_as_feeds_would_tell_it(kind: str, key: str) -> None:
    ((place, message, _),) = BY_NAME[kind].problems(Destination("ping", kind, {key: "https://me:secret@hub.example/"}))
    assert (place, "secret" in message) == (key, False)
    assert BY_NAME[kind].problems(Destination("ping", kind, {key: "https://hub.example/?topic=a@b"})) == ()


def test_pings_come_after_all_that_publishes() -> None:
    assert {name for name, target in BY_NAME.items() if target.is_after} == {"websub", "podping"}
