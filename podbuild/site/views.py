"""Releases as pages show them: words chosen, dates written out, captions gathered into paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from podbuild.model.release import Caption, Release
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
    """What one speaker says in one go."""

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


def page_path(slug: str) -> str:
    return f"episodes/{slug}/index.html"


def row(release: Release, words: Words) -> Row:
    return Row(
        slug=release.slug,
        title=release.title,
        page=page_path(release.slug),
        art=small_art(release),
        summary=release.summary or release.subtitle,
        date=release.date,
        day=words.day(release.date),
        length=words.length(release.enclosure.duration_seconds),
        label=label(release, words),
        is_draft=release.is_draft,
        language=release.language,
    )


def label(release: Release, words: Words) -> str:
    """ "Season 2, episode 3", "Trailer", "Bonus" or nothing."""
    if release.kind != "full":
        return words[release.kind]
    parts = [words["season"].replace("{n}", str(release.season))] if release.season is not None else []
    parts += [words["episode"].replace("{n}", str(release.number))] if release.number is not None else []
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


def paragraphs(captions: tuple[Caption, ...]) -> tuple[Paragraph, ...]:
    """Captions of one speaker in one paragraph, up to three quarters of a minute."""
    order = list(dict.fromkeys(c.speaker for c in captions))
    out: list[list[Caption]] = []
    for caption in captions:
        last = out[-1] if out else None
        if last and last[0].speaker == caption.speaker and not _is_long(last):
            last.append(caption)
        else:
            out.append([caption])
    return tuple(Paragraph(p[0].start_seconds, p[0].speaker, order.index(p[0].speaker) % 6, tuple(p)) for p in out)


def _is_long(captions: list[Caption]) -> bool:
    return captions[-1].end_seconds - captions[0].start_seconds > _LONGEST_PARAGRAPH_SECONDS
