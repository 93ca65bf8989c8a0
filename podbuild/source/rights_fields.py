"""lexicon.yaml, rights.yaml and REUSE sidecars (`bell.wav.license`) → how words are spoken, who owns what."""

from __future__ import annotations

import re
from typing import Any

from podbuild.base.diagnostics import Span, did_you_mean
from podbuild.model.show import Consent, LexiconEntry, Rights, Show
from podbuild.source.decode import Field, read_fields, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.kinds import DATE, LANGUAGE, LICENSE, PAPER, TEXT, URL, choice, many, record
from podbuild.source.licenses import parse_license
from podbuild.source.passage import whole
from podbuild.source.yaml_nodes import Mapping, Node, Sequence, parse_yaml

LEXICON_FILE, RIGHTS_FILE = "lexicon.yaml", "rights.yaml"
LEXICON_FIELDS = (
    Field("word", "word", TEXT, "The word as it is written", is_required=True),
    Field("say", "say", TEXT, "The word as it would be written to be spoken right"),
    Field("ipa", "ipa", TEXT, "The word's sound in IPA"),
    Field("language", "language", LANGUAGE, "For this language only"),
    Field("voice", "voice", TEXT, "For this voice only"),
)
RIGHTS_FIELDS = (
    Field("files", "files", many(TEXT), "Files of the show; * and ** stand for many", is_required=True),
    Field("holder", "holder", TEXT, "Who owns them", is_required=True),
    Field("license", "license", LICENSE, "On what terms", is_required=True),
    Field("source", "source", URL, "Where they come from"),
    Field("proof", "proof", PAPER, "A receipt or letter in the show"),
    Field("expires", "expires", DATE, "Until when they may be used"),
    Field("attribution", "attribution", TEXT, "The words of the credit"),
    Field("ai", "ai", choice("human", "assisted", "generated"), "Who made them"),
)
_CONSENT_FIELDS = (
    Field("by", "by", TEXT, "Whose voice it is", is_required=True),
    Field("scope", "scope", TEXT, "What it may be used for", is_required=True),
    Field("date", "date", DATE, "When that was agreed", is_required=True),
    Field("file", "file", PAPER, "The paper, in the show"),
)
_CONSENT = record(_CONSENT_FIELDS, "consent", lambda values, _node, _desk: values)
VOICE_RIGHTS_FIELDS = (
    Field("voice", "voice", TEXT, "One of the voices", is_required=True),
    Field("consent", "consent", _CONSENT, "That its owner agreed", is_required=True),
)


def _items(file: str, text: str, desk: Desk) -> tuple[Node, ...]:
    node, mistakes = parse_yaml(whole(file, text))
    desk.mistakes.extend(mistakes)
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        wrong_type(node, desk, "write a list: each entry begins with -")
        return ()
    return node.items


def read_lexicon(text: str, show: Show, desk: Desk) -> tuple[LexiconEntry, ...]:
    """How words are spoken, in the order written."""
    entries: dict[tuple[str, str, str], LexiconEntry] = {}
    for node in _items(LEXICON_FILE, text, desk):
        values = read_fields(node, LEXICON_FIELDS, desk, "a lexicon entry")
        if not values or "word" not in values:
            continue
        entry = LexiconEntry(**values, span=node.span)
        key = (entry.word, entry.language, entry.voice)
        if not _is_spoken(entry, node, desk):
            continue
        if key in entries:
            desk.say("lexicon-duplicate", f'"{entry.word}" is in the lexicon twice', node.span, "keep one of the two")
        elif _is_voice(entry.voice, node, show, desk):
            entries[key] = entry
    return tuple(entries.values())


def _is_spoken(entry: LexiconEntry, node: Node, desk: Desk) -> bool:
    if not entry.say and not entry.ipa:
        desk.say("lexicon-silent", f'nothing says how "{entry.word}" is spoken', node.span, "add say: … or ipa: …")
        return False
    if entry.say and not any(char.isalnum() for char in entry.say):
        written = node.get("say") if isinstance(node, Mapping) else None
        message = f'"{entry.say}" has no letter or digit: nothing would be spoken'
        desk.say("lexicon-silent", message, written.span if written else node.span, f'write "{entry.word}" as it is spoken')
        return False
    return True


def _is_voice(name: str, node: Node, show: Show, desk: Desk) -> bool:
    names = [voice.name for voice in show.voices]
    if not name or name in names:
        return True
    written = node.get("voice") if isinstance(node, Mapping) else None
    desk.say(
        "voice-unknown", f'"{name}" is not one of the voices', written.span if written else node.span, did_you_mean(name, names)
    )
    return False


def read_rights(text: str, show: Show, desk: Desk) -> tuple[tuple[Rights, ...], tuple[Consent, ...]]:
    """Who owns what is used, and who agreed to the use of a voice."""
    rights: list[Rights] = []
    consents: list[Consent] = []
    for node in _items(RIGHTS_FILE, text, desk):
        is_voice = isinstance(node, Mapping) and node.get("voice") is not None
        fields = VOICE_RIGHTS_FIELDS if is_voice else RIGHTS_FIELDS
        values = read_fields(node, fields, desk, "the rights to a voice" if is_voice else "an entry of rights.yaml")
        if values is None or any(f.is_required and f.name not in values for f in fields):
            continue
        if is_voice:
            _add_consent(values, node, show, desk, consents)
        else:
            rights.append(Rights(**values, span=node.span))
    return tuple(rights), tuple(consents)


def _add_consent(values: dict[str, Any], node: Node, show: Show, desk: Desk, consents: list[Consent]) -> None:
    consent = values["consent"]
    if _is_voice(values["voice"], node, show, desk) and {"by", "scope", "date"} <= consent.keys():
        consents.append(Consent(values["voice"], **consent, span=node.span))


_TAGS = re.compile(r"^[ \t]*SPDX-(FileCopyrightText|License-Identifier):[ \t]*(.+?)[ \t]*$", re.MULTILINE)


def read_sidecar(file: str, text: str, desk: Desk) -> Rights | None:
    """The rights that a sidecar states. Source: REUSE specification 3.3, "Comment headers" and ".license files"."""
    found = {m[1]: m for m in reversed(list(_TAGS.finditer(text)))}
    if "License-Identifier" not in found or "FileCopyrightText" not in found:
        fix = "write SPDX-FileCopyrightText: 2026 Name, and SPDX-License-Identifier: CC0-1.0"
        desk.say("sidecar-bad", "the sidecar does not say who owns the file and on what terms", Span(file), fix)
        return None
    license_text = found["License-Identifier"]
    name = parse_license(license_text[2])
    place = whole(file, text).span(license_text.start(2), license_text.end(2))
    if name is None:
        desk.say(
            "license-unknown",
            f'"{license_text[2]}" is not a licence that is known by that name',
            place,
            "write an SPDX identifier",
        )
        return None
    holder = re.sub(
        r"^(?:\(c\)|©|Copyright)?\s*(?:\d{4}(?:\s*[-–,]\s*\d{4})*)?\s*", "", found["FileCopyrightText"][2], flags=re.IGNORECASE
    )
    return Rights((file.removesuffix(".license"),), holder or found["FileCopyrightText"][2], name, span=place)
