"""`podbuild serve` in a browser: an open page follows what is saved, and goes on playing meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.preview.living import Living, serving
from tests.shows import EPISODE, write_show

FILE = "episodes/glacier.md"
PAGE = "episodes/glacier/"
SECOND = EPISODE.replace("The glacier that sang", "The second night").replace("number: 1", "number: 2")
SOUND = "document.querySelector('audio')"
expect.set_options(timeout=30_000)


@pytest.fixture
def preview(tmp_path) -> Iterator[Living]:
    with serving(write_show(tmp_path / "show"), "--jobs", "2") as living:
        yield living


def playing(page: Page, preview: Living, seconds: float) -> None:
    """The episode's page, open and playing at that moment. A mark on the window tells a reload."""
    page.goto(preview.address + PAGE)
    page.evaluate("window.isTheSame = true")
    page.evaluate(f"{SOUND}.muted = true")
    page.locator("#toggle").click()
    page.wait_for_timeout(300)
    page.evaluate(f"{SOUND}.currentTime = {seconds}")
    expect(page.locator("#player.playing")).to_have_count(1)


def seconds_of(page: Page) -> float:
    return page.evaluate(f"{SOUND}.currentTime")


def test_a_saved_word_is_on_the_open_page_without_a_reload_and_the_sound_goes_on(preview, page):
    playing(page, preview, 4.0)
    preview.save(FILE, EPISODE.replace("A night on the ice.", "Another summary altogether."))
    expect(page.locator(".lead")).to_contain_text("Another summary altogether.")
    page.wait_for_timeout(400)
    assert page.evaluate("window.isTheSame") is True
    assert page.evaluate(f"{SOUND}.paused") is False
    assert 4.0 < seconds_of(page) < 12.0


def test_a_new_title_is_there_at_once_and_its_cover_follows(preview, page):
    playing(page, preview, 4.0)
    cover = page.locator("#art")
    before = cover.get_attribute("src")
    preview.save(FILE, EPISODE.replace("The glacier that sang", "The glacier that hummed"))
    expect(page.locator("h1")).to_have_text("The glacier that hummed")
    expect(cover).not_to_have_attribute("src", before)
    page.wait_for_timeout(800)
    assert page.evaluate("window.isTheSame") is True
    assert page.evaluate(f"{SOUND}.paused") is False
    assert 4.0 < seconds_of(page) < 12.0


def test_a_longer_line_before_it_moves_the_position_with_the_words(preview, page):
    page.goto(preview.address + PAGE)
    before = page.evaluate("Number([...document.querySelectorAll('[data-t]')].at(-1).dataset.t)")
    playing(page, preview, before + 0.3)
    page.locator("#toggle").click()  # a pause, so that nothing moves it but the edit
    preview.save(FILE, EPISODE.replace("It *hums*, if you wait.", "It *hums*, if you wait for a very long time in the cold."))
    expect(page.locator("#transcript")).to_contain_text("a very long time in the cold")
    after = page.evaluate("Number([...document.querySelectorAll('[data-t]')].at(-1).dataset.t)")
    assert after > before + 0.5
    page.wait_for_function(f"() => Math.abs({SOUND}.currentTime - {after}) < 2.5")
    assert page.evaluate(f"{SOUND}.paused") is True


def test_changed_lines_are_marked_and_can_be_heard_at_once(preview, page):
    page.goto(preview.address + PAGE)
    preview.save(FILE, EPISODE.replace("It *hums*, if you wait.", "It *whistles*, if you wait."))
    mark = page.locator(".podbuild-changed")
    expect(mark).to_have_count(1)
    expect(mark).to_have_text("It whistles, if you wait.")
    hear = page.locator(".podbuild-hear")
    expect(hear).to_have_text(re.compile(r"▶ 1 changed line at \d:\d\d"))
    page.evaluate(f"{SOUND}.muted = true")
    hear.click()
    expect(page.locator("#player.playing")).to_have_count(1)
    start = page.evaluate("Number(document.querySelector('.podbuild-changed').dataset.t)")
    page.wait_for_function(f"() => {SOUND}.currentTime > {start - 0.6}")


def test_mistakes_lie_over_the_page_until_they_are_mended(preview, page):
    page.goto(preview.address + PAGE)
    preview.save(FILE, EPISODE.replace("GUEST: It", "GEUST: It").replace("{sfx: bell", "{sfx: bel"))
    overlay = page.get_by_role("alert")
    expect(overlay).to_be_visible()
    expect(overlay.get_by_role("heading")).to_have_text("2 errors: you see and hear the last good build")
    expect(overlay.get_by_role("listitem")).to_have_count(2)
    expect(overlay).to_contain_text("episodes/glacier.md:14:1")
    expect(overlay).to_contain_text('did you mean "guest"?')
    expect(overlay.locator("pre").last).to_contain_text("^^^^^")
    expect(page.locator("#transcript")).to_contain_text("It hums, if you wait.")
    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    page.get_by_role("button", name="2 errors").click()
    expect(overlay).to_be_visible()
    preview.save(FILE, EPISODE.replace("hums", "whispers"))
    expect(overlay).to_be_hidden()
    expect(page.locator("#transcript")).to_contain_text("It whispers")


def test_a_click_on_a_place_copies_it(preview, open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(preview.address + PAGE)
    preview.save(FILE, EPISODE.replace("GUEST: It", "GEUST: It"))
    page.get_by_role("button", name="episodes/glacier.md:14:1").click()
    expect(page.locator(".podbuild-place[data-said]")).to_have_attribute("data-said", "copied")
    assert page.evaluate("navigator.clipboard.readText()") == "episodes/glacier.md:14:1"


def test_the_lines_are_listed_with_what_is_known_of_each(preview, page):
    page.goto(preview.address + PAGE)
    page.get_by_role("button", name="Lines").click()
    rows = page.locator("#podbuild-lines tbody tr")
    expect(rows.filter(has_text="Three winters, two skis")).to_have_count(1)
    words = rows.filter(has_text="Three winters, two skis").inner_text()
    assert "guest" in words and "espeak" in words and re.search(r"-2\d\.\d LUFS", words) and "now" in words


def test_the_list_follows_too_and_marks_what_listeners_do_not_see(preview, page):
    page.goto(preview.address)
    page.evaluate("window.isTheSame = true")
    preview.save("episodes/second.md", SECOND.replace("2026-11-10", "2099-11-10"))
    preview.save("episodes/third.md", SECOND.replace("number: 2", "number: 3\ndraft: true").replace("second night", "third night"))
    coming = page.locator(".episode", has_text="The second night")
    expect(coming.locator(".podbuild-mark")).to_have_text("2099-11-10")
    expect(page.locator(".episode", has_text="The third night")).to_contain_text("Draft")
    assert page.evaluate("window.isTheSame") is True
    (preview.root / "episodes/second.md").unlink()
    expect(coming).to_have_count(0)


def test_another_style_sheet_is_taken_without_a_reload(preview, page):
    page.goto(preview.address)
    page.evaluate("window.isTheSame = true")
    show = (preview.root / "show.yaml").read_text("utf-8")
    before = page.evaluate("getComputedStyle(document.querySelector('.button.solid')).backgroundColor")
    preview.save("show.yaml", show + 'theme: {accent: "#aa0044"}\n')
    page.wait_for_function(f"() => getComputedStyle(document.querySelector('.button.solid')).backgroundColor !== {before!r}")
    assert page.evaluate("window.isTheSame") is True


def test_a_page_that_was_away_catches_up(preview, page, troubles):
    page.goto(preview.address + PAGE)
    page.context.set_offline(True)
    troubles.allow("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED")
    preview.save(FILE, EPISODE.replace("A night on the ice.", "Saved while nobody listened."))
    preview.wait("build", 0, outcome="done")
    page.context.set_offline(False)
    expect(page.locator(".lead")).to_contain_text("Saved while nobody listened.")


def test_the_waiting_page_gives_way_to_the_site(page, tmp_path, troubles):
    troubles.allow("503")
    root = write_show(tmp_path / "slow")
    with serving(root, waits=False) as preview:
        page.goto(preview.address)
        expect(page.get_by_role("heading", name="Quiet Roads").first).to_be_visible(timeout=60_000)
        page.wait_for_load_state()  # what it still loads shall not meet a preview that has ended
        page.close()
