"""Chapters as JSON (Podcast namespace, JSON chapters 1.2): titles, pictures and the first link of each.

A picture that comes later in a chapter is an entry of its own that players keep out of the table of contents.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from podbuild.model.release import Chapter, PictureMoment, Programme
from podbuild.outputs.output import Output
from podbuild.outputs.plain_text import ascii_url, leads_into, one_line


def render(programme: Programme) -> str:
    entries = [_entry(programme, chapter) for chapter in programme.chapters] + _later_pictures(programme)
    document = {
        "version": "1.2.0",
        "title": one_line(programme.episode.title),
        "author": one_line(programme.show.author),
        "podcastName": one_line(programme.show.title),
        "chapters": sorted(entries, key=lambda entry: entry["startTime"]),
    }
    return _text(document)


def without_addresses(document: str, folders: Collection[str]) -> str:
    """The same chapters without pictures, and without links into these folders: what is handed on shall not tell where they are."""
    told = json.loads(document)
    told["chapters"] = [_handed_on(one, folders) for one in told["chapters"] if "title" in one]
    return _text(told)


def _handed_on(entry: dict[str, Any], folders: Collection[str]) -> dict[str, Any]:
    is_told = not leads_into(folders, entry.get("url", ""))
    return {key: value for key, value in entry.items() if key != "img" and (is_told or key != "url")}


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _entry(programme: Programme, chapter: Chapter) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "startTime": round(chapter.start_seconds, 3),
        "title": one_line(chapter.title),
    }
    if chapter.end_seconds > chapter.start_seconds:
        entry["endTime"] = round(chapter.end_seconds, 3)
    for picture in programme.picture_moments:
        if picture.start_seconds <= chapter.start_seconds + 1 and chapter.start_seconds < picture.end_seconds - 1:
            entry["img"] = _picture_url(programme, picture)
    for moment in programme.link_moments:
        if chapter.start_seconds <= moment.start_seconds < chapter.end_seconds and moment.link.url.startswith("http"):
            entry.setdefault("url", ascii_url(moment.link.url))
    return entry


def _later_pictures(programme: Programme) -> list[dict[str, Any]]:
    """Pictures that do not come with a chapter's start (within the second in which `_entry` takes them up)."""
    starts = [chapter.start_seconds for chapter in programme.chapters]
    return [
        {"startTime": round(picture.start_seconds, 3), "img": _picture_url(programme, picture), "toc": False}
        for picture in programme.picture_moments
        if not any(0 <= picture.start_seconds - start <= 1 for start in starts)
    ]


def _picture_url(programme: Programme, picture: PictureMoment) -> str:
    return ascii_url(programme.show.url) + quote(picture.file.path)


CHAPTERS_JSON = Output("chapters_json", "chapters/{slug}.json", "application/json+chapters", 1, render)
