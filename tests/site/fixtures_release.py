"""A small show and its releases, as a build would hand them to the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import fields
from typing import Any

from podbuild.model.release import (
    Caption,
    Chapter,
    Disclosure,
    Document,
    Enclosure,
    Entry,
    Link,
    LinkMoment,
    LoudnessReading,
    OutputFile,
    Person,
    PictureMoment,
    Release,
)
from podbuild.model.show import Category, Show, Voice
from podbuild.site.pages import pages
from tests.entries import entry


def file(path: str, mime_type: str = "image/jpeg", size_bytes: int = 51_200) -> OutputFile:
    return OutputFile(path, "0" * 64, size_bytes, mime_type)


ARTWORK = {name: file(f"artwork/{name}.jpg") for name in ("cover", "cover-small", "cover-600")}


def a_show(**changes: Any) -> Show:
    values: dict[str, Any] = {
        "title": "Quiet Roads",
        "description": "Slow stories from cold places, told by those who stayed.",
        "author": "Quiet Roads Studio",
        "url": "https://example.org/quiet-roads/",
        "language": "en",
        "categories": (Category("Society & Culture", "Places & Travel"),),
        "voices": (Voice("host"),),
        "email": "hello@example.org",
        "license": "CC-BY-4.0",
    }
    return Show(**(values | changes))


def a_release(slug: str = "glacier", **changes: Any) -> Release:
    captions = changes.pop("captions", some_captions())
    values: dict[str, Any] = {
        "slug": slug,
        "title": "The glacier that sang",
        "guid": f"urn:uuid:{slug}",
        "date": "2026-11-20T06:00:00+01:00",
        "number": 3,
        "season": None,
        "kind": "full",
        "explicit": False,
        "language": "en",
        "summary": "A night on the ice with a microphone, and what it heard.",
        "subtitle": "",
        "license": "CC-BY-4.0",
        "tags": (),
        "is_draft": False,
        "people": (Person("Mara Lind", "host"), Person("Ole Nowak", "guest", url="https://example.org/ole")),
        "links": (Link("https://example.org/survey", "The 2024 survey"),),
        "enclosure": Enclosure(file(f"audio/{slug}.mp3", "audio/mpeg", 8_340_000), 754.0, 96),
        "alternates": (),
        "chapters": (Chapter(0, 120, "Cold open"), Chapter(120, 480, "What the ice says"), Chapter(480, 754, "Home")),
        "captions": captions,
        "link_moments": (LinkMoment(200.0, Link("https://example.org/survey", "the 2024 survey")),),
        "picture_moments": (PictureMoment(130, 300, "The ice cap at dusk", file("pictures/dusk.jpg")),),
        "transcripts": (file(f"transcripts/{slug}.vtt", "text/vtt", 9_100), file(f"transcripts/{slug}.srt", "text/srt", 9_400)),
        "chapters_file": None,
        "artwork": file(f"artwork/episodes/{slug}/cover.jpg"),
        "card": file(f"artwork/episodes/{slug}/card.jpg"),
        "author_notes_html": "<p>Recorded in one night.</p>",
        "notes_html": '<p>Recorded in one night, with <a href="https://example.org/mics">two contact microphones</a>.</p>',
        "notes_text": "Recorded in one night.",
        "reading": LoudnessReading(-16.1, -1.2, 5.2),
        "disclosure": Disclosure("human", "synthetic", True, True, "The voices in this episode are synthetic.", "", ""),
        "credits": ("Calm by Tide Desk, CC0-1.0",),
        "description_html": "",
        "waveform": tuple(20 + i * 7 % 81 for i in range(240)),
    }
    known = {field.name for field in fields(Release)}
    return Release(**{name: value for name, value in (values | changes).items() if name in known})


def some_captions() -> tuple[Caption, ...]:
    words = (
        ("Host", "We begin on the ice, an hour after the last boat."),
        ("Host", "Listen."),
        ("Guest", "It hums, if you wait. It took me two winters to hear that it is never the same note twice."),
        ("Guest", "You lie down, put your ear on it, and for a long while there is only your own blood."),
        ("Host", "And then?"),
        ("Guest", "Then the whole bay tunes itself."),
    ) * 3
    return tuple(Caption(i * 7.5, i * 7.5 + 7, who, text) for i, (who, text) in enumerate(words))


def entries(releases: Iterable[Release], show: Show | None = None) -> tuple[Entry, ...]:
    return tuple(entry(show or a_show(), release) for release in releases)


def documents(
    found: Iterable[Entry],
    show: Show | None = None,
    overrides: Mapping[str, str] | None = None,
    compiled: MutableMapping[str, bytes] | None = None,
    accent: str = "",
) -> dict[str, Document]:
    own = accent or (show or a_show()).theme.get("accent", "#1d4e9f")
    given = {"artwork": ARTWORK, "accent": own, "overrides": overrides or {}, "generator": "podbuild 0.1", "compiled": compiled}
    made = pages(show or a_show(), found, **given)  # type: ignore[arg-type]
    return {document.path: document for document in made}


def site_of(releases: Iterable[Release], show: Show | None = None, overrides: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """All pages, rendered."""
    made = documents(entries(releases, show), show, overrides)
    return {path: document.render() for path, document in made.items()}
