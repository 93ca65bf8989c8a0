"""An item of a feed → what it says of the episode."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from podbuild.base.units import squeezed
from podbuild.importing.feed_tree import attribute, children, markup_of, raw_text, text_of
from podbuild.importing.feed_values import address_in, feed_bytes, feed_date, feed_length, whole_number, yes_or_no
from podbuild.importing.html_to_markdown import plain_text
from podbuild.importing.podcast_fields import ITEM_NAMES, item_fields
from podbuild.importing.source_feed import Loss, SourceEnclosure, SourceFile, SourceItem
from podbuild.model.episode import ChapterMark
from podbuild.model.show import Person

Kids = defaultdict[str, list[Any]]
MOST_NUMBER, MOST_SEASON = 100_000, 10_000
_READ_NAMES = """
    title guid link description pubdate enclosure category content:encoded itunes:title itunes:summary itunes:subtitle
    itunes:duration itunes:season itunes:episode itunes:episodetype itunes:explicit itunes:image itunes:author
    itunes:keywords podcast:transcript podcast:chapters podcast:person podcast:season podcast:episode podcast:license
    podcast:alternateenclosure psc:chapters media:content media:group enc:enclosure dc:date dc:creator author atom:id
    atom:title atom:link atom:summary atom:content atom:published atom:updated atom:author atom:category
    googleplay:description googleplay:explicit
"""
_READ = frozenset(_READ_NAMES.split())
_AUDIO_ENDINGS = (".mp3", ".m4a", ".mp4", ".aac", ".ogg", ".oga", ".opus", ".wav", ".flac")


def kids_of(element: Any) -> Kids:
    """The elements inside one by name, in their order."""
    found: Kids = defaultdict(list)
    for name, child in children(element):
        found[name].append(child)
    return found


def read_item(element: Any, address: str) -> tuple[SourceItem, tuple[Loss, ...]]:
    """What an item says, and what of it a show cannot hold."""
    kids = kids_of(element)
    title = title_of(kids)
    fields, lost_fields = item_fields(kids, title)
    losses: list[Loss] = [*(Loss(f"<{name}>", title) for name in kids if name not in _READ | ITEM_NAMES), *lost_fields]
    enclosures = tuple(dict.fromkeys(_enclosures(kids, address)))
    enclosure = next((e for e in enclosures if _is_audio(e)), enclosures[0] if enclosures else None)
    losses += [Loss(f"a second enclosure ({e.url})", title) for e in enclosures if e != enclosure]
    if kids["podcast:alternateenclosure"]:
        losses.append(Loss("<podcast:alternateenclosure>", title))
    season, number = _numbers(kids, title, losses)
    losses += [Loss(what, title) for what in _second_names(kids, title)]
    item = SourceItem(
        title=title,
        guid=_guid(element, kids, enclosure, title, losses),
        date=_date(kids, title, losses),
        enclosure=enclosure,
        duration_seconds=_duration(kids, title, losses),
        number=number,
        season=season,
        kind=_kind(kids),
        explicit=yes_or_no(first_text(kids, "itunes:explicit", "googleplay:explicit")),
        author=squeezed(plain_text(first_markup(kids, "itunes:author"))),
        artwork_url=_artwork(kids, address),
        people=people_of(kids),
        tags=tuple(dict.fromkeys(_tags(kids))),
        link=_link(kids, address),
        chapters=tuple(_simple_chapters(kids, title, losses)),
        chapters_file=next(iter(_files(kids["podcast:chapters"], address)), None),
        transcripts=tuple(_files(kids["podcast:transcript"], address)),
        license=first_text(kids, "podcast:license"),
        fields=fields,
        **_texts(kids),
    )
    return item, tuple(losses)


def title_of(kids: Kids) -> str:
    """The title as apps show it: in RSS its signs are meant as they stand, in Atom it says where they are HTML."""
    for element in (e for name in ("title", "itunes:title", "atom:title") for e in kids[name]):
        is_html = attribute(element, "type").casefold() in ("html", "xhtml")
        if found := squeezed(plain_text(markup_of(element)) if is_html else text_of(element)):
            return found
    return ""


def first_markup(kids: Kids, *names: str) -> str:
    """The first of these elements that says something, as HTML."""
    return next((found for name in names for element in kids[name] if (found := markup_of(element))), "")


def first_text(kids: Kids, *names: str) -> str:
    """The first of these elements that says something, as it stands."""
    return next((found for name in names for element in kids[name] if (found := text_of(element))), "")


def _guid(element: Any, kids: Kids, enclosure: SourceEnclosure | None, title: str, losses: list[Loss]) -> str:
    """What apps know the item by: to the letter, and where there is none the address of its audio, which they take then."""
    for name in ("guid", "atom:id"):
        for found in kids[name]:
            if raw_text(found).strip():
                return raw_text(found)
    if about := attribute(element, "about"):
        return about
    losses.append(Loss("it had no guid: the address of its audio is written in its place, as apps take it", title))
    return enclosure.url if enclosure else first_text(kids, "link")


def _date(kids: Kids, title: str, losses: list[Loss]) -> str:
    written = first_text(kids, "pubdate", "atom:published", "dc:date", "atom:updated")
    found = feed_date(written) if written else None
    if found is None:
        losses.append(Loss(f'its date cannot be read: "{written}"' if written else "it had no date", title))
    return found or ""


def _duration(kids: Kids, title: str, losses: list[Loss]) -> float:
    written = first_text(kids, "itunes:duration") or next((attribute(e, "duration") for e in _media(kids)), "")
    found = feed_length(written) if written else None
    if not found:
        losses.append(Loss(f'its length cannot be read: "{written}"' if written else "it had no itunes:duration", title))
    return found or 0.0


def _numbers(kids: Kids, title: str, losses: list[Loss]) -> tuple[int | None, int | None]:
    found: list[int | None] = []
    for name, low, high in (("season", 1, MOST_SEASON), ("episode", 0, MOST_NUMBER)):
        written = first_text(kids, f"itunes:{name}", f"podcast:{name}")
        value = whole_number(written, low, high)
        if written and value is None:
            losses.append(Loss(f'its {name} "{written}" is no whole number from {low} to {high}', title))
        found.append(value)
    return found[0], found[1]


def _second_names(kids: Kids, title: str) -> Iterator[str]:
    """What names an episode, or its season, in other words than its title and its number."""
    if (other := squeezed(text_of(next(iter(kids["itunes:title"]), None)))) not in ("", title):
        yield f'its itunes:title "{other}"'
    for tag, key in (("season", "name"), ("episode", "display")):
        if name := next((found for e in kids[f"podcast:{tag}"] if (found := attribute(e, key))), ""):
            yield f'what its {tag} is called, "{name}"'


def _kind(kids: Kids) -> str:
    folded = first_text(kids, "itunes:episodetype").casefold()
    return folded if folded in ("trailer", "bonus") else "full"


def _texts(kids: Kids) -> dict[str, str]:
    """The notes as HTML, a summary and a subtitle where they say something that the notes do not."""
    content = first_markup(kids, "content:encoded", "atom:content")
    description = first_markup(kids, "description", "atom:summary", "googleplay:description")
    itunes = first_markup(kids, "itunes:summary")
    notes = content or description or itunes
    told = _folded(notes)
    summary = next((plain_text(text) for text in (description, itunes) if text and not _is_told(text, told)), "")
    subtitle = squeezed(plain_text(first_markup(kids, "itunes:subtitle")))
    if _is_told(subtitle.rstrip("….") or " ", told) or _is_told(subtitle.rstrip("….") or " ", _folded(summary)):
        subtitle = ""
    return {"notes_html": notes, "summary": summary, "subtitle": subtitle}


def _folded(html: str) -> str:
    return "".join(char for char in plain_text(html).casefold() if char.isalnum())


def _is_told(html: str, told: str) -> bool:
    """Whether the words of a text, or all of them but a cut-off end, begin what is told already."""
    words = _folded(html)
    return words in told or told.startswith(words[:200])


def _media(kids: Kids) -> list[Any]:
    groups = [child for group in kids["media:group"] for name, child in children(group) if name == "media:content"]
    return [*kids["media:content"], *groups]


def _enclosures(kids: Kids, address: str) -> Iterator[SourceEnclosure]:
    """What an item's audio may stand in, the usual place first; the others only where that is empty."""
    usual = [(e, "url", "length") for e in kids["enclosure"]]
    usual += [(e, "href", "length") for e in [*kids["atom:link"], *kids["link"]] if attribute(e, "rel").casefold() == "enclosure"]
    usual += [(e, "resource", "length") for e in kids["enc:enclosure"]]
    media = [(e, "url", "filesize") for e in _media(kids) if attribute(e, "type").startswith(("audio", "video"))]
    other = [(e, "url", "length") for e in kids["podcast:alternateenclosure"]]
    for places in (usual, media, other):
        found = [_enclosure(element, attribute(element, url), length, address) for element, url, length in places]
        if any(found):
            yield from (e for e in found if e)
            return


def _enclosure(element: Any, url: str, length: str, address: str) -> SourceEnclosure | None:
    url = url or attribute(element, "url")
    if not url:
        return None
    return SourceEnclosure(address_in(address, url), feed_bytes(attribute(element, length)), attribute(element, "type"))


def _is_audio(enclosure: SourceEnclosure) -> bool:
    path = enclosure.url.partition("?")[0].casefold()
    return enclosure.mime_type.startswith(("audio", "video")) or path.endswith(_AUDIO_ENDINGS)


def _artwork(kids: Kids, address: str) -> str:
    for element in kids["itunes:image"]:
        if found := attribute(element, "href") or attribute(element, "url") or text_of(element):
            return address_in(address, found)
    return ""


def _link(kids: Kids, address: str) -> str:
    if found := first_text(kids, "link"):
        return address_in(address, found)
    pages = [attribute(e, "href") for e in kids["atom:link"] if attribute(e, "rel").casefold() in ("", "alternate")]
    return address_in(address, pages[0]) if pages and pages[0] else ""


def _tags(kids: Kids) -> Iterator[str]:
    for element in [*kids["category"], *kids["atom:category"]]:
        if found := squeezed(text_of(element) or attribute(element, "term")):
            yield found
    for element in kids["itunes:keywords"]:
        yield from filter(None, map(squeezed, text_of(element).split(",")))


def people_of(kids: Kids) -> tuple[Person, ...]:
    """Those whom podcast:person names."""
    found = []
    for element in kids["podcast:person"]:
        if name := squeezed(text_of(element)):
            role, group = attribute(element, "role").casefold() or "host", attribute(element, "group").casefold() or "cast"
            found.append(Person(name, role, group, attribute(element, "href"), attribute(element, "img")))
    return tuple(dict.fromkeys(found))


def _files(elements: list[Any], address: str) -> Iterator[SourceFile]:
    for element in elements:
        if url := attribute(element, "url"):
            yield SourceFile(address_in(address, url), attribute(element, "type"), attribute(element, "language"))


def _simple_chapters(kids: Kids, title: str, losses: list[Loss]) -> Iterator[ChapterMark]:
    """Podlove Simple Chapters, in order of time."""
    found: list[ChapterMark] = []
    for chapters in kids["psc:chapters"]:
        for name, element in children(chapters):
            start, words = feed_length(attribute(element, "start")), squeezed(attribute(element, "title"))
            if name == "psc:chapter" and (start is None or not words):
                losses.append(Loss("a chapter that is hidden, or has no time or no name", title))
            elif name == "psc:chapter" and start is not None:
                found.append(ChapterMark(start, words, attribute(element, "href")))
                losses += [Loss("the picture of a chapter", title)] if attribute(element, "image") else []
    yield from sorted(found, key=lambda mark: mark.start_seconds)
