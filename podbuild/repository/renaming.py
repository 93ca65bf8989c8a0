"""Which episodes stood under another name before: by guid, by recording, by what is said in them."""

from __future__ import annotations

from collections.abc import Mapping

from podbuild.model.episode import Clip, Episode, Line, Published
from podbuild.repository.word_difference import likeness, word_pairs

_RENAMED = 0.5  # how much of an episode must be the same, in words that follow each other, for it to be one under a new name


def renamed(added: Mapping[str, Episode], removed: Mapping[str, Episode]) -> dict[str, str]:
    """Of the episodes that came, under which slug one stood before: the same one, else that which is most alike."""
    found: dict[str, str] = {}
    known = {mark: old for old, was in reversed(tuple(removed.items())) for mark in _marks(was)}
    for slug, episode in added.items():
        old = next((known[mark] for mark in _marks(episode) if mark in known), "")
        if old and old not in found.values():
            found[slug] = old
    others = {old: word_pairs(script(was)) for old, was in removed.items() if old not in found.values()}
    fresh = {slug: word_pairs(script(episode)) for slug, episode in added.items() if slug not in found}
    alike = [(likeness(others[old], fresh[slug]), slug, old) for slug in fresh for old in others]
    for how_much, slug, old in sorted(alike, key=lambda pair: -pair[0]):
        if how_much >= _RENAMED and slug not in found and old not in found.values():
            found[slug] = old
    return found


def _marks(episode: Episode) -> list[tuple[str, object]]:
    """By what an episode is known under another name, the surest first."""
    marks = (("guid", episode.guid), ("audio", _audio(episode)), ("script", script(episode)))
    return [(kind, mark) for kind, mark in marks if mark]


def _audio(episode: Episode) -> str:
    """What tells a finished recording from others: the digest of its file, or where it lies."""
    file = episode.audio.asset if isinstance(episode.audio, Published) else episode.audio
    return file.digest if file else episode.audio.url if isinstance(episode.audio, Published) else ""


def script(episode: Episode) -> tuple[str, ...]:
    """What is heard in words: chapters and lines, in order."""
    said: list[str] = []
    for segment in episode.segments:
        said += [f"Chapter: {segment.title}"] if segment.title else []
        for item in segment.items:
            if isinstance(item, Line):
                said.append(f"{episode.voice(item.voice).display_name}: {_spoken(item)}")
            elif isinstance(item, Clip) and item.text:
                said.append(f"{episode.voice(item.voice).display_name if item.voice else 'Recording'}: {item.text}")
    return tuple(said)


def _spoken(line: Line) -> str:
    """A line's words; what is spoken in place of what is written stands behind it."""
    return "".join(f"{run.text.rstrip()} ({run.say})" if run.say else run.text for run in line.runs).strip()
