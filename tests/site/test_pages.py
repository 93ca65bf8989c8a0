"""The site as a browser and a hostile author meet it: parsed, linked, escaped, light, and the same every time."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from podbuild.base.shipped import shipped
from podbuild.model.release import Caption, Chapter, Release
from podbuild.model.show import Link, Person, Show
from podbuild.site.words import words_for
from podbuild.steps.step import StepFailed

from .fixtures_release import ARTWORK, a_release, a_show, site_of

VOID = {"meta", "link", "img", "input", "source", "br", "hr"}
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """A page taken apart; complains where tags do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>: {names}"
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):  # type: ignore[union-attr]
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, name: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag == name]


def built(*releases: Release, show: Show | None = None, overrides: Mapping[str, str] | None = None) -> Mapping[str, bytes]:
    chosen = releases or (a_release(), a_release("lamp", title="Lamp keepers", number=2, date="2026-10-01T08:00:00Z"))
    return site_of(chosen, show, overrides)


def html_of(site: Mapping[str, bytes]) -> Iterator[tuple[str, Page]]:
    for path, data in site.items():
        if path.endswith(".html"):
            yield path, Page(data.decode())


HOSTILE_RELEASE = a_release(
    "evil",
    title=HOSTILE,
    summary=HOSTILE,
    subtitle=HOSTILE,
    people=(Person(HOSTILE, HOSTILE, url="javascript:alert(1)"),),
    links=(Link("javascript:alert(1)", HOSTILE),),
    chapters=(Chapter(0, 10, HOSTILE), Chapter(10, 20, HOSTILE)),
    captions=(Caption(0, 5, HOSTILE, HOSTILE),),
    credits=(HOSTILE,),
)
SITES = {
    "plain": built(),
    "hostile": built(HOSTILE_RELEASE, show=a_show(title=HOSTILE, description=HOSTILE, author=HOSTILE, theme={"accent": "red;}"})),
    "bare": built(a_release("bare", captions=(), chapters=(), people=(), links=(), picture_moments=(), notes_html="", card=None)),
    "empty": site_of(()),
    "arabic": built(a_release("a", title="النهر", language="ar"), show=a_show(language="ar")),
    "japanese slug": built(a_release("氷河-の歌", title="氷河")),
}


@pytest.mark.parametrize("name", SITES)
def test_every_page_nests_has_unique_ids_and_runs_nothing_inline(name: str) -> None:
    for path, page in html_of(SITES[name]):
        ids = Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs)
        assert not [i for i, n in ids.items() if n > 1], path
        policy = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
        allowed = " 'wasm-unsafe-eval'" if path == "search/index.html" else ""  # pagefind is WebAssembly
        assert policy and "default-src 'none'" in policy[0] and f"script-src 'self'{allowed};" in policy[0]
        assert "unsafe" not in policy[0].replace(allowed or "-", "")
        assert all("src" in s or s.get("type") == "application/ld+json" for s in page.all("script")), path
        handlers = [(tag, a) for tag, attrs in page.tags for a in attrs if a.startswith("on") or a == "style"]
        assert not handlers and not page.all("style"), path


@pytest.mark.parametrize("name", SITES)
def test_links_between_pages_lead_somewhere(name: str) -> None:
    site = SITES[name]
    others = {"feed.xml", *(f.path for f in ARTWORK.values())}
    for path, page in html_of(site):
        for tag, attrs in page.tags:
            target = attrs.get("href") or attrs.get("src") or ""
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not parts.path or attrs.get("rel") == "canonical":
                continue
            if path == "404.html":
                assert target.startswith("/quiet-roads/"), "a page shown at any address needs absolute paths"
                continue
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            is_made_elsewhere = found in others or found.startswith(("artwork/", "audio/", "transcripts/", "pictures/"))
            assert is_made_elsewhere or found in site, f"{path}: <{tag}> leads to {target}"
        anchors = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
        targets = {a["href"][1:] for a in page.all("a") if a.get("href", "").startswith("#")}
        if "transcript" not in anchors:  # a moment without words has no place in the text
            targets = {target for target in targets if not target.startswith("t=")}
        assert targets <= anchors | {""}, path


@pytest.mark.parametrize("name", SITES)
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    for path, page in html_of(SITES[name]):
        fetched = [attrs["src"] for _, attrs in page.tags if "src" in attrs]
        fetched += [link["href"] for link in page.all("link") if link["rel"] in ("stylesheet", "icon", "apple-touch-icon")]
        assert not [f for f in fetched if urlsplit(f).netloc], path


def test_hostile_words_stay_words() -> None:
    site = SITES["hostile"]
    for path, page in html_of(site):
        assert not [a for a in page.all("a") if a["href"].lower().startswith("javascript")], path
        assert not [i for i in page.all("img") if i.get("src") == "x"], path
    data = structured(site["episodes/evil/index.html"])
    assert data["name"] == HOSTILE
    assert b"red;}" not in site["assets/site.css"]


def structured(page: bytes) -> dict[str, object]:
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.decode(), re.DOTALL)
    assert block
    value = json.loads(block[1])
    assert isinstance(value, dict)
    return value


def test_search_engines_and_cards_are_told_the_truth() -> None:
    site = SITES["plain"]
    page = Page(site["episodes/glacier/index.html"].decode())
    said = {m.get("property") or m.get("name"): m.get("content") for m in page.all("meta")}
    assert said["og:url"] == "https://example.org/quiet-roads/episodes/glacier/"
    assert said["og:image"] == "https://example.org/quiet-roads/artwork/episodes/glacier/card.jpg"
    assert said["twitter:card"] == "summary_large_image"
    data = structured(site["episodes/glacier/index.html"])
    assert (data["@type"], data["duration"], data["episodeNumber"]) == ("PodcastEpisode", "PT754S", 3)
    assert structured(site["index.html"])["webFeed"] == "https://example.org/quiet-roads/feed.xml"
    feeds = [link for link in page.all("link") if link.get("type") == "application/rss+xml"]
    assert feeds[0]["href"] == "../../feed.xml"
    assert b"<loc>https://example.org/quiet-roads/episodes/lamp/</loc><lastmod>2026-10-01</lastmod>" in site["sitemap.xml"]


def test_a_link_is_listed_once_with_its_moment() -> None:
    page = SITES["plain"]["episodes/glacier/index.html"].decode()
    (section,) = re.findall(r'<ul class="prose mentions">(.*?)</ul>', page, re.DOTALL)
    assert re.findall(r'href="([^"]+)"', section) == ["https://example.org/survey", "#t=200.0"]


def test_the_player_stands_without_script() -> None:
    page = Page(SITES["plain"]["episodes/glacier/index.html"].decode())
    assert "controls" in page.all("audio")[0]
    assert page.all("source")[0]["src"] == "../../audio/glacier.mp3"
    hidden = [attrs for _, attrs in page.tags if "js-only" in attrs.get("class", "")]
    assert hidden and all("hidden" in attrs for attrs in hidden)


def test_a_moment_leads_to_its_words_without_a_script() -> None:
    captions = (
        Caption(12.46, 20, "Host", "First."),
        Caption(30, 40, "Guest", "Then."),
        Caption(30.01, 40, "Host", "Both at once."),
    )
    chapters = (Chapter(0, 29, "Before"), Chapter(29, 31, "Between"), Chapter(31, 90, "After"))
    given = {"captions": captions, "chapters": chapters, "link_moments": (), "picture_moments": (), "links": ()}
    page = built(a_release(**given))["episodes/glacier/index.html"].decode()
    turns = re.findall(r'<div class="turn voice-\d"(.*?)<p class="who"><a href="#(t=[\d.]+)">', page)
    ids = [re.findall('id="(.*?)"', names) for names, _ in turns]
    assert ids == [["t=12.5", "t=0.0", "t=29.0"], ["t=30.0"], ["t=31.0"]]
    assert [href for _, href in turns] == ["t=12.5", "t=30.0", "t=30.0"]


def test_the_waveform_is_drawn_behind_the_seek_bar() -> None:
    with_it, without = a_release(), a_release("flat", waveform=())
    pages = built(with_it, without)
    page = pages["episodes/glacier/index.html"].decode()
    (path,) = re.findall('<path id="wave-path" d="(.*?)"/>', page)
    assert path.count("M") == 120 and len(path) < 3_000
    assert "wave-path" not in pages["episodes/flat/index.html"].decode()


def test_people_are_named_with_what_they_did() -> None:
    people = (Person("Mara", "co-host"), Person("Ole", "beekeeper"))
    page = Page(built(a_release(people=people), show=a_show(language="de"))["episodes/glacier/index.html"].decode())
    assert {"Co-Moderation", "Beekeeper"} <= set(page.text)


def test_a_role_may_be_called_otherwise() -> None:
    own = {"site/words/en.json": '{"roles": {"host": "Your guide"}}'}
    page = Page(built(a_release(), overrides=own)["episodes/glacier/index.html"].decode())
    assert {"Your guide", "Guest"} <= set(page.text)


def test_words_for_the_authors_own_templates_may_be_anything() -> None:
    assert built(overrides={"site/words/en.json": '{"mine": {"one": 1}, "yours": ["a"]}'})


@pytest.mark.parametrize(
    "text, line, said",
    [
        ('{"podcast": "Radio",\n "play": }', 2, "no JSON"),
        ("[]", 1, "object"),
        ("[" * 100_000, 1, "nested"),
        ('{\n"podcast": ["Radio"]}', 2, '"podcast" is a text'),
        ('{\n\n"episodes": "Folgen"}', 3, '"episodes" is an object of texts'),
        ('{"episodes": {"one": "{n} Folge"}}', 1, '"other"'),
        ('{"roles": {"host": 1}}', 1, '"roles" is an object of texts'),
    ],
)
def test_words_that_cannot_be_read_are_the_authors_to_mend(text: str, line: int, said: str) -> None:
    with pytest.raises(StepFailed) as caught:
        built(overrides={"site/words/en.json": text})
    found = caught.value.diagnostic
    assert found.span and (found.code, found.span.file, found.span.line) == ("template-words", "templates/site/words/en.json", line)
    assert said in found.message and found.fix


def test_pages_for_the_ear_and_the_keyboard() -> None:
    for path, page in html_of(SITES["plain"]):
        assert page.all("html")[0]["lang"] == "en" and len(page.all("main")) == 1 and len(page.all("h1")) == 1, path
        assert page.all("a")[0] == {"class": "skip", "href": "#content"}
        assert all("alt" in img for img in page.all("img"))
        named = {"data-copy", "aria-label"}
        assert all(named & set(b) or b["id"] == "hide-keys" for b in page.all("button"))
        assert all(s.get("aria-label") for s in page.all("select")) and all(
            {"id", "aria-label"} & set(s) for s in page.all("input")
        )


def test_arabic_reads_from_the_right() -> None:
    page = Page(SITES["arabic"]["index.html"].decode())
    assert page.all("html")[0] == {"lang": "ar", "dir": "rtl"}
    assert "نوفمبر" in " ".join(page.text) and "الحلقة 3" in " ".join(page.text)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "November 20, 2026"),
        ("en-GB", "20 November 2026"),
        ("de", "20. November 2026"),
        ("fr-CA", "20 novembre 2026"),
        ("ja", "2026年11月20日"),
        ("xx", "November 20, 2026"),
    ],
)
def test_dates_are_written_in_the_language_of_the_show(language: str, expected: str) -> None:
    assert expected in built(show=a_show(language=language))["index.html"].decode()


def test_drafts_carry_a_mark_and_are_not_announced() -> None:
    site = built(a_release("secret", is_draft=True))
    assert b'class="badge draft"' in site["index.html"] and b'class="badge draft"' in site["episodes/secret/index.html"]
    assert b"noindex" in site["episodes/secret/index.html"] and b"secret" not in site["sitemap.xml"]


def test_same_inputs_same_bytes_in_any_order() -> None:
    two = [a_release(), a_release("lamp", number=2, date="2026-10-01T08:00:00Z")]
    assert dict(built(*two)) == dict(built(*reversed(two)))


def test_the_authors_template_wins_alone() -> None:
    site = built(overrides={"site/404.html.j2": "<p>{{ show.title }}, lost</p>", "site/words/en.json": '{"podcast": "Radio"}'})
    assert site["404.html"] == b"<p>Quiet Roads, lost</p>"
    assert b"Radio" in site["index.html"] and site["assets/player.js"] == SITES["plain"]["assets/player.js"]


@pytest.mark.parametrize(
    ("template", "line", "says"),
    [
        ("\n{% if %}", 2, "Expected an expression"),
        ("{{ nobody }}", 1, "'nobody' is undefined"),
        ("{{ ''.__class__ }}", 1, "__class__"),
    ],
)
def test_a_broken_template_is_told_with_its_place(template: str, line: int, says: str) -> None:
    with pytest.raises(StepFailed) as caught:
        built(overrides={"site/404.html.j2": template})
    found = caught.value.diagnostic
    assert found.span and (found.span.file, found.span.line) == ("templates/site/404.html.j2", line)
    assert says in found.message and found.fix


def test_pages_are_light() -> None:
    """Under 100 kB a page without audio and pictures, with an hour of transcript and a long archive."""
    words = "Fifteen words or so, as people say them in six seconds of slow talk, at ease."
    hour = tuple(Caption(i * 6.0, i * 6.0 + 5, ("Host", "Guest")[i // 4 % 2], words) for i in range(600))
    many = [a_release(f"e{i}", date=f"2020-01-01T00:{i // 60:02}:{i % 60:02}Z", summary="What is told. " * 8) for i in range(118)]
    site = built(a_release("long", captions=hour), *many)
    sizes = {path: len(site[path]) for path in ("index.html", "page/1/index.html", "episodes/long/index.html")}
    assert max(sizes.values()) < 100_000, sizes
    assert len(site["assets/site.css"]) + len(site["assets/player.js"]) < 45_000
    short = built()
    whole = ("episodes/glacier/index.html", "assets/site.css", "assets/player.js")
    assert sum(len(short[path]) for path in whole) < 100_000


@pytest.mark.parametrize("language", ["de", "es", "fr", "ar", "ja"])
def test_every_language_has_every_word(language: str) -> None:
    english, other = (words_for(tag, {}).texts for tag in ("en", language))
    folder = shipped("templates") / "site" / "words"
    own = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    assert set(own) == set(english)
    for key, text in english.items():
        marks = [re.findall(r"\{\w+\}", text)] if isinstance(text, str) else []
        assert all(re.findall(r"\{\w+\}", str(other[key])) == found for found in marks), key
