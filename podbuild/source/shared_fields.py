"""Fields that a show and an episode have in common: voices, sound, people, links, what AI did."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from podbuild.base.diagnostics import Note, did_you_mean
from podbuild.model.podcast_terms import ROLES, ROLES_BY_GROUP
from podbuild.model.show import Ai, Link, LoudnessTarget, Person, Sound, Voice
from podbuild.source.decode import Field, Kind, object_schema, read_fields, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.kinds import (
    BOOLEAN,
    DURATION,
    GAIN,
    LANGUAGE,
    TEXT,
    URL,
    asset,
    choice,
    integer,
    level,
    many,
    record,
)
from podbuild.source.yaml_nodes import Mapping, Node, Scalar

VOICE_FIELDS = (
    Field("engine", "engine", TEXT, "What speaks: espeak (the default), gtts, recorded, …"),
    Field("voice", "voice", TEXT, "The engine's own name of the voice"),
    Field("rate", "rate", integer(60, 500, "a number of words a minute, from 60 to 500"), "Words a minute"),
    Field("pitch", "pitch", integer(0, 100), "0 (low) to 100 (high); 50 is the engine's own"),
    Field("gain", "gain_db", GAIN, "Louder or softer than the other voices"),
    Field("lang", "language", LANGUAGE, "The language of this voice; left out: the show's"),
    Field("name", "label", TEXT, "The name that transcripts show"),
    Field("cloned", "is_cloned", BOOLEAN, "true where the voice is made from a person's"),
)
_VOICE_NAME = re.compile(r"[^\W\d_][\w-]{0,39}")


def _read_voices(node: Node, desk: Desk) -> tuple[Voice, ...] | None:
    if not isinstance(node, Mapping):
        wrong_type(node, desk, "write a name for each voice: {host: {engine: espeak}}")
        return None
    voices: dict[str, Voice] = {}
    for key, value in node.entries:
        if not _VOICE_NAME.fullmatch(key.text):
            fix = "begin with a letter; use letters, digits, - and _"
            desk.say("voice-name-bad", f'"{key.text}" cannot name a voice', key.span, fix)
        elif first := voices.get(key.text.casefold()):
            note = Note("first named here", first.span)
            message = f'"{key.text}" is the name of another voice: case does not tell them apart'
            desk.say("voice-duplicate", message, key.span, "choose another name", notes=(note,))
        elif voice := _read_voice(key, value, desk):
            voices[key.text.casefold()] = voice
    return tuple(voices.values())


def _read_voice(key: Scalar, node: Node, desk: Desk) -> Voice | None:
    if isinstance(node, Scalar) and node.is_null:
        return Voice(key.text, span=key.span)
    values = read_fields(node, VOICE_FIELDS, desk, f'voice "{key.text}"')
    return None if values is None else Voice(key.text, **values, span=key.span)


VOICES = Kind("voices by name", _read_voices, {"type": "object", "additionalProperties": object_schema(VOICE_FIELDS)})


def check_voices(voices: tuple[Voice, ...], node: Node | None, default_language: str, desk: Desk) -> None:
    """Whether each voice's engine is known and can use it; `node` is where the voices are written."""
    if desk.engines is None or not isinstance(node, Mapping):
        return
    for voice in voices:
        if (written := node.get(voice.name)) is None:
            continue
        where = {key.text: value.span for key, value in written.entries} if isinstance(written, Mapping) else {}
        problem_of = desk.engines.get(voice.engine)
        if problem_of is None:
            fix = did_you_mean(voice.engine, desk.engines)
            desk.say("engine-unknown", f'"{voice.engine}" is not a speech engine', where.get("engine", voice.span), fix)
        elif problem := problem_of(voice, voice.language or default_language):
            span = where.get({"language": "lang"}.get(problem.key, problem.key), voice.span)
            desk.say("engine-voice", problem.message, span, problem.fix)


def _channels(node: Node, desk: Desk) -> int | None:
    word = choice("mono", "stereo", "1", "2").read(node, desk)
    return None if word is None else 2 if word in ("stereo", "2") else 1


BITRATES_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # MPEG-1 Layer III (ISO/IEC 11172-3, 2.4.2.3)
_BITRATE_WORDS = ", ".join(map(str, BITRATES_KBPS))
_BITRATE_SCHEMA = {
    "anyOf": [
        {"enum": list(BITRATES_KBPS)},
        {"type": "string", "pattern": rf"^({'|'.join(map(str, BITRATES_KBPS))})\s*(k|kbps|kbit/s)?$"},
    ]
}


def _bitrate(node: Node, desk: Desk) -> int | None:
    m = re.fullmatch(r"([0-9]{1,9})\s*(?:k|kbps|kbit/s)?", node.text) if isinstance(node, Scalar) else None
    if m and int(m[1]) in BITRATES_KBPS:
        return int(m[1])
    nearest = min(BITRATES_KBPS, key=lambda b: (abs(b - int(m[1])), -b)) if m else None
    fix = f"write {nearest}, the nearest" if nearest else "write 96 or 128k"
    desk.say("number-bad", f"the bitrate is none that an MP3 can have: {_BITRATE_WORDS} kbit/s", node.span, fix)
    return None


_FORMATS = ("mp3", "m4a", "opus")  # the first one that is made is the feed's enclosure
_WRITTEN_FORMATS = many(choice(*_FORMATS))


def _formats(node: Node, desk: Desk) -> tuple[str, ...]:
    """In our order and once each, whatever the author's; () where nothing or not enough is written."""
    mistakes_before = len(desk.mistakes)
    written = _WRITTEN_FORMATS.read(node, desk)
    formats = tuple(f for f in _FORMATS if f in written)
    if formats == ("opus",) and len(desk.mistakes) == mistakes_before:
        message = "Opus alone cannot be the enclosure of a feed: apps do not play it"
        desk.say("opus-alone", message, node.span, "add mp3: [mp3, opus]")
        return ()
    return formats


FORMATS = Kind(_WRITTEN_FORMATS.noun, _formats, {**_WRITTEN_FORMATS.schema, "not": {"enum": ["opus", ["opus"]]}})

SOUND_FIELDS = (
    Field("loudness", "loudness", level("LUFS", -31, -9), "How loud the programme is; -19 LUFS in mono sounds like -16 in stereo"),
    Field("peak", "peak", level("dBTP", -9, 0), "The highest true peak; -1 dBTP unless you know better"),
    Field(
        "channels",
        "channels",
        Kind("mono or stereo", _channels, {"enum": ["mono", "stereo", 1, 2]}),
        "mono (the default) or stereo",
    ),
    Field("formats", "formats", FORMATS, "The files to make; apps fetch the mp3"),
    Field(
        "bitrate",
        "bitrate_kbps",
        Kind(f"one of {_BITRATE_WORDS}", _bitrate, _BITRATE_SCHEMA),
        "Of the mp3, in kbit/s",
    ),
    Field("gap", "gap_seconds", DURATION, "The silence between two lines"),
    Field("chapter_gap", "chapter_gap_seconds", DURATION, "The silence between two chapters"),
    Field("duck", "duck_db", level("dB", 0, 30), "How far a bed rises where nobody speaks"),
    Field("sting", "sting", asset("audio"), "Heard between chapters"),
)


def merged_sound(base: Sound, values: dict[str, Any]) -> Sound:
    """`base` with what is written over it. Loudness follows the channels where nobody wrote one."""
    channels = values.get("channels", base.channels)
    is_default = base.loudness.integrated_lufs == default_lufs(base.channels)
    lufs = default_lufs(channels) if is_default else base.loudness.integrated_lufs
    loudness = LoudnessTarget(values.get("loudness", lufs), values.get("peak", base.loudness.true_peak_dbtp))
    rest = {name: value for name, value in values.items() if name not in ("loudness", "peak")}
    rest["formats"] = rest.get("formats") or base.formats
    return replace(base, loudness=loudness, **rest)


def default_lufs(channels: int) -> float:
    """AES TD1008: mono at -19 LUFS is as loud to a listener as stereo at -16."""
    return -16.0 if channels == 2 else -19.0


SOUND = record(SOUND_FIELDS, "sound", lambda values, _node, _desk: values)

AI_FIELDS = (
    Field("script", "script", choice("human", "assisted", "generated"), "Who wrote the words"),
    Field("spoken", "spoken", TEXT, "auto, off (with a reason), or the words that disclose it"),
    Field("reason", "reason", TEXT, "Why nothing is disclosed, where that is off"),
    Field("reviewed_by", "reviewed_by", TEXT, "The person who reviewed what AI wrote"),
    Field("editor", "editor", TEXT, "Who is responsible for what is published"),
)


def _check_ai(values: dict[str, Any], node: Mapping, desk: Desk) -> dict[str, Any]:
    spoken = node.get("spoken")
    if spoken is not None and values.get("spoken", "").casefold() in ("false", "no", "none", "true", "yes", "on"):
        fix = "write auto, off, or the words to say"
        desk.say("choice-unknown", f'"{values["spoken"]}" would be spoken as it stands', spoken.span, fix)
    if spoken is not None and values.get("spoken") == "off" and not values.get("reason"):
        why = "what AI made is disclosed unless its author says why not"
        desk.say("ai-reason-missing", "the disclosure is off without a reason", spoken.span, 'add "reason: …" beside it', why=why)
    return values | {"span": node.span}


AI = record(AI_FIELDS, "ai", _check_ai)


def merged_ai(base: Ai, values: dict[str, Any]) -> Ai:
    return replace(base, **values)


PERSON_FIELDS = (
    Field("name", "name", TEXT, "The person's name", is_required=True),
    Field("role", "role", TEXT, "From the Podcast Taxonomy: host, guest, editor, …"),
    Field("group", "group", TEXT, "From the Podcast Taxonomy: cast, writing, audio post-production, …"),
    Field("url", "url", URL, "The person's page"),
    Field("image", "image", URL, "A picture of the person"),
)


def _read_person(node: Node, desk: Desk) -> Person | None:
    if isinstance(node, Scalar):
        name = TEXT.read(node, desk)
        return Person(name) if name else None
    values = read_fields(node, PERSON_FIELDS, desk, "a person")
    if not values or "name" not in values:
        return None
    person = Person(**{key: value.casefold() if key in ("role", "group") else value for key, value in values.items()})
    return _in_their_group(person, values, node, desk)


def _in_their_group(person: Person, values: dict[str, Any], node: Node, desk: Desk) -> Person:
    """The person, in the group that the role belongs to where none was written; a role or group that nobody knows is told."""
    for key, word, known in (("role", person.role, ROLES), ("group", person.group, ROLES_BY_GROUP)):
        if key in values and word not in known and isinstance(node, Mapping) and (written := node.get(key)):
            fix = did_you_mean(word, known) or "choose one of podcasttaxonomy.com"
            why = "apps know the roles and groups of the Podcast Taxonomy, and show others as they like"
            desk.say(
                "role-unknown", f'"{word}" is no {key} of the Podcast Taxonomy', written.span, fix, why=why, severity="warning"
            )
    return person if "group" in values else replace(person, group=ROLES.get(person.role, person.group))


PEOPLE = many(Kind("a person", _read_person, {"anyOf": [{"type": "string"}, object_schema(PERSON_FIELDS)]}))

LINK_FIELDS = (
    Field("url", "url", URL, "The web address", is_required=True),
    Field("text", "text", TEXT, "The words of the link"),
)


def _read_link(node: Node, desk: Desk) -> Link | None:
    if isinstance(node, Scalar):
        url = URL.read(node, desk)
        return Link(url, host_of(url), node.span) if url else None
    values = read_fields(node, LINK_FIELDS, desk, "a link")
    if not values or "url" not in values:
        return None
    return Link(values["url"], values.get("text", host_of(values["url"])), node.span)


def host_of(url: str) -> str:
    """What stands for a link without words: its host.

    >>> host_of("https://www.example.org/a?b"), host_of("mailto:me@example.org")
    ('example.org', 'me@example.org')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return (parts.netloc.rpartition("@")[2] or parts.path).removeprefix("www.")


LINKS = many(Kind("a link", _read_link, {"anyOf": [{"type": "string"}, object_schema(LINK_FIELDS)]}))
