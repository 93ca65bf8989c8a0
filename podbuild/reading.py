"""What a build reads: the show, and of its episodes only those whose file, or anything they name, is not as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from podbuild.base import digest
from podbuild.base.codec import to_json
from podbuild.base.diagnostics import Diagnostic, did_you_mean, has_errors, in_order
from podbuild.checks.credits import rights_of
from podbuild.model.drafting import Drafting
from podbuild.model.episode import Episode
from podbuild.model.show import NOWHERE, Asset, Show
from podbuild.published_guids import Published, check_guids, read_published, renamed
from podbuild.remembered import Head, Memory, rights_digest
from podbuild.source.desk import Desk, TargetKind
from podbuild.source.episode_fields import read_episode as read_fields_and_script
from podbuild.source.load import check_unique, episode_files, in_show_order, load_show, read_one
from podbuild.source.workspace import Workspace
from podbuild.steps.step import changed_meanwhile
from podbuild.steps.world import World

Rights = Callable[[tuple[str, ...]], str]


@dataclass(frozen=True, slots=True)
class Source:
    """A show as it was read, and every mistake of the run; `show` is None where its show.yaml has mistakes."""

    show: Show | None
    episodes: tuple[Episode, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(slots=True)
class Reading:
    """A show on its way into a build: `heads` are all faultless episodes in order, `read` those that were parsed, by slug."""

    workspace: Workspace
    show: Show | None
    diagnostics: tuple[Diagnostic, ...]
    heads: tuple[Head, ...] = ()
    read: dict[str, Episode] = field(default_factory=dict)
    base: str = ""
    published: Published = Published()

    def guid(self, head: Head) -> str:
        """An episode's identity."""
        assert self.show is not None
        return self.published.guid(head, self.show.home_url)

    def episode(self, slug: str, world: World) -> Episode:
        """An episode as its author wrote it; read now where it was not. StepFailed where it is not what its head says any more."""
        if slug not in self.read:
            assert self.show is not None
            head = next(head for head in self.heads if head.slug == slug)
            found = read_one(head.file, self.show, _desk(self.workspace, world))
            if found is None or self.workspace.seen[head.file][1] != head.text:
                raise changed_meanwhile(head.file, head.span)
            self.read[slug] = found
        return self.read[slug]


def read(root: Path, world: World) -> Source:
    """Load the show and all its episodes, with every mistake and the checks' findings."""
    reading = gather(Workspace(root), world, Memory(root), compiler={})
    episodes = tuple(reading.read[head.slug] for head in reading.heads)
    return Source(reading.show, episodes, reading.diagnostics, reading.workspace)


def named(source: Source, slug: str) -> tuple[Episode | None, tuple[Diagnostic, ...]]:
    """The episode of that name; None, with the reason, where there is none, or it has mistakes. Those of others do not matter."""
    episode = next((e for e in source.episodes if e.slug == slug), None)
    if episode is not None:
        return episode, ()
    errors = [d for d in source.diagnostics if d.is_error]
    own = tuple(d for d in errors if source.show is None or (d.span and Path(d.span.file).stem == slug))
    known = sorted({*(e.slug for e in source.episodes), *(Path(name).stem for name in source.workspace.files("episodes"))})
    fix = did_you_mean(slug, known) or "name an episode by its file in episodes/, without the ending"
    return None, own or (Diagnostic("slug-unknown", f'there is no episode "{slug}"', fix=fix),)


def read_episode(file: str, show: Show, workspace: Workspace, world: World) -> Episode | None:
    """One episode as its author wrote it; None where it has mistakes."""
    return read_one(file, show, _desk(workspace, world))


def read_variant(
    file: str, text: str, show: Show, workspace: Workspace, world: World
) -> tuple[Episode | None, tuple[Diagnostic, ...]]:
    """An episode as it would be if `file` held that text, and what would be wrong with it. No file is touched."""
    desk = _desk(workspace, world)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    episode = read_fields_and_script(file, plain, show, desk)
    return episode, in_order(desk.mistakes)


def gather(workspace: Workspace, world: World, memory: Memory, compiler: Mapping[str, Any]) -> Reading:
    """Read what changed since `memory` was written.

    Args:
        compiler: what stands for podbuild itself and the tools it calls: another one, and everything is read anew.
    """
    desk = _desk(workspace, world)
    show, mistakes = load_show(workspace, engines=desk.engines, probe=desk.probe, targets=desk.targets)
    if show is None:
        return Reading(workspace, None, mistakes)
    base = base_digest(show, compiler, workspace)
    reading = Reading(workspace, show, (), base=base)
    found: list[Head] = []
    rights = _rights_in(show)
    for file in episode_files(workspace, desk):
        head = memory.heads.get(file)
        if head is None or not _is_as_it_was(head, base, workspace, rights):
            head = _parsed(file, show, desk, reading, rights)
        if head is not None:
            found.append(head)
    published, of_ledgers = read_published(workspace)
    reading.published = published.among(found)
    reading.heads = tuple(_with_its_guid(head, reading) for head in in_show_order(found))
    check_unique(reading.heads, desk)
    of_guids = (
        *of_ledgers,
        *check_guids(reading.published, reading.heads, show.home_url),
        *renamed(reading.published, reading.heads),
    )
    said = (*mistakes, *desk.mistakes, *of_guids, *_of_show(show), *_once(reading.heads))
    reading.diagnostics = in_order(said)
    return reading


def _with_its_guid(head: Head, reading: Reading) -> Head:
    """What was pressed under another identity has to be pressed anew."""
    is_another = head.pressing is not None and head.pressing.guid != reading.guid(head)
    return replace(head, pressing=None) if is_another else head


def base_digest(show: Show, compiler: Mapping[str, Any], workspace: Workspace) -> str:
    """The digest of what every episode depends on: the show, the author's templates, podbuild and its tools.

    Who owns which file is left out: that is asked of the files that an episode uses. So is who may listen: their feeds are told
    apart by their addresses. Nor does it matter to a build how episodes are drafted.
    """
    own = {asset.path: rights_of(show, asset) for asset in _assets_of(show)}
    plain = to_json(replace(show, rights=(), publish=(), listeners=(), drafting=Drafting()))
    return digest.of_value([plain, rights_digest(own), dict(workspace.overrides()), dict(compiler)])


def _assets_of(show: Show) -> tuple[Asset, ...]:
    return tuple(asset for asset in (show.artwork, show.sound.sting) if asset)


def _targets() -> Mapping[str, TargetKind]:
    from podbuild.publish.targets import BY_NAME

    return BY_NAME


def _desk(workspace: Workspace, world: World) -> Desk:
    from podbuild.audio.hearing import sound_problem
    from podbuild.speech.engines import ENGINES

    return Desk(workspace, {engine.name: engine.problem for engine in ENGINES}, sound_problem(world), _targets)


def _is_as_it_was(head: Head, base: str, workspace: Workspace, rights: Rights) -> bool:
    if head.base != base or workspace.digest(head.file) != head.text or not workspace.is_inside(head.file):
        return False
    if any(note.span.file != head.file for d in head.findings for note in d.notes):  # what it points to may have moved
        return False
    for rel, media, path, value in head.uses:
        found = workspace.candidates(rel, media)  # type: ignore[arg-type]
        if found != [path] or workspace.digest(path) != value or not workspace.is_inside(path):
            return False
    return head.rights == rights(tuple(sorted({use[2] for use in head.uses})))


def _rights_in(show: Show) -> Rights:
    """What gives the digest of what is said of the owners of some files; many episodes use the same ones."""
    return cache(lambda paths: rights_digest({path: rights_of(show, Asset(path, "", 0, NOWHERE)) for path in paths}))


def _parsed(file: str, show: Show, desk: Desk, reading: Reading, rights: Rights) -> Head | None:
    """An episode's file read, with what the checks find in it; None where it has mistakes."""
    from podbuild.checks.checks import run_checks
    from podbuild.speech.speakable import unspeakable
    from podbuild.spoken_disclosure import unspoken_disclosures

    workspace = reading.workspace
    workspace.uses.clear()
    before = len(desk.mistakes)
    episode = read_one(file, show, desk)
    if episode is None:
        return None
    said = tuple(desk.mistakes[before:])
    del desk.mistakes[before:]  # they come back with the head, now and whenever the episode is as it was
    one = (episode,)
    of_show = set(_of_show(show))  # said once, and where show.yaml has it now
    own = (d for d in (*run_checks(show, one), *unspeakable(show, one)) if d not in of_show)
    findings = in_order((*said, *own, *unspoken_disclosures(show, one)))
    uses = tuple(sorted((rel, media, asset.path, asset.digest) for (rel, media), asset in workspace.uses.items()))
    reading.read[episode.slug] = episode
    return Head(
        episode.slug,
        file,
        reading.base,
        workspace.seen[file][1],
        uses,
        rights(tuple(sorted({use[2] for use in uses}))),
        episode.guid,
        episode.date,
        episode.number,
        episode.season,
        episode.kind,
        episode.is_draft,
        episode.span,
        findings,
    )


def _of_show(show: Show) -> tuple[Diagnostic, ...]:
    from podbuild.checks.checks import run_checks
    from podbuild.speech.speakable import unspeakable

    return (*run_checks(show, ()), *unspeakable(show, ()))


def _once(heads: Iterable[Head]) -> list[Diagnostic]:
    """What was found in the episodes; what is said of the rights to a work is said at its first use."""
    found: dict[tuple[str, str, str], Diagnostic] = {}
    for head in heads:
        for d in head.findings:
            place = "" if d.code.startswith("rights-") else f"{head.slug} {d.span}"
            found.setdefault((d.code, d.message, place), d)
    return list(found.values())


def has_mistakes(reading: Reading) -> bool:
    return reading.show is None or has_errors(reading.diagnostics)
