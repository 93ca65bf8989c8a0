"""The fixtures themselves: they let a sound page pass, and see what goes wrong."""

from __future__ import annotations

import pytest


def test_the_first_page_opens_without_trouble(page, site):
    page.goto(site)
    assert page.title() == "Quiet Roads"


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ("console.error('oh dear')", "console: error: oh dear"),
        ("setTimeout(() => { throw new Error('lost') })", "thrown: lost"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "policy: script-src-elem"),
        ("document.body.append(Object.assign(new Image(), {src: 'https://example.org/a.png'}))", "policy: img-src"),
        ("fetch('nowhere.json')", "status 404"),
    ],
)
def test_what_goes_wrong_is_seen(page, site, troubles, script, seen):
    page.goto(site)
    page.evaluate(f"() => {{ {script} }}")
    for _ in range(100):  # a busy machine tells late
        if any(text.startswith(seen) for text in troubles.seen):
            break
        page.wait_for_timeout(50)
    page.wait_for_timeout(200)  # most is told twice
    assert any(text.startswith(seen) for text in troubles.seen), troubles.seen
    assert troubles.left() == troubles.seen
    troubles.allow("")


def test_a_request_to_another_host_is_seen(open_page, site, troubles):
    page = open_page(bypass_csp=True)
    page.goto(site)
    page.evaluate("() => fetch('https://example.org/').catch(() => 0)")
    assert any(text == "left this machine: https://example.org/" for text in troubles.seen)
    assert any(text.startswith("failed: https://example.org/") for text in troubles.seen)
    troubles.allow(r"example\.org", "Failed to load resource")


def test_sound_is_served_in_ranges(page, site):
    page.goto(site)
    page.locator(".episode a").first.click()
    source = page.locator("audio source").first.evaluate("(element) => element.src")
    answer = page.request.get(source, headers={"Range": "bytes=100-199"})
    assert (answer.status, len(answer.body())) == (206, 100)
