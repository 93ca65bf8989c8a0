"""The disclosure in an episode: whether one is due, who can say it, and the episode with it said.

What has to be said, and when, is decided in checks/disclosure.py; which voices are synthetic is known to the engines.
"""

from __future__ import annotations

from dataclasses import replace

from podbuild.base.diagnostics import Diagnostic
from podbuild.checks.disclosure import disclosure
from podbuild.model.episode import Episode, Line, Music, Picture, Run, Segment
from podbuild.model.release import Disclosure
from podbuild.model.show import Show
from podbuild.sound_recipe import engine_of
from podbuild.speech.engines import engine


def episode_disclosure(show: Show, episode: Episode) -> Disclosure:
    """What part AI has in an episode, and what has to be said of it."""
    return disclosure(show, episode, {v.name: engine_of(v).is_synthetic for v in episode.voices})


def discloser(show: Show, episode: Episode) -> str | None:
    """The voice that can say the disclosure: synthetic, if possible of the episode's language, and heard in the episode."""
    if episode.audio or not episode.segments:
        return None
    language = episode.language or show.language
    heard = [line.voice for line in episode.lines if line.take is None]
    able = [voice for voice in episode.voices if engine_of(voice).is_synthetic]
    able.sort(
        key=lambda v: (not _is_of_language(v.language or language, language), v.name not in heard, [*heard, v.name].index(v.name))
    )
    return able[0].name if able else None


def _is_of_language(tag: str, language: str) -> bool:
    return tag.partition("-")[0].casefold() == language.partition("-")[0].casefold()


def unspoken_disclosures(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    """Episodes whose disclosure is due to be spoken, and in which nobody can speak it."""
    return tuple(
        Diagnostic(
            "disclosure-unspoken",
            "listeners must be told that AI has part in this episode, and no voice here can say it",
            episode.span,
            "warning",
            fix="say it in the recording, then set ai: {spoken: off, reason: said in the recording}",
            why="Apple Podcasts 1.11 and the EU AI Act, article 50, ask for it in the audio",
        )
        for episode in episodes
        if all(engine(voice.engine) for voice in episode.voices)  # one that is none is told where it is named
        and episode_disclosure(show, episode).spoken
        and discloser(show, episode) is None
    )


def with_disclosure_line(show: Show, episode: Episode, label: Disclosure) -> Episode:
    """The episode with its spoken disclosure before anything else is heard but music."""
    if not label.spoken or (voice := discloser(show, episode)) is None:
        return episode
    line = Line(voice, (Run(label.spoken),), language=episode.language or show.language, span=episode.span)
    first = episode.segments[0]
    at = next((i for i, item in enumerate(first.items) if not isinstance(item, (Music, Picture))), len(first.items))
    opening = Segment(first.title, (*first.items[:at], line, *first.items[at:]), first.span)
    return replace(episode, segments=(opening, *episode.segments[1:]))
