"""Show notes: summary, the author's notes, chapters, links, people, credits, and last the disclosure.

In three forms: HTML for the page, plain text for tags, and the shortened HTML that feeds and apps take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import quote

from podbuild.base.units import timecode
from podbuild.model.release import Programme
from podbuild.model.show import Link, Person
from podbuild.outputs.markdown_notes import FEED_TAGS, PAGE_TAGS, feed_blocks, page_blocks, sanitised
from podbuild.outputs.notes_words import notes_words
from podbuild.outputs.plain_text import ascii_url, one_line, plain, printable

DESCRIPTION_BYTES = 4_000  # Apple Podcasts and PSP-1: longer descriptions are cut or refused
_LINKABLE = ("http://", "https://", "mailto:")
Heading = Callable[[str], str]


def notes_html(programme: Programme) -> str:
    """The whole notes: safe HTML, headings from h3 down."""
    blocks = page_blocks(programme.episode.notes, page_url(programme))
    return "\n".join(_all(programme, blocks, PAGE_TAGS, lambda words: f"<h3>{escape(words)}</h3>")) + "\n"


def author_notes_html(programme: Programme) -> str:
    """Only what the author wrote under an unspoken heading: for a page that shows all else in places of its own."""
    return "\n".join(page_blocks(programme.episode.notes, page_url(programme)))


def notes_text(programme: Programme) -> str:
    """The notes as plain text."""
    return plain(notes_html(programme)) + "\n"


def feed_description(programme: Programme) -> str:
    """The notes for the feed: at most 4,000 bytes of p, ol, ul, li, a, b, i, strong and em.

    What is too long ends after a whole paragraph, with a link to the page; the disclosure stays the last line.
    """
    blocks = feed_blocks(programme.episode.notes, page_url(programme))
    whole = _all(programme, blocks, FEED_TAGS, lambda words: f"<p><strong>{escape(words)}</strong></p>")
    if _size(whole) <= DESCRIPTION_BYTES:
        return "\n".join(whole)
    words = notes_words(_language(programme))
    more = f'<p><a href="{escape(page_url(programme))}" rel="nofollow noopener noreferrer">{escape(words.more)}</a></p>'
    last = [more, *_disclosure(programme)]
    return "\n".join([*_shortened(whole, DESCRIPTION_BYTES - _size(last) - 1), *last])


def page_url(programme: Programme) -> str:
    """Where the episode's page will be."""
    return f"{ascii_url(programme.show.url)}episodes/{quote(programme.episode.slug)}/"


def _size(blocks: list[str]) -> int:
    return len("\n".join(blocks).encode())


def _shortened(blocks: list[str], limit_bytes: int) -> list[str]:
    kept: list[str] = []
    for block in blocks:
        if _size([*kept, block]) > limit_bytes:
            break
        kept.append(block)
    while kept and kept[-1].startswith("<p><strong>") and kept[-1].endswith("</strong></p>"):
        kept.pop()  # a heading with nothing under it
    return kept or [_cut(blocks[0], limit_bytes)]


def _cut(block: str, limit_bytes: int) -> str:
    """The beginning of a paragraph that is too long by itself, without its links, after a whole word."""
    words = plain(block)
    while words and len(f"<p>{escape(words)} …</p>".encode()) > limit_bytes:
        shorter = words[: len(words) - max(1, len(words) // 20)]
        words = shorter.rsplit(" ", 1)[0] if " " in shorter else shorter
    return f"<p>{escape(words)} …</p>"


def _language(programme: Programme) -> str:
    return programme.episode.language or programme.show.language


def _all(programme: Programme, notes: tuple[str, ...], tags: frozenset[str], heading: Heading) -> list[str]:
    words, episode = notes_words(_language(programme)), programme.episode
    links = _mentioned(programme)
    blocks = [_paragraph(p) for p in printable(episode.summary).split("\n\n") if p.strip()]
    blocks += notes
    blocks += _listed(heading(words.chapters), _chapters(programme))
    blocks += _listed(heading(words.links), [_link(link) for link in links])
    blocks += _listed(heading(words.people), [_person(p) for p in episode.people or programme.show.people])
    blocks += _listed(heading(words.credits), [escape(one_line(line)) for line in programme.credits])
    blocks += _disclosure(programme)
    return [safe for block in blocks if (safe := sanitised(block, tags, page_url(programme)))]


def _paragraph(text: str) -> str:
    return f"<p>{escape(one_line(text))}</p>"


def _disclosure(programme: Programme) -> list[str]:
    return [_paragraph(programme.disclosure.text)] if programme.disclosure.text.strip() else []


def _listed(heading: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return [heading, "<ul>" + "".join(f"<li>{line}</li>" for line in found) + "</ul>"] if found else []


def _chapters(programme: Programme) -> list[str]:
    """Time stamps that apps make chapters of: at least three, the first at 00:00:00."""
    found = programme.chapters
    if len(found) < 3:
        return []
    starts = [0.0, *(chapter.start_seconds for chapter in found[1:])]
    return [f"{timecode(start)} {escape(one_line(chapter.title))}" for start, chapter in zip(starts, found, strict=True)]


def _mentioned(programme: Programme) -> list[Link]:
    """Links of the episode and of its script, each address once."""
    links = [*programme.episode.links, *(moment.link for moment in programme.link_moments)]
    first: dict[str, Link] = {}
    for link in links:
        if link.url.strip().casefold().startswith(_LINKABLE):
            first.setdefault(link.url.strip(), link)
    return list(first.values())


def _link(link: Link) -> str:
    return f'<a href="{escape(ascii_url(link.url))}">{escape(one_line(link.text) or one_line(link.url))}</a>'


def _person(person: Person) -> str:
    name = escape(one_line(person.name))
    is_linked = person.url.strip().casefold().startswith(_LINKABLE)
    linked = f'<a href="{escape(ascii_url(person.url))}">{name}</a>' if is_linked else name
    return f"{linked} ({escape(one_line(person.role))})" if person.role else linked
