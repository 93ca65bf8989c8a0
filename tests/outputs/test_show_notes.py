"""Show notes in their three forms."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from podbuild.model.release import Programme
from podbuild.outputs.show_notes import DESCRIPTION_BYTES, feed_description, notes_html, notes_text

from .samples import EMPTY, NASTY, ORDINARY


def with_notes(markdown: str) -> Programme:
    return replace(EMPTY, episode=replace(EMPTY.episode, notes=markdown))


def tags(html: str) -> set[str]:
    return set(re.findall(r"</?([a-z0-9]+)", html))


def test_the_notes_in_order() -> None:
    html = notes_html(ORDINARY)
    expected = [
        "<p>A night on the ice with a microphone.</p>",
        "<h4>Further reading</h4>",
        '<p>See <a href="https://example.org/survey" rel="nofollow noopener noreferrer">the survey</a>.</p>',
        "<h3>Chapters</h3>",
        "<ul><li>00:00:00 Cold open</li><li>00:00:40 What the ice says</li><li>00:01:20 Dawn</li></ul>",
        "<h3>Links</h3>",
        '<ul><li><a href="https://example.org/survey" rel="nofollow noopener noreferrer">the survey</a></li></ul>',
        "<h3>People</h3>",
        '<ul><li><a href="https://example.org/a" rel="nofollow noopener noreferrer">A. Speaker</a> (host)</li></ul>',
        "<h3>Credits</h3>",
        "<ul><li>Calm by Tide Desk, CC0-1.0, https://example.org/calm</li></ul>",
        "<p>The voices are computer-generated.</p>",
    ]
    assert html.strip().split("\n") == expected


def test_plain_notes_end_with_the_disclosure() -> None:
    text = notes_text(ORDINARY)
    assert "- 00:00:40 What the ice says\n" in text and "See the survey (https://example.org/survey)." in text
    assert "<" not in text and text.endswith("\n\nThe voices are computer-generated.\n")


@pytest.mark.parametrize(
    ("markdown", "page", "feed"),
    [
        ("# A & B", "<h3>A &amp; B</h3>", "<p><strong>A &amp; B</strong></p>"),
        ("<script>alert(1)</script>", "", ""),
        ("<b onclick=x>hi</b>", "<p><b>hi</b></p>", "<p><b>hi</b></p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>", "<p>[x](javascript:alert(1))</p>"),
        ('<a href="data:text/html,x">x</a>', '<p><a rel="nofollow noopener noreferrer">x</a></p>', None),
        (
            "[x](../b)",
            '<p><a href="https://example.org/quiet-roads/episodes/b" rel="nofollow noopener noreferrer">x</a></p>',
            None,
        ),
        ("![dusk](https://e.org/track.gif)", "<p><em>dusk</em></p>", "<p><em>dusk</em></p>"),
        ("`a<b`", "<p><code>a&lt;b</code></p>", "<p>a&lt;b</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", None, "<p>a · b</p>\n<p>1 · 2</p>"),
        ("Text[^1]\n\n[^1]: Foot", None, "<p>Text [1]</p>\n<ol>\n<li><p>Foot</p>\n</li>\n</ol>"),
    ],
)
def test_markdown_becomes_safe_html(markdown: str, page: str | None, feed: str | None) -> None:
    programme = with_notes(markdown)
    assert page is None or notes_html(programme).strip() == page
    assert feed is None or feed_description(programme).strip() == feed


def test_hostile_text_stays_text() -> None:
    for html in (notes_html(NASTY), feed_description(NASTY)):
        assert "javascript:" not in html and "<v" not in html and "\x00" not in html
        html.encode()
    assert tags(feed_description(NASTY)) <= {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"}


@pytest.mark.parametrize(
    "notes",
    ["word " * 40_000, "\n\n".join(["A paragraph of some length, née à Ærø."] * 300), "ü" * 9_000],
    ids=["one", "many", "unbroken"],
)
def test_a_long_description_is_cut_at_a_paragraph_and_leads_to_the_page(notes: str) -> None:
    programme = replace(ORDINARY, episode=replace(ORDINARY.episode, notes=notes))
    html = feed_description(programme)
    assert len(html.encode()) <= DESCRIPTION_BYTES
    page = "https://example.org/quiet-roads/episodes/glacier/"
    more = f'<p><a href="{page}" rel="nofollow noopener noreferrer">Full show notes</a></p>'
    assert html.split("\n")[-2:] == [more, "<p>The voices are computer-generated.</p>"]
    assert html.count("<p>") == html.count("</p>") and html.startswith("<p>A night on the ice")


def test_a_long_summary_is_cut_after_a_word() -> None:
    programme = replace(ORDINARY, episode=replace(ORDINARY.episode, summary="iceberg " * 2_000))
    html = feed_description(programme)
    assert html.startswith("<p>iceberg iceberg") and "iceberg …</p>" in html and 3_000 < len(html.encode()) <= DESCRIPTION_BYTES


def test_fewer_than_three_chapters_get_no_time_stamps() -> None:
    assert "00:00:00" not in feed_description(replace(ORDINARY, chapters=ORDINARY.chapters[:2]))


def test_headings_speak_the_shows_language() -> None:
    assert "<h3>Kapitel</h3>" in notes_html(replace(ORDINARY, episode=replace(ORDINARY.episode, language="de")))
