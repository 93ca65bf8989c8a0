"""Buckets, on a real S3-compatible server over HTTP, with a proxy before it that notes and disturbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from podbuild.model.destination import Destination
from podbuild.publish.applying import Applied
from podbuild.publish.bucket_access import bucket_problems
from podbuild.publish.ledger import read_ledger
from podbuild.publish.object_store import OBJECT_STORE, etag_of
from podbuild.publish.target import Refused, Unavailable
from tests.publish import loopback
from tests.publish.editions import FILES, SHOW, publish, quick_world, write_edition
from tests.publish.loopback import BUCKET, KEYS, Answer, Listener, Seen
from tests.publish.rigs import Rig, bucket_at

WRITES = ("PUT", "POST", "DELETE")
SECRET = KEYS["AWS_SECRET_ACCESS_KEY"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with loopback.s3_server() as address:
        yield address


@pytest.fixture
def proxy(server: str) -> Iterator[Listener]:
    """A way to the server that can be disturbed."""
    with loopback.listening(lambda seen: None, server) as listener:
        yield listener


@pytest.fixture
def rig(server: str, proxy: Listener, tmp_path: Path) -> Rig:
    return bucket_at(server, proxy.url, tmp_path.name)


def publish_all(rig: Rig, here: Path, files: dict[str, bytes] | None = None) -> tuple[Applied, list[float]]:
    """→ what came of it, and how long was waited."""
    session, world = rig.open(), rig.world()
    applied = publish(session, write_edition(here, files or FILES), here / "publish" / "web.json", world)
    session.close()
    return applied, world.waits


def once(disturb: Callable[[Seen], Answer | None], wanted: Callable[[Seen], bool]) -> Callable[[Seen], Answer | None]:
    """Disturb the first request that is wanted, and no other."""
    hit: list[Seen] = []

    def answer(seen: Seen) -> Answer | None:
        if not hit and wanted(seen):
            hit.append(seen)
            return disturb(seen)
        return None

    return answer


def is_audio_put(seen: Seen) -> bool:
    return seen.method == "PUT" and "/audio/one.mp3" in seen.path


def test_every_file_says_what_it_is_and_how_long_it_keeps(server: str, rig: Rig, tmp_path: Path) -> None:
    publish_all(rig, tmp_path)
    client, found = loopback.s3_client(server), {}
    for path in FILES:
        head = client.head_object(Bucket=BUCKET, Key=f"{tmp_path.name}/{path}")
        found[path] = (head["ContentType"], head["CacheControl"])
    assert found == {
        "audio/one.mp3": ("audio/mpeg", "public, max-age=86400"),
        "audio/über den Fähren + 100%.mp3": ("audio/mpeg", "public, max-age=86400"),
        "artwork/cover.jpg": ("image/jpeg", "public, max-age=3600"),
        "search/1/fragment/en_9428d67.pf_fragment": ("application/octet-stream", "public, max-age=31536000, immutable"),
        "index.html": ("text/html; charset=utf-8", "public, max-age=300"),
        "episodes/one/index.html": ("text/html; charset=utf-8", "public, max-age=300"),
        "site.css": ("text/css; charset=utf-8", "public, max-age=300"),
        "empty.txt": ("text/plain; charset=utf-8", "public, max-age=300"),
        "feed-archive-1.xml": ("application/rss+xml; charset=utf-8", "public, max-age=300"),
        "feed.xml": ("application/rss+xml; charset=utf-8", "public, max-age=300"),
    }


def test_a_second_publish_makes_no_write_call(rig: Rig, proxy: Listener, tmp_path: Path) -> None:
    publish_all(rig, tmp_path)
    assert [seen.path for seen in proxy.seen if seen.method in WRITES]
    proxy.seen.clear()
    applied, _ = publish_all(rig, tmp_path)
    assert applied.done == ()
    assert [seen.method for seen in proxy.seen] == ["GET"]


def test_the_feed_is_sent_last(rig: Rig, proxy: Listener, tmp_path: Path) -> None:
    publish_all(rig, tmp_path)
    sent = [seen.path.rpartition("/")[2] for seen in proxy.seen if seen.method == "PUT"]
    assert sent[-2:] == ["feed-archive-1.xml", "feed.xml"]


def test_a_large_file_is_sent_in_parts_and_its_sum_is_known(rig: Rig, proxy: Listener, tmp_path: Path) -> None:
    large = bytes(range(256)) * (11 << 12)  # 11 MiB
    files = {"audio/long.mp3": large, "feed.xml": b"<rss/>"}
    publish_all(rig, tmp_path, files)
    parts = sorted(seen.path.partition("partNumber=")[2][:1] for seen in proxy.seen if "partNumber=" in seen.path)
    assert parts == ["1", "2", "3"]
    assert rig.published() == files
    # A ledger that was lost costs no second sending: the parts' sum tells that it is the same.
    (tmp_path / "publish" / "web.json").unlink()
    proxy.seen.clear()
    publish_all(rig, tmp_path, files)
    assert [seen.path for seen in proxy.seen if seen.method in WRITES] == []


def test_the_sum_of_a_small_file_is_its_md5(tmp_path: Path) -> None:
    (tmp_path / "hello").write_bytes(b"hello")
    (tmp_path / "empty").write_bytes(b"")
    assert etag_of(tmp_path / "hello") == "5d41402abc4b2a76b9719d911017c592"
    assert etag_of(tmp_path / "empty") == "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Answer(500, is_forwarded=True), id="500 after the bytes arrived"),
        pytest.param(Answer(500), id="500"),
        pytest.param(Answer(503, {"Retry-After": "3"}, b"<Error><Code>SlowDown</Code></Error>"), id="503 SlowDown"),
        pytest.param(Answer(429), id="429"),
        pytest.param(Answer(is_cut=True), id="cut before"),
        pytest.param(Answer(is_cut=True, is_forwarded=True), id="cut after the bytes arrived"),
    ],
)
def test_what_may_succeed_later_is_tried_again(rig: Rig, proxy: Listener, tmp_path: Path, fault: Answer) -> None:
    proxy.answer = once(lambda seen: fault, is_audio_put)
    applied, waits = publish_all(rig, tmp_path)
    assert (applied.failed, applied.unbegun) == ((), ())
    assert rig.published() == FILES
    assert len([seen for seen in proxy.seen if is_audio_put(seen)]) == 2  # one try more, and obstore made none of its own
    assert waits == [5.0 if fault.status in (429, 503) else 1.0]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Answer(403, body=b"<Error><Code>InvalidAccessKeyId</Code><Message>AKIAEXAMPLE</Message></Error>"), "target-login"),
        (Answer(401), "target-login"),
        (Answer(507), "target-full"),
        (Answer(400, body=b"<Error><Code>XMinioStorageFull</Code></Error>"), "target-full"),
        (Answer(403, body=b"<Error><Code>QuotaExceeded</Code></Error>"), "target-full"),
        (Answer(400, body=b"<Error><Code>EntityTooLarge</Code></Error>"), "file-too-large"),
        (Answer(413), "file-too-large"),
        (Answer(400, body=b"<Error><Code>Odd</Code></Error>"), "target-refused"),
        (Answer(301), "target-refused"),
        (Answer(404, body=b"<Error><Code>NoSuchBucket</Code></Error>"), "target-missing"),
    ],
)
def test_a_no_is_told_and_the_feed_stays(rig: Rig, proxy: Listener, tmp_path: Path, fault: Answer, code: str) -> None:
    proxy.answer = lambda seen: fault if is_audio_put(seen) else None
    applied, waits = publish_all(rig, tmp_path)
    ((change, diagnostic),) = [(c, d) for c, d in applied.failed if c.key == "audio/one.mp3"]
    assert (change.key, diagnostic.code, waits) == ("audio/one.mp3", code, [])
    assert "AKIA" not in diagnostic.message + diagnostic.fix
    assert SECRET not in diagnostic.message + diagnostic.fix
    assert "feed.xml" in {change.key for change in applied.unbegun}
    assert "feed.xml" not in rig.published()
    proxy.answer = lambda seen: None
    mended, _ = publish_all(rig, tmp_path)
    assert mended.failed == ()
    assert rig.published() == FILES


def test_a_service_that_stays_away_is_given_up_after_five_tries(rig: Rig, proxy: Listener, tmp_path: Path) -> None:
    proxy.answer = lambda seen: Answer(500) if is_audio_put(seen) else None
    applied, waits = publish_all(rig, tmp_path)
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert [d.code for c, d in applied.failed if c.key == "audio/one.mp3"] == ["target-unavailable"]


def is_put_together(seen: Seen) -> bool:
    return seen.method == "POST" and "uploadId=" in seen.path


@pytest.mark.parametrize("fault", [Answer(500, is_forwarded=True), Answer(is_cut=True, is_forwarded=True)])
def test_parts_that_were_put_together_though_the_answer_was_lost(rig: Rig, proxy: Listener, tmp_path: Path, fault: Answer) -> None:
    """Asked again, S3 knows of no such parts: the file is there."""
    files = {"audio/long.mp3": bytes(range(256)) * (11 << 12), "feed.xml": b"<rss/>"}
    proxy.answer = lambda seen: fault if is_put_together(seen) else None
    applied, _ = publish_all(rig, tmp_path, files)
    assert (applied.failed, rig.published() == files) == ((), True)
    assert len([seen for seen in proxy.seen if "partNumber=1" in seen.path]) == 1
    proxy.seen.clear()
    publish_all(rig, tmp_path, files)
    assert [seen.method for seen in proxy.seen] == ["GET"]


def test_a_failure_that_comes_with_200_is_tried_again(rig: Rig, proxy: Listener, tmp_path: Path) -> None:
    files = {"audio/long.mp3": bytes(range(256)) * (11 << 12), "feed.xml": b"<rss/>"}
    fault = Answer(200, {}, b"<Error><Code>InternalError</Code></Error>")
    left = [fault] * 3  # one by one, obstore tries twice more by itself
    proxy.answer = lambda seen: left.pop() if left and is_put_together(seen) else None
    applied, waits = publish_all(rig, tmp_path, files)
    assert (applied.failed, waits, rig.published() == files) == ((), [1.0], True)


def test_what_a_killed_run_had_replaced_is_not_sent_again(rig: Rig, proxy: Listener, tmp_path: Path) -> None:
    """It was sent, and its ETag was not noted any more: neither the run that takes it up nor the one after that sends it."""
    publish_all(rig, tmp_path)
    file = tmp_path / "publish" / "web.json"
    before = read_ledger(file, "web")[0].entries["index.html"]
    newer = {**FILES, "index.html": b"<p>of the same length or not</p>"}
    publish_all(rig, tmp_path, newer)
    ledger = read_ledger(file, "web")[0]
    ledger.note("index.html", replace(before, digest=ledger.entries["index.html"].digest, state="begun"))
    proxy.seen.clear()
    for _ in range(2):
        applied, _ = publish_all(rig, tmp_path, newer)
        assert (applied.done, applied.failed) == ((), ())
    assert not [seen.path for seen in proxy.seen if seen.method in WRITES]
    assert rig.published() == newer


def test_what_arrives_short_is_sent_again(rig: Rig, proxy: Listener, tmp_path: Path) -> None:
    def shorten(seen: Seen) -> Answer:
        return Answer(200, {"Content-Length": "7", "ETag": '"x"', "Last-Modified": "Wed, 18 Nov 2026 00:00:00 GMT"})

    proxy.answer = once(shorten, lambda seen: seen.method == "HEAD" and "/audio/one.mp3" in seen.path)
    applied, waits = publish_all(rig, tmp_path)
    assert (applied.failed, waits) == ((), [1.0])
    assert rig.published() == FILES


def test_only_what_the_ledger_knows_is_deleted(server: str, rig: Rig, proxy: Listener, tmp_path: Path) -> None:
    rig.put("of others.mp3", b"theirs")
    publish_all(rig, tmp_path)
    proxy.seen.clear()
    publish_all(rig, tmp_path, {"feed.xml": b"<rss/>"})
    assert rig.published() == {"of others.mp3": b"theirs", "feed.xml": b"<rss/>"}
    deleted = b"".join(seen.body for seen in proxy.seen if seen.path.endswith("?delete"))
    assert b"of others" not in deleted


def test_a_line_on_which_nobody_is_says_so(rig: Rig, tmp_path: Path) -> None:
    port = loopback.free_port()
    silent = replace(rig.destination, settings={**rig.destination.settings, "endpoint": f"http://127.0.0.1:{port}"})
    with pytest.raises(Unavailable) as unavailable:
        publish_all(replace(rig, destination=silent), tmp_path)
    assert unavailable.value.diagnostic.message == f"s3://{BUCKET}/{tmp_path.name} at http://127.0.0.1:{port} could not be reached"


def changes_of(destination: Destination, here: Path, environment: dict[str, str]) -> str:
    """Plan → the code of what kept it from being planned."""
    try:
        session = OBJECT_STORE.open(destination, SHOW, quick_world(environment))
        publish(session, write_edition(here), here / "publish" / "web.json", quick_world(environment))
    except (Refused, Unavailable) as failure:
        assert SECRET not in str(failure.diagnostic)
        return failure.diagnostic.code
    return ""


def test_what_keeps_a_bucket_from_being_opened(server: str, rig: Rig, tmp_path: Path) -> None:
    there = rig.destination
    absent = replace(there, settings={**there.settings, "url": "s3://no-such-bucket/show"})
    silent = replace(there, settings={**there.settings, "endpoint": f"http://127.0.0.1:{loopback.free_port()}"})
    nowhere = replace(there, settings={**there.settings, "endpoint": "http://no-such-host.invalid"})
    assert changes_of(there, tmp_path, {}) == "target-login"
    assert changes_of(there, tmp_path, {"AWS_ACCESS_KEY_ID": "only half"}) == "target-login"
    assert changes_of(absent, tmp_path, KEYS) == "target-missing"
    assert changes_of(silent, tmp_path, KEYS) == "target-unavailable"
    assert changes_of(nowhere, tmp_path, KEYS) == "target-unavailable"
    azure = Destination("web", "object_store", {"url": "az://container/show"})
    google = Destination("web", "object_store", {"url": "gs://bucket/show"})
    assert changes_of(azure, tmp_path, {}) == "target-login"
    assert changes_of(google, tmp_path, {}) == "target-login"
    assert changes_of(google, tmp_path, {"GOOGLE_SERVICE_ACCOUNT_KEY": "no JSON"}) == "target-login"


def test_an_object_of_others_that_cannot_be_listed_is_named(server: str, rig: Rig, tmp_path: Path) -> None:
    client, key = loopback.s3_client(server), f"{tmp_path.name}/of others//x"
    client.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    try:
        with pytest.raises(Refused) as refused:
            publish_all(rig, tmp_path)
        found = refused.value.diagnostic
        assert (found.code, f'name cannot be read: "{key}"' in found.message) == ("target-refused", True), found.message
        assert "rename it there" in found.fix
    finally:
        client.delete_object(Bucket=BUCKET, Key=key)
    assert publish_all(rig, tmp_path)[0].failed == ()


def test_azure_is_spoken_to_with_the_headers_that_it_knows(tmp_path: Path) -> None:
    """No server of Azure's runs here: this holds what is asked, not what Azure makes of it."""
    listing = b'<?xml version="1.0"?><EnumerationResults><Blobs></Blobs><NextMarker/></EnumerationResults>'
    taken = {"ETag": '"0x1"', "Last-Modified": "Wed, 18 Nov 2026 00:00:00 GMT"}

    def answer(seen: Seen) -> Answer:
        if seen.method == "GET":
            return Answer(200, {"Content-Type": "application/xml"}, listing)
        return Answer(201 if seen.method == "PUT" else 200, {**taken, **({"Content-Length": "6"} if seen.method == "HEAD" else {})})

    with loopback.listening(answer) as service:
        settings = {"url": "az://container/a show", "endpoint": service.url}
        keys = {"AZURE_STORAGE_ACCOUNT_NAME": "account", "AZURE_STORAGE_ACCOUNT_KEY": "a2V5"}
        session = OBJECT_STORE.open(Destination("web", "object_store", settings), SHOW, quick_world(keys))
        applied = publish(session, write_edition(tmp_path, {"feed.xml": b"<rss/>"}), tmp_path / "web.json", quick_world())
        (put,) = [seen for seen in service.seen if seen.method == "PUT"]
    assert applied.failed == ()
    assert put.path == "/container/a%20show/feed.xml"
    assert put.headers["x-ms-blob-content-type"] == "application/rss+xml; charset=utf-8"
    assert put.headers["x-ms-blob-cache-control"] == "public, max-age=300"


@pytest.mark.parametrize(
    ("settings", "keys"),
    [
        ({"url": "s3://bucket/show"}, []),
        ({"url": "gs://bucket"}, []),
        ({"url": "https://bucket.example.org"}, ["url"]),
        ({"url": "s3://"}, ["url"]),
        ({"url": "s3://KEY:SECRET@bucket/show"}, ["url"]),
        ({"url": "az://container/show?sig=abc"}, ["url"]),
        ({"url": "gs://bucket", "region": "eu"}, ["region"]),
        ({"url": "s3://bucket", "endpoint": "minio.example.org:9000"}, ["endpoint"]),
        ({"url": "s3://bucket", "endpoint": "https://key:secret@minio.example.org"}, ["endpoint"]),
    ],
)
def test_settings_that_cannot_be_right(settings: dict[str, str], keys: list[str]) -> None:
    assert [key for key, _, _ in bucket_problems(Destination("web", "object_store", settings))] == keys


def test_a_bucket_that_gives_no_listing_is_known_to_those_alone_who_have_its_address() -> None:
    open_one = Destination("web", "object_store", {"url": "s3://b", "listing": True})
    closed_one = Destination("web", "object_store", {"url": "s3://b", "listing": False})
    assert (OBJECT_STORE.reach(open_one), OBJECT_STORE.reach(closed_one)) == ("public", "addressed")
