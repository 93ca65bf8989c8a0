"""What a translator is asked, a stretch of an episode at a time, and what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podbuild.authoring.commission import Commission
from podbuild.authoring.streamed import Stream
from podbuild.authoring.twin_text import Original
from podbuild.base.diagnostics import Diagnostic, did_you_mean, has_errors
from podbuild.base.units import squeezed
from podbuild.drafting.paid import Estimate
from podbuild.drafting.writer import Block, Form
from podbuild.model.episode import Episode, Line, Picture
from podbuild.source.inline_tags import Tagged, tag_faults

BATCH_CHARACTERS = 6_000
_TOKENS_PER_CHARACTER = 1.5  # of a translation, into whatever language
_FORM_TOKENS = 1_000
_CONTEXT = 4  # texts before a stretch that are shown with their translation
Twin = Callable[[Sequence[str | None]], tuple[Episode | None, tuple[Diagnostic, ...]]]


@dataclass(frozen=True, slots=True)
class Into:
    """What is asked for: the language by its tag and its English name."""

    language: str
    name: str


def language_name(tag: str) -> str:
    """What a language is called in English.

    >>> language_name("pt-BR"), language_name("de")
    ('Portuguese (Brazil)', 'German')
    """
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (ValueError, UnknownLocaleError):
        return tag


def translated(commission: Commission, of: Original, into: Into, known: Sequence[str | None], twin: Twin) -> list[str | None]:
    """Each of the original's texts in the other language.

    Args:
        known: what is translated already; what is None is asked for.
        twin: reads the twin with these texts in it, and tells what is wrong with it.
    """
    done = list(known)
    texts = of.texts
    missing = [n for n, text in enumerate(known) if text is None]
    stretches = list(_stretches(missing, texts))
    system = _system(commission, of, into)
    for count, stretch in enumerate(stretches, 1):
        what = "translation" if len(stretches) == 1 else f"translation, part {count} of {len(stretches)}"
        asked = Block(_asked(stretch, texts, done))

        def decode(
            filled: Mapping[str, Any], stretch: tuple[int, ...] = stretch
        ) -> tuple[dict[int, str] | None, tuple[Diagnostic, ...]]:
            found, mistakes = read_translation(filled, {f"t{n}": texts[n][1] for n in stretch})
            if found is None:
                return None, mistakes
            new = {int(name[1:]): text for name, text in found.items()}
            whole = [new.get(n, text) for n, text in enumerate(done)]
            episode, mistakes = twin(whole)
            if episode is None or has_errors(mistakes):
                return None, mistakes
            return new, faults_of_shape(of.episode, episode)

        stream = Stream(commission.talk.show, within="lines")
        try:
            found = commission.ask(what, (system, (asked,)), translation_form(), _most_tokens(stretch, texts), decode, stream)
        finally:
            stream.end()
        for n, text in found.items():
            done[n] = text
    return done


def foreseen(commission: Commission, of: Original, into: Into, known: Sequence[str | None]) -> Estimate:
    """What it would be, about, to ask for all that is not known: its context is not translated yet. Raises WritingFailed."""
    missing = [n for n, text in enumerate(known) if text is None]
    system, form = _system(commission, of, into), translation_form()
    found = [
        commission.estimate((system, (Block(_asked(stretch, of.texts, known)),)), form, _most_tokens(stretch, of.texts))
        for stretch in _stretches(missing, of.texts)
    ]
    usd = [one.most_usd for one in found if one.most_usd is not None]
    is_kept = all(one.is_kept for one in found)
    return Estimate(sum(one.tokens for one in found), sum(usd) if len(usd) == len(found) else None, is_kept)


def _system(commission: Commission, of: Original, into: Into) -> tuple[Block, ...]:
    return (Block(commission.prompt("translate", _facts(commission, of, into)), is_kept=True),)


def _most_tokens(stretch: Sequence[int], texts: Sequence[tuple[str, Tagged]]) -> int:
    characters = sum(len(texts[n][1].text) for n in stretch)
    return _FORM_TOKENS + round(characters * _TOKENS_PER_CHARACTER) + 40 * len(stretch)


def _stretches(missing: Sequence[int], texts: Sequence[tuple[str, Tagged]]) -> Iterator[tuple[int, ...]]:
    """The texts that are asked for, in stretches of a length that can be asked at once."""
    stretch: list[int] = []
    characters = 0
    for n in missing:
        size = len(texts[n][1].text)
        if stretch and characters + size > BATCH_CHARACTERS:
            yield tuple(stretch)
            stretch, characters = [], 0
        stretch.append(n)
        characters += size
    if stretch:
        yield tuple(stretch)


def _facts(commission: Commission, of: Original, into: Into) -> dict[str, Any]:
    return {
        "show": {"title": commission.show.title, "description": commission.show.description},
        "episode": {"title": of.episode.title, "summary": squeezed(of.episode.summary)},
        "source_language": language_name(of.language),
        "target_language": into.name,
        "voices": [{"name": v.name, "label": v.display_name} for v in of.episode.voices],
    }


def _asked(stretch: Sequence[int], texts: Sequence[tuple[str, Tagged]], done: Sequence[str | None]) -> str:
    before = [n for n in range(stretch[0]) if done[n] is not None][-_CONTEXT:]
    rows = [f"({texts[n][0]}) {texts[n][1].text}\n    = {done[n]}" for n in before]
    shown = ["What stands before it, and how it was translated:", "", *rows, ""] if rows else []
    return "\n".join([*shown, "Translate:", "", *(f"[t{n}] ({texts[n][0]}) {texts[n][1].text}" for n in stretch)]) + "\n"


def translation_form() -> Form:
    line = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "description": "The id of the text, such as t12"},
            "text": {"type": "string", "description": "Its translation, with the same tags"},
        },
        "required": ["id", "text"],
        "additionalProperties": False,
    }
    lines = {"type": "array", "items": line, "description": "Every text that was given, in its order"}
    schema = {"type": "object", "properties": {"lines": lines}, "required": ["lines"], "additionalProperties": False}
    return Form("translation", "Hand in the translation.", schema)


def read_translation(
    filled: Mapping[str, Any], asked: Mapping[str, Tagged]
) -> tuple[dict[str, str] | None, tuple[Diagnostic, ...]]:
    """The translations by id; None where one is missing, is nothing, or has other tags than its text. Never raises."""
    found: dict[str, str] = {}
    mistakes: list[Diagnostic] = []
    rows = filled.get("lines")
    for row in rows if isinstance(rows, list) else ():
        name, text = (row.get("id"), row.get("text")) if isinstance(row, Mapping) else (None, None)
        name = name.strip("[] ") if isinstance(name, str) else ""
        if name not in asked:
            mistakes.append(_told(f'no text has the id "{name}"', did_you_mean(name, asked)))
        elif not isinstance(text, str) or not text.strip():
            mistakes.append(_told(f"{name} has no words", "translate it"))
        elif name in found:
            mistakes.append(_told(f"{name} is there twice", "give it once"))
        else:
            found[name] = squeezed(text)
            mistakes += [
                _told(f"{name}: {fault}", f"its text is: {asked[name].text}") for fault in tag_faults(text, asked[name].notation)
            ]
    told = {name for name in asked if any(f"{name} has no words" == m.message for m in mistakes)}
    mistakes += [
        _told(f"{name} is missing", f"translate: {asked[name].text}") for name in asked if name not in found and name not in told
    ]
    return (None if mistakes else found), tuple(mistakes)


def _told(message: str, fix: str) -> Diagnostic:
    return Diagnostic("translation-form", message, fix=fix)


def faults_of_shape(original: Episode, twin: Episode) -> tuple[Diagnostic, ...]:
    """What the twin has otherwise than its original, beside words and takes."""
    found = []
    for one, other in zip(original.segments, twin.segments, strict=False):
        if [i for i in one.items if not isinstance(i, Line | Picture)] != [
            i for i in other.items if not isinstance(i, Line | Picture)
        ]:
            found.append(_told(f'in "{other.title}", something else happens than in the original', "leave the tags where they are"))
        if _speakers(one.items) != _speakers(other.items):
            found.append(
                _told(f'in "{other.title}", others speak than in the original', "leave each text to the voice that says it")
            )
    if len(original.segments) != len(twin.segments):
        found.append(_told("there are more or fewer chapters than in the original", "translate headings as headings"))
    return tuple(found)


def _speakers(items: Sequence[object]) -> list[str]:
    voices = [item.voice for item in items if isinstance(item, Line)]
    return [voice for n, voice in enumerate(voices) if n == 0 or voices[n - 1] != voice]
