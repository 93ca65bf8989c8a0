"""An episode's file → an Episode: front matter or YAML fields, then the script in the file's notation."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from podbuild.base.diagnostics import Note, Span
from podbuild.model.episode import Clip, Episode, Line, Segment
from podbuild.model.show import Show, Voice
from podbuild.source.artwork_file import ARTWORK
from podbuild.source.cues import read_cue
from podbuild.source.decode import Field, Fields, Kind, read_fields
from podbuild.source.desk import Desk
from podbuild.source.feed_fields import LOCATIONS, SOUNDBITES, TXTS
from podbuild.source.front_matter import is_yaml, split_front_matter
from podbuild.source.kinds import (
    BOOLEAN,
    DATE,
    EPISODE_GUID,
    LANGUAGE,
    LICENSE,
    PROSE,
    TEXT,
    choice,
    integer,
    many,
)
from podbuild.source.markdown_script import read_markdown
from podbuild.source.passage import Passage, whole
from podbuild.source.provenance_fields import PROVENANCE, with_record
from podbuild.source.publish_fields import WITHHELD, check_withheld
from podbuild.source.recording_fields import CHAPTERS, RECORDING, TRANSCRIPT
from podbuild.source.script_writer import ScriptWriter
from podbuild.source.shared_fields import AI, LINKS, PEOPLE, SOUND, VOICES, check_voices, merged_ai, merged_sound
from podbuild.source.value_fields import VALUE
from podbuild.source.yaml_nodes import Mapping, Node, parse_yaml
from podbuild.source.yaml_script import read_script


def _node(node: Node, _desk: Desk) -> Node:
    """Read later, when the episode's voices are known."""
    return node


_CUE_VALUE: dict[str, Any] = {"type": ["string", "object"]}
EPISODE_FIELDS: Fields = (
    Field("title", "title", TEXT, "The episode's title", is_required=True),
    Field("date", "date", DATE, "When it is published; in the future, it is built with --future only"),
    Field("number", "number", integer(0, 100_000), "Its number, counted within the season"),
    Field("season", "season", integer(1, 10_000), "The season"),
    Field("type", "kind", choice("full", "trailer", "bonus"), "full (the default), trailer or bonus"),
    Field("summary", "summary", PROSE, "What it is about, in a few sentences"),
    Field("subtitle", "subtitle", TEXT, "What it is about, in one line"),
    Field("explicit", "explicit", BOOLEAN, "For adults only; left out: as the show"),
    Field(
        "guid",
        "guid",
        EPISODE_GUID,
        "Left out: made from the show's url and the file's name; to be written before either changes",
    ),
    Field("artwork", "artwork", ARTWORK, "A cover of its own"),
    Field("people", "people", PEOPLE, "Who takes part"),
    Field("links", "links", LINKS, "What belongs to the episode"),
    Field("location", "locations", LOCATIONS, "What place it is about"),
    Field("soundbite", "soundbites", SOUNDBITES, "Passages that apps may play by themselves"),
    Field("funding", "funding", LINKS, "Where listeners can give money for it"),
    Field("value", "value", VALUE, "Who is paid for it, where that differs from the show"),
    Field("txt", "txts", TXTS, "Texts for services"),
    Field("license", "license", LICENSE, "Left out: as the show"),
    Field("language", "language", LANGUAGE, "Left out: as the show"),
    Field("tags", "tags", many(TEXT), "Words to find it by"),
    Field("voices", "voices", VOICES, "Voices of this episode, beside the show's or in place of them"),
    Field("sound", "sound", SOUND, "How this episode sounds, where that differs from the show"),
    Field("ai", "ai", AI, "The part AI has in the making"),
    Field("sources", "sources", many(TEXT), "What it was written from"),
    Field("provenance", "provenance", PROVENANCE, "The record of who wrote what: sources/provenance/SLUG.jsonl"),
    Field("draft", "is_draft", BOOLEAN, "true: built with --drafts only"),
    Field("publish", "withheld", WITHHELD, "Targets that this episode does not go to: {spotify: false}"),
    Field("audio", "audio", RECORDING, "A finished recording, or where one lies: published, not spoken"),
    Field("chapters", "chapters", CHAPTERS, "Of a finished recording"),
    Field("transcript", "transcript", TRANSCRIPT, "Of a finished recording: a .vtt, .srt or .json file"),
    Field("music", "music", Kind("a sound of the show", _node, _CUE_VALUE), "A bed from the beginning on"),
)
_SCRIPT_SCHEMA: dict[str, Any] = {"type": "array", "items": {"$ref": "#/$defs/item"}}
YAML_FIELDS: Fields = (
    *EPISODE_FIELDS,
    Field("notes", "notes", PROSE, "Show notes, in Markdown"),
    Field("script", "script", Kind("a list of lines and cues", _node, _SCRIPT_SCHEMA), "What is heard"),
)


def read_episode(file: str, text: str, show: Show, desk: Desk) -> Episode | None:
    """One episode; None where it has mistakes."""
    mistakes_before = len(desk.mistakes)
    passage = whole(file, text)
    if is_yaml(file):
        front, body, fields = passage, None, YAML_FIELDS
    else:
        found = split_front_matter(passage, desk)
        if found is None:
            return None
        (front, body), fields = found, EPISODE_FIELDS
    node, mistakes = parse_yaml(front)
    desk.mistakes.extend(mistakes)
    if mistakes and node is None:
        return None
    values = read_fields(node or Mapping((), front.span(0)), fields, desk, "the episode")
    if values is None or not isinstance(node, Mapping | None):
        return None
    episode = _build(file, node or Mapping((), front.span(0)), values, body, show, desk)
    has_error = any(mistake.is_error for mistake in desk.mistakes[mistakes_before:])
    return None if has_error or "title" not in values else episode


def _build(file: str, node: Mapping, values: dict[str, Any], body: Passage | None, show: Show, desk: Desk) -> Episode:
    voices = _merged_voices(show.voices, values.get("voices", ()))
    check_voices(voices, node.get("voices"), values.get("language", show.language), desk)
    check_withheld(node.get("publish"), show, desk)
    sound = merged_sound(show.sound, values.get("sound", {}))
    writer = ScriptWriter(voices, desk, {})
    if "music" in values:
        _opening_music(node, writer, desk)
    notes = values.get("notes", "")
    if body is not None:
        notes = read_markdown(body, writer, desk, sound.chapter_gap_seconds)
    elif "script" in values:
        read_script(values["script"], writer, desk)
    segments = writer.finish()
    if "audio" in values:
        _refuse_script(segments, writer.headings, node, desk)
    else:
        _require_script(file, segments, node, desk)
        _refuse_marks(node, desk)
    drop = ("music", "script", "voices", "sound", "ai", "notes", "title")
    rest = {name: value for name, value in values.items() if name not in drop}
    ai = with_record(merged_ai(show.ai, values.get("ai", {})), node, segments, values.get("provenance", ()))
    slug = PurePosixPath(file).stem
    title = values.get("title", slug)
    return Episode(slug, file, title, **rest, voices=voices, sound=sound, ai=ai, segments=segments, notes=notes, span=_place(node))


def _place(node: Mapping) -> Span:
    title = node.get("title")
    return title.span if title else node.span


def _merged_voices(show_voices: tuple[Voice, ...], own: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """The show's voices, those of the same name replaced, then the new ones: the show's first voice still speaks first."""
    by_name = {voice.name.casefold(): voice for voice in show_voices}
    return tuple((by_name | {voice.name.casefold(): voice for voice in own}).values())


def _opening_music(node: Mapping, writer: ScriptWriter, desk: Desk) -> None:
    entry = next((key, value) for key, value in node.entries if key.text == "music")
    cue = read_cue(Mapping((entry,), entry[1].span), desk)
    if cue is not None:
        writer.item(cue)


def _refuse_script(segments: tuple[Segment, ...], headings: list[Span], node: Mapping, desk: Desk) -> None:
    """Beside a finished recording there may be notes, and one heading above them: of anything else nothing would be heard."""
    places = [*(item.span for segment in segments for item in segment.items), *headings[1:]]
    if not places:
        return
    first = min(places, key=lambda span: (span.line, span.column))
    written = node.get("audio")
    desk.say(
        "audio-and-script",
        "the episode has a finished recording and a script",
        first,
        "delete it, or delete audio; what is only read stands in notes, or under a heading with {.unspoken}",
        why="nothing of the script would be heard",
        notes=(Note("the finished recording", written.span),) if written else (),
    )


def _refuse_marks(node: Mapping, desk: Desk) -> None:
    """A script has chapters and a transcript of its own."""
    for key in ("chapters", "transcript"):
        if (written := node.get(key)) is not None:
            message = f'"{key}" is for a finished recording, and there is no audio'
            desk.say("recording-only", message, written.span, "delete it: what is spoken has its own, made from the script")


def _require_script(file: str, segments: tuple[Segment, ...], node: Mapping, desk: Desk) -> None:
    speaks = any(isinstance(item, Line | Clip) for segment in segments for item in segment.items)
    is_told = any(d.span and d.span.file == file for d in desk.mistakes)
    if not speaks and node.get("audio") is None and not is_told:
        fix = "write what is to be said, or name a finished recording: audio: file.mp3"
        desk.say("script-empty", "nothing is spoken in this episode", _place(node), fix)
