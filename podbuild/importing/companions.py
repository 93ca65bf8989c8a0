"""What belongs to an item and lies elsewhere: transcripts, chapters, audio. Fetched, looked at, written into the show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from podbuild.base.units import squeezed
from podbuild.importing.downloading import Fetcher, NotFetched
from podbuild.importing.episode_text import Companions, web_address
from podbuild.importing.feed_tree import decoded
from podbuild.importing.feed_values import feed_length
from podbuild.importing.source_feed import Loss, SourceFile, SourceItem
from podbuild.model.episode import ChapterMark
from podbuild.model.transcript_file import read_transcript
from podbuild.source.recording_fields import LONGEST_SECONDS
from podbuild.source.workspace import SUFFIXES
from podbuild.steps.whole_files import write_whole

MOST_TEXT_BYTES = 30_000_000
_TRANSCRIPT_TYPES = {
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/srt": ".srt",
    "text/srt": ".srt",
    "application/json": ".json",
}
_AUDIO_TYPES = {
    **dict.fromkeys(("audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/mpeg3"), ".mp3"),
    **dict.fromkeys(("audio/x-m4a", "audio/mp4", "audio/m4a"), ".m4a"),
    **dict.fromkeys(("audio/ogg", "audio/opus"), ".ogg"),
    **{"audio/aac": ".aac", "audio/flac": ".flac", "audio/wav": ".wav", "audio/x-wav": ".wav", "video/mp4": ".mp4"},
}


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one item: its companions, what was lost, and a failure that another try may mend."""

    companions: Companions
    losses: tuple[Loss, ...] = ()
    failure: NotFetched | None = None


def companions_of(item: SourceItem, slug: str, artwork: str, root: Path, fetcher: Fetcher, has_audio: bool) -> Came:
    """Fetch what belongs to an item. `has_audio`: its audio too. `artwork` is the path of its cover, "" for none."""
    losses: list[Loss] = []
    transcript = _transcript(item, slug, root, fetcher, losses)
    chapters = _chapters(item, fetcher, losses)
    audio, failure = _audio(item, slug, root, fetcher, losses) if has_audio else ("", None)
    return Came(Companions(artwork, transcript, audio, chapters), tuple(losses), failure)


def suffix_of(url: str) -> str:
    """How the file of an address is called in the end, in lower case."""
    return PurePosixPath(unquote(urlsplit(url).path)).suffix.casefold()


def _transcript(item: SourceItem, slug: str, root: Path, fetcher: Fetcher, losses: list[Loss]) -> str:
    """The path of the best transcript with times: WebVTT names who speaks, SubRip and JSON come after it."""
    for suffix in SUFFIXES["transcript"]:
        if (root / (path := f"assets/transcripts/{slug}{suffix}")).is_file():
            return path  # of an import that was interrupted
    found = sorted(((SUFFIXES["transcript"].index(s), f, s) for f, s in _usable(item.transcripts)), key=lambda row: row[0])
    used: SourceFile | None = None
    path, told = "", set[SourceFile]()
    for _, file, suffix in found:
        try:
            data = fetcher.fetch(file.url, MOST_TEXT_BYTES).data
        except NotFetched as trouble:
            fetcher.goes_without(trouble)
            losses.append(Loss(f"a transcript: {trouble.diagnostic.message}", item.title))
            told.add(file)
            continue
        text, _ = decoded(data)
        if not read_transcript(text, suffix):
            losses.append(Loss(f"a transcript in which nothing can be read ({file.url})", item.title))
            told.add(file)
            continue
        used, path = file, f"assets/transcripts/{slug}{suffix}"
        write_whole(root / path, text.encode())
        break
    for file in item.transcripts:
        is_same = used is not None and file.language == used.language and any(file == other for _, other, _ in found)
        if file != used and file not in told and not is_same:
            what = f"a transcript in another language, or without times ({file.mime_type or 'of no type'})"
            losses.append(Loss(what, item.title))
    return path


def _usable(files: tuple[SourceFile, ...]) -> Iterator[tuple[SourceFile, str]]:
    for file in files:
        suffix = _TRANSCRIPT_TYPES.get(file.mime_type.partition(";")[0].strip().casefold()) or suffix_of(file.url)
        if suffix in SUFFIXES["transcript"]:
            yield file, suffix


def _chapters(item: SourceItem, fetcher: Fetcher, losses: list[Loss]) -> tuple[ChapterMark, ...]:
    """The chapters that lie elsewhere as JSON; those that stand in the feed serve where these cannot be had."""
    if item.chapters_file is None:
        return ()
    try:
        document: Any = json.loads(decoded(fetcher.fetch(item.chapters_file.url, MOST_TEXT_BYTES).data)[0])
    except NotFetched as trouble:
        fetcher.goes_without(trouble)
        losses.append(Loss(f"its chapters: {trouble.diagnostic.message}", item.title))
        return ()
    except (ValueError, RecursionError):
        losses.append(Loss(f"its chapters, which are no JSON ({item.chapters_file.url})", item.title))
        return ()
    listed = document.get("chapters") if isinstance(document, dict) else None
    marks = []
    for chapter in listed if isinstance(listed, list) else ():
        if not isinstance(chapter, dict):
            continue
        if chapter.get("img") or chapter.get("location"):
            losses.append(Loss("the picture or place of a chapter", item.title))
        if (mark := _mark(chapter)) is None:
            losses.append(Loss("a chapter that is hidden, or has no time or no name", item.title))
            continue
        marks.append(mark)
    return tuple(sorted(marks, key=lambda mark: mark.start_seconds))


def _mark(chapter: dict[str, Any]) -> ChapterMark | None:
    """A chapter that has a time and a name, and is to be listed."""
    start, title, url = chapter.get("startTime"), chapter.get("title"), chapter.get("url")
    start = feed_length(start) if isinstance(start, str) else start
    is_time = isinstance(start, int | float) and not isinstance(start, bool) and 0 <= start < LONGEST_SECONDS
    if not is_time or not isinstance(title, str) or not title.strip() or chapter.get("toc") is False:
        return None
    return ChapterMark(float(start or 0), squeezed(title), url if isinstance(url, str) else "")


def _audio(item: SourceItem, slug: str, root: Path, fetcher: Fetcher, losses: list[Loss]) -> tuple[str, NotFetched | None]:
    """The path of the audio; "" where it stays elsewhere, with the failure that another try may mend."""
    assert item.enclosure is not None
    url = web_address(item.enclosure.url)
    suffix = suffix_of(url)
    if suffix not in SUFFIXES["audio"]:
        suffix = _AUDIO_TYPES.get(item.enclosure.mime_type.partition(";")[0].casefold(), "")
    if not suffix:
        losses.append(Loss(f"its enclosure is no audio that podbuild knows, and stays where it is ({url})", item.title))
        return "", None
    path = f"assets/audio/{slug}{suffix}"
    try:
        size_bytes = fetcher.download(url, root / path)
    except NotFetched as trouble:
        losses.append(Loss(f"its audio, which stays where it is: {trouble.diagnostic.message}", item.title))
        return "", trouble if trouble.may_pass else None
    if item.enclosure.size_bytes and size_bytes != item.enclosure.size_bytes:
        told = f"the feed says that its audio has {item.enclosure.size_bytes} bytes, and it has {size_bytes}"
        losses.append(Loss(told, item.title))
    return path, None
