"""Every page is HTML as the W3C's checker wants it, and so are the style sheet and the drawings."""

from __future__ import annotations

import pytest


def test_every_page_is_valid(nu, any_site):
    pages = [any_site.public / path for path in any_site.kinds().values()]
    assert nu.errors(pages) == []


def test_style_and_drawings_are_valid(nu, public):
    if not nu.is_current:
        pytest.skip("the checker of 2020 does not know today's CSS")
    assert nu.errors(public.rglob("*.css"), "--css") == []
    if drawings := list(public.rglob("*.svg")):
        assert nu.errors(drawings, "--svg") == []


def test_the_checker_sees_what_is_wrong(nu, tmp_path):
    page = tmp_path / "wrong.html"
    page.write_text("<!doctype html><html lang=en><title>A page</title><p><ul></ul></p><img>", "utf-8")
    messages = nu.errors([page])
    assert any("src" in message for message in messages)
    assert any("“p”" in message for message in messages)
