"""What no engine could speak, found before anything is spoken: lines of recorded voices without a take, signs of IPA."""

from __future__ import annotations

import re

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.episode import Episode
from podbuild.model.show import Show
from podbuild.speech.espeak_ipa import unknown_symbols
from podbuild.speech.recorded import RECORDED

_KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


def unspeakable(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    """Every line that nobody can speak, and every lexicon entry that is spoken otherwise than it is written."""
    lines = (found for episode in episodes for found in _without_take(episode))
    kanji = (found for episode in episodes for found in _with_kanji(show, episode))
    return (*lines, *kanji, *_unknown_signs(show))


def _without_take(episode: Episode) -> list[Diagnostic]:
    recorded = {voice.name for voice in episode.voices if voice.engine == RECORDED.name}
    fix = "record the line and name the file behind it, as in {take: takes/line.wav}, or give the voice another engine"
    return [
        Diagnostic("take-missing", f'"{line.voice}" is a recorded voice, and this line has no take', line.span, fix=fix)
        for line in episode.lines
        if line.voice in recorded and line.take is None
    ]


def _with_kanji(show: Show, episode: Episode) -> list[Diagnostic]:
    """The first line of an episode whose kanji espeak would read as "Chinese letter": it has no Japanese dictionary."""
    by_name = {voice.name: voice for voice in episode.voices}
    for line in episode.lines:
        voice = by_name[line.voice]
        language = line.language or voice.language or episode.language or show.language
        is_japanese = voice.engine == "espeak" and (voice.voice or language).casefold().startswith("ja")
        if is_japanese and line.take is None and _KANJI.search("".join(run.spoken for run in line.runs)):
            fix = "write kana (漢字{say: かんじ}, or lexicon.yaml), or give the voice another engine such as gtts"
            return [Diagnostic("kanji-unspoken", "espeak cannot read kanji: it says “Chinese letter”", line.span, "warning", fix)]
    return []


def _unknown_signs(show: Show) -> list[Diagnostic]:
    return [
        Diagnostic(
            "ipa-unknown",
            f'in "{entry.ipa}" espeak cannot speak {" ".join(unknown)}',
            entry.span,
            severity="warning",
            fix="write the nearest sound, or a respelling with say",
        )
        for entry in show.lexicon
        if entry.ipa and (unknown := unknown_symbols(entry.ipa))
    ]
