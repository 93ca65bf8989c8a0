"""What a writer filled in → an outline or a script; what is wrong in it is told to the writer, by its place in the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from podbuild.authoring.script_form import (
    ROLES,
    Allowed,
    Breath,
    Effect,
    Outline,
    OutlineSegment,
    Script,
    ScriptSegment,
    Sentence,
    Spoken,
)
from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.base.notation import TURNING
from podbuild.base.units import parse_duration, squeezed
from podbuild.drafting.citations import sentences_in

_LONGEST_PAUSE_SECONDS = 5.0
_MOST_TITLE = 120
_MOST_TOLD = 300  # characters of a mistake
_MOST_SHARE = 1_000_000  # in whatever it is counted: more of them still add up


def _words(text: str) -> str:
    """The words on one line, each where it is shown."""
    return squeezed(TURNING.sub("", text))


@dataclass(slots=True)
class FormReader:
    """Reads a filled form leniently where nothing is lost, and tells the writer of all else, by its place in the form."""

    mistakes: list[Diagnostic] = field(default_factory=list)

    def tell(self, place: str, what: str, fix: str = "") -> None:
        what = what if len(what) <= _MOST_TOLD else f"{what[:_MOST_TOLD]}…"  # it may repeat what was filled in, a megabyte of it
        self.mistakes.append(Diagnostic("draft-form", f"{place}: {what}", fix=fix))

    def text(self, value: Mapping[str, Any], key: str, place: str, is_needed: bool = True) -> str:
        found = value.get(key)
        if isinstance(found, int | float) and not isinstance(found, bool):
            found = str(found)
        if isinstance(found, str) and (words := _words(found)):
            return words
        if is_needed or not (found is None or found == ""):
            self.tell(f"{place}.{key}" if place else key, "there are no words here")
        return ""

    def texts(self, value: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        found = value.get(key) or ()
        if isinstance(found, str):
            found = (found,)
        if not isinstance(found, Sequence):
            self.tell(f"{place}.{key}" if place else key, "this is no list")
            return ()
        return tuple(dict.fromkeys(words for item in found if isinstance(item, str) and (words := _words(item))))

    def objects(self, value: Mapping[str, Any], key: str, place: str) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """The objects of a list, each with its place in the form."""
        found = value.get(key) or ()
        where = f"{place}.{key}" if place else key
        if isinstance(found, str) or not isinstance(found, Sequence):
            self.tell(where, "this is no list")
            return ()
        kept = tuple((f"{where}[{n}]", item) for n, item in enumerate(found) if isinstance(item, Mapping))
        if len(kept) < len(found):
            self.tell(where, "not all that stands in it are objects")
        return kept

    def src(self, value: Mapping[str, Any], place: str, allowed: frozenset[str]) -> tuple[str, ...]:
        named = tuple(name.strip("[] ") for name in self.texts(value, "src", place))
        for name in named:
            if name not in allowed:
                self.tell(f"{place}.src", f'no source has a passage "{name}"', did_you_mean(name, allowed))
        return tuple(name for name in named if name in allowed)


def read_outline(filled: Mapping[str, Any], passages: frozenset[str]) -> tuple[Outline | None, tuple[Diagnostic, ...]]:
    """The outline, its shares made to add up to 1; None where it is none."""
    reader = FormReader()
    title, summary = reader.text(filled, "title", "")[:_MOST_TITLE], reader.text(filled, "summary", "")
    rows = reader.objects(filled, "segments", "")
    if not rows:
        reader.tell("segments", "there is no segment")
    shares = [float(max(0, min(s, _MOST_SHARE))) if isinstance(s := row.get("share"), int | float) else 0.0 for _, row in rows]
    total = sum(shares) or 1.0
    segments = tuple(
        OutlineSegment(
            reader.text(row, "title", place)[:_MOST_TITLE],
            reader.text(row, "what", place, is_needed=False),
            tuple(name for name in reader.texts(row, "src", place) if name in passages),  # only a hint for the script
            share / total if sum(shares) else 1 / len(rows),
        )
        for (place, row), share in zip(rows, shares, strict=True)
    )
    return (None if reader.mistakes else Outline(title, summary, segments)), tuple(reader.mistakes)


def read_script(filled: Mapping[str, Any], allowed: Allowed) -> tuple[Script | None, tuple[Diagnostic, ...]]:
    """The script; None where it has mistakes. A link that no source has is left out, and told only as a warning."""
    reader = FormReader()
    segments = tuple(_segment(reader, place, row, allowed) for place, row in reader.objects(filled, "segments", ""))
    if not any(isinstance(item, Spoken) for segment in segments for item in segment.items):
        reader.tell("segments", "nobody says anything")
    people = tuple(
        (name, role if (role := str(row.get("role"))) in ROLES else "guest")
        for place, row in reader.objects(filled, "people", "")
        if (name := reader.text(row, "name", place))
    )
    links = [(reader.text(row, "url", p), reader.text(row, "text", p)) for p, row in reader.objects(filled, "links", "")]
    script = Script(
        reader.text(filled, "title", "")[:_MOST_TITLE],
        reader.text(filled, "summary", ""),
        segments,
        reader.text(filled, "subtitle", "", is_needed=False),
        reader.texts(filled, "tags", "")[:12],
        people,
        tuple((url, text) for url, text in links if url in allowed.links),
        reader.texts(filled, "notes", ""),
    )
    if reader.mistakes:
        return None, tuple(reader.mistakes)
    return script, tuple(_left_out(url) for url, _ in links if url and url not in allowed.links)


def _left_out(url: str) -> Diagnostic:
    message, fix = f"a link that stands in no source was left out: {url}", "if you know it, write it in by hand"
    return Diagnostic("draft-link", message, None, "warning", fix, "links come from the sources alone")


def _segment(reader: FormReader, place: str, row: Mapping[str, Any], allowed: Allowed) -> ScriptSegment:
    items = (_item(reader, where, line, allowed) for where, line in reader.objects(row, "lines", place))
    return ScriptSegment(reader.text(row, "title", place)[:_MOST_TITLE], tuple(item for item in items if item is not None))


def _item(reader: FormReader, place: str, row: Mapping[str, Any], allowed: Allowed) -> Spoken | Breath | Effect | None:
    if row.get("sentences"):
        return _spoken(reader, place, row, allowed)
    if pause := row.get("pause"):
        seconds = parse_duration(str(pause))
        if seconds is None:
            reader.tell(f"{place}.pause", f'"{pause}" is no length of time', "write 600ms or 1.5s")
        return Breath(min(seconds, _LONGEST_PAUSE_SECONDS)) if seconds else None
    if effect := row.get("effect"):
        if effect not in allowed.effects:
            reader.tell(f"{place}.effect", f'there is no effect "{effect}"', did_you_mean(str(effect), allowed.effects))
            return None
        return Effect(str(effect))
    if row.get("voice"):
        reader.tell(place, "a voice, and nothing that it says", "write its sentences, or leave the line out")
    return None


def _spoken(reader: FormReader, place: str, row: Mapping[str, Any], allowed: Allowed) -> Spoken | None:
    voice = str(row.get("voice") or "")
    known = {name.casefold(): name for name in allowed.voices}
    if voice.casefold() not in known:
        reader.tell(f"{place}.voice", f'"{voice}" is no voice of this episode', did_you_mean(voice, allowed.voices))
        return None
    rows = reader.objects(row, "sentences", place)
    found = ((reader.text(s, "text", where), reader.src(s, where, allowed.passages)) for where, s in rows)
    # Several in one row rest on the same passages, and each is to say so.
    sentences = tuple(Sentence(words, src) for text, src in found for words in sentences_in(text))
    return Spoken(known[voice.casefold()], sentences) if sentences else None
