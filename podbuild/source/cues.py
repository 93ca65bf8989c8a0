"""The table of cues: every key, and which keys go together. Markdown's `{…}` and the items of a YAML script both use it."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue whose keys go together. `values` by key; `nodes` are what was written, for places and for names."""

    kind: str
    values: dict[str, Any]
    nodes: dict[str, Scalar]
    span: Span

    def place(self, key: str) -> Span:
        return self.nodes[key].span if key in self.nodes else self.span


def read_cue(node: Node, desk: Desk, without: Iterable[str] = ()) -> Cue | None:
    """The cue of a mapping, or None with mistakes on the desk. `without`: kinds that this notation writes in another way."""
    if not isinstance(node, Mapping):
        wrong_type(node, desk, "write a cue as {key: value}")
        return None
    entries = _flattened(node, desk)
    keys = [key.text for key, _ in entries]
    known = [name for name in FIELD_BY_KEY if name not in without]
    unknown = [key for key, _ in entries if key.text not in known]
    for key in unknown:
        fix = did_you_mean(key.text, known)
        desk.say("cue-unknown", f'"{key.text}" is not a cue', key.span, f"{fix}; a brace that is to be spoken is written \\{{")
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


def _hosts_of(key: str) -> str:
    return " or ".join(kind.key for kind in CUES if key in kind.companions)


def _flattened(node: Mapping, desk: Desk) -> list[tuple[Scalar, Node]]:
    """`{music: {bed: calm, gain: -20 dB}}` is read as `{music: calm, gain: -20 dB}`."""
    entries: list[tuple[Scalar, Node]] = []
    for key, value in node.entries:
        if key.text == "music" and isinstance(value, Mapping):
            inner = {k.text: v for k, v in value.entries}
            if "bed" not in inner and "stop" not in inner:
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
    return Cue(kind.key, values, nodes, span) if is_right else None


def _beside(kind: CueKind) -> str:
    return f'beside "{kind.key}" may stand: {", ".join(kind.companions)}' if kind.companions else f'"{kind.key}" stands alone'
