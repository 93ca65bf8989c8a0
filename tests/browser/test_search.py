"""The search in a browser: a word typed, its moments found, and the player at the moment that was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from podbuild.model.release import Caption, Release, newest_first
from podbuild.model.show import Show
from podbuild.site.search_index import bundles, index_steps, search_files
from podbuild.steps.executor import Executor
from podbuild.steps.store import Store
from podbuild.steps.world import World
from tests.browser.serving import served
from tests.site.fixtures_release import a_release, a_show, documents, entries

PHONE = {"width": 390, "height": 844}


def search_for(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(text)


@contextmanager
def site_of(folder: Path, releases: tuple[Release, ...], show: Show | None = None) -> Iterator[str]:
    """The pages and the search of releases that have no sound, below a path as deep as a preview's."""
    show = show or a_show()
    found = newest_first(entries(releases, show))
    parts = bundles(found)
    steps = index_steps(parts, "1", show.language)

    def recipe():
        results = yield steps
        return list(search_files(parts, steps, results))

    executor = Executor(Store(folder / "store"), lambda asset: folder, World({}), 2)
    (drive,) = executor.run([("the show", recipe())])
    assert not drive.failures
    made = {file.path: executor.path(made).read_bytes() for file, made in drive.value or ()}
    made |= {path: document.render() for path, document in documents(found, show).items()}
    for path, data in made.items():
        place = folder / "public" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    with served(folder / "public", "/preview/token") as address:
        yield address


def test_a_word_leads_to_the_moment_it_is_spoken(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("/")
    page.keyboard.type('"bees in winter"')
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}search/index.html?q=%22bees+in+winter%22")
    said(page, "Found in 1 episode")
    moment = page.get_by_role("main").get_by_role("listitem").get_by_role("link").nth(1)
    assert [mark.lower() for mark in moment.locator("mark").all_inner_texts()][:3] == ["bees", "in", "winter"]
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#seek")).not_to_have_value("0")
    name, _, seconds = page.url.removeprefix(f"{site}episodes/").partition("/#t=")
    assert name == "the-glacier-that-sang" and 15 < float(seconds) < 30
    assert abs(float(page.locator("#seek").input_value()) - float(seconds)) < 0.2


def test_arrows_walk_through_what_is_found(page: Page, site: str) -> None:
    page.goto(f"{site}search/index.html?q=winter")
    expect(page.get_by_role("searchbox")).to_have_value("winter")
    said(page, "Found in 2 episodes")
    page.get_by_role("searchbox").press("ArrowDown")
    expect(page.locator(".hit").first.get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".moments a").first).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_moments_are_those_of_the_rare_word(page: Page, site: str) -> None:
    page.goto(f"{site}search/index.html?q=the+thimble")
    expect(page.locator(".moments a").first).to_contain_text("thimble")
    assert page.locator(".moments a").first.locator("mark").filter(has_text="thimble").count() == 1


def test_what_is_not_there_is_said_and_the_address_follows(page: Page, site: str) -> None:
    page.goto(f"{site}search/index.html")
    search_for(page, "zyzzyva <b>")
    said(page, "Nothing was found for “zyzzyva <b>”.")
    expect(page.locator(".hit")).to_have_count(0)
    assert page.url.endswith("?q=zyzzyva+%3Cb%3E")
    search_for(page, "")
    said(page, "")
    assert page.url.endswith("search/index.html")


def test_every_page_leads_to_the_search(page: Page, site: str) -> None:
    page.goto(f"{site}episodes/the-glacier-that-sang/")
    page.get_by_role("link", name="Search all episodes").click()
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.goto(site)
    page.get_by_role("contentinfo").get_by_role("link", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")


def test_nothing_is_loaded_before_somebody_searches(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site, wait_until="networkidle")
    assert not [url for url in asked if "/search/" in url]


def test_without_scripts_it_says_so(open_page, site: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}search/index.html?q=ice")
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()


def test_an_index_that_is_not_there_is_told(page: Page, site: str, troubles) -> None:
    troubles.allow("pagefind.js")
    troubles.allow("ERR_FAILED")
    page.route("**/pagefind.js", lambda route: route.abort())
    page.goto(f"{site}search/index.html?q=ice")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("The search could not be loaded.")
    page.unroute("**/pagefind.js")


def test_a_preview_that_renews_the_page_searches_once(page: Page, site: str) -> None:
    page.goto(f"{site}search/index.html?q=winter")
    said(page, "Found in 2 episodes")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.dispatchEvent(new Event('podbuild:refresh'))")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert len([url for url in asked if "pagefind-entry.json" in url]) == 1
    expect(page.locator(".hit")).to_have_count(2)


def test_many_bundles_are_one_search(page: Page, tmp_path: Path, troubles) -> None:
    """Twenty-one episodes are an index of 16 and one of 5; found are those of both."""
    troubles.allow("404")  # no pictures
    releases = tuple(
        a_release(
            f"day-{n}",
            number=n,
            title=f"Day {n}",
            date=f"2026-01-{n:02}T06:00:00Z",
            summary="",
            captions=(Caption(0, 4, "Host", f"Entry {n}."), Caption(4, 9, "Guest", "We saw a heron" if n % 4 == 0 else "Nothing.")),
        )
        for n in range(1, 22)
    )
    with site_of(tmp_path, releases) as site:
        page.goto(f"{site}search/index.html?q=herons")
        said(page, "Found in 5 episodes")
        titles = page.locator(".hit h2").all_inner_texts()
        assert sorted(titles) == ["Day 12", "Day 16", "Day 20", "Day 4", "Day 8"]
        search_for(page, "nothing")
        said(page, "Found in 16 episodes")
        expect(page.locator(".hit")).to_have_count(10)
        page.get_by_role("button", name="More results").click()
        expect(page.locator(".hit")).to_have_count(16)
        expect(page.locator(".hit").nth(10).get_by_role("link").first).to_be_focused()


JAPANESE = (
    a_release(
        "氷河の歌",
        title="氷河の歌",
        summary="氷の上の一夜。",
        language="ja",
        captions=(
            Caption(0, 4, "司会", "氷の上で始めます。"),
            Caption(12.5, 20, "客", "「氷河が歌った」と彼女は言った。ガラスのような音でした。"),
        ),
    ),
    a_release(
        "東京", title="東京の夜", summary="", language="ja", captions=(Caption(3, 9, "司会", "京都と東の海。2度目のPodcastです。"),)
    ),
)


@pytest.mark.parametrize(
    ("words", "found", "marked"),
    [
        ("氷河が歌", ["氷河の歌"], "氷河が歌"),
        ("ガラス", ["氷河の歌"], "ガラス"),
        ("東京", ["東京の夜"], None),  # 京…東 stands in the transcript, which is not the same
        ("2度目", ["東京の夜"], "2度目"),
        ("podcast 京都", ["東京の夜"], "京都"),
        ("氷河 彼女", ["氷河の歌"], "氷河"),
        ("河氷", [], None),
    ],
)
def test_japanese_is_found_as_it_is_written(
    page: Page, tmp_path: Path, words: str, found: list[str], marked: str | None, troubles
) -> None:
    troubles.allow("404")
    with site_of(tmp_path, JAPANESE, a_show(language="ja")) as site:
        page.goto(f"{site}search/index.html")
        search_for(page, words)
        said(page, f"{len(found)}件のエピソードで見つかりました" if found else f"「{words}」は見つかりませんでした。")
        assert page.locator(".hit h2").all_inner_texts() == found
        if marked:
            assert marked in page.locator(".moments mark").all_inner_texts()
            assert " " not in (page.locator(".moment").first.text_content() or "").replace("司会 ", "").replace("客 ", "")
            address = unquote(page.locator(".moments a").first.get_attribute("href") or "")
            assert address == ("../episodes/氷河の歌/#t=12.5" if found == ["氷河の歌"] else "../episodes/東京/#t=3.0")


@pytest.mark.parametrize(
    ("language", "text", "query"), [("de", "Die Gletscher sangen.", "gletschern"), ("ar", "غنت الجبال", "جبال")]
)
def test_words_are_found_by_their_stems(page: Page, tmp_path: Path, language: str, text: str, query: str, troubles) -> None:
    troubles.allow("404")
    release = a_release("one", language=language, summary="", captions=(Caption(5, 9, "A", text),))
    with site_of(tmp_path, (release,), a_show(language=language)) as site:
        page.goto(f"{site}search/index.html?q={query}")
        expect(page.locator(".moments a")).to_have_count(1)
