"""How long an episode will be, before anything of it is spoken: its lines at their voices' pace, laid out as a build would.

What is cached is not guessed: a line that was spoken before, a take, a clip and an effect last as long as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podbuild.audio.arrange import RATE_HZ, Heard, arrange
from podbuild.authoring.pace import Pace, paces, said_extent
from podbuild.base import digest
from podbuild.model.episode import Clip, Episode, Item, Line, Music, Published, Sfx
from podbuild.model.show import Asset, Show
from podbuild.model.timeline import Timeline
from podbuild.outputs.programme import items
from podbuild.speech.engines import known_engine
from podbuild.speech.speak import speak_step, utterance_for
from podbuild.spoken_disclosure import episode_disclosure, with_disclosure_line
from podbuild.steps.state import state_folder
from podbuild.steps.step import StepFailed
from podbuild.steps.store import Store
from podbuild.steps.world import World

_USUAL_SOUND_SECONDS = 2.0  # of a sound whose length its file does not tell


def spoken_seconds(
    episode: Episode, show: Show, known: Mapping[str, Pace], root: Path, world: World, *, is_guessed: bool = False
) -> float:
    """How long the finished episode will be, its spoken disclosure included.

    Args:
        known: from `paces`; a voice that is not in it is foreseen.
        is_guessed: leave out what was spoken before, and guess it like all else.
    """
    return _laid_out(episode, show, known, root, world, is_guessed).duration_seconds


def words_in(seconds: float, known: Iterable[Pace], gap_seconds: float, units_per_line: float = 25.0) -> int:
    """How many words, or signs, a stretch of that length holds, when these voices share it and take a breath between lines."""
    shared = tuple(known)
    per_second = sum(pace.per_minute for pace in shared) / max(1, len(shared)) / 60
    return max(1, round(seconds / (1 / max(per_second, 0.1) + gap_seconds / units_per_line)))


def _laid_out(episode: Episode, show: Show, known: Mapping[str, Pace], root: Path, world: World, is_guessed: bool) -> Timeline:
    """The timeline as arrange makes it of the lengths: numbers only, nothing is made."""
    if episode.audio is not None:
        seconds = _recording_seconds(episode.audio, root, world)
        return Timeline(seconds, (), (0.0,), (), (0.0, seconds))
    whole = with_disclosure_line(show, episode, episode_disclosure(show, episode))
    missing = [voice for voice in whole.voices if voice.name not in known]
    all_paces = {**known, **(paces(root, show, world, missing, whole.language) if missing else {})}
    store = None if is_guessed else Store(Path(state_folder(str(root), world.environment)) / "store", is_read_only=True)
    rule = _Rule(whole, show, all_paces, root, world, store)
    lengths = {number: rule.seconds(item) for number, item in enumerate(items(whole))}
    heard = {number: _heard(items(whole)[number], length) for number, length in lengths.items() if length is not None}
    sting = whole.sound.sting
    return arrange(whole.segments, heard, whole.sound, _heard(sting, rule.of_file(sting)) if sting else None)


def _heard(what: object, seconds: float) -> Heard:
    """A sound of that length. Where a build would cut the programme depends on the sounds: that moves it by milliseconds."""
    return Heard(digest.of_bytes(repr(what).encode("utf-8", "surrogatepass")), round(seconds * RATE_HZ))


def _recording_seconds(audio: Asset | Published, root: Path, world: World) -> float:
    if isinstance(audio, Published) and (audio.duration_seconds or audio.asset is None):
        return audio.duration_seconds
    asset = audio.asset if isinstance(audio, Published) else audio
    return (_told_seconds(root / asset.path, world) if asset else 0.0) or 0.0


def _told_seconds(path: Path, world: World) -> float:
    from podbuild.audio.hearing import length_seconds

    try:
        return length_seconds(path, world)
    except StepFailed:
        return 0.0


@dataclass(slots=True)
class _Rule:
    """What measures the items of one episode. `store` None: no line is looked up."""

    episode: Episode
    show: Show
    paces: Mapping[str, Pace]
    root: Path
    world: World
    store: Store | None
    _told: dict[str, float] = field(default_factory=dict)

    def seconds(self, item: Item) -> float | None:
        match item:
            case Line(take=Asset() as take):
                return self._told_length(take) or self._of_line(item)
            case Line():
                return self._of_line(item)
            case Clip():
                end = item.end_seconds if item.end_seconds is not None else float("inf")
                return max(0.05, min(end, self.of_file(item.asset)) - item.start_seconds)
            case Sfx(asset=asset) | Music(bed=asset):
                return self.of_file(asset)
        return None

    def of_file(self, asset: Asset) -> float:
        return self._told_length(asset) or _USUAL_SOUND_SECONDS

    def _told_length(self, asset: Asset) -> float:
        if asset.path not in self._told:
            self._told[asset.path] = _told_seconds(self.root / asset.path, self.world)
        return self._told[asset.path]

    def _of_line(self, line: Line) -> float:
        voice, language = self.episode.voice(line.voice), self.episode.language or self.show.language
        engine = known_engine(voice.engine)
        if self.store and not line.take:
            utterance = utterance_for(line, voice, language, self.show.lexicon, engine)
            if found := self.store.get(speak_step(utterance, engine).key):
                return float(found.facts["seconds"])
        return self.paces[line.voice].seconds(said_extent(line, voice, self.show, language), line.rate)
