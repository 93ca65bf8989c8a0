"""What each kind of page is given, and its text: values for the templates."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from podbuild.model.bars import bars
from podbuild.model.release import Release
from podbuild.model.show import Show
from podbuild.site.addresses import absolute, licence_url, origin, page_path, root_from
from podbuild.site.render import Renderer
from podbuild.site.structured import episode_data, series_data
from podbuild.site.subscribe import directory_of, ways_to_follow
from podbuild.site.views import mentions, paragraphs, row, row_text, small_art
from podbuild.site.words import words_for

WAVE_BARS = 120  # as many as stay apart on a phone


class Printer:
    """Prints the pages of one show.

    `artwork` are the paths of its "cover", "cover-small" and "cover-600", `accent` is its colour, `compiled` what the Renderer
    keeps.
    """

    def __init__(
        self,
        show: Show,
        artwork: Mapping[str, str],
        accent: str,
        overrides: Mapping[str, str],
        feed_path: str,
        generator: str,
        compiled: MutableMapping[str, bytes],
    ) -> None:
        self._show, self._cover, self._accent = show, artwork["cover"], accent
        self._words = words_for(show.language, overrides)
        given = {"show": show, "words": self._words, "feed_path": feed_path, "generator": generator}
        given |= {"cover": artwork["cover-600"], "cover_large": artwork["cover-small"]}
        self._feed_url = absolute(show.url, feed_path) if feed_path else ""
        ways = ways_to_follow(self._feed_url, show.title, show.links, is_told=show.is_public)
        given |= {"feed_url": self._feed_url, "ways": ways, "media_origin": origin(show.media_url)}
        given |= {"other_links": tuple(link for link in show.links if not directory_of(link))}
        self._renderer = Renderer(overrides, given | {"licence_url": licence_url, "absolute": absolute}, compiled)

    def episode_list(self, path: str, rows: tuple[str, ...], newer: str, older: str, count: int | None) -> bytes:
        """A page of rows. `count` is that of all episodes on the first page, None on older ones, which shall not change."""
        show, words = self._show, self._words
        values = self._places(path) | {
            "rows": [row(text, words) for text in rows],
            "count": "" if count is None else words.counted("episodes", count),
            "is_first": count is not None,
            "newer": newer,
            "older": older,
            "structured": series_data(show, absolute(show.url, self._cover), self._feed_url),
        }
        return self._renderer.page("index.html.j2", values)

    def episode(self, release: Release, newer: str, older: str) -> bytes:
        """An episode's page. `newer` and `older` are the rows of its neighbours, "" where there is none."""
        show, words = self._show, self._words
        path = page_path(release.slug)
        card = absolute(show.url, (release.card or release.artwork).path)
        own = row(row_text(release), words)
        values = self._places(path) | {
            "release": release,
            "row": own,
            "label": own.label,
            "art": small_art(release),
            "card_url": card,
            "has_card": release.card is not None,
            "audio_url": release.enclosure.url or absolute(show.audio_root, release.enclosure.file.path),
            "audio_root": show.audio_root if show.media_url else root_from(path),
            "mentions": mentions(release),
            "paragraphs": paragraphs(release),
            "wave": bars(release.waveform, WAVE_BARS),
            "newer": row(newer, words) if newer else None,
            "older": row(older, words) if older else None,
            "structured": episode_data(show, release, absolute(show.url, path), card),
        }
        return self._renderer.page("episode.html.j2", values)

    def search(self, bundles: tuple[str, ...]) -> bytes:
        """The page that searches the bundles of those names."""
        return self._renderer.page("search.html.j2", self._places("search/index.html") | {"bundles": bundles})

    def lost(self) -> bytes:
        """What a host shows for a wrong address, whatever the address: so its links are absolute."""
        return self._renderer.page("404.html.j2", {"root": urlsplit(self._show.url).path or "/", "canonical": ""})

    def style_sheet(self) -> bytes:
        from podbuild.site.theme import DARK_GROUND, LIGHT_GROUND, accent_of

        colours = {"accent": accent_of(self._accent), "light_ground": LIGHT_GROUND, "dark_ground": DARK_GROUND}
        return self._renderer.page("site.css.j2", colours)

    def _places(self, path: str) -> dict[str, Any]:
        return {"root": root_from(path), "canonical": absolute(self._show.url, path)}
