"""A show on one side of a comparison: what its episodes say and measure, without building them.

Episodes are compiled as far as they are heard, with the store of the show: what a build made before is there already, and of
what an edit replaced only the old lines are spoken once more. Nothing is drawn, tagged or installed. Where a line would have to
be asked of an engine on the network, nothing is asked: the episode's numbers are foreseen, and say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podbuild.compiling import kit_for
from podbuild.identity import compiler
from podbuild.kit import Kit
from podbuild.model.episode import Episode, Published
from podbuild.model.show import Show
from podbuild.planning import Foresight, characters_of
from podbuild.reading import Reading, gather
from podbuild.remembered import Memory
from podbuild.sound_recipe import Master, laid_recipe, master_recipe, published_recipe
from podbuild.source.workspace import Workspace
from podbuild.speech.engines import known_engine
from podbuild.speech.speak import Utterances
from podbuild.spoken_disclosure import episode_disclosure, with_disclosure_line
from podbuild.steps.executor import Executor, Recipe
from podbuild.steps.step import Step, StepFailed
from podbuild.steps.store import Store
from podbuild.steps.world import World


@dataclass(frozen=True, slots=True)
class Measured:
    """How an episode sounds. `characters` is all that is spoken, by engine; `price_usd` what speaking all of it asks.

    The loudness of what goes out as it is, unmeasured, is None. `is_foreseen`: not measured, since a line would first have to
    be asked of an engine on the network.
    """

    seconds: float
    integrated_lufs: float | None
    true_peak_dbtp: float | None
    characters: Mapping[str, int]
    price_usd: float
    is_foreseen: bool = False


class Side:
    """A show as it is on one side of the comparison, with what it takes to hear its episodes."""

    def __init__(self, root: Path, state: Path, memory: Memory, world: World, known: Mapping[str, Any] | None = None) -> None:
        self.workspace = Workspace(root, known)
        self.world = world
        self._memory = memory
        self._store = Store(state / "store")
        self.reading: Reading = gather(self.workspace, world, memory, compiler(memory, world))
        self.heads = {head.slug: head for head in self.reading.heads}

    @property
    def show(self) -> Show:
        assert self.reading.show is not None
        return self.reading.show

    def episode(self, slug: str) -> Episode:
        """An episode with all that is said in it, the disclosure too."""
        episode = self.reading.episode(slug, self.world)
        return with_disclosure_line(self.show, episode, episode_disclosure(self.show, episode))

    def recipe(self, kit: Kit, episode: Episode) -> Recipe[Master]:
        if isinstance(episode.audio, Published):
            return (yield from published_recipe(episode, episode.audio))
        said = Utterances(kit.known_utterances(episode.slug))
        laid = yield from laid_recipe(kit.encoder, self.show, episode, said)
        return (yield from master_recipe(kit.encoder, episode, laid))

    def heard(self, slugs: Iterable[str], jobs: int) -> tuple[dict[str, Measured], dict[str, dict[str, Step]]]:
        """What each episode measures, and the steps that speak in it, by slug."""
        kit = kit_for(self._memory, self.world, self.reading, self._store)
        found: dict[str, Measured] = {}
        spoken: dict[str, dict[str, Step]] = {}
        to_make: dict[str, Recipe[Master]] = {}
        for slug in slugs:
            episode = self.episode(slug)
            foresight = Foresight(self._store, self.workspace, episode, self.world, self._memory.steps(slug))
            master = foresight.drive(self.recipe(kit, episode))
            spoken[slug] = {key: step for key, step in foresight.asked.items() if step.action.name == "speak"}
            if not any(_is_asked_of_the_network(step) for step in foresight.to_run):
                to_make[slug] = self.recipe(kit, episode)
            elif master is not None:
                found[slug] = _measured(master, spoken[slug], is_foreseen=True)
        executor = Executor(self._store, self.workspace.path, self.world, jobs)
        for drive in executor.run(list(to_make.items())):
            if drive.value is None:
                raise StepFailed(drive.failures[0])
            found[drive.name] = _measured(drive.value, spoken[drive.name])
        return found, spoken


def _is_asked_of_the_network(step: Step) -> bool:
    return step.action.name == "speak" and known_engine(step.params["engine"]).is_online


def _measured(master: Master, spoken: Mapping[str, Step], is_foreseen: bool = False) -> Measured:
    reading = master.reading
    characters = characters_by_engine(lines_of(spoken).values())
    seconds = master.timeline.duration_seconds
    lufs, peak_dbtp = (reading.integrated_lufs, reading.true_peak_dbtp) if reading else (None, None)
    return Measured(seconds, lufs, peak_dbtp, characters, price_usd(characters), is_foreseen=is_foreseen)


def lines_of(spoken: Mapping[str, Step]) -> dict[str, Step]:
    """Of the steps that speak, those of an episode's lines: not the reading by which a voice's level is found."""
    return {key: step for key, step in spoken.items() if ", line " in step.wanted_by}


def characters_by_engine(steps: Iterable[Step]) -> dict[str, int]:
    """How many characters each engine is given in steps that speak."""
    found: Counter[str] = Counter()
    for step in steps:
        found[str(step.params["engine"])] += characters_of(step)
    return dict(sorted(found.items()))


def price_usd(characters: Mapping[str, int]) -> float:
    """What the engines ask for that many characters."""
    return sum(known_engine(name).price_usd * count / 1e6 for name, count in characters.items())
