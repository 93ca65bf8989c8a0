"""Who speaks an episode in another language: the voices that are named, else those of the show that speak it, else new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.importing.yaml_text import flow
from podbuild.model.episode import Clip, Episode, Line
from podbuild.model.show import Show, Voice
from podbuild.speech.engine import Engine
from podbuild.speech.engines import known_engine

_TIMBRES = ("+f2", "+m3", "+f4", "+m7", "+f5", "+m1")  # of espeak: so that two voices of one language are told apart
_FALLBACK = "espeak"
_PLAIN = {"en": "en-gb"}  # how a language is spoken where no region is named; fr is fr-fr


@dataclass(frozen=True, slots=True)
class Cast:
    """The voices that differ from the original's, by the name that the script calls them, and who each is, in words."""

    voices: tuple[Voice, ...]
    told: tuple[str, ...]


def cast(episode: Episode, show: Show, language: str, named: Mapping[str, str]) -> tuple[Cast | None, tuple[Diagnostic, ...]]:
    """A voice of that language for each that speaks in the episode; what cannot be done is told.

    Args:
        language: what it is to be spoken in.
        named: by a voice of the script, the voice of the show that speaks in its place.
    """
    mistakes = _misnamed(named, episode, show)
    source = episode.language or show.language
    heard = list(dict.fromkeys(item.voice for s in episode.segments for item in s.items if isinstance(item, (Line, Clip))))
    taken: list[Voice] = []
    told: list[str] = []
    for name in (name for name in heard if name):
        voice = episode.voice(name)
        if not _is_of(voice.language or source, source) and name.casefold() not in named:
            continue  # who speaks in a language of their own goes on in it
        found = _chosen(voice, show, language, named, taken)
        if found is None:
            message = f'no voice is known that speaks "{language}" in place of "{name}"'
            fix = f"add one to show.yaml with lang: {language}, and name it: --voices {name}=NAME"
            mistakes.append(Diagnostic("translate-voice", message, voice.span, fix=fix))
        else:
            taken.append(found)
            told.append(f"{name}: {found.engine} {found.voice or found.language or language}")
    return (None if mistakes else Cast(tuple(taken), tuple(told))), tuple(mistakes)


def speaking(voices: Sequence[Voice], show: Show, language: str) -> tuple[tuple[Voice, ...], tuple[Diagnostic, ...]]:
    """These voices as they speak a language: those that do already as they are, the others as `cast` would replace them.

    One for which nobody is found stays as it is, and that is told.
    """
    taken: list[Voice] = []
    told: list[Diagnostic] = []
    for voice in voices:
        is_fit = _is_of(voice.language or show.language, language)
        found = voice if is_fit else _chosen(voice, show, language, {}, taken)
        if found is None:
            message = f'no voice is known that speaks "{language}": "{voice.name}" reads it as another language'
            fix = f"add one to show.yaml with lang: {language}, and name it: --voices NAME"
            told.append(Diagnostic("translate-voice", message, voice.span, "warning", fix))
        taken.append(found or voice)
    return tuple(taken), tuple(told)


def _misnamed(named: Mapping[str, str], episode: Episode, show: Show) -> list[Diagnostic]:
    of_script = {v.name.casefold() for v in episode.voices}
    of_show = {v.name.casefold() for v in (*show.voices, *episode.voices)}
    wrong = [(name, [v.name for v in episode.voices]) for name in named if name.casefold() not in of_script]
    wrong += [(name, [v.name for v in show.voices]) for name in named.values() if name.casefold() not in of_show]
    return [
        Diagnostic("voice-unknown", f'"{name}" is not one of the voices', fix=did_you_mean(name, known)) for name, known in wrong
    ]


def _chosen(voice: Voice, show: Show, language: str, named: Mapping[str, str], taken: Sequence[Voice]) -> Voice | None:
    by_name = {v.name.casefold(): v for v in show.voices}
    if wanted := named.get(voice.name.casefold()):
        return replace(by_name.get(wanted.casefold(), voice), name=voice.name)
    if voice.language and _is_of(voice.language, language):
        return voice
    used = {(v.engine, v.voice) for v in taken}
    others = [v for v in show.voices if v.language and _is_of(v.language, language) and (v.engine, v.voice) not in used]
    others.sort(key=lambda v: (v.language.casefold() != language.casefold(), v.name != voice.name))
    if others:
        return replace(others[0], name=voice.name)
    return _new(voice, language, used)


def _new(voice: Voice, language: str, used: set[tuple[str, str]]) -> Voice | None:
    """The same timbre, rate and pitch in another language; where the engine has none, the built-in one speaks."""
    engine = known_engine(voice.engine)
    found = _named_by(engine, voice, language, used)
    if found is None and engine.name != _FALLBACK:
        plain = Voice(voice.name, _FALLBACK, label=voice.label, gain_db=voice.gain_db, span=voice.span)
        found = _named_by(known_engine(_FALLBACK), plain, language, used)
    return found


def _named_by(engine: Engine, voice: Voice, language: str, used: set[tuple[str, str]]) -> Voice | None:
    names = [v.name for v in engine.voices() if v.language == "und" or _is_of(v.language, language)]
    wanted = language.casefold()
    base = wanted.partition("-")[0]
    plain = _PLAIN.get(base, f"{base}-{base}")
    names.sort(key=lambda name: (name.casefold() != wanted, not wanted.startswith(name.casefold()), name.casefold() != plain))
    if engine.name == _FALLBACK and wanted not in names and not (wanted == base and plain in names):
        names = [*_other_names(engine, voice, language, () if names else (base,)), *names]
    variant = "".join(voice.voice.partition("+")[1:])
    options = [f"{name}{variant}" for name in names[:1]] + names[1:]
    if engine.name == _FALLBACK and names:
        options += [f"{names[0]}{timbre}" for timbre in _TIMBRES]
    fitting = [
        own
        for option in options
        if engine.problem(own := replace(voice, engine=engine.name, voice=option, language="", is_cloned=False), language) is None
    ]
    return next((v for v in fitting if (v.engine, v.voice) not in used), fitting[0] if fitting else None)


def _other_names(engine: Engine, voice: Voice, language: str, more: Sequence[str]) -> tuple[str, ...]:
    """A tag that the engine takes, and lists no voice of that name: zh, which espeak calls cmn; en-CA, which it speaks as en-us."""
    tags = (language.casefold(), *more)
    return tuple(tag for tag in tags if engine.problem(Voice(voice.name, engine.name, tag), language) is None)[:1]


def _is_of(tag: str, language: str) -> bool:
    return tag.replace("_", "-").partition("-")[0].casefold() == language.partition("-")[0].casefold()


def voices_lines(voices: Sequence[Voice]) -> str:
    """`voices:` as it is written in an episode; "" for none."""
    if not voices:
        return ""
    return "voices:\n" + "".join(f"  {voice.name}: {flow(_written(voice))}\n" for voice in voices)


def _written(voice: Voice) -> dict[str, str | int | bool]:
    values: dict[str, str | int | bool | None] = {
        "engine": voice.engine,
        "voice": voice.voice,
        "lang": voice.language,
        "rate": voice.rate,
        "pitch": voice.pitch,
        "gain": f"{voice.gain_db:g} dB" if voice.gain_db else "",
        "name": voice.label,
        "cloned": voice.is_cloned or None,
    }
    return {key: value for key, value in values.items() if value not in (None, "")}
