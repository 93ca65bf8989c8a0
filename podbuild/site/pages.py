"""The list of pages: what stands in public/ beside audio, pictures and the feed. Pure: values in, bytes out."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from podbuild.model.release import OutputFile, Release, newest_first
from podbuild.model.show import Show
from podbuild.site.addresses import absolute, licence_url, robots, root_from, sitemap
from podbuild.site.render import Renderer, asset_text
from podbuild.site.structured import episode_data, series_data
from podbuild.site.theme import DARK_GROUND, LIGHT_GROUND, accent_of
from podbuild.site.views import label, mentions, page_path, paragraphs, row, small_art
from podbuild.site.words import Words, date_of, words_for

PAGE_SIZE = 40


def pages(
    show: Show,
    releases: tuple[Release, ...],
    *,
    artwork: Mapping[str, OutputFile],
    overrides: Mapping[str, str],
    feed_path: str = "feed.xml",
    generator: str,
) -> Mapping[str, bytes]:
    """All pages of the site: path in public/ → bytes.

    Args:
        releases: in any order; those of drafts carry a visible mark.
        artwork: the show's own: "cover", "cover-small" and "cover-600".
        overrides: the author's templates, by their path under templates/ ("site/index.html.j2").
    Raises:
        StepFailed: an author's template that cannot be rendered, as a diagnostic.
    """
    words = words_for(show.language, overrides)
    cover = artwork["cover-600"].path
    common = {"show": show, "words": words, "feed_path": feed_path, "generator": generator, "cover": cover}
    common |= {"cover_large": artwork["cover-small"].path, "licence_url": licence_url, "absolute": absolute}
    renderer = Renderer(overrides, common)
    ordered = newest_first(releases)
    out = _lists(renderer, show, ordered, words, artwork, feed_path)
    out |= _episodes(renderer, show, ordered, words)
    out["404.html"] = renderer.page("404.html.j2", {"root": urlsplit(show.url).path or "/", "canonical": ""})
    colours = {"accent": accent_of(show.theme), "light_ground": LIGHT_GROUND, "dark_ground": DARK_GROUND}
    out["assets/site.css"] = renderer.page("site.css.j2", colours)
    out["assets/player.js"] = asset_text(overrides, "player.js")
    out["sitemap.xml"] = sitemap(_addresses(show, ordered, out))
    out["robots.txt"] = robots(absolute(show.url, "sitemap.xml"))
    out[".nojekyll"] = b""  # GitHub Pages: take the files as they are
    return out


def _lists(
    renderer: Renderer, show: Show, ordered: tuple[Release, ...], words: Words, artwork: Mapping[str, OutputFile], feed_path: str
) -> dict[str, bytes]:
    """The first page and the older pages.

    Older pages are counted from the oldest episode, so a new episode changes the first page only.
    """
    groups = grouped(ordered)
    data = series_data(show, absolute(show.url, artwork["cover"].path), absolute(show.url, feed_path))
    paths = ["index.html", *(f"page/{n}/index.html" for n in range(len(groups) - 1, 0, -1))]
    out = {}
    for i, (path, group) in enumerate(zip(paths, groups, strict=True)):
        values = {
            "root": root_from(path),
            "canonical": absolute(show.url, path),
            "rows": [row(release, words) for release in group],
            "count": words.counted("episodes", len(ordered)),
            "is_first": i == 0,
            "newer": paths[i - 1] if i else "",
            "older": paths[i + 1] if i + 1 < len(paths) else "",
            "structured": data,
        }
        out[path] = renderer.page("index.html.j2", values)
    return out


def grouped(ordered: tuple[Release, ...]) -> list[tuple[Release, ...]]:
    """The newest group holds at least PAGE_SIZE and less than twice that; all older ones exactly PAGE_SIZE."""
    full = max(0, len(ordered) // PAGE_SIZE - 1)
    first = len(ordered) - full * PAGE_SIZE
    return [ordered[:first], *(ordered[i : i + PAGE_SIZE] for i in range(first, len(ordered), PAGE_SIZE))]


def _episodes(renderer: Renderer, show: Show, ordered: tuple[Release, ...], words: Words) -> dict[str, bytes]:
    neighbours = zip((None, *ordered), ordered, (*ordered[1:], None), strict=False)
    return {page_path(r.slug): renderer.page("episode.html.j2", _episode_values(show, r, words, n, o)) for n, r, o in neighbours}


def _episode_values(
    show: Show, release: Release, words: Words, newer: Release | None, older: Release | None
) -> Mapping[str, object]:
    path = page_path(release.slug)
    card = absolute(show.url, (release.card or release.artwork).path)
    return {
        "root": root_from(path),
        "canonical": absolute(show.url, path),
        "release": release,
        "row": row(release, words),
        "label": label(release, words),
        "art": small_art(release),
        "card_url": card,
        "has_card": release.card is not None,
        "audio_url": absolute(show.url, release.enclosure.file.path),
        "mentions": mentions(release),
        "paragraphs": paragraphs(release.captions),
        "newer": row(newer, words) if newer else None,
        "older": row(older, words) if older else None,
        "structured": episode_data(show, release, absolute(show.url, path), card),
    }


def _addresses(show: Show, ordered: tuple[Release, ...], made: Mapping[str, bytes]) -> list[tuple[str, str]]:
    days = {page_path(r.slug): str(date_of(r.date) or "") for r in ordered}
    drafts = {page_path(r.slug) for r in ordered if r.is_draft}
    found = [path for path in made if path.endswith("index.html") and path not in drafts]
    return [(absolute(show.url, path), days.get(path, "")) for path in found]
