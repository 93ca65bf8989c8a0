"""Addresses of the web in what sources and scripts say, as they are written there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from podbuild.drafting.source_text import SourceText

ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»{}`|\\^\[\]]+", re.IGNORECASE)
_OF_THE_SENTENCE = ".,;:!?*_'’…"


def trimmed(address: str) -> str:
    """What ADDRESS found, without what belongs to the sentence around it: a bracket of Markdown, a full stop.

    >>> trimmed("https://example.org/a_(b)).")
    'https://example.org/a_(b)'
    """
    address = address.rstrip(_OF_THE_SENTENCE)
    while address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1].rstrip(_OF_THE_SENTENCE)
    return address


def addresses(sources: Iterable[SourceText]) -> frozenset[str]:
    """Every whole web address that stands in the sources, or that one came from."""
    texts = (text for source in sources for text in (source.origin, *(passage.text for passage in source.passages)))
    found = (trimmed(m[0]) for text in texts for m in ADDRESS.finditer(text))
    return frozenset(address for address in found if "://" in address)
