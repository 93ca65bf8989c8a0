"""Whether it can be listened to: lines of a bearable length, a breath now and then, music that leaves the words clear."""

from __future__ import annotations

from collections.abc import Iterator

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import clock
from podbuild.checks.check import Check
from podbuild.model.episode import Clip, Episode, Item, Line, Music, MusicStop, Pause, Sfx
from podbuild.model.show import Show

LINE_CHARACTERS = 1_200  # about 80 s in one breath
MONOLOGUE_CHARACTERS = 9_000  # about ten minutes
CHARACTERS_PER_SECOND = 15  # 150 words a minute
SPEECH_OVER_MUSIC_DB = 20.0  # WCAG 2.2, 1.4.7


def find(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    return tuple(d for episode in episodes for part in (_long_lines, _monologues, _loud_beds, _unheard_beds) for d in part(episode))


def _long_lines(episode: Episode) -> Iterator[Diagnostic]:
    for line in episode.lines:
        count = len(line.text)
        if count > LINE_CHARACTERS and line.take is None:
            message = f"{count:,} characters are spoken without a pause, about {clock(count / CHARACTERS_PER_SECOND)} minutes"
            fix = "break the paragraph, or put {pause: 500ms} in it"
            yield Diagnostic("line-long", message, line.span, "warning", fix, "a listener cannot go back a line")


def _monologues(episode: Episode) -> Iterator[Diagnostic]:
    """A stretch of one voice with neither chapter, pause, clip, effect nor music between; told once an episode."""
    for segment in episode.segments:
        for stretch in _stretches(segment.items):
            count = sum(len(line.text) for line in stretch)
            if count > MONOLOGUE_CHARACTERS:
                minutes = clock(count / CHARACTERS_PER_SECOND)
                message = f'"{stretch[0].voice}" speaks for about {minutes} minutes without a pause or a chapter'
                fix = "add a chapter, a pause, another voice or some music"
                yield Diagnostic("monologue-long", message, stretch[0].span, "warning", fix)
                return


def _stretches(items: tuple[Item, ...]) -> Iterator[list[Line]]:
    stretch: list[Line] = []
    for item in items:
        if stretch and not (isinstance(item, Line) and item.voice == stretch[0].voice):
            yield stretch
            stretch = []
        if isinstance(item, Line):
            stretch.append(item)
    if stretch:
        yield stretch


def _loud_beds(episode: Episode) -> Iterator[Diagnostic]:
    bed: Music | None = None
    for item in (item for segment in episode.segments for item in segment.items):
        if isinstance(item, Music):
            bed = item
        elif isinstance(item, MusicStop):
            bed = None
        elif isinstance(item, Line) and bed and bed.gain_db > -SPEECH_OVER_MUSIC_DB:
            message = f"the music lies only {-bed.gain_db:g} dB under the voices"
            why = "WCAG 2.2, 1.4.7: background sound at least 20 dB under speech, or some listeners lose the words"
            yield Diagnostic("music-loud", message, bed.span, "warning", "set its gain to -20 dB or less", why)
            bed = None


def _unheard_beds(episode: Episode) -> Iterator[Diagnostic]:
    """A bed lasts as long as the programme goes on: one that starts at the very end has no time to sound."""
    for item in reversed([item for segment in episode.segments for item in segment.items]):
        if isinstance(item, (Line, Clip, Pause)) or (isinstance(item, Sfx) and not item.is_under):
            return
        if isinstance(item, Music):
            fix = "write {pause: 10s} behind it to have it heard for that long, or delete it"
            yield Diagnostic("music-unheard", "this music starts at the very end: it will not be heard", item.span, "warning", fix)


PACING = Check("pacing", "Lines, pauses and music leave the words clear.", find)
