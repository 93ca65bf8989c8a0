"""axe-core finds nothing on any kind of page: light and dark, on a phone and at a desk, from right to left and in Japanese."""

from __future__ import annotations

from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
# Rules that axe leaves out unless asked: WCAG 2.2's size of targets (2.5.8).
_RUN = "() => axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's text, as the package axe-playwright-python brings it."""
    (file,) = [file for file in files("axe-playwright-python") or () if file.name == "axe.min.js"]
    return Path(str(file.locate())).read_text("utf-8")


def violations(found: dict[str, Any]) -> list[str]:
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def test_axe_finds_no_violation(open_page, any_site, axe):
    # The policy forbids scripts that a page does not bring: it is put aside here alone. Without motion no colour is caught midway.
    page = open_page(bypass_csp=True, reduced_motion="reduce")
    found = {}
    for kind, path in any_site.kinds().items():
        page.goto(any_site.address + path)
        page.evaluate(axe)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for size in (PHONE, DESK):
                page.set_viewport_size(size)
                if mistakes := violations(page.evaluate(_RUN)):
                    found[kind, scheme, size["width"]] = mistakes
    assert found == {}


def test_axe_sees_what_is_wrong(open_page, site, axe):
    """The rules really run: a picture without words is found."""
    page = open_page(bypass_csp=True)
    page.goto(site)
    page.evaluate("() => document.querySelector('main').append(new Image())")
    page.evaluate(axe)
    assert any(text.startswith("image-alt") for text in violations(page.evaluate(_RUN)))
