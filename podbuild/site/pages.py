"""The list of pages: what stands in public/ beside audio, pictures and the feed, and what each text depends on.

Deliberately absent: rendering (printer.py), and with it templates, the calendar of a language and all that is heavy. A page is
rendered only when its Document is asked, and a release read whole only for its own page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from functools import cache, partial
from typing import TYPE_CHECKING

from podbuild.base.shipped import shipped
from podbuild.model.release import Document, Entry, OutputFile, moment, newest_first
from podbuild.model.show import Show
from podbuild.site.addresses import CLOSED, absolute, page_path, robots, sitemap
from podbuild.site.search_index import bundles

if TYPE_CHECKING:
    from podbuild.site.printer import Printer

PAGE_SIZE = 40
_AS_THEY_ARE = Document("/.nojekyll", (), bytes)  # GitHub Pages: take the files as they are
_EMPTY_PAGE = (
    b'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
    b"<title>Nothing here</title></head><body></body></html>\n"
)
# Around the folder of a show that is not public. The empty page is for servers that list a folder without one, and so the secret.
_CLOSED = (Document("/robots.txt", (), lambda: CLOSED), Document("/index.html", (), lambda: _EMPTY_PAGE), _AS_THEY_ARE)


def pages(
    show: Show,
    entries: Iterable[Entry],
    *,
    artwork: Mapping[str, OutputFile],
    accent: str = "",
    overrides: Mapping[str, str],
    feed_path: str = "feed.xml",
    generator: str,
    compiled: MutableMapping[str, bytes] | None = None,
) -> tuple[Document, ...]:
    """All pages of the site.

    Args:
        entries: in any order; those of drafts carry a visible mark.
        artwork: the show's own: "cover", "cover-small" and "cover-600".
        feed_path: "" where there is no feed for all.
        accent: the colour of links and buttons, as "#rrggbb"; "" for that of the words.
        overrides: the author's templates, by their path under templates/ ("site/index.html.j2").
        compiled: templates as code, kept from call to call. It is run unseen: never fill it from a show's own folder.
    A document's `render` raises StepFailed for an author's template that cannot be rendered, as a diagnostic.
    """
    files = {name: file.path for name, file in artwork.items()}

    @cache
    def printer() -> Printer:
        from podbuild.site.printer import Printer

        return Printer(show, files, accent, overrides, feed_path, generator, {} if compiled is None else compiled)

    frame = (generator, feed_path, *files.values())
    ordered = newest_first(entries)
    lists = tuple(_lists(printer, frame, ordered))
    return (
        *lists,
        *_episodes(printer, frame, ordered),
        _search(printer, frame, ordered),
        Document("404.html", frame, lambda: printer().lost()),
        Document("assets/site.css", (accent,), lambda: printer().style_sheet()),
        Document("assets/player.js", (), partial(_as_it_is, overrides, "player.js")),
        Document("assets/search.js", (), partial(_as_it_is, overrides, "search.js")),
        *(_announced(show, ordered, lists) if show.is_public else _CLOSED),
    )


def _announced(show: Show, ordered: tuple[Entry, ...], lists: Iterable[Document]) -> tuple[Document, ...]:
    """What leads search engines to the pages."""
    return (
        _sitemap(show, ordered, [document.path for document in lists]),
        Document("robots.txt", (), lambda: robots(absolute(show.url, "sitemap.xml"))),
        _AS_THEY_ARE,
    )


def _lists(printer: Callable[[], Printer], frame: tuple[str, ...], ordered: tuple[Entry, ...]) -> Iterator[Document]:
    """The first page and the older pages.

    Older pages are counted from the oldest episode, so a new episode changes the first page only; once in PAGE_SIZE
    episodes, when a page is split off, the page behind it gets another way to what is newer.
    """
    groups = grouped(ordered)
    paths = ["index.html", *(f"page/{n}/index.html" for n in range(len(groups) - 1, 0, -1))]
    for path, group, newer, older in zip(paths, groups, ["", *paths], [*paths[1:], ""], strict=False):
        count = None if newer else len(ordered)
        of = (*frame, newer, older, count, *(entry.row_digest for entry in group))
        yield Document(path, of, partial(_list, printer, path, group, newer, older, count))


def grouped(ordered: tuple[Entry, ...]) -> list[tuple[Entry, ...]]:
    """The newest group holds at least PAGE_SIZE and less than twice that; all older ones exactly PAGE_SIZE."""
    full = max(0, len(ordered) // PAGE_SIZE - 1)
    first = len(ordered) - full * PAGE_SIZE
    return [ordered[:first], *(ordered[i : i + PAGE_SIZE] for i in range(first, len(ordered), PAGE_SIZE))]


def _episodes(printer: Callable[[], Printer], frame: tuple[str, ...], ordered: tuple[Entry, ...]) -> Iterator[Document]:
    """A page an episode. It shows the episode, and of its two neighbours what their rows say."""
    for newer, entry, older in zip((None, *ordered), ordered, (*ordered[1:], None), strict=False):
        of = (*frame, entry.digest, newer and newer.row_digest, older and older.row_digest)
        yield Document(page_path(entry.slug), of, partial(_episode, printer, entry, newer, older))


def _search(printer: Callable[[], Printer], frame: tuple[str, ...], ordered: tuple[Entry, ...]) -> Document:
    """The page that searches. It knows the bundles of the index by name, and shows none of what is in them."""
    names = tuple(bundle.name for bundle in bundles(ordered))
    return Document("search/index.html", (*frame, *names), lambda: printer().search(names))


def _sitemap(show: Show, ordered: tuple[Entry, ...], lists: Iterable[str]) -> Document:
    """Every page that is to be found, drafts excepted, an episode's with its day."""
    announced = [(page_path(e.slug), _day(e)) for e in ordered if not e.is_draft]
    of = (*((path, "") for path in lists), *announced)
    return Document("sitemap.xml", of, lambda: sitemap((absolute(show.url, path), day) for path, day in of))


def _day(entry: Entry) -> str:
    found = moment(entry)
    return str(found.date()) if found else ""


def _list(printer: Callable[[], Printer], path: str, group: tuple[Entry, ...], newer: str, older: str, count: int | None) -> bytes:
    return printer().episode_list(path, tuple(entry.row() for entry in group), newer, older, count)


def _episode(printer: Callable[[], Printer], entry: Entry, newer: Entry | None, older: Entry | None) -> bytes:
    return printer().episode(entry.whole(), newer.row() if newer else "", older.row() if older else "")


def _as_it_is(overrides: Mapping[str, str], name: str) -> bytes:
    """A file of templates/site/ that is no template (a script)."""
    own = overrides.get(f"site/{name}")
    return own.encode() if own is not None else (shipped("templates") / "site" / name).read_bytes()
