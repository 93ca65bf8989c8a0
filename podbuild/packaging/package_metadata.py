"""metadata.json of a package: what a program needs to put an episode or a show in elsewhere. package_schema.py has its schema.

All the facts of a release are there, but for what lies beside it in a file of its own (transcripts, waveform).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from podbuild.base.codec import to_json
from podbuild.feed.guid import podcast_guid
from podbuild.model.places import FEED
from podbuild.model.release import Enclosure, Release
from podbuild.model.show import Show
from podbuild.outputs.plain_text import ascii_url
from podbuild.packaging.package_contents import Contents, PackedFile

FORMAT = 1
SCHEMA_FILE = "metadata.schema.json"


def episode_metadata(contents: Contents) -> str:
    """metadata.json of an episode's package."""
    release = contents.release
    value = {
        **_head("episode"),
        "show": _show(contents.show, contents.feed_url),
        "episode": _episode(release, contents.page_url),
        "audio": [_audio(contents, one) for one in (release.enclosure, *release.alternates)],
        "chapters": to_json(release.chapters),
        "disclosure": to_json(release.disclosure) | {"is_said": contents.is_said},
        "forms": to_json(contents.answers),
        "credits": to_json(release.credits),
        "files": _files(contents.files),
    }
    return _text(value)


def show_metadata(show: Show, feed_url: str, releases: Sequence[Release], files: Sequence[PackedFile]) -> str:
    """metadata.json of a whole show's package: each episode's own stands in its folder."""
    episodes = [
        {"folder": f"episodes/{r.slug}", "slug": r.slug, "guid": r.guid, "title": r.title, "date": r.date or None} for r in releases
    ]
    return _text({**_head("show"), "show": _show(show, feed_url), "episodes": episodes, "files": _files(files)})


def _head(kind: str) -> dict[str, Any]:
    return {"$schema": SCHEMA_FILE, "format": FORMAT, "kind": kind}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _show(show: Show, feed_url: str) -> dict[str, Any]:
    return {
        "title": show.title,
        "subtitle": show.subtitle,
        "description": show.description,
        "author": show.author,
        "email": show.email,
        "url": ascii_url(show.url) if show.is_public else "",
        "feed_url": feed_url,
        "guid": show.guid or podcast_guid(f"{show.url}{FEED}"),  # as the feed has it
        "language": show.language,
        "categories": [{"name": category.name, "sub": category.sub} for category in show.categories],
        "is_explicit": show.explicit,
        "type": show.kind,
        "license": show.license,
        "copyright": show.copyright,
        "funding": [{"url": link.url, "text": link.text} for link in show.funding],
    }


def _episode(release: Release, page_url: str) -> dict[str, Any]:
    return {
        "slug": release.slug,
        "guid": release.guid,
        "title": release.title,
        "subtitle": release.subtitle,
        "summary": release.summary,
        "date": release.date or None,
        "number": release.number,
        "season": release.season,
        "type": release.kind,
        "is_draft": release.is_draft,
        "is_explicit": release.explicit,
        "language": release.language,
        "license": release.license,
        "keywords": list(release.tags),
        "url": page_url,
        "people": to_json(release.people),
        "links": [{"url": link.url, "text": link.text} for link in release.links],
        "loudness": to_json(release.reading),
    }


def _audio(contents: Contents, one: Enclosure) -> dict[str, Any]:
    name = one.file.path.rpartition("/")[2]
    return {
        "path": contents.path("audio", name),
        "mime_type": one.file.mime_type,
        "duration_seconds": round(one.duration_seconds, 3),
        "size_bytes": one.file.size_bytes,
    }


def _files(files: Sequence[PackedFile]) -> list[dict[str, Any]]:
    return [
        {"path": f.path, "role": f.role, "mime_type": f.mime_type, "size_bytes": f.size_bytes, "sha256": f.digest} for f in files
    ]
