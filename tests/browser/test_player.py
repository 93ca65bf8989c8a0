"""The player as a listener uses it: keys, chapters, speed, sleep, links to moments, and a page that changes under it."""

from __future__ import annotations

import re

import pytest

EPISODE = "episodes/the-glacier-that-sang/"
AUDIO = "document.getElementById('audio')"
CLIPBOARD = ("clipboard-read", "clipboard-write")


@pytest.fixture
def episode(site):
    return site + EPISODE


@pytest.fixture
def player(page, episode):
    """The page of an episode, its sound's length known."""
    page.goto(episode)
    page.evaluate(f"{AUDIO}.preload = 'metadata'")
    page.wait_for_function(f"() => {AUDIO}.readyState > 0")
    return page


def position(page) -> float:
    return page.evaluate(f"{AUDIO}.currentTime")


def chapter_starts(page) -> list[float]:
    return page.evaluate("[...document.querySelectorAll('.chapters [data-start]')].map((c) => Number(c.dataset.start))")


def refreshed(page, change: str) -> None:
    """Change the page as a live preview does, and say so."""
    page.evaluate(f"{change}; document.dispatchEvent(new CustomEvent('podbuild:refresh'))")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["ArrowRight"], 30),
        (["l", "l"], 60),
        (["l", "ArrowLeft"], 15),
        (["l", "j", "j"], 0),
        (["5"], 148.2),
        (["9", "0"], 0),
    ],
)
def test_keys_move(player, keys, expected):
    for key in keys:
        player.keyboard.press(key)
    assert position(player) == pytest.approx(expected, abs=0.3)


def test_arrows_on_the_seek_bar_move_as_elsewhere(player):
    player.locator("#seek").focus()
    player.keyboard.press("ArrowRight")
    assert position(player) == pytest.approx(30, abs=0.3)
    assert player.locator("#seek").get_attribute("aria-valuetext") == "0:30 / 4:56"


def test_chapters_are_gone_through(player):
    starts = chapter_starts(player)
    player.keyboard.press("n")
    player.get_by_role("button", name="Next chapter").click()
    assert position(player) == pytest.approx(starts[2], abs=0.1)
    assert player.locator("#now").inner_text() == player.locator(".chapters [aria-current]").inner_text().split("\n")[0]
    player.keyboard.press("l")
    player.keyboard.press("p")
    assert position(player) == pytest.approx(starts[2], abs=0.1), "first back to the start of the chapter"
    player.get_by_role("button", name="Previous chapter").click()
    assert position(player) == pytest.approx(starts[1], abs=0.1)


def test_the_waveform_fills(player):
    def width():
        return float(player.locator("#wave-played").get_attribute("width"))

    assert width() == 0
    player.keyboard.press("5")
    assert width() == pytest.approx(240, abs=1)
    assert len(player.locator("#wave-path").get_attribute("d")) < 3_000


def test_speed_is_chosen_and_kept(player, episode):
    for _ in range(2):
        player.keyboard.press(">")
    assert player.evaluate(f"{AUDIO}.playbackRate") == 1.5
    player.keyboard.press("<")
    assert player.locator("#speed").input_value() == "1.2"
    player.get_by_label("Speed").select_option("2")
    player.reload()
    assert player.evaluate(f"{AUDIO}.playbackRate") == 2
    assert player.locator("#speed-shown").inner_text() == "2×"


def test_the_position_is_kept(player, episode):
    player.keyboard.press("5")
    player.goto("about:blank")
    player.goto(episode)
    assert player.locator("#elapsed").inner_text() == "2:28"


def test_m_is_silent(player):
    player.keyboard.press("m")
    assert player.evaluate(f"{AUDIO}.muted")
    assert player.get_by_role("status").filter(has_text="Muted").is_visible()
    player.keyboard.press("m")
    assert not player.evaluate(f"{AUDIO}.muted")


def test_it_falls_asleep_after_a_while(page, episode):
    page.add_init_script("const now = Date.now; window.ahead = 0; Date.now = () => now() + window.ahead")
    page.goto(episode)
    page.keyboard.press("k")
    page.wait_for_function(f"() => {AUDIO}.currentTime > 0.1")
    page.get_by_label("Sleep timer").select_option("15")
    assert page.locator("#sleep-shown").inner_text() == "15′"
    page.evaluate("window.ahead = 14 * 60000")
    page.wait_for_function("() => document.getElementById('sleep-shown').textContent === '1′'")
    page.evaluate("window.ahead = 15 * 60000 - 4000")
    page.wait_for_function(f"() => {AUDIO}.volume < 0.6")
    page.evaluate("window.ahead = 15 * 60000")
    page.wait_for_function(f"() => {AUDIO}.paused")
    assert page.evaluate(f"{AUDIO}.volume") == 1 and page.locator("#sleep").input_value() == ""


def test_it_falls_asleep_at_the_end_of_the_chapter(player):
    end = chapter_starts(player)[1]
    player.evaluate(f"{AUDIO}.currentTime = {end - 1}")
    player.get_by_label("Sleep timer").select_option("chapter")
    player.locator("#toggle").click()
    player.wait_for_function(f"() => {AUDIO}.currentTime > {end - 0.9}")
    player.wait_for_function(f"() => {AUDIO}.paused")
    assert position(player) == pytest.approx(end, abs=0.4)


def test_keys_are_listed_and_can_be_put_off(player):
    player.keyboard.press("?")
    dialog = player.get_by_role("dialog", name="Keyboard")
    assert dialog.is_visible() and dialog.locator("kbd").count() > 10
    player.keyboard.press("l")
    assert position(player) == 0, "keys are the dialog's while it is open"
    dialog.get_by_label("Use these keys").uncheck()
    player.keyboard.press("Escape")
    assert not dialog.is_visible()
    player.keyboard.press("l")
    assert position(player) == 0
    player.reload()
    player.get_by_role("button", name="Keyboard").click()
    dialog.get_by_label("Use these keys").check()
    dialog.get_by_role("button", name="Close").click()
    player.keyboard.press("l")
    assert player.locator("#elapsed").inner_text() == "0:30"


def test_a_moment_and_a_paragraph_are_shared(open_page, episode):
    page = open_page(permissions=CLIPBOARD)
    page.goto(episode)
    page.keyboard.press("l")
    page.keyboard.press("c")
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{episode}#t=30"
    turn = page.locator(".turn").nth(2)
    turn.hover()
    turn.get_by_role("button", name="Copy a link to this paragraph").click()
    link = turn.locator(".who a").get_attribute("href")
    page.wait_for_function(f"() => navigator.clipboard.readText().then((text) => text.endsWith('{link}'))")
    page.goto("about:blank")
    page.goto(episode + link)
    seconds = float(link.removeprefix("#t="))
    assert float(page.locator("#seek").input_value()) == pytest.approx(seconds, abs=0.1)
    assert page.locator(".spoken").inner_text() == turn.locator("[data-t]").first.inner_text()


def test_a_shared_paragraph_is_found_without_scripts(open_page, episode):
    page = open_page(java_script_enabled=False, reduced_motion="reduce")
    page.goto(episode)
    link = page.locator(".who a").last.get_attribute("href")
    page.goto("about:blank")
    page.goto(episode + link)
    box = page.locator(f"[id='{link[1:]}']").bounding_box()
    assert 0 <= box["y"] < page.viewport_size["height"]


def test_words_that_are_clicked_are_heard(player):
    span = player.locator("#transcript [data-t]").nth(5)
    span.click()
    player.wait_for_function(f"() => !{AUDIO}.paused")
    assert position(player) == pytest.approx(float(span.get_attribute("data-t")), abs=0.5)
    assert "spoken" in span.get_attribute("class")


def test_a_changed_page_is_looked_at_anew(player):
    """Where, how fast and whether it plays stays; what is clicked and shown is the page's as it is now; nothing happens twice."""
    player.keyboard.press("5")
    player.get_by_label("Speed").select_option("1.5")
    player.locator("#toggle").click()
    player.wait_for_function(f"() => {AUDIO}.currentTime > 148.4")
    for part in ("#transcript", ".chapters"):
        refreshed(player, f"(() => {{ const e = document.querySelector('{part}'); e.outerHTML = e.outerHTML }})()")
    refreshed(player, "document.querySelectorAll('.chapters [data-start]')[3].firstElementChild.textContent = 'Another name'")
    assert not player.evaluate(f"{AUDIO}.paused") and player.evaluate(f"{AUDIO}.playbackRate") == 1.5
    assert 148.4 < position(player) < 170
    assert player.locator("#now").inner_text() == "Another name"
    assert player.locator(".spoken").count() == 1 and player.locator(".chapters [aria-current]").count() == 1
    player.locator("#toggle").click()
    assert player.evaluate(f"{AUDIO}.paused"), "one click is one click"
    before = position(player)
    player.get_by_role("button", name="Forward 30 seconds").click()
    assert position(player) == pytest.approx(before + 30, abs=0.3)


def test_a_chapter_that_is_new_is_there(player):
    add = """(() => { const last = document.querySelector('.chapters li:last-child'), li = last.cloneNode(true);
        li.querySelector('a').dataset.start = 280; li.querySelector('span').textContent = 'New'; last.after(li); })()"""
    ticks = player.locator("#ticks i").count()
    refreshed(player, add)
    assert player.locator("#ticks i").count() == ticks + 1
    player.keyboard.press("9")
    player.keyboard.press("n")
    assert position(player) == pytest.approx(280, abs=0.2) and player.locator("#now").inner_text() == "New"


def test_another_sound_under_the_same_address_goes_on_where_it_was(player):
    player.keyboard.press("5")
    player.evaluate(f"window.loads = 0; {AUDIO}.addEventListener('emptied', () => window.loads++)")
    refreshed(player, "document.getElementById('player').dataset.audio = 'another'")
    player.wait_for_function(f"() => window.loads === 1 && {AUDIO}.readyState > 0")
    assert position(player) == pytest.approx(148.2, abs=0.3)
    assert re.fullmatch(r"2:2[78]", player.locator("#elapsed").inner_text())


def test_ways_to_subscribe_open_and_close(page, site):
    page.goto(site)
    summary = page.locator(".follow summary")
    summary.click()
    assert page.get_by_role("link", name="Overcast").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Overcast").is_visible()
    summary.press("Enter")
    page.locator("h1").click()
    assert not page.get_by_role("link", name="Overcast").is_visible()
