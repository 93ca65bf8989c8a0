"""Which of espeak's voices a name or a language means: "en-gb", "en-us+f3", "zh-TW"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from podbuild.base.diagnostics import did_you_mean
from podbuild.speech.engine import Problem, VoiceName
from podbuild.speech.espeak_library import LibraryVoice, library_voices

# Tags that CLDR and authors use, and espeak's own name for the same or the nearest language.
_ALIASES = {
    "zh": "cmn", "zh-cn": "cmn", "zh-tw": "cmn", "zh-hans": "cmn", "zh-hant": "cmn", "zh-hk": "yue", "zh-yue": "yue",
    "no": "nb", "nn": "nb", "nb-no": "nb", "iw": "he", "in": "id", "fil": "en-us", "gsw": "de", "en-ca": "en-us",
    "en-ph": "en-us", "en-jm": "en-029", "fr-ca": "fr-fr", "es-mx": "es-419", "es-us": "es-419", "es-ar": "es-419",
    "es-co": "es-419", "es-cl": "es-419", "es-pe": "es-419", "sh": "hr",
}  # fmt: skip


_WITHOUT_DICTIONARY = frozenset(("fo", "kaa", "xex"))  # espeakng-loader 0.2.4 ships their voices, but not their words


@cache
def _spoken_languages() -> tuple[LibraryVoice, ...]:
    return tuple(v for v in library_voices()[0] if v.language not in _WITHOUT_DICTIONARY)


@cache
def _languages() -> Mapping[str, str]:
    """Names in lower case → identifier. Language tags win over file names, as "en-us" is both."""
    voices = _spoken_languages()
    by_file = {v.file.casefold(): v.identifier for v in reversed(voices)}
    return by_file | {v.language.casefold(): v.identifier for v in reversed(voices)}


@cache
def _variants() -> Mapping[str, str]:
    """Names in lower case → file name, by which the library takes them."""
    variants = library_voices()[1]
    return {v.name.casefold(): v.file for v in variants} | {v.file.casefold(): v.file for v in variants}


def identifier(voice: str, language: str) -> str | Problem:
    """The library's name for a voice, or for a language where no voice is named; or what is wrong with it."""
    base, plus, variant = voice.strip().partition("+")
    found = _languages().get(base.casefold().replace("_", "-")) if base else _for_language(language)
    if found is None and base:
        found = _languages().get(_ALIASES.get(base.casefold(), ""))
    if found is None and base:
        return Problem("voice", f'espeak has no voice "{base}"', did_you_mean(base, _languages()) or _LIST_FIX)
    if found is None:
        return Problem("language", f'espeak does not speak the language "{language}"', _LIST_FIX)
    if not plus:
        return found
    if variant.casefold() not in _variants():
        fix = did_you_mean(variant, (v.file for v in library_voices()[1]))
        return Problem("voice", f'espeak has no variant "{variant}"', fix or "use one such as f3, m3 or Annie")
    return f"{found}+{_variants()[variant.casefold()]}"


_LIST_FIX = "use one of the names that `podbuild voices` lists"


def _for_language(language: str) -> str | None:
    """The nearest voice: subtags are dropped from the end until one fits."""
    tag = language.casefold().replace("_", "-")
    while tag:
        name = _ALIASES.get(tag, tag)
        if name in _languages():
            return _languages()[name]
        tag = tag.rpartition("-")[0]
    return None


def all_voices() -> tuple[VoiceName, ...]:
    """Every language, then every variant, shown with British English though it goes with each language."""
    languages, variants = _spoken_languages(), library_voices()[1]
    plain = (VoiceName(v.language if v.language != "yue" else v.file.casefold(), v.language, v.name.strip()) for v in languages)
    varied = (VoiceName(f"en-gb+{v.file}", "en-gb", f"variant {v.name}; +{v.file} goes with every language") for v in variants)
    return (*plain, *varied)
