"""Notes go from HTML to Markdown and, on the page, to HTML again: the words stay, and nothing of them becomes notation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.importing.html_to_markdown import markdown, plain_text
from podbuild.importing.yaml_text import entry, prose, storable
from podbuild.outputs.markdown_notes import page_blocks
from podbuild.source.passage import whole
from podbuild.source.yaml_nodes import parse_yaml

CASES = (
    ("<p>a</p><p>b</p>", "a\n\nb"),
    ("a<br>b<br><br>c", "a\\\nb\n\nc"),
    ("<h1>Top</h1><h3>Low</h3>", "## Top\n\n#### Low"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
    ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    ("<b> bold </b>and<i>soft</i>", "**bold** and*soft*"),
    ('<a href="https://e.org/a(b)">x [y]</a>', "[x \\[y\\]](https://e.org/a%28b%29)"),
    ('<a href="javascript:alert(1)">x</a><script>alert(1)</script><iframe src="https://e.org"></iframe>', "x"),
    ("1. not a list\n- nor this\n# nor that", "1\\. not a list\\\n\\- nor this\\\n\\# nor that"),
    ('<img src="https://e.org/a.png" alt="A boat">', "![A boat](https://e.org/a.png)"),
    ('<div style="x"><span>a</span><div>b</div></div>', "a\n\nb"),
    ("<p>&lt;b&gt; &amp;amp; &copy;</p>", "\\<b\\> \\&amp; ©"),
    ("<p>unclosed <b>bold <p>next", "unclosed **bold**\n\nnext"),
    ("<!-- nothing --><p>a --> b</p>", "a --\\> b"),
    ("", ""),
    ("<p> </p><br>", ""),
)


@pytest.mark.parametrize(("html", "expected"), CASES, ids=[html[:40] or "nothing" for html, _ in CASES])
def test_html_becomes_markdown(html: str, expected: str) -> None:
    assert markdown(html) == expected


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=80))
def test_words_come_through_whatever_signs_are_in_them(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = "\n".join(page_blocks(markdown(f"<p>{escaped}</p>"), "https://e.org/"))
    assert "".join(plain_text(f"<p>{shown}</p>").split()) == "".join(storable(text).split())


@given(st.text(max_size=2000))
def test_any_html_becomes_something(text: str) -> None:
    markdown(text)
    markdown(f"<p>{text}<b>")
    plain_text(text)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_value_comes_back_from_the_yaml_that_holds_it(text: str) -> None:
    kept = storable(text)
    for written, wanted in ((entry("key", text), kept), (prose("key", text), None)):
        node, mistakes = parse_yaml(whole("show.yaml", written))
        assert mistakes == ()
        value = node.get("key").text
        assert value == wanted if wanted is not None else value.split() == kept.split()
