"""An item of a feed → the text of an episode's file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from podbuild.base.units import clock, squeezed
from podbuild.importing.html_to_markdown import markdown
from podbuild.importing.source_feed import Loss, SourceItem
from podbuild.importing.yaml_text import Value, entry, flow, prose, scalar
from podbuild.model.episode import ChapterMark
from podbuild.model.show import Link, Person
from podbuild.source.kinds import web_url
from podbuild.source.licenses import parse_license

TITLE_CHARACTERS = 255  # PSP-1: what a feed may hold
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Companions:
    """What was fetched beside an item's text: paths in the show ("" for none), and chapters."""

    artwork: str = ""
    transcript: str = ""
    audio: str = ""
    chapters: tuple[ChapterMark, ...] = ()


def web_address(url: str) -> str:
    """The address as a show's files may hold it, "" where it is none.

    >>> web_address(" https://e.org/a b.mp3 "), web_address("//e.org/a.mp3"), web_address("a.mp3"), web_address("https://[e/a")
    ('https://e.org/a%20b.mp3', 'https://e.org/a.mp3', '', '')
    """
    url = url.strip()
    url = f"https:{url}" if url.startswith("//") else url
    url = re.sub(r"[\s<>\"]", lambda m: quote(m[0]), url)
    scheme, colon, rest = url.partition(":")
    url = f"{scheme.casefold()}{colon}{rest}"
    return web_url(url) or ""


def length(seconds: float) -> str:
    """A length as authors write it.

    >>> length(3723), length(3723.25), length(59)
    ('1:02:03', '3723.25s', '0:59')
    """
    return clock(seconds) if seconds == int(seconds) else f"{seconds:.3f}".rstrip("0") + "s"


def episode_text(item: SourceItem, with_it: Companions) -> tuple[str, tuple[Loss, ...]]:
    """The file's text, and what it could not hold."""
    losses: list[Loss] = []
    title = squeezed(item.title)
    if len(title) > TITLE_CHARACTERS:
        losses.append(Loss(f"its title is longer than the {TITLE_CHARACTERS} characters that a feed may hold", title))
    parts = [entry("title", title)]
    parts += [f"date: {item.date}\n"] if item.date else []
    numbers: tuple[tuple[str, int | None], ...] = (("number", item.number), ("season", item.season))
    parts += [entry(key, value) for key, value in numbers if value is not None]
    parts += [entry("type", item.kind)] if item.kind != "full" else []
    parts += [prose("summary", item.summary)] if item.summary else []
    parts += [entry("subtitle", item.subtitle)] if item.subtitle else []
    parts += [entry("explicit", item.explicit)] if item.explicit is not None else []
    parts.append(entry("guid", item.guid))
    parts += [entry("artwork", with_it.artwork)] if with_it.artwork else []
    parts += people_text(item.people, losses, title)
    parts += item.fields
    parts += [entry("tags", item.tags)] if item.tags else []
    parts += [entry("license", found)] if (found := parse_license(item.license)) else []
    losses += [Loss(f'its licence "{item.license}" is none that is known', title)] if item.license and not found else []
    parts.append(f"audio: {flow(_audio(item, with_it, title, losses))}\n")
    parts += _chapters(with_it.chapters or item.chapters, title, losses)
    parts += [entry("transcript", with_it.transcript)] if with_it.transcript else []
    notes = markdown(item.notes_html)
    body = f"# Notes {{.unspoken}}\n\n{notes}\n" if notes else ""
    return "---\n" + "".join(parts) + "---\n" + body, tuple(losses)


def _audio(item: SourceItem, with_it: Companions, title: str, losses: list[Loss]) -> Mapping[str, Value]:
    assert item.enclosure is not None
    kind = item.enclosure.mime_type.partition(";")[0].strip()  # the codecs that may follow tell no player more
    if kind and not _TYPE.fullmatch(kind):
        losses.append(Loss(f'the type of its audio, "{kind}", is none', title))
        kind = ""
    found: dict[str, Value] = {"type": kind} if kind else {}
    found |= {"duration": length(item.duration_seconds)} if item.duration_seconds else {}
    place: dict[str, Value]
    if with_it.audio:
        place = {"file": with_it.audio, "as_is": True}
        return place | found
    if re.match(r"https?://[^/?#]*@", item.enclosure.url, re.IGNORECASE):
        losses.append(Loss("the address of its audio holds a password, which the new feed will show to everybody", title))
    if not item.enclosure.size_bytes:
        losses.append(Loss("its feed does not say how large its audio is: length stays 0", title))
    place = {"url": web_address(item.enclosure.url), "bytes": item.enclosure.size_bytes}
    return place | found


def _chapters(marks: Iterable[ChapterMark], title: str, losses: list[Loss]) -> list[str]:
    lines = []
    for mark in marks:
        url = web_address(mark.url)
        if mark.url and not url:
            losses.append(Loss(f'the address of a chapter, "{mark.url}", is none', title))
        lines.append(flow({"start": length(round(mark.start_seconds, 3)), "title": mark.title} | ({"url": url} if url else {})))
    return ["chapters:\n", *(f"  - {line}\n" for line in lines)] if lines else []


def people_text(people: tuple[Person, ...], losses: list[Loss], where: str) -> list[str]:
    """The lines of `people`. Addresses that are none are left out, and told."""
    lines: list[str] = []
    for person in people:
        found: dict[str, Value] = {"name": person.name}
        found |= {"role": person.role} if person.role != "host" else {}
        found |= {"group": person.group} if person.group != "cast" else {}
        for key, url in (("url", person.url), ("image", person.image)):
            if address := web_address(url):
                found[key] = address
            elif url:
                losses.append(Loss(f'the {key} of {person.name}, "{url}", is no web address', where))
        lines.append(f"  - {flow(found) if len(found) > 1 else scalar(person.name)}\n")
    return ["people:\n", *lines] if lines else []


def links_text(key: str, links: tuple[Link, ...], losses: list[Loss]) -> list[str]:
    """The lines of a list of links. Addresses that are none are left out, and told."""
    found = [(web_address(link.url), link.text) for link in links]
    losses += [Loss(f'its {key} "{link.url}" is no web address') for link in links if not web_address(link.url)]
    lines = [f"  - {flow({'url': url, 'text': text})}\n" for url, text in found if url]
    return [f"{key}:\n", *lines] if lines else []
