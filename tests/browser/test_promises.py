"""What the site promises of every page: small, strict, whole without scripts, dark where asked, all by keys, and good on paper."""

from __future__ import annotations

import re

import pytest

BUDGET_BYTES = 100_000
COUNTED = ("document", "stylesheet", "script")
FOCUSABLE = "a[href], button, input, select, textarea, summary, audio[controls], [tabindex='0']"


def episode_of(site) -> str:
    return site.address + site.kinds()["episode"]


def test_every_page_is_small(open_page, any_site, troubles):
    """HTML, CSS and JavaScript that a page loads until nothing more comes, uncompressed."""
    sizes = {}
    for kind, path in any_site.kinds().items():
        page = open_page()  # a context of its own: nothing is in its cache
        before = len(troubles.responses)
        page.goto(any_site.address + path, wait_until="networkidle")
        loaded = [r for r in troubles.responses[before:] if r.request.resource_type in COUNTED]
        sizes[kind] = sum(len(response.body()) for response in loaded)
        assert len(loaded) >= 3, f"{kind}: a page, its style and its script"
        page.close()
    assert {kind: size for kind, size in sizes.items() if size > BUDGET_BYTES} == {}, sizes


def test_every_page_has_a_strict_policy(page, any_site):
    for kind, path in any_site.kinds().items():
        page.goto(any_site.address + path)
        policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
        rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert rules["default-src"] == "'none'", kind
        assert rules["base-uri"] == "'none'", kind
        # Own files only; WebAssembly may be compiled, a text may not be run.
        allowed = {"'self'", "'none'", "'wasm-unsafe-eval'", "data:", "blob:"}
        assert set(" ".join(rules.values()).split()) <= allowed, kind
        assert not {"data:", "blob:"} & set(rules["script-src"].split()), kind
        text = (any_site.public / path).read_text("utf-8")
        assert re.findall(r"<style|<script(?! src=| type=\"application/ld)|\s(?:style|on[a-z]+)=\"", text) == [], kind


def test_a_wrong_address_is_answered_with_a_page(page, site, troubles):
    troubles.allow("status 404", "Failed to load resource")
    page.goto(f"{site}episodes/no-such/deep/index.html")
    assert page.get_by_role("link", name="All episodes").is_visible()
    page.get_by_role("link", name="All episodes").click()
    assert page.locator("h1").inner_text() == "Quiet Roads"


def test_an_episode_is_whole_without_scripts(open_page, any_site):
    page = open_page(java_script_enabled=False)
    page.goto(episode_of(any_site))
    assert page.locator("audio[controls]").is_visible()
    assert page.locator(".chapters li").first.is_visible()
    assert page.locator("#transcript p").first.is_visible()
    assert page.locator("a[download]").first.is_visible()
    assert [e for e in page.locator(".js-only").all() if e.is_visible()] == [], "what needs the script is not shown"
    page.goto(any_site.address)
    assert page.locator(".episode a").first.is_visible()


def test_dark_is_dark_and_light_is_light(page, any_site):
    page.goto(episode_of(any_site))
    shown = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for part in ("background-color", "color"):
            shown[scheme, part] = _lightness(page, part)
    assert shown["light", "background-color"] > 0.8 > 0.4 > shown["light", "color"]
    assert shown["dark", "background-color"] < 0.2 < 0.6 < shown["dark", "color"]


def _lightness(page, part: str) -> float:
    """From 0 to 1, of the body's colour as the browser paints it."""
    red, green, blue = page.evaluate(
        """(part) => {
          const pixel = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
          const paper = pixel.getContext("2d", {willReadFrequently: true});
          paper.fillStyle = getComputedStyle(document.body).getPropertyValue(part);
          paper.fillRect(0, 0, 1, 1);
          return [...paper.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }""",
        part,
    )
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


_MARK = """(focusable) => [...document.querySelectorAll(focusable)]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0 && !e.closest("[inert]"))
  .map((e, i) => { e.dataset.order = i; return e.outerHTML.slice(0, 100); })"""
# The ring is an outline or a shadow, of the element or (a field in a frame) an outline of what it lies in.
_FOCUSED = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const isOutlined = ({outlineStyle, outlineWidth, outlineColor}) =>
    outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && outlineColor !== "rgba(0, 0, 0, 0)";
  let hasRing = getComputedStyle(e).boxShadow !== "none";
  for (let around = e; around && !hasRing; around = around.parentElement) hasRing = isOutlined(getComputedStyle(around));
  const box = e.getBoundingClientRect();
  return {order: e.dataset.order, hasRing, isSeen: box.bottom > 0 && box.top < innerHeight};
}"""


def test_tab_reaches_everything_and_shows_where_it_is(open_page, any_site):
    page = open_page(reduced_motion="reduce")
    for kind, path in any_site.kinds().items():
        page.goto(any_site.address + path)
        wanted = dict(enumerate(page.evaluate(_MARK, FOCUSABLE)))
        reached, hidden = [], []
        for _ in range(len(wanted) + 2):
            page.keyboard.press("Tab")
            focused = page.evaluate(_FOCUSED)
            if focused is None:  # behind the last element, before it begins again at the first
                continue
            reached.append(int(focused["order"]))
            if not (focused["hasRing"] and focused["isSeen"]):
                hidden.append(wanted[reached[-1]])
        assert [wanted[i] for i in wanted if i not in reached] == [], f"{kind}: not reached by Tab"
        assert hidden == [], f"{kind}: focused, and nothing shows it"
        once = list(dict.fromkeys(reached))
        first = once.index(min(once))  # a page may begin at the field that it is for
        assert once[first:] + once[:first] == sorted(once), f"{kind}: Tab goes as one reads"


def test_space_plays_and_pauses(page, any_site):
    page.goto(episode_of(any_site))
    paused = "() => document.querySelector('audio').paused"
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.1")
    page.keyboard.press("Space")
    page.wait_for_function(paused)
    assert re.search(r"\d", page.locator("#elapsed").inner_text())


@pytest.mark.parametrize("size", [(390, 844), (320, 568), (1280, 800)])
def test_nothing_is_wider_than_the_screen(open_page, any_site, size):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    for kind, path in any_site.kinds().items():
        page.goto(any_site.address + path)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0], kind


def test_on_paper_there_is_no_player(page, any_site):
    page.goto(episode_of(any_site))
    page.emulate_media(media="print")
    assert not page.locator("#player").is_visible()
    assert page.locator("#transcript").is_visible()
    assert page.locator("h1").is_visible()
