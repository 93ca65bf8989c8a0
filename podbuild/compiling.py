"""From what was read to what is installed: keep what is as it was, drive recipes for the rest, put the files in place."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from podbuild import __version__
from podbuild.base import digest
from podbuild.base.codec import from_json, to_json
from podbuild.base.diagnostics import Diagnostic, from_plain, to_plain
from podbuild.explaining import Reason, reasons, voices_by_place
from podbuild.identity import compiler
from podbuild.kit import Artifact, Kit, Mastered, Pressed
from podbuild.model.episode import Episode
from podbuild.model.places import feed_paths, placed
from podbuild.model.release import Document, OutputFile
from podbuild.model.show import Show
from podbuild.out_folder import adopt_search, always_written, manifest_file, refuse_to_overwrite, unknown
from podbuild.picture_recipe import show_artwork
from podbuild.reading import Reading
from podbuild.recipe import episode_recipe, show_recipe
from podbuild.remembered import Forgotten, Head, Memory, described
from podbuild.request import Request
from podbuild.shortcomings import lost_soundbites, missed_target, with_what_is_kept
from podbuild.site.search_index import FOLDER, WORK
from podbuild.sound_recipe import Master
from podbuild.steps.executor import SHOW_WORK, Drive, Executor, Recipe, StepEvent
from podbuild.steps.install import Installed, Manifest, Wanted, install, strangers, sweep
from podbuild.steps.kept_code import KeptCode
from podbuild.steps.step import Made, Step, StepFailed
from podbuild.steps.store import Store
from podbuild.steps.world import World

SHOW = ""  # the owner of the files that belong to no episode
_LOADED_AHEAD = """
    podbuild.audio.levelling podbuild.audio.decoding podbuild.audio.dynamics podbuild.audio.mix podbuild.audio.ffmpeg
    mutagen.id3 podbuild.feed.archive podbuild.site.pages
"""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came of it: `heads` of the episodes that were compiled, by slug; `listed` are all that are out; `paths` all files."""

    diagnostics: tuple[Diagnostic, ...] = ()
    has_failed: bool = False
    is_refused: bool = False
    heads: Mapping[str, Head] = field(default_factory=dict)
    listed: tuple[Head, ...] = ()
    built: tuple[str, ...] = ()
    ran: tuple[Step, ...] = ()
    installed: Installed = Installed((), ())
    paths: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    makeshift: frozenset[str] = frozenset()  # the slugs of those whose pictures are still the old ones


def compile_show(
    request: Request,
    reading: Reading,
    due: tuple[Head, ...],
    state: Path,
    memory: Memory,
    was_killed: bool,
    world: World,
    on_event: Callable[[StepEvent], None],
) -> Compiled:
    """Compile the episodes that are due into the target folder. Raises StepFailed where it cannot be written."""
    assert reading.show is not None
    show, out = reading.show, request.target
    store = Store(state / "store")
    manifest = Manifest(manifest_file(state, out, request.root))
    refuse_to_overwrite(out, show, always_written(show), manifest, {})  # before anything is paid for
    store.sweep()
    if was_killed or manifest.was_cut_short:
        sweep(out)
    executor = Executor(store, reading.workspace.path, world, request.jobs, on_event)
    executor.ahead(_load_ahead)
    kit = replace(kit_for(memory, world, reading, store), ahead=executor.ahead, leaves_search=request.leaves_search)
    if request.leaves_pictures:
        kit = replace(kit, installed=lambda path: manifest.held(out, placed(show, path)))
    kept = still_out(request, reading, due, memory, manifest)
    todo = {head.slug: head for head in due if head.slug not in kept}
    done = _Done(request, reading, show, memory, store, executor, world, todo)

    def recipes() -> Iterator[tuple[str, Recipe[Pressed]]]:
        for slug, head in todo.items():
            yield slug, episode_recipe(kit, show, reading.episode(slug, world), reading.guid(head))

    # The show's own cover takes longest to draw: begun with the episodes, it is ready when the show's turn comes.
    first: tuple[str, Recipe[Any]] = (SHOW_WORK, show_artwork(kit, show))
    executor.run(chain([first], recipes()), done.take)
    if done.failures:
        return Compiled((*done.warnings, *done.failures), has_failed=True, ran=tuple(done.ran), reasons=tuple(done.reasons))
    listed = tuple(kept.get(head.slug) or done.heads[head.slug] for head in due)
    warned = tuple(d for head in listed if head.pressing for d in head.pressing.warnings)
    if request.is_strict and warned:
        return Compiled(warned, is_refused=True, ran=tuple(done.ran), reasons=tuple(done.reasons))
    (show_drive,) = executor.run([(SHOW_WORK, show_recipe(kit, show, tuple(memory.entry(head) for head in listed)))])
    done.explain(show_drive, {})
    ran = (*done.ran, *show_drive.ran)
    warnings = warned + tuple(d for result in show_drive.results.values() for d in result.diagnostics)
    if show_drive.value is None:
        return Compiled((*warnings, *show_drive.failures), has_failed=True, ran=ran)
    artifacts, documents = show_drive.value
    wanted = done.wanted + [_wanted(executor, show, a, SHOW) for a in artifacts]
    texts, unchanged = _documents(documents, show, reading.base, memory, manifest, out)
    keep = {path for head in kept.values() for path in manifest.owned(_owner(head))} | unchanged
    if request.leaves_search:
        keep |= {path for path in manifest.entries if path.startswith(placed(show, f"{FOLDER}/"))}
    try:
        by_path = {want.path: want for want in (*wanted, *texts)}
        refuse_to_overwrite(out, show, by_path, manifest, by_path)
        adopt_search(out, show, manifest)
        feeds = [placed(show, path) for path in feed_paths(show)]
        installed = install(out, [*wanted, *texts], manifest, keep, last=feeds)
    except StepFailed as failed:
        return Compiled((*warnings, failed.diagnostic), has_failed=True, ran=ran, reasons=tuple(done.reasons))
    left = [row for row in memory.steps(SHOW_WORK) if request.leaves_search and row[0].startswith(WORK)]
    memory.keep_steps(SHOW_WORK, [*left, *((step.wanted_by, step.key) for step in show_drive.asked.values())])
    if manifest.is_new:
        warnings += unknown(out, strangers(out, manifest, is_alone=not show.is_public))
    work = (ran, installed, tuple(manifest.entries), tuple(done.reasons), frozenset(done.makeshift))
    return Compiled(warnings, False, False, done.heads, listed, tuple(done.heads), *work)


def _load_ahead() -> None:
    """Import what mixes and encodes, and what writes tags, feed and pages, while the first step runs."""
    for name in _LOADED_AHEAD.split():
        import_module(name)


@dataclass(slots=True)
class _Done:
    """What is taken from each episode when it is compiled, so that the rest can go."""

    request: Request
    reading: Reading
    show: Show
    memory: Memory
    store: Store
    executor: Executor
    world: World
    todo: Mapping[str, Head]
    ran: dict[Step, None] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)
    failures: list[Diagnostic] = field(default_factory=list)
    makeshift: set[str] = field(default_factory=set)

    def take(self, drive: Drive[Pressed]) -> None:
        slug = drive.name
        if slug == SHOW_WORK:  # where it failed, show_recipe does again, and says so
            self.ran |= dict.fromkeys(drive.ran)
            self.explain(drive, {})
            return
        episode = self.reading.episode(slug, self.world)
        self.ran |= dict.fromkeys(drive.ran)
        self.warnings += [d for result in drive.results.values() for d in result.diagnostics]
        self.failures += [with_what_is_kept(failure, drive) for failure in drive.failures]
        self.explain(drive, voices_by_place(episode))
        if drive.value is not None:
            self.heads[slug] = _remembered(self.todo[slug], drive, episode, self.memory)
            owner = _owner(self.heads[slug])
            self.makeshift |= {slug} if drive.value.is_makeshift else set()
            self.wanted += [_wanted(self.executor, self.show, a, owner) for a in drive.value.artifacts]
        del self.reading.read[slug]

    def explain(self, drive: Drive[Any], voices: Mapping[str, str]) -> None:
        if self.request.is_explained:
            before = self.memory.steps(drive.name)
            self.reasons += reasons(drive.name, drive.asked, drive.ran, before, self.store, voices)


def kit_for(memory: Memory, world: World, reading: Reading, store: Store) -> Kit:
    """What recipes need beside the show."""

    def known_master(slug: str, key: str) -> Mastered | None:
        plain = memory.sound(slug, key)
        if plain is None:
            return None
        master = from_json(Master, plain["master"])
        if not all(store.has(made) for stream in master.streams.values() for made in stream.parts):
            return None
        spoken = {int(number): line for number, line in master.spoken.items()}  # JSON's keys are strings
        steps = tuple((wanted_by, step) for wanted_by, step in plain["steps"])
        return Mastered(key, replace(master, spoken=spoken), steps, tuple(from_plain(d) for d in plain["warnings"]))

    found, overrides = compiler(memory, world), reading.workspace.overrides()
    code = KeptCode(world, str(found["podbuild"]))
    said = partial(memory.utterances, reading.base)
    own = (f"podbuild {__version__}", overrides, reading.base, known_master, said, code)
    more = (str(found["fonts"]), str(found["indexer"]))
    return Kit(found["encoder"], *own, *more, is_made=lambda key: store.get(key) is not None)


def still_out(request: Request, reading: Reading, due: tuple[Head, ...], memory: Memory, manifest: Manifest) -> dict[str, Head]:
    """The episodes that stay as they are: unchanged ones, and where slugs were named, all others that are out already."""
    found: dict[str, Head] = {}
    for head in due:
        old = memory.heads.get(head.file)
        is_asked_for = not request.slugs or head.slug in request.slugs
        known = head if is_asked_for or head.pressing else old
        if known and known.pressing and known.base == reading.base and manifest.holds_all_of(_owner(known), request.target):
            found[head.slug] = known
    return found


def is_installed(head: Head, manifest: Manifest, out: Path) -> bool:
    """Whether an episode lies in a folder just as it is now."""
    return manifest.holds_all_of(_owner(head), out)


def _owner(head: Head) -> str:
    """An episode as it is now: the files of an older state of it, in another folder, are not its own."""
    return f"{head.slug} {digest.of_value([head.base, head.text, head.uses, head.rights])[:24]}"


def _remembered(head: Head, drive: Drive[Pressed], episode: Episode, memory: Memory) -> Head:
    """A freshly pressed episode, written down for the builds to come."""
    assert drive.value is not None
    release = drive.value.release
    mastered = drive.value.mastered
    said = [*mastered.warnings, *(d for result in drive.results.values() for d in result.diagnostics)]
    warnings = tuple(dict.fromkeys((*said, *missed_target(episode, release), *lost_soundbites(episode, release))))
    plain = {"master": to_json(mastered.master), "steps": mastered.steps, "warnings": [to_plain(d) for d in mastered.warnings]}
    memory.keep_sound(release.slug, mastered.key, plain)
    if mastered.utterances is not None:
        memory.keep_utterances(head.base, release.slug, mastered.utterances)
    steps = {key: wanted_by for wanted_by, key in mastered.steps} | {step.key: step.wanted_by for step in drive.asked.values()}
    memory.keep_steps(release.slug, [(wanted_by, key) for key, wanted_by in steps.items()])
    digests = memory.keep(release, drive.value.item, drive.value.row, drive.value.search)
    return replace(head, pressing=described(release, digests, warnings))


def _wanted(executor: Executor, show: Show, artifact: Artifact, owner: str) -> Wanted:
    """A file for the target folder. A text is kept compressed: those of a thousand episodes would fill the memory."""
    made, file = artifact.content, artifact.file
    small = zlib.compress(made, 1) if isinstance(made, bytes) else b""
    content = made if isinstance(made, Made) else None

    def source() -> bytes | Path:
        if made is None:
            raise Forgotten(owner.partition(" ")[0])  # it was to stay as it lay there, and is gone
        return zlib.decompress(small) if content is None else _made(executor, content, file)

    return Wanted(placed(show, file.path), file.digest, file.size_bytes, source, owner)


def _documents(
    documents: tuple[Document, ...], show: Show, base: str, memory: Memory, manifest: Manifest, out: Path
) -> tuple[list[Wanted], set[str]]:
    """The texts that have to be written, rendered, and the paths of those that are as they would be rendered."""
    texts, unchanged, known = [], set(), {}
    is_repeated = show.visibility == "private"  # a feed for each listener: those of hundreds would fill the memory
    for document in documents:
        path, key = placed(show, document.path), digest.of_value([base, document.of])
        before = memory.documents.get(path)
        if before and before[0] == key and manifest.holds(out, path, before[1]):
            unchanged.add(path)
            known[path] = before
            continue
        data = document.render()
        value = digest.of_bytes(data)
        known[path] = (key, value)
        source = partial(zlib.decompress, zlib.compress(data, 1)) if is_repeated else partial(bytes, data)
        texts.append(Wanted(path, value, len(data), source, SHOW))
    memory.documents = known
    return texts, unchanged


def _made(executor: Executor, content: Made, file: OutputFile) -> Path:
    """A step's file, of exactly the bytes that feed and pages were told of."""
    path = executor.path(content)
    if path.name != file.digest:  # a blob is called by its digest, and was held against it
        message = f"{file.path} had to be made again, and came out otherwise than before"
        raise StepFailed(Diagnostic("result-changed", message, fix="build again: the feed is then written anew"))
    return path
