"""HTTP as players, browsers and podcast apps need it."""

from __future__ import annotations

import json
import re
from email.utils import parsedate

from lxml import etree

from tests.preview.living import good_show, serving


def test_byte_ranges_as_players_ask_for_them(preview):
    whole = preview.ask("audio/ice.mp3")
    size = len(whole.body)
    assert (whole.status, whole.headers["content-type"], whole.headers["accept-ranges"]) == (200, "audio/mpeg", "bytes")
    part = preview.ask("audio/ice.mp3", Range="bytes=100-199")
    assert (part.status, part.body) == (206, whole.body[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{size}"
    assert preview.ask("audio/ice.mp3", Range="bytes=-50").body == whole.body[-50:]
    assert preview.ask("audio/ice.mp3", Range=f"bytes={size - 10}-").body == whole.body[-10:]
    beyond = preview.ask("audio/ice.mp3", Range=f"bytes={size}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    same = preview.ask("audio/ice.mp3", Range="bytes=0-9", If_Range=whole.headers["etag"])
    other = preview.ask("audio/ice.mp3", Range="bytes=0-9", If_Range='"another"')
    assert (same.status, other.status) == (206, 200)


def test_head_says_what_get_would(preview):
    for path in ("", "audio/ice.mp3", "feed.xml", "episodes/ice/"):
        head, get = preview.ask(path, "HEAD"), preview.ask(path)
        assert (head.status, head.body) == (200, b"")
        for name in ("content-type", "content-length", "etag"):
            assert head.headers[name] == get.headers[name], (path, name)
        assert int(head.headers["content-length"]) == len(get.body)


def test_what_did_not_change_is_not_sent_again(preview):
    for path in ("", "audio/ice.mp3", "feed.xml", "assets/site.css"):
        first = preview.ask(path)
        again = preview.ask(path, If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b""), path
    assert parsedate(preview.ask("audio/ice.mp3").headers["last-modified"])


def test_types(preview):
    found = {path: preview.ask(path).headers["content-type"] for path in _files(preview)}
    by_ending = {path.rsplit(".", 1)[-1]: kind for path, kind in found.items()}
    assert by_ending["html"] == "text/html; charset=utf-8"
    assert by_ending["js"] == "text/javascript; charset=utf-8"
    assert by_ending["vtt"] == "text/vtt; charset=utf-8"
    assert by_ending["srt"].startswith("application/x-subrip")
    assert by_ending["jpg"] == "image/jpeg"
    assert found["feed.xml"] == "application/rss+xml; charset=utf-8"
    assert found["sitemap.xml"] == "application/xml; charset=utf-8"
    assert (
        not {path for path, kind in found.items() if kind == "application/octet-stream"}
        - {".nojekyll"}
        - {path for path in found if path.startswith("search/")}
    )


def test_the_feed_leads_to_this_preview_and_keeps_its_guids(preview):
    published = (preview.root / ".podbuild/preview/feed.xml").read_text("utf-8")
    served = preview.ask("feed.xml").text
    assert "https://example.org/quiet-roads/" in published and "https://example.org/quiet-roads/" not in served
    feed = etree.fromstring(served.encode())
    url = feed.find(".//enclosure").get("url")
    assert url == f"{preview.address}audio/ice.mp3"
    assert preview.ask("audio/ice.mp3").headers["content-length"] == feed.find(".//enclosure").get("length")
    guids = re.findall(r"<guid.*?</guid>", published)
    assert guids == re.findall(r"<guid.*?</guid>", served)
    other = preview.ask("feed.xml", Host=f"localhost:{preview.port}").text
    assert f"http://localhost:{preview.port}/audio/ice.mp3" in other


def test_a_guid_that_looks_like_the_address_stays(tmp_path):
    root = good_show(tmp_path / "show")
    file = root / "episodes/ice.md"
    guid = "https://example.org/quiet-roads/?p=7"
    file.write_text(file.read_text("utf-8").replace("title: Ice", f'title: Ice\nguid: "{guid}"'), "utf-8")
    with serving(root) as preview:
        assert f">{guid}</guid>" in preview.ask("feed.xml").text


def test_pages_get_the_preview_in_before_their_own_scripts(preview):
    text = preview.ask("episodes/ice/").text
    assert '<meta name="podbuild-page" content="episodes/ice/index.html">' in text
    assert text.index("/-/preview.js") < text.index("assets/player.js")
    assert "podbuild-token" not in text and "podbuild-open" not in text
    assert "preview.js" not in (preview.root / ".podbuild/preview/episodes/ice/index.html").read_text("utf-8")
    for name in ("preview.js", "live.js", "preview.css"):
        assert preview.ask(f"-/{name}").status == 200


def test_what_is_not_there_is_answered_by_the_shows_own_page_with_links_that_lead_home(preview):
    lost = preview.ask("no/such/page")
    assert lost.status == 404 and "Not here" in lost.text
    assert 'href="/assets/site.css"' in lost.text


def test_a_folders_address_gets_its_slash(preview):
    answer = preview.ask("episodes/ice")
    assert answer.status in (302, 307) and answer.headers["location"].endswith("/episodes/ice/")


def test_no_path_leads_out(preview):
    (preview.root / "secret.txt").write_text("secret", "utf-8")
    (preview.root / ".podbuild/preview/out.txt").symlink_to(preview.root / "secret.txt")
    try:
        ways = ["../memory.json", "%2e%2e/memory.json", "..%2fmemory.json", "audio/../../memory.json", "//etc/passwd", "out.txt"]
        ways += [
            "..%5cmemory.json",
            "%2e%2e%2f%2e%2e%2fshow.yaml",
            "audio/%00",
            "-/../../show.yaml",
            "-/%2e%2e/live.js",
            "-/own_pages.py",
        ]
        for way in ways:
            answer = preview.ask("/" + way)
            assert answer.status in (400, 404), (way, answer.status)
            assert b"secret" not in answer.body and b"root:" not in answer.body and b'"heads"' not in answer.body
    finally:
        (preview.root / ".podbuild/preview/out.txt").unlink()


def test_chapters_and_transcripts_of_the_feed_can_be_fetched(preview):
    feed = etree.fromstring(preview.ask("feed.xml").body)
    links = feed.xpath("//*[local-name()='transcript' or local-name()='chapters']/@url")
    assert links
    for link in links:
        assert link.startswith(preview.address)
        answer = preview.ask(link.removeprefix(preview.address))
        assert answer.status == 200
        if link.endswith(".json"):
            json.loads(answer.text)


def _files(preview) -> list[str]:
    folder = preview.root / ".podbuild/preview"
    return [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
