"""axe-core finds nothing on any kind of page: light and dark, on a phone and at a desk, from right to left and in Japanese."""

from __future__ import annotations

from tests.browser.accessibility import violations


def test_axe_finds_no_violation(open_page, any_site):
    # The policy forbids scripts that a page does not bring: it is put aside here alone. Without motion no colour is caught midway.
    page = open_page(bypass_csp=True, reduced_motion="reduce")
    found = {}
    for kind, path in any_site.kinds().items():
        page.goto(any_site.address + path)
        if mistakes := violations(page):
            found[kind] = mistakes
    assert found == {}


def test_axe_sees_what_is_wrong(open_page, site):
    """The rules really run: a picture without words is found."""
    page = open_page(bypass_csp=True)
    page.goto(site)
    page.evaluate("() => document.querySelector('main').append(new Image())")
    assert any("image-alt" in text for text in violations(page))
