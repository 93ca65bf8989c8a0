"""schema.org data for search engines (PodcastSeries, PodcastEpisode), as JSON-LD that cannot end its own script element."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from podbuild.model.release import Release
from podbuild.model.show import Person, Show
from podbuild.site.addresses import absolute, licence_url


def series_data(show: Show, cover_url: str, feed_url: str) -> Markup:
    """The show, for the first page."""
    return _block(
        {"@context": "https://schema.org"}
        | _series(show)
        | {
            "description": show.description,
            "image": cover_url,
            "webFeed": feed_url,
            "inLanguage": show.language,
            "author": {"@type": "Person", "name": show.author},
        }
    )


def episode_data(show: Show, release: Release, page_url: str, image_url: str) -> Markup:
    """One episode, for its page."""
    audio = release.enclosure
    return _block(
        {
            "@context": "https://schema.org",
            "@type": "PodcastEpisode",
            "name": release.title,
            "description": release.summary,
            "url": page_url,
            "image": image_url,
            "datePublished": release.date,
            "duration": f"PT{round(audio.duration_seconds)}S" if audio.duration_seconds else None,
            "episodeNumber": release.number,
            "inLanguage": release.language,
            "license": licence_url(release.license),
            "isPartOf": None if release.season is None else {"@type": "PodcastSeason", "seasonNumber": release.season},
            "partOfSeries": _series(show),
            "associatedMedia": {
                "@type": "AudioObject",
                "contentUrl": audio.url or absolute(show.audio_root, audio.file.path),
                "encodingFormat": audio.file.mime_type,
            }
            | ({"contentSize": str(audio.file.size_bytes)} if audio.file.size_bytes else {}),
            "contributor": [_person(person) for person in release.people],
        }
    )


def _series(show: Show) -> dict[str, Any]:
    return {"@type": "PodcastSeries", "name": show.title, "url": show.url}


def _person(person: Person) -> dict[str, Any]:
    return {"@type": "Person", "name": person.name} | ({"url": person.url} if person.url else {})


def _block(value: dict[str, Any]) -> Markup:
    """JSON without what is empty, and without the signs that mean something to an HTML parser."""
    text = json.dumps({k: v for k, v in value.items() if v not in (None, "", [])}, ensure_ascii=False, indent=None)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(sign, code)
    return Markup(text)
