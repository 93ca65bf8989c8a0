"""The timeline that Spotify's upload tool takes: chapters, pictures and links, in whole milliseconds.

Its limits: no chapters or at least two, the first at 0, 5 s apart; pictures and links may touch but not overlap; everything
inside the audio. A link lies over the picture that is shown meanwhile. `image` is the picture's path in public/, since the
tool sends the file.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from podbuild.model.release import LinkMoment, PictureMoment, Programme
from podbuild.outputs.output import Output
from podbuild.outputs.plain_text import ascii_url, leads_into, one_line

CHAPTER_DISTANCE_MS = 5_000
LINK_MS = 10_000
SHORTEST_MS = 1_000
Span = tuple[int, int]


def render(programme: Programme) -> str:
    end_ms = int(programme.duration_seconds * 1000)
    links = _links(programme.link_moments, end_ms)
    pictures = _pictures(programme.picture_moments, [span for span, _ in links], end_ms)
    companions = [_link(span, moment) for span, moment in links]
    companions += [_image(span, picture, programme.show.url) for span, picture in pictures]
    companions.sort(key=lambda item: next(iter(item.values()))["start_time_ms"])
    return _text({"items": [*_chapters(programme, end_ms), *companions]})


def without_addresses(document: str, folders: Collection[str]) -> str:
    """The same timeline without the pictures' addresses, and without links into these folders.

    What is handed on shall not tell where a show lies that is not public.
    """
    told = json.loads(document)
    told["items"] = [item for item in told["items"] if not leads_into(folders, item.get("link", {}).get("url", ""))]
    for item in told["items"]:
        item.get("image", {}).pop("url", None)
    return _text(told)


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _chapters(programme: Programme, end_ms: int) -> list[dict[str, Any]]:
    kept: list[tuple[int, str]] = []
    for chapter in programme.chapters:
        start = round(chapter.start_seconds * 1000) if kept else 0
        title = one_line(chapter.title)
        if start < end_ms and title and (not kept or start - kept[-1][0] >= CHAPTER_DISTANCE_MS):
            kept.append((start, title))
    if len(kept) < 2:
        return []
    return [{"chapter": {"title": title, "start_time_ms": start}} for start, title in kept]


def _links(moments: tuple[LinkMoment, ...], end_ms: int) -> list[tuple[Span, LinkMoment]]:
    """Each link for 10 s, or until the next one; those that get less than a second are left out."""
    web = [m for m in moments if m.link.url.startswith(("http://", "https://"))]
    starts = [round(m.start_seconds * 1000) for m in web]
    ends = [*starts[1:], end_ms]
    spans = [(start, min(start + LINK_MS, end, end_ms)) for start, end in zip(starts, ends, strict=False)]
    return [(span, m) for span, m in zip(spans, web, strict=True) if span[1] - span[0] >= SHORTEST_MS]


def _pictures(moments: tuple[PictureMoment, ...], taken: list[Span], end_ms: int) -> list[tuple[Span, PictureMoment]]:
    shown: list[tuple[Span, PictureMoment]] = []
    free_from = 0
    for picture in moments:
        whole = (max(round(picture.start_seconds * 1000), free_from), min(round(picture.end_seconds * 1000), end_ms))
        free_from = max(free_from, whole[1])
        shown += [(span, picture) for span in _without(whole, taken) if span[1] - span[0] >= SHORTEST_MS]
    return shown


def _without(whole: Span, taken: list[Span]) -> list[Span]:
    """What is left of a stretch of time when others are taken out of it."""
    free, at = [], whole[0]
    for start, end in taken:
        if end > at and start < whole[1]:
            free.append((at, start))
            at = end
    return [(start, end) for start, end in [*free, (at, whole[1])] if end > start]


def _link(span: Span, moment: LinkMoment) -> dict[str, Any]:
    return {"link": {"start_time_ms": span[0], "duration_ms": span[1] - span[0], "url": ascii_url(moment.link.url)}}


def _image(span: Span, picture: PictureMoment, show_url: str) -> dict[str, Any]:
    times = {"start_time_ms": span[0], "duration_ms": span[1] - span[0]}
    title = {"title": one_line(picture.alt)} if one_line(picture.alt) else {}
    return {"image": {**times, "image": picture.file.path, "url": ascii_url(show_url) + quote(picture.file.path), **title}}


TIMELINE_JSON = Output("timeline_json", "timelines/{slug}.json", "application/json", 1, render)
