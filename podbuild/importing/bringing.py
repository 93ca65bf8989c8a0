"""A feed → a show directory. Whole files only, show.yaml last: an import that was cut short is no show, and is gone on with."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import MOST_SLUG_BYTES, slugify
from podbuild.feed.guid import podcast_guid
from podbuild.importing.companions import Came, companions_of
from podbuild.importing.covers import cover
from podbuild.importing.downloading import Fetcher, NotFetched
from podbuild.importing.episode_text import episode_text, web_address
from podbuild.importing.feed_pages import Progress, address_of, identity, read_pages
from podbuild.importing.import_report import REPORT_FILE, report_text
from podbuild.importing.show_text import is_guid, show_text
from podbuild.importing.source_feed import Loss, SourceItem, SourceShow
from podbuild.importing.yaml_text import storable
from podbuild.steps.state import NAME as STATE
from podbuild.steps.whole_files import write_whole

AT_A_TIME = 4  # of what is fetched: hosts take that for one listener
_IGNORED = "public/\n.podbuild/\n"
Audio = Literal["link", "download"]


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of it: the files written, how many episodes, what could not be kept, and what stands in the way."""

    files: tuple[str, ...] = ()
    episodes: int = 0
    losses: tuple[Loss, ...] = ()
    mistakes: tuple[Diagnostic, ...] = ()
    is_network: bool = False  # whether what stands in the way is the network, or a remote


def bring(
    feed: str, root: Path, audio: Audio, url: str, fetcher: Fetcher, on_progress: Progress, goes_without: bool = False
) -> Brought:
    """Write the show of a feed (an address, or a file) into a folder that is new, empty, or holds this import half done.

    Args:
        url: where public/ will be served from, "" where nobody has said: the feed's own site then.
        on_progress: what is being done, how much of it is done, and how much there is.
        goes_without: pictures, transcripts and chapters that cannot be fetched now are left out, and audio stays where it is;
            else they are waited for.
    """
    feed = fetcher.signed_in(address_of(feed)) or feed
    if mistake := _in_the_way(feed, root):
        return Brought(mistakes=(mistake,))
    try:
        source = read_pages(feed, fetcher, on_progress)
    except NotFetched as trouble:
        return Brought(mistakes=(trouble.diagnostic,), is_network=True)
    if isinstance(source, Diagnostic):
        return Brought(mistakes=(source,))
    items, losses = _told_apart(source.items)
    losses = [*source.losses, *losses]
    _begin(feed, root)
    slugs = _slugs(items)
    artwork, lost = _covers(source.show, items, slugs, root, fetcher, on_progress)
    losses += lost
    came = _companions(items, slugs, artwork, root, fetcher, audio, on_progress)
    unreached = [*(each.failure.diagnostic for each in came if each.failure), *fetcher.unreached]
    if unreached and not goes_without:
        fix = "try again, by the same command: what was fetched is kept; or go on without it: --go-without"
        return Brought(mistakes=tuple(replace(d, fix=fix) for d in dict.fromkeys(unreached)), is_network=True)
    files: dict[str, str] = {}
    for item, slug, each in zip(items, slugs, came, strict=True):
        text, lost_here = episode_text(item, each.companions)
        files[f"episodes/{slug}.md"] = text
        losses += [*each.losses, *lost_here]
    guid = source.show.guid
    if not is_guid(guid):
        losses += [Loss(f'its podcast:guid "{guid}" is none: the one that its address has is written')] if guid else []
        guid = _guid_of(source.show.self_url)
    text, lost_here = show_text(source.show, url, guid, artwork.get(source.show.artwork_url, ""))
    losses += lost_here
    files |= {".gitignore": _IGNORED, REPORT_FILE: report_text(feed, len(items), losses), "show.yaml": text}
    for name, content in files.items():
        write_whole(root / name, content.encode())
    _marker(root).unlink()
    return Brought(tuple(files), len(items), tuple(losses))


# ── the folder ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _marker(root: Path) -> Path:
    return root / STATE / "importing.json"


def _in_the_way(feed: str, root: Path) -> Diagnostic | None:
    """Why nothing may be written there: a file, a link, or a folder that holds anything but this import half done."""
    if not root.exists() and not root.is_symlink():
        return None
    if not root.is_dir():
        return Diagnostic("directory-not-empty", f"{root} is no folder", fix="name a directory that is new or empty")
    try:
        begun = json.loads(_marker(root).read_text("utf-8")) if not (root / STATE).is_symlink() else None
    except (OSError, ValueError):
        begun = None
    if begun == {"feed": feed} or not any(not p.name.startswith(".git") for p in root.iterdir()):
        return None
    return Diagnostic("directory-not-empty", f"{root} is not empty", fix="name a directory that is new or empty")


def _begin(feed: str, root: Path) -> None:
    write_whole(_marker(root), json.dumps({"feed": feed}).encode())


# ── items ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _guid_of(url: str) -> str:
    """The podcast:guid that a feed has by its address, where it states none."""
    return podcast_guid(url) if web_address(url) else ""


def _told_apart(items: Iterable[SourceItem]) -> tuple[list[SourceItem], list[Loss]]:
    """The items that can be episodes, each with a guid of its own and a title."""
    kept: list[SourceItem] = []
    losses: list[Loss] = []
    guids: set[str] = set()
    known: set[tuple[str, str]] = set()
    for item in items:
        if item.enclosure is None or not web_address(item.enclosure.url):
            what = "no audio" if item.enclosure is None else f"no web address of its audio ({item.enclosure.url})"
            losses.append(Loss(f"an item has {what}, and was left out", item.title or item.guid or item.link))
        elif identity(item) in known:
            losses.append(Loss("an item stands in the feed twice, with one guid and one audio", item.title))
        else:
            known.add(identity(item))
            named = _named(item, losses)
            guid = _own_guid(named, guids, losses)
            guids.add(guid)
            kept.append(replace(named, guid=guid))
    return kept, losses


def _named(item: SourceItem, losses: list[Loss]) -> SourceItem:
    if item.title.strip():
        return item
    title = f"Episode {item.number}" if item.number else f"Episode of {item.date[:10]}" if item.date else "Untitled"
    losses.append(Loss("it had no title", title))
    return replace(item, title=title)


def _own_guid(item: SourceItem, taken: set[str], losses: list[Loss]) -> str:
    """The item's guid to the letter; where another item has it, the address of its audio."""
    guid = storable(item.guid)
    if guid != item.guid:
        losses.append(Loss("its guid held characters that no text may hold", item.title))
    assert item.enclosure is not None
    if guid not in taken:
        return guid
    shown = guid if len(guid) <= 60 else f"{guid[:59]}…"
    losses.append(Loss(f'its guid "{shown}" is that of another item: apps may show it as a new episode', item.title))
    url, n = item.enclosure.url, 2
    while (guid := url if n == 2 else f"{url}#{n}") in taken:
        n += 1
    return guid


def _slugs(items: list[SourceItem]) -> list[str]:
    """A name for each episode's file: from its title, readable, and unlike all others in any file system."""
    taken: Counter[str] = Counter()
    found = []
    for item in reversed(items):  # feeds begin with the newest: the older one keeps the plain name when a newer comes
        plain = unicodedata.normalize("NFC", slugify(unicodedata.normalize("NFC", item.title)))
        slug, n = plain, 1
        while slug.casefold() in taken:
            n += 1
            slug = plain.encode()[: MOST_SLUG_BYTES - 6].decode(errors="ignore").rstrip("-") + f"-{n}"
        taken[slug.casefold()] += 1
        found.append(slug)
    return found[::-1]


def _covers(
    show: SourceShow, items: list[SourceItem], slugs: list[str], root: Path, fetcher: Fetcher, on_progress: Progress
) -> tuple[dict[str, str], list[Loss]]:
    """The path in the show of each picture, by its address; an episode with the show's own has none of its own."""
    stems = {show.artwork_url: ("assets/cover", "")} if show.artwork_url else {}
    for item, slug in zip(reversed(items), reversed(slugs), strict=True):
        if item.artwork_url:
            stems.setdefault(item.artwork_url, (f"assets/artwork/{slug}", item.title))
    found: dict[str, str] = {}
    losses: list[Loss] = []
    with _pool() as pool:
        jobs = {url: pool.submit(cover, url, stem, root, fetcher, where) for url, (stem, where) in stems.items()}
        for n, (url, job) in enumerate(jobs.items()):
            on_progress("fetching artwork", n, len(jobs))
            found[url], lost = job.result()
            losses += lost
    return found, losses


@contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    """Threads that are not waited for where somebody interrupts: what they have begun is gone on with the next time."""
    pool = ThreadPoolExecutor(AT_A_TIME)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _companions(
    items: list[SourceItem],
    slugs: list[str],
    artwork: dict[str, str],
    root: Path,
    fetcher: Fetcher,
    audio: Audio,
    on_progress: Progress,
) -> list[Came]:
    """What belongs to each item, fetched a few at a time."""
    what = "fetching audio, transcripts and chapters" if audio == "download" else "fetching transcripts and chapters"
    shows_own = next((path for path in artwork.values() if path.startswith("assets/cover.")), "")
    with _pool() as pool:
        jobs = []
        for item, slug in zip(items, slugs, strict=True):
            own = artwork.get(item.artwork_url, "")
            own = "" if own == shows_own else own
            jobs.append(pool.submit(companions_of, item, slug, own, root, fetcher, audio == "download"))
        came = []
        for n, job in enumerate(jobs):
            on_progress(what, n, len(jobs))
            came.append(job.result())
    return came
