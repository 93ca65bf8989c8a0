"""Shows and releases for the tests of this folder."""

from __future__ import annotations

from datetime import date, timedelta

from podbuild.feed.archive import documents
from podbuild.model.release import Caption, Chapter, Disclosure, Document, Enclosure, Entry, LoudnessReading, OutputFile, Release
from podbuild.model.show import Category, Link, Person, Show, Voice
from tests.entries import entry

SHOW = Show(
    title="Quiet Roads",
    description="Slow stories from cold places.",
    author="Tide Desk",
    email="hello@example.org",
    url="https://example.org/quiet-roads/",
    language="en",
    categories=(Category("Society & Culture", "Places & Travel"), Category("Society & Culture", "Documentary"), Category("Arts")),
    voices=(Voice("host"),),
    license="CC-BY-4.0",
    people=(Person("A. Speaker", url="https://example.org/a", image="https://example.org/ä.jpg"),),
    funding=(Link("https://example.org/give", "Support the show"),),
)
ARTWORK = OutputFile("artwork/cover.jpeg", "cd" * 32, 200_000, "image/jpeg")
SELF_URL = "https://example.org/quiet-roads/feed.xml"
AI_YES = Disclosure("human", "synthetic", True, True, "Synthetic.", "", "due")
AI_NO = Disclosure("human", "recorded", False, False, "", "", "not due")
AI_UNSAID = Disclosure("human", "recorded", None, False, "", "", "not due")


def release(slug: str = "glacier", moment: str = "2026-11-20T08:00:00+01:00", **changes: object) -> Release:
    """A release with everything in it; `changes` replace fields."""
    fields: dict[str, object] = {
        "slug": slug,
        "title": "The glacier that sang",
        "guid": f"guid-{slug}",
        "date": moment,
        "number": 3,
        "season": 1,
        "kind": "full",
        "explicit": False,
        "language": "en",
        "summary": "A night on the ice.",
        "subtitle": "With a microphone",
        "license": "",
        "tags": ("ice", "sound"),
        "is_draft": False,
        "people": (Person("B. Guest", role="Guest"),),
        "links": (),
        "enclosure": Enclosure(OutputFile(f"audio/{slug}.mp3", "ab" * 32, 1_234_567, "audio/mpeg"), 77.6, 96),
        "alternates": (Enclosure(OutputFile(f"audio/{slug}.opus", "ef" * 32, 765_432, "audio/ogg"), 77.6, 48),),
        "chapters": (Chapter(0, 30, "Cold open"), Chapter(30.5, 77.6, "Dawn")),
        "captions": (Caption(0, 3, "Host", "We begin."),),
        "link_moments": (),
        "picture_moments": (),
        "transcripts": (
            OutputFile(f"transcripts/{slug}.vtt", "11" * 32, 10, "text/vtt"),
            OutputFile(f"transcripts/{slug}.srt", "12" * 32, 10, "application/x-subrip"),
            OutputFile(f"transcripts/{slug}.json", "13" * 32, 10, "application/json"),
        ),
        "chapters_file": OutputFile(f"chapters/{slug}.json", "14" * 32, 10, "application/json+chapters"),
        "artwork": ARTWORK,
        "card": None,
        "notes_html": "<p>A night on the ice.</p><h3>More</h3>",
        "notes_text": "A night on the ice.",
        "reading": LoudnessReading(-19.0, -1.5, 5.0),
        "disclosure": AI_YES,
    }
    return Release(**{**fields, **changes})  # type: ignore[arg-type]


def entries(*releases: Release, show: Show = SHOW) -> tuple[Entry, ...]:
    return tuple(entry(show, found) for found in releases)


def a_day_each(count: int) -> tuple[Entry, ...]:
    """Entries e0000, e0001, … of one release, each a day younger than the one before."""
    first = date(2020, 1, 1)
    dates = [(first + timedelta(days=n)).isoformat() + "T06:00:00Z" for n in range(count)]
    return entries(*(release(f"e{n:04}", day, number=n + 1) for n, day in enumerate(dates)))


def feeds(found: tuple[Entry, ...], show: Show = SHOW) -> dict[str, Document]:
    made = documents(show, found, feed_path="feed.xml", artwork=ARTWORK, generator="podbuild 1.0")
    return {document.path: document for document in made}
