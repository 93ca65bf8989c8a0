"""The sources that an episode rests on, as they lie in the show: snapshots that a draft kept, and texts that the author named."""

from __future__ import annotations

from pathlib import PurePosixPath

from podbuild.authoring.commission import Commission
from podbuild.authoring.revision_limits import Resting
from podbuild.drafting.source_text import SourceText
from podbuild.drafting.sources.reader import Setting, Wanted
from podbuild.drafting.sources.reading_sources import read_sources
from podbuild.model.episode import Episode
from podbuild.source.workspace import Workspace


def sources_of(episode: Episode, commission: Commission) -> tuple[SourceText, ...]:
    """What `sources` of an episode names that is a file of the show; nothing is fetched, and what cannot be read is passed over."""
    wanted = tuple(Wanted(path) for path in episode.sources if _is_own(path, commission.workspace))
    drafting, world = commission.show.drafting, commission.world
    setting = Setting(commission.root, world, drafting.day(world.now()), drafting.timezone, drafting.hosts)
    return read_sources(wanted, setting)[0]


def resting_on(sources: tuple[SourceText, ...]) -> Resting:
    """What a revision may point to and link to."""
    texts = tuple(passage.text for source in sources for passage in source.passages)
    return Resting(texts, frozenset(source.reference(passage) for source in sources for passage in source.passages))


def _is_own(path: str, workspace: Workspace) -> bool:
    is_plain = "://" not in path and not path.startswith(("/", "~")) and ".." not in PurePosixPath(path).parts and "\0" not in path
    return is_plain and workspace.has(path) and workspace.is_inside(path)
