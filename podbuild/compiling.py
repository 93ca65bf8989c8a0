"""From what was read to what is installed: keep what is as it was, drive recipes for the rest, put the files in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from podbuild import __version__
from podbuild.base import digest
from podbuild.base.codec import from_json, to_json
from podbuild.base.diagnostics import Diagnostic
from podbuild.feed.guid import episode_guid
from podbuild.identity import compiler
from podbuild.model.episode import Episode
from podbuild.model.release import Document, OutputFile, Release
from podbuild.reading import Reading
from podbuild.recipe import FEED, Artifact, Kit, Mastered, Pressed, episode_recipe, show_recipe
from podbuild.remembered import Head, Memory, described
from podbuild.sound_recipe import Master
from podbuild.steps.executor import Drive, Executor, StepEvent
from podbuild.steps.install import Installed, Manifest, Wanted, install, sweep
from podbuild.steps.step import Made, Step, StepFailed
from podbuild.steps.store import Store
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.build import Request

LOUDNESS_TOLERANCE_LU = 0.5
SHOW = ""  # the owner of the files that belong to no episode


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came of it: `heads` of the episodes that were compiled, by slug; `listed` are all that are out; `paths` all files."""

    diagnostics: tuple[Diagnostic, ...] = ()
    has_failed: bool = False
    heads: Mapping[str, Head] = field(default_factory=dict)
    listed: tuple[Head, ...] = ()
    built: tuple[str, ...] = ()
    ran: tuple[Step, ...] = ()
    installed: Installed = Installed((), ())
    paths: tuple[str, ...] = ()


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
    if was_killed:
        store.sweep()
    if was_killed or manifest.was_cut_short:
        sweep(out)
    kit = kit_for(memory, world, reading)
    executor = Executor(store, reading.workspace.path, world, request.jobs, on_event)
    kept = _kept(request, reading, due, memory, manifest)
    todo = [head for head in due if head.slug not in kept]
    drives = executor.run(
        (h.slug, episode_recipe(kit, show, reading.episode(h.slug, world), h.guid or episode_guid(show.url, h.slug))) for h in todo
    )
    ran = tuple(dict.fromkeys(step for drive in drives for step in drive.ran))
    if failures := tuple(_with_what_is_kept(failure, drive) for drive in drives for failure in drive.failures):
        warnings = tuple(d for drive in drives for result in drive.results.values() for d in result.diagnostics)
        return Compiled((*warnings, *failures), has_failed=True, ran=ran)
    heads = {h.slug: _remembered(h, drive, reading.episode(h.slug, world), memory) for h, drive in zip(todo, drives, strict=True)}
    listed = tuple(kept.get(head.slug) or heads[head.slug] for head in due)
    (show_drive,) = executor.run([("show", show_recipe(kit, show, tuple(memory.entry(head) for head in listed)))])
    ran += tuple(show_drive.ran)
    warnings = tuple(d for head in listed for d in head.pressing.warnings if head.pressing)  # type: ignore[union-attr]
    warnings += tuple(d for result in show_drive.results.values() for d in result.diagnostics)
    if show_drive.value is None:
        return Compiled((*warnings, *show_drive.failures), has_failed=True, ran=ran)
    artifacts, documents = show_drive.value
    wanted = [_wanted(executor, a, _owner(heads[d.name])) for d in drives if d.value for a in d.value.artifacts]
    wanted += [_wanted(executor, a, SHOW) for a in artifacts]
    texts, unchanged = _documents(documents, reading.base, memory, manifest, out)
    keep = {path for head in kept.values() for path in manifest.owned(_owner(head))} | unchanged
    installed = install(out, [*wanted, *texts], manifest, keep, last=(FEED,))
    return Compiled(warnings, False, heads, listed, tuple(heads), ran, installed, tuple(manifest.entries))


def kit_for(memory: Memory, world: World, reading: Reading) -> Kit:
    """What recipes need beside the show."""

    def known_master(slug: str, key: str) -> Mastered | None:
        plain = memory.sound(slug, key)
        if plain is None:
            return None
        master = from_json(Master, plain["master"])
        spoken = {int(number): line for number, line in master.spoken.items()}  # JSON's keys are strings
        return Mastered(key, replace(master, spoken=spoken), tuple((wanted_by, step) for wanted_by, step in plain["steps"]))

    encoder, overrides = compiler(memory, world)["encoder"], reading.workspace.overrides()
    return Kit(encoder, f"podbuild {__version__}", overrides, reading.base, known_master)


def manifest_file(state: Path, out: Path, root: Path) -> Path:
    """Where it stands what was installed into a folder, which is known by its path from the show where it lies inside."""
    whole, inside = out.resolve(), root.resolve()
    place = whole.relative_to(inside).as_posix() if whole.is_relative_to(inside) else str(whole)
    return state / f"installed-{digest.of_bytes(place.encode('utf-8', 'surrogateescape'))[:12]}.json"


def _kept(request: Request, reading: Reading, due: tuple[Head, ...], memory: Memory, manifest: Manifest) -> dict[str, Head]:
    """The episodes that stay as they are: unchanged ones, and where slugs were named, all others that are out already."""
    found: dict[str, Head] = {}
    for head in due:
        old = memory.heads.get(head.file)
        is_asked_for = not request.slugs or head.slug in request.slugs
        known = head if is_asked_for or head.pressing else old
        if known and known.pressing and known.base == reading.base and manifest.holds_all_of(_owner(known), request.target):
            found[head.slug] = known
    return found


def _owner(head: Head) -> str:
    """An episode as it is now: the files of an older state of it, in another folder, are not its own."""
    return f"{head.slug} {digest.of_value([head.base, head.text, head.uses, head.rights])[:24]}"


def _remembered(head: Head, drive: Drive[Pressed], episode: Episode, memory: Memory) -> Head:
    """A freshly pressed episode, written down for the builds to come."""
    assert drive.value is not None
    release = drive.value.release
    said = [d for result in drive.results.values() for d in result.diagnostics]
    warnings = tuple(dict.fromkeys((*said, *_missed_target(episode, release))))
    mastered = drive.value.mastered
    memory.keep_sound(release.slug, mastered.key, {"master": to_json(mastered.master), "steps": mastered.steps})
    steps = {key: wanted_by for wanted_by, key in mastered.steps} | {step.key: step.wanted_by for step in drive.asked.values()}
    digests = memory.keep(release, drive.value.item, [(wanted_by, key) for key, wanted_by in steps.items()])
    return replace(head, pressing=described(release, digests, warnings))


def _wanted(executor: Executor, artifact: Artifact, owner: str) -> Wanted:
    content, file = artifact.content, artifact.file

    def source() -> bytes | Path:
        return content if isinstance(content, bytes) else _made(executor, content, file)

    return Wanted(file.path, file.digest, file.size_bytes, source, owner)


def _documents(
    documents: tuple[Document, ...], base: str, memory: Memory, manifest: Manifest, out: Path
) -> tuple[list[Wanted], set[str]]:
    """The texts that have to be written, rendered, and the paths of those that are as they would be rendered."""
    texts, unchanged, known = [], set(), {}
    for document in documents:
        path, key = document.path, digest.of_value([base, document.of])
        before = memory.documents.get(path)
        if before and before[0] == key and manifest.holds(out, path, before[1]):
            unchanged.add(path)
            known[path] = before
            continue
        data = document.render()
        value = digest.of_bytes(data)
        known[path] = (key, value)
        texts.append(Wanted(path, value, len(data), partial(bytes, data), SHOW))
    memory.documents = known
    return texts, unchanged


def _made(executor: Executor, content: Made, file: OutputFile) -> Path:
    """A step's file, of exactly the bytes that feed and pages were told of."""
    path = executor.path(content)
    if digest.of_file(path) != file.digest:
        message = f"{file.path} had to be made again, and came out otherwise than before"
        raise StepFailed(Diagnostic("result-changed", message, fix="build again: the feed is then written anew"))
    return path


def _missed_target(episode: Episode, release: Release) -> Iterator[Diagnostic]:
    """A finished file that could not be brought to the loudness that was asked for: silence, or peaks without a body."""
    target, reading = episode.sound.loudness.integrated_lufs, release.reading.integrated_lufs
    if abs(target - reading) > LOUDNESS_TOLERANCE_LU:
        message = f"{episode.slug} measures {reading:.1f} LUFS, where {target:g} LUFS was asked for"
        fix = "its sound is nearly silent, or has peaks that leave no room: choose a lower loudness, or mend the recording"
        yield Diagnostic("loudness-missed", message, episode.span, "warning", fix)


def _with_what_is_kept(failure: Diagnostic, drive: Drive[Pressed]) -> Diagnostic:
    """A failure with the lines that are spoken already, and those that a second build has to speak."""
    lines = [step for step in drive.batch if step.action.name == "speak" and ", line " in step.wanted_by]
    missing = [step.wanted_by.rpartition(" ")[2] for step in lines if step.key not in drive.results]
    if not missing:
        return failure
    places = list(dict.fromkeys(missing))
    rest = ", ".join(places[:12]) + (" …" if len(places) > 12 else "")
    kept = f"of {drive.name}, {len(lines) - len(missing)} of {len(lines)} lines are spoken and kept; to be spoken: lines {rest}"
    return replace(failure, why=kept)
