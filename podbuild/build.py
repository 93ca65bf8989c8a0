"""A build: read, load, check, drive the recipes, install. What a podcast consists of is decided in recipe.py.

Deliberately absent: printing (report.py) and exit statuses (cli/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from podbuild import __version__
from podbuild.base import digest
from podbuild.base.codec import to_json
from podbuild.base.diagnostics import Diagnostic, did_you_mean, has_errors, in_order
from podbuild.model.episode import Episode
from podbuild.model.release import OutputFile, Release
from podbuild.model.show import Show
from podbuild.remembered import Record, recall, remember
from podbuild.source.workspace import Workspace
from podbuild.steps.executor import Drive, Executor, Recipe, StepEvent
from podbuild.steps.install import Installed, Manifest, Wanted, install
from podbuild.steps.step import Made, Step, StepFailed
from podbuild.steps.store import Store
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.recipe import Pressed

STATE = ".podbuild"
LOUDNESS_TOLERANCE_LU = 0.5
_SOURCES = ("assets", "episodes", "sources", "templates", "playlists", "recipes", STATE)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be built. `slugs` empty means every episode that is due; `out` None is public/ in the show."""

    root: Path
    slugs: tuple[str, ...] = ()
    has_drafts: bool = False
    has_future: bool = False
    out: Path | None = None
    jobs: int = 2
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A show as it was read, and every mistake of the run; `show` is None where its show.yaml has mistakes."""

    show: Show | None
    episodes: tuple[Episode, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build.

    `outcome`: "done"; "mistakes" in the show's files; "refused" for warnings under --strict; "failed" steps. `built` are
    the slugs that were compiled, `left_out` those that are not due, with the reason.
    """

    outcome: Literal["done", "mistakes", "refused", "failed"]
    source: Source
    out: Path
    diagnostics: tuple[Diagnostic, ...] = ()
    releases: tuple[Release, ...] = ()
    built: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    ran: tuple[Step, ...] = ()
    installed: Installed = Installed((), ())
    seconds: float = 0.0


def read(root: Path, world: World) -> Source:
    """Load the show and all its episodes, with every mistake and the checks' findings."""
    from podbuild.audio.hearing import sound_problem
    from podbuild.checks.checks import run_checks
    from podbuild.recipe import unspoken_disclosures
    from podbuild.source.load import load
    from podbuild.speech.engines import ENGINES
    from podbuild.speech.speakable import unspeakable

    workspace = Workspace(root)
    problems = {engine.name: engine.problem for engine in ENGINES}
    show, episodes, mistakes = load(workspace, engines=problems, probe=sound_problem(world))
    if show is not None:
        mistakes += (*run_checks(show, episodes), *unspeakable(show, episodes), *unspoken_disclosures(show, episodes))
    return Source(show, episodes, in_order(mistakes), workspace)


def build(request: Request, world: World, on_event: Callable[[StepEvent], None] = lambda event: None) -> Built:
    """Compile a show into its public folder."""
    begun = world.elapsed_seconds()
    source = read(request.root, world)
    out = request.out or request.root / "public"
    mistakes = in_order((*source.diagnostics, *_unknown_slugs(request, source.episodes)))
    if source.show is None or has_errors(mistakes):
        return Built("mistakes", source, out, mistakes)
    if request.is_strict and mistakes:
        return Built("refused", source, out, mistakes)
    if taken := _place_taken(request.root, out):
        return Built("mistakes", source, out, in_order((*mistakes, taken)))
    due, left_out = choose(source.episodes, request, world.now())
    try:
        built = _compile(request, source, source.show, due, out, world, on_event)
    except StepFailed as failed:
        built = Built("failed", source, out, (failed.diagnostic,))
    return _with(built, mistakes, left_out, world.elapsed_seconds() - begun)


def choose(episodes: Iterable[Episode], request: Request, now: datetime) -> tuple[tuple[Episode, ...], dict[str, str]]:
    """The episodes that are due, and why each other one is not. One that was named is due whatever it is."""
    due: list[Episode] = []
    left_out: dict[str, str] = {}
    for episode in episodes:
        if episode.slug in request.slugs:
            due.append(episode)
        elif episode.is_draft and not request.has_drafts:
            left_out[episode.slug] = "a draft: build it with --drafts"
        elif episode.date and datetime.fromisoformat(episode.date) > now and not request.has_future:
            left_out[episode.slug] = f"due on {episode.date[:10]}: build it with --future"
        else:
            due.append(episode)
    return tuple(due), left_out


def _compile(
    request: Request,
    source: Source,
    show: Show,
    due: tuple[Episode, ...],
    out: Path,
    world: World,
    on_event: Callable[[StepEvent], None],
) -> Built:
    from podbuild.audio import ffmpeg
    from podbuild.feed.guid import episode_guid
    from podbuild.recipe import FEED, Artifact, Kit, episode_recipe, show_artwork, show_recipe

    state = request.root / STATE
    manifest_file = state / f"installed-{digest.of_bytes(_place(out, request.root).encode())[:12]}.json"
    show_digest = digest.of_value(to_json(show))
    kept = _kept(request, due, Manifest(manifest_file), out, state / "releases", show_digest)
    kit = Kit(ffmpeg.version(world), f"podbuild {__version__}", source.workspace.overrides())
    executor = Executor(Store(state / "store"), source.workspace.path, world, request.jobs, on_event)
    todo = [e for e in due if e.slug not in kept]
    episodes = ((e.slug, episode_recipe(kit, show, e, e.guid or episode_guid(show.url, e.slug))) for e in todo)
    first: tuple[str, Recipe[Any]] = ("show", show_artwork(kit, show))  # which show_recipe then finds ready, or fails with
    artwork, *drives = executor.run(chain([first], episodes))
    ran = tuple(dict.fromkeys(step for drive in (artwork, *drives) for step in drive.ran))
    warnings = tuple(d for drive in drives for result in drive.results.values() for d in result.diagnostics)
    if failures := tuple(_with_what_is_kept(failure, drive) for drive in drives for failure in drive.failures):
        return Built("failed", source, out, (*warnings, *failures), ran=ran)
    pressed = {drive.name: drive.value for drive in drives if drive.value is not None}
    releases = tuple(kept[e.slug].release if e.slug in kept else pressed[e.slug].release for e in due)
    (show_drive,) = executor.run([("show", show_recipe(kit, show, releases))])
    if show_drive.value is None:
        return Built("failed", source, out, (*warnings, *show_drive.failures), ran=ran)
    warnings += tuple(d for result in show_drive.results.values() for d in result.diagnostics)

    def wanted(artifact: Artifact) -> Wanted:
        content, file = artifact.content, artifact.file
        return Wanted(
            file.path,
            file.digest,
            file.size_bytes,
            lambda: content if isinstance(content, bytes) else _made(executor, content, file),
        )

    warnings += tuple(missed for e in due if e.slug in pressed for missed in _missed_target(e, pressed[e.slug].release))
    artifacts = [*(a for p in pressed.values() for a in p.artifacts), *show_drive.value]
    as_they_are = [Wanted(f.path, f.digest, f.size_bytes, _gone) for record in kept.values() for f in record.files]
    installed = install(out, [*map(wanted, artifacts), *as_they_are], manifest_file, last=(FEED,))
    for press in pressed.values():
        remember(state / "releases", Record(press.release, show_digest, tuple(a.file for a in press.artifacts)))
    ran += tuple(show_drive.ran)
    return Built("done", source, out, warnings, releases, tuple(pressed), {}, ran, installed)


def _made(executor: Executor, content: Made, file: OutputFile) -> Path:
    """A step's file, of exactly the bytes that feed and pages were told of."""
    path = executor.path(content)
    if digest.of_file(path) != file.digest:
        message = f"{file.path} had to be made again, and came out otherwise than before"
        raise StepFailed(Diagnostic("result-changed", message, fix="build again: the feed is then written anew"))
    return path


def _gone() -> bytes:
    message = "a file of an episode that was to stay as it is changed meanwhile"
    raise StepFailed(Diagnostic("output-changed", message, fix="build again without naming episodes"))


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


def _place(out: Path, root: Path) -> str:
    """What an output folder is known by: its path from the show where it lies inside, so that a show can be moved."""
    whole, inside = out.resolve(), root.resolve()
    return whole.relative_to(inside).as_posix() if whole.is_relative_to(inside) else str(whole)


def _kept(request: Request, due: tuple[Episode, ...], manifest: Manifest, out: Path, folder: Path, show: str) -> dict[str, Record]:
    """Where slugs were named: the other episodes' releases, as long as the show and all their files are as they were."""
    if not request.slugs:
        return {}
    records = {e.slug: recall(folder, e.slug) for e in due if e.slug not in request.slugs}
    return {
        slug: record
        for slug, record in records.items()
        if record and record.show == show and all(manifest.holds(out, f.path, f.digest) for f in record.files)
    }


def _place_taken(root: Path, out: Path) -> Diagnostic | None:
    """Why the output must not go where the sources are: its files would lie among the author's, some under their names."""
    whole, inside = out.resolve(), root.resolve()
    if inside.is_relative_to(whole) or any(whole.is_relative_to(inside / name) for name in _SOURCES):
        return Diagnostic("out-in-sources", f"{out} holds the show's own files", fix="choose a folder of its own with --out")
    return None


def _unknown_slugs(request: Request, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    known = [e.slug for e in episodes]
    return tuple(
        Diagnostic("slug-unknown", f'there is no episode "{slug}"', fix=did_you_mean(slug, known))
        for slug in request.slugs
        if slug not in known
    )


def _with(built: Built, mistakes: tuple[Diagnostic, ...], left_out: Mapping[str, str], seconds: float) -> Built:
    return replace(built, diagnostics=in_order((*mistakes, *built.diagnostics)), left_out=left_out, seconds=seconds)
