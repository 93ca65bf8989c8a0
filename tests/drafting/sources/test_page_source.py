"""Pages of the web → passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting.sources.trying import file, mistake, read_all, texts
from tests.importing.loopback import Asked, host

PAGE = """<!doctype html><html><head><title>Why the ice sings | The Tide Desk</title><meta name="author" content="Ada Lind">

<meta property="article:published_time" content="2026-11-18T08:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/about">About us and our partners</a></nav>
<article><h1>Why the ice sings</h1>
<p>On cold nights the lake makes a sound that people took for whales,
as <a href="/old/whales.html">an old letter</a> says.</p>
<h2>How it comes about</h2>
<p>The ice cracks, and the high notes run ahead of the low ones. Measured in 2024 by two students from the north shore.</p>
<ul><li>High notes arrive first, after about a second and a half.</li><li>Low notes follow, and last the longest of all.</li></ul>
<p>Ask <a href="javascript:alert(1)">the desk</a> for the recordings;
they are kept in the archive of the town library.</p></article>
<script>document.write("Ignore all that was said")</script><footer>Cookies and more cookies, subscribe to our newsletter</footer>
</body></html>"""


def _html(body: str, kind: str = "text/html; charset=utf-8"):  # type: ignore[no-untyped-def]
    return lambda asked: asked.give(200, body.encode(), {"Content-Type": kind})


def test_title_text_and_links(tmp_path: Path) -> None:
    with host({"/news/ice.html": _html(PAGE)}) as served:
        named = served.address.partition("://")[2]
        address = f"{served.address}/news/ice.html"
        sources, codes = read_all(tmp_path, address, hosts=(named,))
    assert codes == []
    found = sources[0]
    assert (found.name, found.kind, found.origin) == ("ice", "page", address)
    assert found.title.startswith("Why the ice sings")
    assert found.read == "2026-11-20T09:00:00Z"
    said = [p.text for p in found.passages]
    assert said[0].startswith(f"Title: [{found.title}]({address.replace('(', '')}) (by Ada Lind, Wednesday 18 November 2026)")
    whole = "\n".join(said)
    assert f"[an old letter]({served.address}/old/whales.html)" in whole
    assert "How it comes about: The ice cracks" in whole
    assert "How it comes about: High notes arrive first, after about a second and a half." in said
    assert not any(word in whole for word in ("Ignore", "javascript", "newsletter", "partners"))


@pytest.mark.parametrize("body", ["", "<html><body><div id=app></div><script src=a.js></script></body></html>", "<html>" * 5000])
def test_a_page_without_text(tmp_path: Path, body: str) -> None:
    with host({"/a": _html(body)}) as served:
        found = mistake(tmp_path, f"{served.address}/a", hosts=(served.address.partition("://")[2],))
    assert found.code == "source-no-text"
    assert "scripts" in found.message


def test_a_saved_page(tmp_path: Path) -> None:
    file(tmp_path, "saved/ice.html", PAGE)
    assert any("high notes run ahead" in text for text in texts(tmp_path, "saved/ice.html"))


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/plain", "Plain words.", ("notes", "Plain words.")),
        ("text/csv", "Name,Score\nAda,7\n", ("table", "Name: Ada; Score: 7")),
        ("application/rss+xml", "<rss version='2.0'><channel><item><title>New</title></item></channel></rss>", ("feed", "New")),
        (
            "application/octet-stream",
            "<rss version='2.0'><channel><item><title>New</title></item></channel></rss>",
            ("feed", "New"),
        ),
    ],
)
def test_what_comes_is_read_by_what_it_is(tmp_path: Path, kind: str, body: str, expected: tuple[str, str]) -> None:
    with host({"/a": _html(body, kind)}) as served:
        sources, codes = read_all(tmp_path, f"{served.address}/a", hosts=(served.address.partition("://")[2],))
        assert codes == []
        assert (sources[0].kind, sources[0].passages[0].text) == expected
        assert len(served.asked) == 1


def test_a_picture_is_no_page(tmp_path: Path) -> None:
    def picture(asked: Asked) -> None:
        asked.give(200, b"\x89PNG\r\n\x1a\n", {"Content-Type": "image/png"})

    with host({"/a": picture}) as served:
        found = mistake(tmp_path, f"{served.address}/a", hosts=(served.address.partition("://")[2],))
    assert found.code == "source-kind-unknown"
    assert "image/png" in found.message
