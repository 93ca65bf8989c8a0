"""What a build would do, without doing it: recipes are driven with results that are foreseen where there are none yet.

How long a line will be is told from what the same voice said before. What follows from it (which chunks are new, how loud
they are) is therefore near the truth, and which lines are spoken by whom is exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from podbuild.base.diagnostics import Diagnostic, has_errors, in_order
from podbuild.build import Request, choose, unknown_slugs
from podbuild.compiling import kit_for, still_out
from podbuild.explaining import Reason, partners_of, reasons, voices_by_place
from podbuild.identity import compiler
from podbuild.model.episode import Episode
from podbuild.model.show import Asset
from podbuild.out_folder import manifest_file
from podbuild.picture_recipe import show_artwork
from podbuild.reading import Reading, gather
from podbuild.recipe import episode_recipe
from podbuild.remembered import Head, Memory
from podbuild.source.workspace import Workspace
from podbuild.speech.engines import known_engine
from podbuild.steps.executor import SHOW_WORK, Recipe
from podbuild.steps.install import Manifest
from podbuild.steps.state import state_folder
from podbuild.steps.step import Made, Result, Step, StepFailed
from podbuild.steps.store import Store
from podbuild.steps.world import World

CHARACTERS_PER_SECOND = 14.0  # of a voice that was never heard
RATE_HZ = 48_000
# Seconds of one core that a step takes, where the store knows none of its kind: measured on two cores of 2 GHz.
_SECONDS = {"speak": 0.05, "level": 0.03, "conform": 0.3, "encode-chunk": 0.3, "tag": 0.1}
_SECONDS |= {"artwork-cover": 0.8, "artwork-card": 0.4, "encode-whole": 5.0}
_ONLINE_SECONDS = 1.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlannedEpisode:
    """One episode that would be compiled: how many steps of each action, the characters by engine, the time of one core."""

    slug: str
    actions: Mapping[str, int]
    characters: Mapping[str, int]
    seconds: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do. `price_usd` is what the engines ask; `seconds` is foreseen for the whole, with `jobs` at a time."""

    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace
    episodes: tuple[PlannedEpisode, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    price_usd: float = 0.0
    seconds: float = 0.0

    @property
    def characters(self) -> Mapping[str, int]:
        """What would be spoken, by engine."""
        total: Counter[str] = Counter()
        for episode in self.episodes:
            total.update(episode.characters)
        return dict(sorted(total.items()))


def plan(request: Request, world: World) -> Plan:
    """Foresee a build. Nothing is written, and no lock is taken."""
    state = Path(state_folder(str(request.root), world.environment))
    memory = Memory.read(state)
    workspace = Workspace(request.root, memory.files)
    try:
        reading = gather(workspace, world, memory, compiler(memory, world))
    except StepFailed as failed:  # no ffmpeg
        return Plan((failed.diagnostic,), workspace)
    mistakes = in_order((*reading.diagnostics, *unknown_slugs(request, reading)))
    if reading.show is None or has_errors(mistakes):
        return Plan(mistakes, workspace)
    due, left_out, _ = choose(reading.heads, request, world.now())
    kept = still_out(request, reading, due, memory, Manifest(manifest_file(state, request.target, request.root)))
    store = Store(state / "store", is_read_only=True)
    todo = [head for head in due if head.slug not in kept]
    try:
        of_show = _planned_show(reading, memory, store, world)
        episodes = (*of_show, *(_planned(head, reading, memory, store, world) for head in todo))
    except StepFailed as failed:  # a file was edited meanwhile
        return Plan(in_order((*mistakes, failed.diagnostic)), workspace)
    found = Plan(mistakes, workspace, episodes, tuple(kept), left_out)
    price = sum(known_engine(name).price_usd * count / 1e6 for name, count in found.characters.items())
    seconds = sum(e.seconds for e in episodes) / request.jobs
    return replace(found, price_usd=price, seconds=seconds)


def _planned_show(reading: Reading, memory: Memory, store: Store, world: World) -> tuple[PlannedEpisode, ...]:
    """The show's own cover, where it has to be drawn."""
    assert reading.show is not None
    steps = [step for batch in show_artwork(kit_for(memory, world, reading, store), reading.show) for step in batch]
    todo = [step for step in steps if store.get(step.key) is None]
    cost = sum(_SECONDS.get(step.action.name, 0.05) for step in todo)
    return (PlannedEpisode(SHOW_WORK, dict(Counter(s.action.name for s in todo)), {}, cost, ()),) if todo else ()


def _planned(head: Head, reading: Reading, memory: Memory, store: Store, world: World) -> PlannedEpisode:
    assert reading.show is not None
    show, episode = reading.show, reading.episode(head.slug, world)
    foresight = Foresight(store, reading.workspace, episode, world, memory.steps(head.slug))
    foresight.drive(episode_recipe(kit_for(memory, world, reading, store), show, episode, reading.guid(head)))
    ran, asked = foresight.to_run, foresight.asked
    spoken: Counter[str] = Counter()
    for step in ran:
        if step.action.name == "speak":
            spoken[str(step.params["engine"])] += characters_of(step)
    why = reasons(head.slug, asked, ran, memory.steps(head.slug), store, voices_by_place(episode))
    actions = Counter(step.action.name for step in ran)
    return PlannedEpisode(head.slug, dict(actions), dict(spoken), foresight.seconds(), why)


def characters_of(step: Step) -> int:
    """How many characters an engine is given in a step that speaks."""
    return sum(len(text) for text, *_ in step.params["pieces"])


class _AnyFile(dict[str, tuple[str, int]]):
    """The files of a step that has not run: whichever is asked for, it will be there."""

    def __missing__(self, name: str) -> tuple[str, int]:
        return ("0" * 64, 0)


class Foresight:
    """Drives one recipe, with the store's results where there are any."""

    def __init__(self, store: Store, workspace: Workspace, episode: Episode, world: World, before: Sequence[Sequence[str]]) -> None:
        self._store = store
        self._before = before
        self._partners: Mapping[str, Result] = {}
        self._world = world
        self._workspace = workspace
        self._target_lufs = episode.sound.loudness.integrated_lufs
        self._known: dict[str, list[Result]] = defaultdict(list)
        self.asked: dict[str, Step] = {}
        self.to_run: list[Step] = []

    def drive(self, recipe: Recipe[T]) -> T | None:
        """Follow a recipe to its end; its value as far as it can be foreseen, None where it cannot be followed so far."""
        results: dict[str, Result] = {}
        try:
            batch = next(recipe)
            while True:
                fresh = [step for step in dict.fromkeys(batch) if step.key not in results]
                self.asked |= {step.key: step for step in fresh}
                # What is there is taken first: from it is told how fast a voice speaks.
                for step in fresh:
                    if (found := self._store.get(step.key)) is not None:
                        results[step.key] = found
                        self._known[step.action.name].append(found)
                self._partners = partners_of(self.asked, self._before, self._store)
                for step in fresh:
                    if step.key not in results:
                        self.to_run.append(step)
                        results[step.key] = self._foreseen(step, results)
                batch = recipe.send(results)
        except StopIteration as stop:
            value: T = stop.value
            return value
        except StepFailed:
            return None

    def seconds(self) -> float:
        """The time of one core that all steps to run will take."""
        return sum(self._cost(step) for step in self.to_run)

    def _cost(self, step: Step) -> float:
        name = step.action.name
        known = [result.seconds for result in self._known[name]]
        if known:
            return sum(known) / len(known)
        if name == "speak" and known_engine(step.params["engine"]).is_online:
            return _ONLINE_SECONDS
        return _SECONDS.get(name, 0.05)

    def _foreseen(self, step: Step, results: Mapping[str, Result]) -> Result:
        seconds = self._seconds_of(step, results)
        count = max(1, round(seconds * 10))
        facts: dict[str, Any] = {
            "seconds": seconds,
            "frames": round(seconds * RATE_HZ),
            "energies": self._energies(step, count),
            "words": [],
            "text": "",
            "characters": 0,
            "true_peak_dbtp": -3.0,
            "reading": [self._target_lufs, -3.0, 6.0],
        }
        return Result(step.key, _AnyFile(), facts)

    def _energies(self, step: Step, count: int) -> list[float]:
        """The energies of a step's blocks: those of what stood in its place before, else of a usual loudness."""
        name = step.action.name
        partner = self._partners.get(step.key)
        if partner and (blocks := partner.facts.get("energies")):
            louder_db = step.params.get("gain_db", 0.0) - (partner.recorded.params.get("gain_db", 0.0) if partner.recorded else 0.0)
            return [blocks[i * len(blocks) // count] * 10 ** (louder_db / 10) for i in range(count)]
        lufs = self._target_lufs if name == "encode-chunk" else -24.0
        return [10 ** ((lufs + 0.691) / 10)] * count

    def _seconds_of(self, step: Step, results: Mapping[str, Result]) -> float:
        """How long the sound of a step will last."""
        if step.action.name == "speak":
            return self._characters_to_seconds(step)
        if step.action.name == "encode-chunk":
            return float(step.params["frames"]) / RATE_HZ
        for value in step.inputs.values():
            if isinstance(value, Asset):
                return self._asset_seconds(value)
            if isinstance(value, Made) and value.key in results and "seconds" in results[value.key].facts:
                return float(results[value.key].facts["seconds"])
        return 0.0

    def _characters_to_seconds(self, step: Step) -> float:
        partner = self._partners.get(step.key)
        known = [partner] if partner and partner.facts.get("characters") else self._known["speak"]
        known = [r for r in known if r.recorded and r.recorded.params.get("voice") == step.params["voice"]]
        characters = sum(r.facts["characters"] for r in known)
        seconds = sum(r.facts["seconds"] for r in known)
        return characters_of(step) / (characters / seconds if characters and seconds else CHARACTERS_PER_SECOND)

    def _asset_seconds(self, asset: Asset) -> float:
        from podbuild.audio.hearing import length_seconds

        return length_seconds(self._workspace.path(asset), self._world)
