"""Words over a picture can be read: the glow behind a heading is one, and axe says nothing of what lies on pictures."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

SIZES = ({"width": 390, "height": 844}, {"width": 1280, "height": 800})
# Words that lie over the picture itself: not those of buttons, which have a ground of their own.
_TEXTS = """(selector) => {
  const paper = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, words = walker.currentNode.textContent.trim();
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect(), style = getComputedStyle(element);
    if (!words || !box.width || element.closest("button, .button, .badge") || !element.checkVisibility()) continue;
    paper.clearRect(0, 0, 1, 1);
    paper.fillStyle = style.color;
    paper.fillRect(0, 0, 1, 1);
    const large = parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);
    texts.push({words, ink: [...paper.getImageData(0, 0, 1, 1).data].slice(0, 3), needed: large ? 3 : 4.5,
      top: Math.floor(box.top + scrollY), bottom: Math.ceil(box.bottom + scrollY),
      left: Math.floor(box.left), right: Math.ceil(box.right)});
  }
  return texts;
}"""


def test_words_over_a_picture_are_legible(open_page, any_site):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1, and of 3 to 1 where letters are large."""
    page = open_page(bypass_csp=True, reduced_motion="reduce")
    faint = []
    for kind in ("index.html", "episode"):
        for scheme in ("light", "dark"):
            for size in SIZES:
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)
                page.goto(any_site.address + any_site.kinds()[kind])
                texts = page.evaluate(_TEXTS, ".hero")
                page.add_style_tag(content="body * { color: transparent !important } .hero :is(svg, .badge) { visibility: hidden }")
                clip = {"x": 0, "y": 0, "width": size["width"], "height": max(text["bottom"] for text in texts)}
                ground = np.asarray(Image.open(BytesIO(page.screenshot(full_page=True, clip=clip))).convert("RGB"))
                for text in texts:
                    ratio = worst_contrast(text["ink"], ground[text["top"] : text["bottom"], text["left"] : text["right"]])
                    if ratio < text["needed"]:
                        faint.append(f"{kind} {scheme} {size['width']}: {ratio:.2f} < {text['needed']}: {text['words']}")
    assert faint == []


def worst_contrast(ink: list[int], ground: np.ndarray) -> float:
    """The contrast of the ink with the pixels it is least legible on; one in a hundred may be an edge of something else.

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    dark, light = np.sort(np.stack(np.broadcast_arrays(luminance(np.array(ink)), luminance(ground))), axis=0)
    return float(np.percentile((light + 0.05) / (dark + 0.05), 1))


def luminance(colour: np.ndarray) -> np.ndarray:
    share = colour / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def test_contrast_is_reckoned_as_wcag_does():
    white, grey = np.full((4, 4, 3), 255), np.full((4, 4, 3), 0x76)
    assert worst_contrast([0, 0, 0], white) == pytest.approx(21)
    assert worst_contrast([255, 255, 255], grey) == pytest.approx(4.54, abs=0.01)
