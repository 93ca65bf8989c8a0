"""What a feed says of its show → the text of show.yaml."""

from __future__ import annotations

import re

from podbuild.base.units import squeezed
from podbuild.importing.episode_text import links_text, people_text, web_address
from podbuild.importing.old_categories import category_of
from podbuild.importing.source_feed import Loss, SourceShow
from podbuild.importing.yaml_text import entry, prose, quoted
from podbuild.model.show import Link, Voice
from podbuild.source.languages import MEANT, parse_language
from podbuild.source.licenses import ALL_RIGHTS_RESERVED, parse_license
from podbuild.speech.engines import known_engine

DEFAULT_LANGUAGE, DEFAULT_CATEGORY, DEFAULT_URL = "en", "Society & Culture", "https://example.org/"
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")  # as source/kinds.py takes it
_PLAIN_URL = re.compile(r"[!-~]*[!-9;-~]")  # one that YAML takes without quotes
_GUID = re.compile(r"\S{1,255}")  # as source/kinds.py takes it


def show_text(show: SourceShow, url: str, guid: str, artwork: str) -> tuple[str, tuple[Loss, ...]]:
    """The file's text, and what it could not hold.

    Args:
        url: where public/ will be served from, "" where nobody has said.
        guid: the show's podcast:guid, "" for none.
        artwork: the path of its cover in the show, "" where it has none that directories take.
    """
    losses: list[Loss] = []
    language = _language(show, losses)
    served = web_address(url) or web_address(show.link) or DEFAULT_URL
    title = squeezed(show.title) or "Untitled"
    parts = [
        "# yaml-language-server: $schema=./.podbuild/show.schema.json\n",
        entry("title", title),
        prose("description", show.description or title),
        entry("subtitle", squeezed(show.subtitle)) if show.subtitle else "",
        entry("author", squeezed(show.author) or title),
        _email(show, losses),
        f"url: {served if _PLAIN_URL.fullmatch(served) else quoted(served)}  # where public/ will be served from\n",
        entry("language", language),
        entry("categories", _categories(show, losses)),
        entry("explicit", bool(show.explicit)),
        entry("type", show.kind),
        _license(show, losses),
        entry("copyright", squeezed(show.copyright)) if show.copyright else "",
        entry("guid", guid) if is_guid(guid) else "",
        entry("artwork", artwork) if artwork else "",
        *people_text(show.people, losses, ""),
        *links_text("funding", show.funding, losses),
        *links_text("links", _website(show, served), losses),
        *show.fields,
        "\n# Episodes that were imported are not spoken. This voice speaks the new ones: see `podbuild voices`.\n",
        f"voices:\n  host: {_voice(language)}\n",
    ]
    losses += [] if show.author else [Loss("the feed names no author: the title is written in its place")]
    losses += [] if show.description else [Loss("the feed has no description: the title is written in its place")]
    losses += [] if show.explicit is not None else [Loss("the feed does not say whether it is explicit: false is written")]
    return "".join(parts), tuple(losses)


def is_guid(text: str) -> bool:
    """Whether a show can have that as its podcast:guid."""
    return _GUID.fullmatch(text) is not None


def _website(show: SourceShow, served: str) -> tuple[Link, ...]:
    """The show's page, where the new one will be elsewhere."""
    found = web_address(show.link)
    return (Link(found, "Website"),) if found and found.rstrip("/") != served.rstrip("/") else ()


def _language(show: SourceShow, losses: list[Loss]) -> str:
    written = show.language.strip().replace("_", "-")
    found = parse_language(written) or parse_language(MEANT.get(written.casefold(), ""))
    found = found or parse_language(written.partition("-")[0])
    if found is None:
        what = f'its language "{show.language}" is no language tag' if written else "the feed names no language"
        losses.append(Loss(f"{what}: {DEFAULT_LANGUAGE} is written"))
    return found or DEFAULT_LANGUAGE


def _email(show: SourceShow, losses: list[Loss]) -> str:
    if _EMAIL.fullmatch(show.email):
        return entry("email", show.email)
    losses.append(Loss("the feed has no e-mail address of its owner, by which directories prove who owns it"))
    return ""


def _categories(show: SourceShow, losses: list[Loss]) -> tuple[str, ...]:
    found = {text: category_of(text) for text in show.categories}
    for text, name in found.items():
        if name is None:
            losses.append(Loss(f'its category "{text}" is not in Apple\'s list'))
        elif name.casefold() != " ".join(text.split()).casefold():
            losses.append(Loss(f'its category "{text}" is called "{name}" today'))
    kept = tuple(dict.fromkeys(name for name in found.values() if name))
    if not kept:
        losses.append(Loss(f"no category of Apple's list is left: {DEFAULT_CATEGORY} is written"))
    return kept or (DEFAULT_CATEGORY,)


def _license(show: SourceShow, losses: list[Loss]) -> str:
    found = parse_license(show.license)
    if show.license and not found:
        losses.append(Loss(f'its licence "{show.license}" is none that is known: {ALL_RIGHTS_RESERVED} is written'))
    return entry("license", found or ALL_RIGHTS_RESERVED)


def _voice(language: str) -> str:
    """A voice of the built-in engine that can speak the language; one of English where none can."""
    is_able = known_engine("espeak").problem(Voice("host"), language) is None
    return "{engine: espeak}" if is_able else "{engine: espeak, voice: en}  # espeak does not speak the show's language"
