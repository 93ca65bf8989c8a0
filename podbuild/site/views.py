"""Releases as pages show them: words chosen, dates written out, captions gathered into paragraphs."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podbuild.base import digest
from podbuild.model.release import Caption, Release
from podbuild.site.addresses import moment, page_path

if TYPE_CHECKING:
    from podbuild.site.words import Words

_LONGEST_PARAGRAPH_SECONDS = 45.0


@dataclass(frozen=True, slots=True)
class Row:
    """One episode in a list. Paths are relative to public/."""

    slug: str
    title: str
    page: str
    art: str
    summary: str
    date: str
    day: str
    length: str
    label: str
    is_draft: bool
    language: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one speaker says in one go.

    `ids` are the names of moments that lead here: its own first ("t=12.5"), then those of chapters, links and pictures, which
    have none of their own in the text. So such links work without a script too.
    """

    ids: tuple[str, ...]
    start_seconds: float
    speaker: str
    voice: int  # an ordinal for the speaker's colour, 0 to 5
    captions: tuple[Caption, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A link of the episode; `start_seconds` is None where it is not spoken of at a moment."""

    url: str
    text: str
    start_seconds: float | None


def row_text(release: Release) -> str:
    """What lists show of a release, as JSON: made when the release is, and kept, so that a list need not read it whole.

    No word of the site's own is in it: those may change without the release.
    """
    facts = {
        "slug": release.slug,
        "title": release.title,
        "art": small_art(release),
        "summary": release.summary or release.subtitle,
        "date": release.date,
        "duration_seconds": release.enclosure.duration_seconds,
        "kind": release.kind,
        "season": release.season,
        "number": release.number,
        "is_draft": release.is_draft,
        "language": release.language,
    }
    return digest.canonical(facts)


def row(text: str, words: Words) -> Row:
    """A row of a list, from what `row_text` made."""
    facts = json.loads(text)
    return Row(
        slug=facts["slug"],
        title=facts["title"],
        page=page_path(facts["slug"]),
        art=facts["art"],
        summary=facts["summary"],
        date=facts["date"],
        day=words.day(facts["date"]),
        length=words.length(facts["duration_seconds"]),
        label=label(facts["kind"], facts["season"], facts["number"], words),
        is_draft=facts["is_draft"],
        language=facts["language"],
    )


def label(kind: str, season: int | None, number: int | None, words: Words) -> str:
    """ "Season 2, episode 3", "Trailer", "Bonus" or nothing."""
    if kind != "full":
        return words[kind]
    parts = [words["season"].replace("{n}", str(season))] if season is not None else []
    parts += [words["episode"].replace("{n}", str(number))] if number is not None else []
    return words["comma"].join(parts)


def small_art(release: Release) -> str:
    """The 600 px copy that the artwork steps make beside each cover: `one.jpg` has `one-600.jpg`."""
    stem, dot, suffix = release.artwork.path.rpartition(".")
    return f"{stem}-600{dot}{suffix}"


def mentions(release: Release) -> tuple[Mention, ...]:
    """The episode's links, then those of the script in order of time; each address once, at its first moment."""
    moments = {m.link.url: m.start_seconds for m in reversed(release.link_moments)}
    links = (*release.links, *(m.link for m in release.link_moments))
    first = {link.url: link.text or link.url for link in reversed(links)}
    return tuple(Mention(url, first[url], moments.get(url)) for url in dict.fromkeys(link.url for link in links))


def paragraphs(release: Release) -> tuple[Paragraph, ...]:
    """Captions of one speaker in one paragraph, up to three quarters of a minute."""
    captions = release.captions
    order = list(dict.fromkeys(c.speaker for c in captions))
    out: list[list[Caption]] = []
    for caption in captions:
        last = out[-1] if out else None
        if last and last[0].speaker == caption.speaker and not _is_long(last):
            last.append(caption)
        else:
            out.append([caption])
    ids = _ids([p[0].start_seconds for p in out], _moments(release))
    return tuple(
        Paragraph(names, p[0].start_seconds, p[0].speaker, order.index(p[0].speaker) % 6, tuple(p))
        for names, p in zip(ids, out, strict=True)
    )


def _moments(release: Release) -> tuple[float, ...]:
    """Every moment that the page has a link to, beside those of the paragraphs."""
    chapters = [chapter.start_seconds for chapter in release.chapters]
    links = [link.start_seconds for link in release.link_moments]
    return tuple(sorted([*chapters, *links, *(picture.start_seconds for picture in release.picture_moments)]))


def _ids(starts: Sequence[float], others: Iterable[float]) -> list[tuple[str, ...]]:
    """Each moment's name at the paragraph that is heard then, or next where nobody has spoken yet; no name twice."""
    names = [f"t={moment(start)}" for start in starts]
    found: list[list[str]] = [[name] if names.index(name) == i else [] for i, name in enumerate(names)]
    taken = set(names)
    for seconds in others if starts else ():
        name = f"t={moment(seconds)}"
        if name not in taken:
            taken.add(name)
            found[max(0, bisect_right(starts, seconds) - 1)].append(name)
    return [tuple(ids) for ids in found]


def _is_long(captions: list[Caption]) -> bool:
    return captions[-1].end_seconds - captions[0].start_seconds > _LONGEST_PARAGRAPH_SECONDS
