"""What is heard of an episode, line by line: voice, take, time, loudness, and whether it was made now or came from the cache."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from podbuild.base.codec import from_json
from podbuild.build import Built
from podbuild.model.episode import Clip, Episode, Item, Line, Music, Sfx
from podbuild.model.timeline import Placement, Timeline
from podbuild.outputs.programme import items
from podbuild.reading import read_episode
from podbuild.remembered import Memory
from podbuild.spoken_disclosure import episode_disclosure, with_disclosure_line
from podbuild.steps.state import state_folder
from podbuild.steps.store import Store
from podbuild.steps.world import World

_HEARD = ("voice", "clip", "effect")


@dataclass(frozen=True, slots=True)
class HeardLine:
    """One piece of sound, as its author asks about it. Times in seconds; `lufs` is None for what is too short or silent.

    `line` is that of the file it was written in, 0 for what podbuild says itself (the spoken disclosure); `is_made` says that
    it was made in the last build, not taken from the cache.
    """

    lane: str
    start_seconds: float
    end_seconds: float
    voice: str
    engine: str
    text: str
    line: int
    take: str
    lufs: float | None
    gain_db: float
    fade_in_seconds: float
    fade_out_seconds: float
    is_made: bool
    source: str


def last_sources(root: Path, slug: str, world: World) -> tuple[str, ...]:
    """The keys of what was heard in an episode before, in order; none where that is not known."""
    timeline = _timeline(Memory(Path(state_folder(str(root), world.environment))), slug)
    return tuple(p.source for p in _in_order(timeline)) if timeline else ()


def heard_lines(built: Built, slug: str, made: Mapping[str, frozenset[str]], root: Path, world: World) -> tuple[HeardLine, ...]:
    """All that is heard in an episode that is out, in order of time; empty where it cannot be told."""
    state = Path(state_folder(str(root), world.environment))
    timeline, episode = _timeline(Memory(state), slug), _episode(built, slug, world)
    if timeline is None or episode is None:
        return ()
    store, now, script = Store(state / "store", is_read_only=True), made.get(slug, frozenset()), items(episode)
    names = {use[3]: use[2] for head in built.listed if head.slug == slug for use in head.uses}
    placed = sorted(timeline.placements, key=lambda p: (p.start_seconds, p.lane))
    return tuple(_heard(p, _item(script, p.item), episode, store, now, names) for p in placed)


def changed_lines(
    built: Built, before: MutableMapping[str, Sequence[str]], made: Mapping[str, frozenset[str]], root: Path, world: World
) -> dict[str, list[dict[str, Any]]]:
    """The lines that are heard otherwise than before, by slug: those of other sound, and those that are new.

    Args:
        before: what was heard, by slug, as far as it is known; afterwards it is what is heard now.
    """
    found = {}
    for slug in built.built:
        lines = [line for line in heard_lines(built, slug, made, root, world) if line.lane in _HEARD]
        old, before[slug] = before.get(slug, ()), tuple(line.source for line in lines)
        if not old or tuple(old) == before[slug]:
            continue
        matcher = SequenceMatcher(None, list(old), list(before[slug]), autojunk=False)
        fresh = [i for kind, _, _, begin, end in matcher.get_opcodes() if kind != "equal" for i in range(begin, end)]
        found[slug] = [asdict(lines[i]) for i in fresh]
    return found


def _episode(built: Built, slug: str, world: World) -> Episode | None:
    """An episode as it was built, its spoken disclosure included: the timeline counts that as an item."""
    head = next((head for head in built.listed if head.slug == slug), None)
    show = built.source.show
    if head is None or show is None:
        return None
    episode = read_episode(head.file, show, built.source.workspace, world)
    return episode and with_disclosure_line(show, episode, episode_disclosure(show, episode))


def _timeline(memory: Memory, slug: str) -> Timeline | None:
    plain = memory.last_sound(slug)
    try:
        return None if plain is None else from_json(Timeline, plain["master"]["timeline"])
    except (KeyError, TypeError, ValueError):
        return None


def _in_order(timeline: Timeline) -> list[Placement]:
    return sorted((p for p in timeline.placements if p.lane in _HEARD), key=lambda p: (p.start_seconds, p.lane))


def _item(script: tuple[Item, ...], number: int) -> Item | None:
    return script[number] if 0 <= number < len(script) else None


def _heard(
    place: Placement, item: Item | None, episode: Episode, store: Store, made: frozenset[str], names: Mapping[str, str]
) -> HeardLine:
    voice = engine = text = take = ""
    match item:
        case Line():
            voice, text = item.voice, item.text
            engine = "recorded" if item.take else episode.voice(item.voice).engine
            take = item.take.path if item.take else ""
        case Clip():
            voice, text, take = item.voice, item.text, item.asset.path
        case Sfx():
            take = item.asset.path
        case Music():
            take = item.bed.path
    result = store.get(place.source)
    came_from = tuple(result.recorded.inputs.values()) if result and result.recorded else ()
    if not text and not take:  # music that goes on from chapter to chapter, the sting
        take = next((names[value] for value in came_from if isinstance(value, str) and value in names), "")
    is_made = place.source in made or any(isinstance(value, list) and value[0] in made for value in came_from)
    is_own = item is not None and item.span is not episode.span
    return HeardLine(
        place.lane,
        round(place.start_seconds, 3),
        round(place.end_seconds, 3),
        voice,
        engine,
        text,
        item.span.line if item is not None and is_own else 0,
        take,
        _lufs(result.facts.get("energies", ()) if result else ()),
        round(place.gain_db, 2),
        place.fade_in_seconds,
        place.fade_out_seconds,
        is_made,
        place.source,
    )


def _lufs(energies: Sequence[float]) -> float | None:
    import numpy as np

    from podbuild.audio.meter import integrated_lufs

    found = integrated_lufs(np.asarray(energies, np.float64)) if len(energies) else float("-inf")
    return round(found, 1) if found > -70 else None
