"""axe-core on the page that is open: light and dark, on a phone and at a desk."""

from __future__ import annotations

from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
# One that axe leaves out unless asked: WCAG 2.2's size of targets (2.5.8).
_RUN = "() => axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"


@cache
def _axe() -> str:
    """axe-core's text, as the package axe-playwright-python brings it."""
    (file,) = [file for file in files("axe-playwright-python") or () if file.name == "axe.min.js"]
    return Path(str(file.locate())).read_text("utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds, in each scheme and size. The page's context bypasses its policy, and wants no motion."""
    page.evaluate(_axe())
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            found += [f"{scheme} {size['width']}: {text}" for text in _told(page.evaluate(_RUN))]
    return found


def _told(result: dict[str, Any]) -> list[str]:
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
