"""A release as feed and site take it, from the release itself: what a build reads from its memory."""

from __future__ import annotations

from podbuild.base import digest
from podbuild.base.codec import to_json
from podbuild.feed.rss import item_text
from podbuild.model.release import Entry, Release
from podbuild.model.show import Show
from podbuild.site.views import row_text


def entry(show: Show, release: Release) -> Entry:
    item, row = item_text(show, release, release.description_html), row_text(release)
    order = (release.slug, release.date, release.number, release.is_draft, release.disclosure.is_ai)
    marks = digest.of_value(to_json(release)), digest.of_bytes(row.encode("utf-8", "surrogatepass"))
    return Entry(*order, marks[0], lambda: item, lambda: row, marks[1], lambda: release)
