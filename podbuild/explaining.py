"""Why a step had to run: what differs between it and the step that stood in its place at the last build.

What a finished step was asked to do stands in its record; so a reason is found by comparing, never by guessing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from podbuild.model.episode import Episode
from podbuild.model.show import Asset
from podbuild.steps.step import Recorded, Result, Step, Text
from podbuild.steps.store import Store

_LONGEST = 40
_MOST_CAUSES = 4
_RATE_HZ = 48_000
# What a parameter is called when its two values are no help.
_WORDS = {
    "pieces": "text",
    "template": "template",
    "frames": "length",
    "chunks": "what is heard",
    "lead": "what is heard before it",
    "tail": "what is heard after it",
    "gain_db": "gain in dB",
    "kbps": "bit rate",
    "peak_dbtp": "peak in dBTP",
    "target_lufs": "loudness in LUFS",
    "theme": "colours",
    "chapters": "chapters",
    "description": "summary",
    "brand": "the show's title",
    "foot": "the line at the foot",
}
_TOLD_BY_VALUE = {
    *[
        "version",
        "encoder",
        "engine",
        "voice",
        "language",
        "rate",
        "pitch",
        "gain_db",
        "kbps",
        "channels",
        "title",
        "peak_dbtp",
        "target_lufs",
    ]
}
_TOLD_BY_VALUE |= {*["artist", "album", "date", "track", "number", "decoder", "width", "frames"]}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step of `owner` (an episode's slug, or "show") runs. `place` is who wanted it ("line 12"), "" for the whole."""

    owner: str
    action: str
    place: str
    text: str


def reasons(
    owner: str,
    asked: Mapping[str, Step],
    ran: Collection[Step],
    before: Sequence[Sequence[str]],
    store: Store,
    voices: Mapping[str, str],
) -> tuple[Reason, ...]:
    """A reason for each step that ran.

    Args:
        asked: all steps of the recipe by key, in order, whether or not they ran.
        before: the steps of the last build as (who wanted it, key), in order.
        voices: who speaks, by place ("line 12").
    """
    partners = partners_of(asked, before, store)
    running = {step.key: step for step in ran}
    found = []
    for step in (step for key, step in asked.items() if key in running):
        place = step.wanted_by.removeprefix(f"{owner}, ") if step.wanted_by != owner else ""
        partner = partners.get(step.key)
        text = _why(step, partner.recorded if partner else None, running, {key for _, key in before}, voices.get(place, ""))
        found.append(Reason(owner, step.action.name, place, text))
    return tuple(found)


def voices_by_place(episode: Episode) -> dict[str, str]:
    """Who speaks, by "line 12", and by "voice host" for the passage that a voice is measured on."""
    voices = {f"voice {voice.name}": voice.name for voice in episode.voices}
    return voices | {f"line {line.span.line}": line.voice for line in episode.lines}


def grouped(found: Sequence[Reason]) -> Iterator[str]:
    """The reasons as lines: steps of one kind that run for the same reason stand in one."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for reason in found:
        groups.setdefault((reason.owner, reason.action, reason.text), []).append(reason.place)
    for (owner, action, text), places in groups.items():
        named = [place for place in dict.fromkeys(places) if place]
        lines = sorted((place.removeprefix("line ") for place in named if place.startswith("line ")), key=_number)
        others = [place for place in named if not place.startswith("line ")]
        spots = [f"line{'s' if len(lines) > 1 else ''} {', '.join(lines)}"] if lines else []
        where = f" {', '.join([*spots, *others])}" if named else f" ({len(places)} times)" if len(places) > 1 else ""
        yield f"{owner}: {action}{where}: {text}"


def _number(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdecimal() else (0, text)


def partners_of(asked: Mapping[str, Step], before: Sequence[Sequence[str]], store: Store) -> dict[str, Result]:
    """By key of a step that is new, what stood in its place before: steps of a kind are aligned by those that are the same."""
    old: dict[str, dict[str, Result]] = {}
    for _, key in before:
        if (result := store.get(key)) and result.recorded:
            old.setdefault(result.recorded.action, {})[key] = result
    found: dict[str, Result] = {}
    for action, results in old.items():
        then, now = list(results), [key for key, step in asked.items() if step.action.name == action]
        for kind, i1, i2, j1, j2 in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
            if kind == "replace":
                found |= {new: results[key] for key, new in zip(then[i1:i2], now[j1:j2], strict=False)}
    return found


def _why(step: Step, before: Recorded | None, running: Mapping[str, Step], known: Collection[str], voice: str) -> str:
    if step.key in known:
        return "its result was no longer in the store"
    if before is None:
        return "was not there before, or the store no longer has what it was" if known else "was never built before"
    now = step.recorded()
    causes = []
    if before.version != now.version:
        causes.append(f"podbuild does this otherwise now (version {before.version} → {now.version})")
    causes += _changed_params(before.params, now.params, voice)
    causes += _changed_inputs(before, step, running)
    if not causes:
        return "what it is made of changed"
    rest = f" and {len(causes) - _MOST_CAUSES} more" if len(causes) > _MOST_CAUSES else ""
    return "; ".join(causes[:_MOST_CAUSES]) + rest


def _changed_params(before: Mapping[str, Any], now: Mapping[str, Any], voice: str) -> list[str]:
    causes = []
    for name in sorted({*before, *now}, key=lambda n: (n != "pieces", n)):
        old, new = before.get(name), now.get(name)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            causes += _changed_params(old, new, "")
        elif name == "pieces" and "engine" not in now:
            continue  # of a chunk: its inputs tell which lines, its length what moved
        else:
            causes.append(_told(name, old, new, now, voice))
    return causes


def _told(name: str, old: Any, new: Any, params: Mapping[str, Any], voice: str) -> str:
    """A cause in words: "rate 160 → 165", "encoder 7.1 → 7.2", "text changed"."""
    word = params.get("engine", name) if name == "version" else _WORDS.get(name, name.replace("_", " "))
    is_voice_s = voice and name in ("rate", "pitch", "voice", "engine", "language")
    who = f"voice {voice}: " if is_voice_s else ""
    if name == "frames":
        old, new = f"{(old or 0) / _RATE_HZ:.2f} s", f"{(new or 0) / _RATE_HZ:.2f} s"
    if name in _TOLD_BY_VALUE:
        return f"{who}{word} {_short(old)} → {_short(new)}"
    return f"{who}{word} changed"


def _short(value: Any) -> str:
    if value is None or value == "":
        return "none"
    text = f"{value:g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _changed_inputs(before: Recorded, step: Step, running: Mapping[str, Step]) -> list[str]:
    """The files that are others than before: the author's by name, those of steps by who wanted them."""
    then = [_plain(value) for value in before.inputs.values()]
    causes: dict[str, None] = {}
    for value in step.inputs.values():
        if isinstance(value, Asset):
            if value.digest not in then:
                causes[f"{value.path} changed"] = None
        elif isinstance(value, Text):
            if value.digest not in then:
                causes[f"{value.about} changed"] = None
        elif f"{value.key} {value.file}" not in then and (upstream := running.get(value.key)):
            causes |= dict.fromkeys(_named(upstream, step))
    now = {_plain(value) for value in step.recorded().inputs.values()}
    if not causes and set(then) - now:
        causes["something is no longer heard in it"] = None
    if not causes and step.action.name == "encode-chunk" and before.params.get("pieces") != step.params.get("pieces"):
        causes["what is heard in it or near it moved"] = None
    return list(causes)


def _named(upstream: Step, step: Step) -> tuple[str, ...]:
    """What is said of a step whose result another one takes: the author's file that it is of, else who wanted it."""
    if files := tuple(f"{value.path} changed" for value in upstream.inputs.values() if isinstance(value, Asset)):
        return files
    owner, _, whose = upstream.wanted_by.rpartition(", ")
    if whose in step.wanted_by.split(", ") or (not owner and not whose.startswith("voice ")):
        return (f"its {upstream.action.name} was made again",)
    return (f"{whose} changed",)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else " ".join(value)
