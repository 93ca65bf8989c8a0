"""What changed in a text, as Markdown: nothing is lost, and an author's words stay words."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from podbuild.repository.word_difference import Passage, literal, literal_html, passages, shown

MARKDOWN = MarkdownIt("commonmark").enable("strikethrough").enable("table")
WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            ["ice", "snow", "the", "*stars*", "~~gone~~", "`code`", "<i>", "&amp;", "@edda", "#12", "|", "氷の上", "[a](b)"]
        ),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cf")), min_size=1, max_size=6),
    ),
    max_size=12,
)
PASSAGES = st.lists(st.sampled_from(["a b c d", "e f g h", "i j k l", "a b x d", "q"]), max_size=8)


def rendered(markdown: str) -> str:
    return MARKDOWN.renderInline(markdown)


def text_of(html: str, without: str) -> str:
    """What an element's reader reads, without what stands in one kind of element; spaces do not count."""
    html = re.sub(rf"<{without}>.*?</{without}>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", "", unescape(re.sub(r"</?(s|strong)>", "", html))).replace("\u200b", "")


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_it(before: list[str], after: list[str]) -> None:
    old, new = " ".join(before), " ".join(after)
    html = rendered(f"x {shown(Passage(old, new), context_words=None)}")
    assert text_of(html, "strong") == re.sub(r"\s+", "", f"x{old}")
    assert text_of(html, "s") == re.sub(r"\s+", "", f"x{new}")


@given(PASSAGES, PASSAGES)
def test_passages_are_those_that_changed(before: list[str], after: list[str]) -> None:
    found = passages(before, after)
    assert all(p.before != p.after for p in found)
    changed = [p.before for p in found if p.before is not None], [p.after for p in found if p.after is not None]
    assert len(before) - len(changed[0]) == len(after) - len(changed[1])  # the rest stayed


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "new", "**new**"),
        ("one two three", "one three", "one ~~two~~ three"),
        ("one three", "one two three", "one **two** three"),
        ("It hums.", "It sings.", "It ~~hums.~~ **sings.**"),
        ("氷の上で", "氷の下で", "氷の ~~上~~ **下** で"),
        ("a " * 30 + "old", "a " * 30 + "new", "… a a a a a a a a ~~old~~ **new**"),
    ],
)  # fmt: skip
def test_shown(before: str, after: str, said: str) -> None:
    assert shown(Passage(before, after)) == said


@pytest.mark.parametrize(
    "text",
    [
        "@everyone look",
        "fixes #12",
        "a@b.example",
        "see GH-7 and #x",
        "gh-7",
        "github.com/a/b/issues/3",
        "https://github.com/a/b/pull/3",
    ],
)
def test_nobody_is_called_and_no_issue_is_led_to(text: str) -> None:
    for said in (literal(text), literal_html(text)):
        assert not re.search(r"[@#]\w|GH-\d|(issues|pull)/\d", said, re.IGNORECASE)
        assert said.replace("\u200b", "") == text


def test_a_rewritten_chapter_of_a_thousand_lines_is_paired_soon() -> None:
    before = [f"HOST: line {n} of a long evening on the ice" for n in range(1000)]
    after = [f"HOST: line {n} of a long morning on the ice" for n in range(1000)]
    found = passages(before, after)
    assert len(found) == 1000
    assert shown(found[7]) == "HOST: line 7 of a long ~~evening~~ **morning** on the ice"
