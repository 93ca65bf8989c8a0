"""`podbuild feed validate`, as it is called: files, addresses, hosts that answer oddly, what is said and with which status."""

from __future__ import annotations

import gzip
import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from podbuild.feed.fetching import MOST_REDIRECTS
from tests.cli.running import process, run, write_warm

from .releases import release
from .test_rss import made
from .web import Page, host

GOOD = made(release(description_html="<p>Short.</p>"), release("second", "2026-11-19T00:00:00Z")).decode()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def picture(size: tuple[int, int] = (1400, 1400), mode: str = "RGB", form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form)
    return out.getvalue()


def codes(said: str) -> list[str]:
    return sorted(re.findall(r"(?:error|warning)\[([\w-]+)\]", said))


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_good_feed_is_passed(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(GOOD, encoding="utf-8")
    done = run("feed", "validate", tmp_path / "feed.xml")
    assert (done.status, done.stderr, done.stdout) == (0, "", "2 items, 0 errors, 0 warnings\n")


def test_a_bad_feed_is_refused_with_its_places(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(GOOD.replace('type="audio/mpeg"/>', 'type="audio/mp3"/>', 1).replace("<language>en</language>", ""))
    done = run("feed", "validate", file)
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "audio/mp3" in text)
    assert done.status == 3 and done.stdout == "2 items, 2 errors, 0 warnings\n"
    assert f'{file}:{line}:7: error[feed-enclosure-type]: "audio/mp3" is no type for this enclosure' in done.stderr
    assert "  why:  PSP-1, Apple Podcasts\n" in done.stderr and "  fix:  use audio/mpeg" in done.stderr


def test_warnings_refuse_only_where_asked(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(GOOD.replace("Fri, 20 Nov", "Mon, 20 Nov"), encoding="utf-8")
    assert run("feed", "validate", tmp_path / "feed.xml").status == 0
    assert run("feed", "validate", tmp_path / "feed.xml", "--strict").status == 3


def test_for_programs_every_finding_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(
        re.sub(r"<podcast:transcript [^>]*/>", "", GOOD).replace(">false<", ">no<"), encoding="utf-8"
    )
    done = run("feed", "validate", tmp_path / "feed.xml", "--format", "json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.status == 3 and done.stderr == ""
    assert [e["event"] for e in events] == ["diagnostic"] * 5 + ["end"]
    guid = events[-1].pop("guid")
    assert events[-1] == {"event": "end", "outcome": "refused", "items": 2, "errors": 3, "warnings": 2, "computed_guid": guid}
    assert all(e["line"] and e["why"] and e["fix"] for e in events[:-1])


def test_a_guid_of_another_address_is_told_and_no_fault(tmp_path: Path) -> None:
    text = re.sub(r"(<podcast:guid>)[^<]*", r"\g<1>9b024349-ccf0-5f69-a609-6b82873eab3c", GOOD)
    (tmp_path / "feed.xml").write_text(text, encoding="utf-8")
    done = run("feed", "validate", tmp_path / "feed.xml", "--strict")
    assert done.status == 0 and "right if the feed has moved" in done.stdout


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = run("feed", "validate", tmp_path / "nowhere.xml")
    assert done.status == 2 and "there is no such file" in done.reason
    assert run("feed", "validate", tmp_path).status == 2


def test_standard_input_and_no_traceback_for_rubbish(tmp_path: Path) -> None:
    (tmp_path / "rubbish").write_bytes(bytes(range(256)))
    done = process("feed", "validate", tmp_path / "rubbish")
    assert done.returncode == 3 and "feed-not-xml" in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == "0 items, 1 error, 0 warnings\n"


def test_what_we_build_has_no_findings(tmp_path: Path) -> None:
    root = write_warm(tmp_path)
    assert run("build", "--show", root).status == 0
    done = run("feed", "validate", root / "public" / "feed.xml", "--strict")
    assert (done.status, done.stderr, done.stdout) == (0, "", "1 item, 0 errors, 0 warnings\n")


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_from_the_web() -> None:
    with host({"/feed.xml": Page(GOOD.encode())}) as site:
        done = run("feed", "validate", f"{site.url}/feed.xml")
        assert site.asked == ["GET /feed.xml"], "nothing else is asked for"
    assert done.status == 0 and codes(done.stderr) == ["feed-not-https", "feed-self-link"]
    assert "says that it is at https://example.org/quiet-roads/feed.xml, and was found at http://127.0.0.1" in done.stderr
    assert "2 items, 0 errors, 2 warnings" in done.stdout


def test_a_packed_feed_is_unpacked_and_redirects_are_told() -> None:
    pages = {
        "/old": Page(status=301, to="/older"),
        "/older": Page(status=308, to="/now.xml?x=1"),
        "/now.xml?x=1": Page(gzip.compress(GOOD.encode()), headers={"Content-Encoding": "gzip"}),
        "/temporary": Page(status=302, to="/now.xml?x=1"),
        "/page": Page(GOOD.encode(), media_type="text/html; charset=utf-8"),
    }
    with host(pages) as site:
        moved = run("feed", "validate", f"{site.url}/old")
        assert f"the feed has moved permanently to {site.url}/now.xml?x=1" in moved.stderr and moved.status == 0
        assert codes(run("feed", "validate", f"{site.url}/temporary").stderr) == ["feed-not-https", "feed-self-link"]
        assert codes(run("feed", "validate", f"{site.url}/page").stderr) == ["feed-media-type", "feed-not-https", "feed-self-link"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page(status=404), "the host answers 404"),
        (Page(status=403), "the host answers 403"),
        (Page(status=500), "the host answers 500"),
        (Page(status=301, to="/feed.xml"), f"more than {MOST_REDIRECTS} redirects"),
        (Page(status=302, to="file:///etc/passwd"), 'the address redirects to "file:///etc/passwd"'),
        (Page(b"not packed at all", headers={"Content-Encoding": "gzip"}), "what came is packed in a way"),
        (Page(gzip.compress(b" " * 60_000_000), headers={"Content-Encoding": "gzip"}), "more than 50.0 MB came"),
    ],
)
def test_a_feed_that_does_not_come(page: Page, reason: str) -> None:
    with host({"/feed.xml": page}) as site:
        done = run("feed", "validate", f"{site.url}/feed.xml")
        assert done.status == 5 and done.stdout == ""
        assert f"error[feed-unreachable]: {site.url}/feed.xml does not come: {reason}" in done.stderr and "  fix:  " in done.stderr
        told = run("feed", "validate", f"{site.url}/feed.xml", "--format", "json")
        assert told.status == 5 and json.loads(told.stdout.splitlines()[-1]) == {"event": "end", "outcome": "unreachable"}


def test_nobody_there() -> None:
    done = run("feed", "validate", "http://127.0.0.1:9/feed.xml")
    assert done.status == 5 and "feed-unreachable" in done.stderr
    assert run("feed", "validate", "http://[half/feed.xml").status == 5


# ── the files that a feed names ──────────────────────────────────────────────────────────────────────────────────────

AUDIO = Page(b"x" * 1_234_567, media_type="audio/mpeg")
COVER = "/quiet-roads/artwork/cover.jpeg"
FIRST, SECOND = "/quiet-roads/audio/glacier.mp3", "/quiet-roads/audio/second.mp3"
HTTP = ["feed-not-https"] * 3  # the feed itself and two enclosures: these tests have no certificate


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({COVER: Page(picture((1000, 1000)), "image/jpeg")}, ["feed-cover"]),
        ({COVER: Page(picture((3100, 1500)), "image/jpeg")}, ["feed-cover", "feed-cover"]),
        ({COVER: Page(picture(mode="RGBA", form="PNG"), "image/png")}, ["feed-cover", "feed-cover"]),
        ({COVER: Page(picture(mode="CMYK"), "image/jpeg")}, ["feed-cover"]),
        ({COVER: Page(b"<html>", "text/html")}, ["feed-cover"]),
        ({COVER: Page(status=404)}, ["feed-file-missing"]),
        ({FIRST: Page(status=404)}, ["feed-file-missing"]),
        ({FIRST: Page(status=302, to="/quiet-roads/audio/second.mp3")}, []),
        ({FIRST: Page(status=302, to=FIRST)}, ["feed-file-missing"]),
        ({FIRST: Page(b"x" * 99, media_type="audio/mpeg")}, ["feed-file-length"]),
        ({FIRST: Page(AUDIO.data, media_type="application/octet-stream")}, ["feed-file-type"]),
        ({FIRST: Page(AUDIO.data, media_type="audio/mp3")}, []),
        ({FIRST: Page(AUDIO.data, media_type="audio/mpeg", ranges=False)}, ["feed-file-ranges"]),
        ({FIRST: Page(AUDIO.data, media_type="audio/mpeg", headers={"Accept-Ranges": "none"})}, ["feed-file-ranges"]),
        ({FIRST: Page(AUDIO.data, media_type="audio/mpeg", has_head=False)}, ["feed-file-head"]),
    ],
)
def test_the_files_are_asked_for_where_that_is_wanted(changes: dict[str, Page], expected: list[str]) -> None:
    pages = {FIRST: AUDIO, SECOND: AUDIO, COVER: Page(picture(), "image/jpeg"), **changes}
    with host(pages) as site:
        pages["/quiet-roads/feed.xml"] = Page(GOOD.replace("https://example.org", site.url).encode())
        done = run("feed", "validate", f"{site.url}/quiet-roads/feed.xml", "--fetch")
        head = [line for line in site.asked if line.startswith("HEAD")]
        audio = [line for line in site.asked if "audio" in line and line.startswith("GET")]
    assert sorted(codes(done.stderr)) == sorted([*HTTP, *expected])
    assert head[0] == f"HEAD {FIRST}" and all(line.endswith("ranged") for line in audio), "no audio is fetched whole"


def test_no_more_are_asked_for_than_wanted(tmp_path: Path) -> None:
    pages = {FIRST: AUDIO, SECOND: AUDIO, COVER: Page(picture(), "image/jpeg")}
    with host(pages) as site:
        (tmp_path / "feed.xml").write_text(GOOD.replace("https://example.org", site.url), encoding="utf-8")
        done = run("feed", "validate", tmp_path / "feed.xml", "--fetch", "--most", "1")
        assert site.asked == [f"GET {COVER}", f"HEAD {FIRST}", f"GET {FIRST} ranged"]
    assert codes(done.stderr) == ["feed-not-https"] * 2
