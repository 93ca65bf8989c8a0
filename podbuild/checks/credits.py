"""Whose work is used, and the credit that is due: title, author, source, licence (the "TASL" of Creative Commons)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from podbuild.model.episode import Clip, Episode, Line, Music, Picture, Published, Sfx
from podbuild.model.show import Asset, Rights, Show


def credits(show: Show, used: Iterable[Asset]) -> tuple[str, ...]:
    """One credit for each file that is used and has a holder, in order of use: "Calm by Tide Desk, CC0-1.0, https://…"."""
    found = [(asset, rights_of(show, asset)) for asset in used]
    return tuple(dict.fromkeys(_credit(asset, rights) for asset, rights in found if rights))


def _credit(asset: Asset, rights: Rights) -> str:
    """The author's own words where there are some, with whatever of licence and source they leave out."""
    stem = asset.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    title = re.sub(r"[-_]+", " ", stem).strip().capitalize()
    words = rights.attribution.strip() or (f"{title} by {rights.holder}" if rights.holder else title)
    more = [part for part in (rights.license, rights.source) if part and part not in words]
    return ", ".join([words.rstrip("."), *more]) if more else words


def rights_of(show: Show, asset: Asset) -> Rights | None:
    """The entry that covers a file; one that names it exactly wins over a pattern, a later over an earlier."""
    covering = [r for r in show.rights if any(_pattern(p).fullmatch(asset.path) for p in r.files)]
    exact = [r for r in covering if asset.path in r.files]
    found = exact or covering
    return found[-1] if found else None


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """A pattern of rights.yaml: `**` is any folders, `*` and `?` stay within one.

    >>> bool(_pattern("assets/**").fullmatch("assets/a/b.wav")), bool(_pattern("assets/*.wav").fullmatch("assets/a/b.wav"))
    (True, False)
    """
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob.removeprefix("./"))
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meaning.get(part, re.escape(part)) for part in parts))


def assets_used(show: Show, episode: Episode) -> tuple[Asset, ...]:
    """Every file that is heard or seen in an episode, each once, in order of use."""
    heard = [asset for segment in episode.segments for item in segment.items for asset in _assets_of(item)]
    sting = [episode.sound.sting] if episode.sound.sting and len(episode.segments) > 1 else []
    recording = episode.audio.asset if isinstance(episode.audio, Published) else episode.audio
    artwork = [a for a in (episode.artwork or show.artwork, recording) if a]
    return tuple({asset.path: asset for asset in reversed([*heard, *sting, *artwork])}.values())[::-1]


def _assets_of(item: object) -> Iterator[Asset]:
    if isinstance(item, (Sfx, Clip, Picture)):
        yield item.asset
    elif isinstance(item, Music):
        yield item.bed
    elif isinstance(item, Line) and item.take:
        yield item.take


def works_used(episode: Episode) -> tuple[Asset, ...]:
    """The files that are likely somebody else's work: music, effects, clips, pictures. A take is the show's own voice."""
    found: dict[str, Asset] = {}
    for item in (item for segment in episode.segments for item in segment.items if not isinstance(item, Line)):
        for asset in _assets_of(item):
            found.setdefault(asset.path, asset)
    if episode.sound.sting and len(episode.segments) > 1:
        found.setdefault(episode.sound.sting.path, episode.sound.sting)
    return tuple(found.values())
