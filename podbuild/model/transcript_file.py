"""Transcripts with times, as apps and hosts exchange them → what is said, and when. Nothing here raises.

Source: WebVTT (W3C), SubRip as it is found, and JSON of the Podcast namespace (transcripts, version 1.0.0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from podbuild.model.episode import Said

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?[^<>]*>")
_SPEAKER = re.compile(r"^([^\W\d_][^:<>\n]{0,40}): +(?=\S)")
_WITHIN_SECONDS = 1000 * 3600.0


def read_transcript(text: str, suffix: str) -> tuple[Said, ...]:
    """What is said, in order of time; nothing where the text is no transcript of that kind (".vtt", ".srt", ".json").

    >>> read_transcript("WEBVTT\\n\\n00:01.000 --> 00:02.500\\n<v Ada>On the ice.", ".vtt")
    (Said(start_seconds=1.0, end_seconds=2.5, speaker='Ada', text='On the ice.'),)
    """
    found = _from_json(text) if suffix == ".json" else _from_blocks(text, has_speakers=suffix == ".srt")
    return tuple(sorted((said for said in found if said.text), key=lambda said: (said.start_seconds, said.end_seconds)))


def _from_blocks(text: str, has_speakers: bool) -> Iterator[Said]:
    """Both notations are blocks of a line of times with the words below it. SubRip's speakers are a name and a colon."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        at = next((n for n, line in enumerate(lines[:3]) if _TIMES.match(line)), None)
        if at is None:
            continue
        m = _TIMES.match(lines[at])
        assert m is not None
        start, end = _seconds(m.groups()[:4]), _seconds(m.groups()[4:])
        words = "\n".join(lines[at + 1 :])
        voice = _VOICE.search(words)
        speaker = _plain(voice[1]) if voice else ""
        plain = _plain(words)
        if has_speakers and not speaker and (named := _SPEAKER.match(plain)):
            speaker, plain = named[1].strip(), plain[named.end() :]
        yield Said(start, max(start, end), speaker, plain)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub("", text)).split())


def _from_json(text: str) -> Iterator[Said]:
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    segments = document.get("segments") if isinstance(document, dict) else document
    for segment in segments if isinstance(segments, list) else ():
        if not isinstance(segment, dict):
            continue
        start, end = _number(segment.get("startTime")), _number(segment.get("endTime"))
        body, speaker = segment.get("body"), segment.get("speaker")
        if start is not None and isinstance(body, str):
            name = " ".join(speaker.split()) if isinstance(speaker, str) else ""
            yield Said(start, max(start, end or start), name, " ".join(body.split()))


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= _WITHIN_SECONDS else None  # type: ignore[arg-type, operator]
