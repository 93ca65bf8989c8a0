"""From a script and its timeline to what listeners see: chapters, and the moments of links and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from podbuild.model.episode import ChapterMark, Episode, Item, Line, Picture
from podbuild.model.release import Chapter, LinkMoment, OutputFile, PictureMoment
from podbuild.model.show import Link
from podbuild.model.timeline import Timeline
from podbuild.outputs.captions import SpokenLine, timed_words, voice_starts


def items(episode: Episode) -> tuple[Item, ...]:
    """All items of all segments: an item's place in here is the ordinal that a timeline knows it by."""
    return tuple(item for segment in episode.segments for item in segment.items)


def chapters(episode: Episode, timeline: Timeline) -> tuple[Chapter, ...]:
    """A chapter for each segment that lasts; none where the only segment has no title.

    What stands before the first heading carries the episode's title.
    """
    if episode.chapters:
        return _marked(episode.chapters, timeline.duration_seconds)
    if not any(segment.title for segment in episode.segments):
        return ()
    starts = [*timeline.chapters[: len(episode.segments)], timeline.duration_seconds]
    titled = zip(pairwise(starts), episode.segments, strict=False)
    return tuple(
        Chapter(start, end, segment.title or episode.title) for (start, end), segment in titled if round((end - start) * 1000) > 0
    )


def _marked(marks: tuple[ChapterMark, ...], duration_seconds: float) -> tuple[Chapter, ...]:
    """The chapters of a recording. Where its length is not known, the last one ends where it begins."""
    starts = [mark.start_seconds for mark in marks]
    ends = [*starts[1:], max(duration_seconds, starts[-1])]
    return tuple(Chapter(mark.start_seconds, end, mark.title) for mark, end in zip(marks, ends, strict=True))


def link_moments(episode: Episode, timeline: Timeline, spoken: Mapping[int, SpokenLine]) -> tuple[LinkMoment, ...]:
    """Each link of the script at the moment its words are spoken, in order of time."""
    starts = voice_starts(timeline)
    found = [LinkMoment(mark.start_seconds, Link(mark.url, mark.title)) for mark in episode.chapters if mark.url]
    for ordinal, item in enumerate(items(episode)):
        if isinstance(item, Line) and ordinal in starts:
            found += _links_of(item, *starts[ordinal], spoken.get(ordinal))
    return tuple(sorted(found, key=lambda moment: moment.start_seconds))


def _links_of(line: Line, start: float, end: float, spoken: SpokenLine | None) -> list[LinkMoment]:
    moments, behind = [], 0
    for link in line.links:
        at = line.text.find(link.text.strip(), behind) if link.text.strip() else -1
        behind = at + len(link.text.strip()) if at >= 0 else behind
        moments.append(LinkMoment(_moment(line.text, max(at, 0), start, end, spoken), link))
    return moments


def _moment(text: str, position: int, start: float, end: float, spoken: SpokenLine | None) -> float:
    """When the character at `position` is spoken: by its word's time, else in proportion to the text before it."""
    words = timed_words(text, spoken)
    earlier = [word.start_seconds for word in words if word.begin <= position]
    inside = earlier[-1] if earlier else (end - start) * position / max(1, len(text))
    return min(start + inside, end)


def picture_moments(episode: Episode, timeline: Timeline, files: Mapping[str, OutputFile]) -> tuple[PictureMoment, ...]:
    """Each picture from its moment until the next one's, or the end. `files`: an asset's digest → its file in public/."""
    script = items(episode)
    marks = sorted(timeline.pictures, key=lambda mark: (mark.start_seconds, mark.item))
    ends = [*(mark.start_seconds for mark in marks[1:]), timeline.duration_seconds]
    shown = [(mark.start_seconds, end, script[mark.item]) for mark, end in zip(marks, ends, strict=False)]
    return tuple(
        PictureMoment(start, end, item.alt, files[item.asset.digest])
        for start, end, item in shown
        if isinstance(item, Picture) and end > start
    )
