"""The table of cues: every key, and which keys go together. Markdown's `{…}` and the items of a YAML script both use it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from podbuild.base.diagnostics import Span, did_you_mean
from podbuild.source.decode import Field, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.kinds import DURATION, GAIN, LANGUAGE, PROSE, TEXT, choice, integer
from podbuild.source.yaml_nodes import Mapping, Node, Scalar


@dataclass(frozen=True, slots=True)
class CueKind:
    """A kind of cue: the key that makes it one, what may stand beside, and what it does."""

    key: str
    companions: tuple[str, ...]
    doc: str


# In the order in which they are looked for: a clip may have `voice` and `say`, and is a clip all the same.
CUES = (
    CueKind("chapter", (), "starts a chapter (in a YAML script; in Markdown a heading does)"),
    CueKind("pause", (), "silence of this length, in place of the gap"),
    CueKind("sfx", ("gain", "fade"), "an effect: alone in a paragraph heard by itself, inside one under the words"),
    CueKind("music", ("bed", "stop", "gain", "fade"), "a bed that starts here; `stop` ends it"),
    CueKind("clip", ("from", "to", "voice", "say", "gain", "fade"), "a stretch of recorded sound; `say` is what is said in it"),
    CueKind("picture", ("alt",), "a picture shown from here on (in Markdown also `![alt](file)`)"),
    CueKind(
        "say", ("voice", "lang", "rate", "gain", "take"), "words of their own; directly behind a word, how that word is spoken"
    ),
    CueKind("take", (), "the recorded sound of the text before it in the paragraph"),
    CueKind("voice", ("lang", "rate", "gain"), "who speaks from here on"),
    CueKind("lang", ("rate", "gain"), "the language: inside a paragraph to its end, alone to the chapter's end"),
    CueKind("rate", ("lang", "gain"), "words a minute: inside a paragraph to its end, alone to the chapter's end"),
    CueKind("gain", ("lang", "rate"), "louder or softer: inside a paragraph to its end, alone to the chapter's end"),
)

# A name of a file or a voice stays a node, for only the script knows which files and voices there are.
CUE_FIELDS = (
    Field("chapter", "chapter", TEXT, "The chapter's title"),
    Field("pause", "pause", DURATION, "How long"),
    Field("sfx", "sfx", TEXT, "A sound of the show"),
    Field("music", "music", TEXT, "A sound of the show, or stop"),
    Field("bed", "bed", TEXT, "A sound of the show"),
    Field("stop", "stop", choice("true"), "true: the bed ends here"),
    Field("clip", "clip", TEXT, "A sound of the show"),
    Field("from", "from", DURATION, "Where in the sound to begin"),
    Field("to", "to", DURATION, "Where in the sound to end"),
    Field("picture", "picture", TEXT, "A picture of the show"),
    Field("alt", "alt", TEXT, "What the picture shows"),
    Field("say", "say", PROSE, "What is spoken"),
    Field("take", "take", TEXT, "A recorded sound of the show"),
    Field("voice", "voice", TEXT, "One of the voices"),
    Field("lang", "lang", LANGUAGE, "A language tag"),
    Field("rate", "rate", integer(60, 500, "a number of words a minute, from 60 to 500"), "Words a minute"),
    Field("gain", "gain", GAIN, "Louder or softer"),
    Field("fade", "fade", DURATION, "How long it takes to come or go"),
)
FIELD_BY_KEY = {field.key: field for field in CUE_FIELDS}
_KEEP_ONE = "keep one of the two"
_UNSPACED = re.compile(r"(?P<key>\w+)[:：](?P<value>\S.*)")
_WITHOUT_COLON = re.compile(r"(?P<key>\w+)\s+(?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue whose keys go together. `values` by key; `nodes` are what was written, for places and for names."""

    kind: str
    values: dict[str, Any]
    nodes: dict[str, Scalar]
    span: Span

    def place(self, key: str) -> Span:
        return self.nodes[key].span if key in self.nodes else self.span


@dataclass(frozen=True, slots=True)
class Manner:
    """How words are spoken for a while."""

    language: str = ""
    rate: int | None = None
    gain_db: float = 0.0

    def with_cue(self, cue: Cue) -> Manner:
        v = cue.values
        return Manner(v.get("lang", self.language), v.get("rate", self.rate), v.get("gain", self.gain_db))


def read_cue(node: Node, desk: Desk, without: Iterable[str] = ()) -> Cue | None:
    """The cue of a mapping, or None with mistakes on the desk. `without`: kinds that this notation writes in another way."""
    if not isinstance(node, Mapping):
        wrong_type(node, desk, "write a cue as {key: value}")
        return None
    entries = _flattened(node, desk)
    keys = [key.text for key, _ in entries]
    known = [name for name in FIELD_BY_KEY if name not in without]
    unknown = [(key, value) for key, value in entries if key.text not in known]
    for key, value in unknown:
        fix = _meant(key, value, [k for k in keys if k in known], known, desk)
        if len(entries) == 1:
            fix += "; a brace that is to be spoken is written \\{"
        desk.say("cue-unknown", f'"{key.text}" is not a cue', key.span, fix)
    if unknown or not entries:
        if not entries:
            desk.say("cue-empty", "a cue without a key", node.span, "write {key: value}, or \\{ for a brace")
        return None
    kind = next((kind for kind in CUES if kind.key in keys), None)
    if kind is None:
        alone = f'"{keys[0]}" says nothing by itself'
        desk.say("cue-alone", alone, entries[0][0].span, f"write it beside {_hosts_of(keys[0])}")
        return None
    return _checked(kind, entries, node.span, desk)


def _meant(key: Scalar, value: Node, right: list[str], known: list[str], desk: Desk) -> str:
    """What to write for a key that is none: `right` are the keys of the cue that are some."""
    if isinstance(value, Scalar) and value.is_null:
        if (m := _UNSPACED.fullmatch(key.text)) and m["key"] in known:
            return f"put a space behind the colon: {{{m['key']}: {m['value']}}}"
        if (m := _WITHOUT_COLON.fullmatch(key.text)) and m["key"] in known:
            return f"put a colon behind {m['key']}: {{{m['key']}: {m['value']}}}"
        if not right and _is_sound(key, desk):
            return f"write {{sfx: {key.text}}}"
    kind = next((kind for kind in CUES if kind.key in right), None)
    if kind is None:
        return did_you_mean(key.text, known)
    return did_you_mean(key.text, kind.companions) or f"delete it; {_beside(kind)}"


def _is_sound(key: Scalar, desk: Desk) -> bool:
    asset, mistakes = desk.workspace.asset(key.text, key.span, "audio")
    return asset is not None or any(mistake.code == "asset-ambiguous" for mistake in mistakes)


def _hosts_of(key: str) -> str:
    return " or ".join(kind.key for kind in CUES if key in kind.companions)


def _flattened(node: Mapping, desk: Desk) -> list[tuple[Scalar, Node]]:
    """`{music: {bed: calm, gain: -20 dB}}` is read as `{music: calm, gain: -20 dB}`."""
    entries: list[tuple[Scalar, Node]] = []
    for key, value in node.entries:
        if key.text == "music" and isinstance(value, Mapping):
            inner = {k.text: v for k, v in value.entries}
            if "bed" not in inner and "stop" not in inner and all(name in FIELD_BY_KEY for name in inner):
                desk.say("cue-alone", '"music" names no bed', key.span, "write {music: {bed: name}} or {music: stop}")
            entries += [(key, Scalar("stop" if "stop" in inner else "", True, key.source, key.begin, key.end)), *value.entries]
        else:
            entries.append((key, value))
    return entries


def _checked(kind: CueKind, entries: list[tuple[Scalar, Node]], span: Span, desk: Desk) -> Cue | None:
    values: dict[str, Any] = {}
    nodes: dict[str, Scalar] = {}
    is_right = True
    for key, value in entries:
        if key.text != kind.key and key.text not in kind.companions:
            fix = "write them as two cues" if any(key.text == other.key for other in CUES) else f"delete it; {_beside(kind)}"
            desk.say("cue-mixed", f'"{key.text}" does not go with "{kind.key}"', key.span, fix)
            is_right = False
        elif isinstance(value, Scalar) and value.is_null:
            if key.text != "music":
                noun = FIELD_BY_KEY[key.text].kind.noun
                desk.say("value-missing", f'"{key.text}" has no value', key.span, f"write {noun}")
                is_right = False
            elif not any(k.text in ("bed", "stop") for k, _ in entries):
                desk.say("value-missing", '"music" has no value', key.span, "name a sound, or write stop")
                is_right = False
        else:
            result = FIELD_BY_KEY[key.text].kind.read(value, desk)
            is_right = is_right and result is not None and isinstance(value, Scalar)
            values[key.text] = result
            if isinstance(value, Scalar):
                nodes[key.text] = value
    is_right = is_right and not (kind.key == "music" and _contradicts(entries, desk))
    return Cue(kind.key, values, nodes, span) if is_right else None


def _contradicts(entries: list[tuple[Scalar, Node]], desk: Desk) -> bool:
    """Music that names two beds, starts and stops at once, or stops at a level; a key both beside music and inside it."""
    written = [(key, value.text) for key, value in entries if isinstance(value, Scalar) and not value.is_null]
    stops = [key for key, text in written if key.text == "stop" or (key.text == "music" and text == "stop")]
    starts = [key for key, text in written if key.text == "bed" or (key.text == "music" and text != "stop")]
    levels = [key for key, _ in written if key.text == "gain"]
    if starts and stops:
        desk.say("cue-mixed", "music cannot start and stop in one cue", max(starts[-1], stops[-1], key=_place).span, _KEEP_ONE)
    elif len(starts) > 1:
        desk.say("cue-mixed", "two beds are named in one cue", starts[-1].span, _KEEP_ONE)
    elif stops and levels:
        fix = "delete gain; fade says how long it takes to go"
        desk.say("cue-mixed", "music that stops has no level", levels[0].span, fix)
    else:
        return _has_twice([key for key, _ in entries], desk)
    return True


def _place(key: Scalar) -> int:
    return key.begin


def _has_twice(keys: list[Scalar], desk: Desk) -> bool:
    """YAML tells of a key that is twice in one mapping; here one stands beside music and one inside it."""
    twice = [key for n, key in enumerate(keys) if key.text in [k.text for k in keys[:n]]]
    for key in twice:
        desk.say("cue-mixed", f'"{key.text}" is written twice', key.span, _KEEP_ONE)
    return bool(twice)


def _beside(kind: CueKind) -> str:
    return f'beside "{kind.key}" may stand: {", ".join(kind.companions)}' if kind.companions else f'"{kind.key}" stands alone'
