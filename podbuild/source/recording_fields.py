"""A finished recording in place of a script: the file or where one lies, its chapters, its transcript."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from podbuild.base.units import parse_duration
from podbuild.model.episode import ChapterMark, Published, Said
from podbuild.model.show import Asset
from podbuild.model.transcript_file import read_transcript
from podbuild.source.decode import Field, Kind, object_schema, read_fields, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.kinds import BOOLEAN, TEXT, URL, asset, integer
from podbuild.source.yaml_nodes import Mapping, Node, Scalar, Sequence

LONGEST_SECONDS = 1000 * 3600.0  # live streams run for days
MOST_BYTES = 10**14
_MIME_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/x-m4a", ".mp4": "video/mp4", ".m4v": "video/x-m4v", ".mov": "video/quicktime"}
TYPES |= {".aac": "audio/aac", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/x-wav"}


def _length(node: Node, desk: Desk) -> float | None:
    """A length of any size that a recording may have."""
    seconds = parse_duration(node.text) if isinstance(node, Scalar) else None
    if seconds is None or seconds > LONGEST_SECONDS:
        desk.say("duration-bad", "this is no length of a recording", node.span, "write it as 0:30, 1:02:03 or 95.5s")
        return None
    return round(seconds, 6)


def _type(node: Node, desk: Desk) -> str | None:
    if isinstance(node, Scalar) and _MIME_TYPE.fullmatch(node.text):
        return node.text
    desk.say("recording-type", "this is no type of a file", node.span, "write audio/mpeg or another MIME type, or delete it")
    return None


LENGTH = Kind("a duration such as 0:30 or 1:02:03", _length, {"type": "string"})
RECORDING_FIELDS = (
    Field("url", "url", URL, "Where it lies, on the web: it is neither fetched nor changed"),
    Field("file", "asset", asset("audio"), "The file of the show that it is"),
    Field("as_is", "is_as_is", BOOLEAN, "true, beside file: it goes out byte for byte, neither measured, encoded nor tagged"),
    Field("bytes", "size_bytes", integer(0, MOST_BYTES, "a number of bytes"), "How large it is, where it lies on the web"),
    Field("type", "mime_type", Kind("a MIME type such as audio/mpeg", _type, {"type": "string"}), "Left out: as its name ends"),
    Field("duration", "duration_seconds", LENGTH, "How long it lasts; of a file, left out: measured"),
)
CHAPTER_FIELDS = (
    Field("start", "start_seconds", LENGTH, "When it begins", is_required=True),
    Field("title", "title", TEXT, "What it is called", is_required=True),
    Field("url", "url", URL, "What belongs to it on the web"),
)


def _recording(node: Node, desk: Desk) -> Asset | Published | None:
    """A name is a file that is measured and encoded; keys say more."""
    if isinstance(node, Scalar):
        return desk.asset(node.text, node.span, "audio")
    values = read_fields(node, RECORDING_FIELDS, desk, "a recording")
    if values is None or not isinstance(node, Mapping):
        return None
    is_elsewhere, is_here = node.get("url") is not None, node.get("file") is not None
    if is_elsewhere == is_here:
        message = "the recording is both a file and a web address" if is_here else "nothing says where the recording is"
        desk.say("recording-place", message, node.span, "write url: https://…, or file: name.mp3 and as_is: true")
        return None
    if "url" not in values and "asset" not in values:
        return None
    is_as_is = values.pop("is_as_is", False)
    if is_here and not is_as_is:
        fix = "add as_is: true, or write audio: name.mp3 to have it measured, brought to the show's loudness and tagged"
        desk.say("recording-changed", "nothing says that this file goes out as it is", node.span, fix)
        return None
    name = values["asset"].path if is_here else values["url"].partition("?")[0]
    values.setdefault("mime_type", TYPES.get(PurePosixPath(name).suffix.casefold(), "audio/mpeg"))
    return Published(**values)


RECORDING = Kind(
    "a file of the show, or url, bytes, type and duration of one elsewhere",
    _recording,
    {"anyOf": [{"type": "string"}, object_schema(RECORDING_FIELDS)]},
)


def _chapters(node: Node, desk: Desk) -> tuple[ChapterMark, ...] | None:
    if not isinstance(node, Sequence):
        wrong_type(node, desk, "write a list: - {start: 1:30, title: What the ice says}")
        return None
    marks: list[ChapterMark] = []
    for item in node.items:
        values: dict[str, Any] | None = read_fields(item, CHAPTER_FIELDS, desk, "a chapter")
        if not values or not {"start_seconds", "title"} <= values.keys():
            continue
        mark = ChapterMark(**values)
        if marks and mark.start_seconds < marks[-1].start_seconds:
            desk.say("chapter-order", f'"{mark.title}" begins before the chapter above it', item.span, "put them in order of time")
            continue
        marks.append(mark)
    return tuple(marks)


CHAPTERS = Kind("a list of chapters: start, title", _chapters, {"type": "array", "items": object_schema(CHAPTER_FIELDS)})


def _transcript(node: Node, desk: Desk) -> tuple[Said, ...] | None:
    if not isinstance(node, Scalar):
        wrong_type(node, desk, "write the path of a transcript in the show")
        return None
    found = desk.asset(node.text, node.span, "transcript")
    if found is None:
        return None
    text, mistakes = desk.workspace.read_text(found.path, node.span)
    desk.mistakes.extend(mistakes)
    said = read_transcript(text, found.suffix) if text is not None else None
    if text is not None and not said:
        fix = "give it times as WebVTT (.vtt), SubRip (.srt) or the Podcast namespace's JSON have them, or delete the line"
        desk.say("transcript-bad", f'nothing can be read from "{found.path}"', node.span, fix)
    return said


TRANSCRIPT = Kind("a .vtt, .srt or .json file of the show", _transcript, {"type": "string"})
