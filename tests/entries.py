"""A release as feed and site take it, from the release itself: what a build reads from its memory."""

from __future__ import annotations

from podbuild.base import digest
from podbuild.base.codec import to_json
from podbuild.feed.rss import item_text
from podbuild.model.release import Entry, Release
from podbuild.model.show import Show
from podbuild.site.search_text import search_text
from podbuild.site.views import row_text


def entry(show: Show, release: Release) -> Entry:
    item, row, search = item_text(show, release, release.description_html), row_text(release), search_text(release)
    order = (release.slug, release.date, release.number, release.is_draft, release.disclosure.is_ai)
    whole, of_row, of_search = digest.of_value(to_json(release)), _digest(row), _digest(search)
    return Entry(*order, whole, lambda: item, lambda: row, of_row, lambda: release, lambda: search, of_search)


def _digest(text: str) -> str:
    return digest.of_bytes(text.encode("utf-8", "surrogatepass"))
