"""Which addresses of sources a script may link to, to the letter."""

from __future__ import annotations

import pytest

from podbuild.drafting.linked_addresses import addresses
from podbuild.drafting.source_text import SourcePassage, SourceText


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no address: www.example.org, mailto:a@example.org", set()),
        ("see [the map](https://example.org/a_(b)?c=1).", {"https://example.org/a_(b)?c=1"}),
        ("<https://example.org/>, *https://example.org/b*!", {"https://example.org/", "https://example.org/b"}),
        ("[https://a.example](https://b.example/c)", {"https://a.example", "https://b.example/c"}),
        ("“http://a.example/ä”…", {"http://a.example/ä"}),
    ],
)
def test_addresses(text: str, expected: set[str]) -> None:
    origin = "https://from.example/page"
    assert addresses([SourceText("n", "page", origin, passages=(SourcePassage(1, text),))]) == {origin, *expected}
