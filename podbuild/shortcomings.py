"""What an author is told of an episode that could not be compiled, or not as it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import clock
from podbuild.model.episode import Episode
from podbuild.model.release import Release
from podbuild.steps.executor import Drive

LOUDNESS_TOLERANCE_LU = 0.5
CUT_TOLERANCE_SECONDS = 0.05  # nobody hears that so little is missing


def missed_target(episode: Episode, release: Release) -> Iterator[Diagnostic]:
    """A finished file that could not be brought to the loudness that was asked for: silence, or peaks without a body."""
    if release.reading is None:
        return
    target, reading = episode.sound.loudness.integrated_lufs, release.reading.integrated_lufs
    if abs(target - reading) > LOUDNESS_TOLERANCE_LU:
        message = f"{episode.slug} measures {reading:.1f} LUFS, where {target:g} LUFS was asked for"
        fix = "its sound is nearly silent, or has peaks that leave no room: choose a lower loudness, or mend the recording"
        yield Diagnostic("loudness-missed", message, episode.span, "warning", fix)


def lost_soundbites(episode: Episode, release: Release) -> Iterator[Diagnostic]:
    """Soundbites that begin or go on where the episode has ended."""
    length = release.enclosure.duration_seconds
    for passage in episode.soundbites:
        end = passage.start_seconds + passage.duration_seconds
        if end > length + CUT_TOLERANCE_SECONDS:
            place = f"from {clock(passage.start_seconds)} to {clock(end)}"
            is_lost = passage.start_seconds >= length
            what = "begins after" if is_lost else "goes on beyond"
            message = f"the soundbite {place} {what} the end of {episode.slug}, which is {clock(length)} long"
            fix = "correct its start" if is_lost else "shorten it, or let it begin earlier"
            yield Diagnostic("soundbite-beyond", message, passage.span, "warning", fix, "apps can play only what is there")


def with_what_is_kept(failure: Diagnostic, drive: Drive[Any]) -> Diagnostic:
    """A failure with the lines that are spoken already, and those that a second build has to speak."""
    lines = [step for step in drive.batch if step.action.name == "speak" and ", line " in step.wanted_by]
    missing = [step.wanted_by.rpartition(" ")[2] for step in lines if step.key not in drive.results]
    if not missing:
        return failure
    places = list(dict.fromkeys(missing))
    rest = ", ".join(places[:12]) + (" …" if len(places) > 12 else "")
    kept = f"of {drive.name}, {len(lines) - len(missing)} of {len(lines)} lines are spoken and kept; to be spoken: lines {rest}"
    return replace(failure, why=kept)
