"""A build: read what changed, check, drive the recipes, install. What a podcast consists of is decided in recipe.py.

Deliberately absent: printing (report.py) and exit statuses (cli/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from podbuild.base.diagnostics import Diagnostic, did_you_mean, has_errors, in_order
from podbuild.identity import compiler
from podbuild.model.release import Release
from podbuild.out_folder import among_sources, unwritable
from podbuild.reading import Reading, Source, gather, read
from podbuild.remembered import Forgotten, Head, Memory, forget_finished, forget_lost
from podbuild.request import Request
from podbuild.source.workspace import Workspace
from podbuild.steps import memo
from podbuild.steps.executor import InputLost, StepEvent
from podbuild.steps.install import Installed
from podbuild.steps.lock import held
from podbuild.steps.state import NAME as STATE
from podbuild.steps.state import state_folder
from podbuild.steps.step import Step, StepFailed
from podbuild.steps.whole_files import sweep_own
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.compiling import Compiled
    from podbuild.explaining import Reason

__all__ = ["STATE", "Built", "Request", "Source", "build", "choose", "read"]

_RETRIES = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What a build was made from, for the memo: stamps of the show's files, digests of those it read, when it looked."""

    taken_ns: int
    show: Mapping[str, memo.Stamp]
    read: Mapping[str, tuple[memo.Stamp, str]]
    installed: Mapping[str, memo.Stamp]
    due: tuple[int, int]  # from when until when (Unix time) the same episodes are due


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build.

    `outcome`: "done"; "mistakes" in the show's files; "refused" for warnings under --strict; "failed" steps. `listed` are
    the episodes that are out now, `built` the slugs of those that were compiled, `left_out` those that are not due, with the
    reason; `makeshift` those that wait for their pictures, which the next build draws.
    """

    outcome: Literal["done", "mistakes", "refused", "failed"]
    source: Source
    out: Path
    diagnostics: tuple[Diagnostic, ...] = ()
    listed: tuple[Head, ...] = ()
    built: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    ran: tuple[Step, ...] = ()
    installed: Installed = Installed((), ())
    seconds: float = 0.0
    reasons: tuple[Reason, ...] = ()
    memory: Memory | None = None
    seen: Seen | None = None
    makeshift: frozenset[str] = frozenset()

    @property
    def releases(self) -> tuple[Release, ...]:
        """The releases of `listed`, read whole."""
        assert self.memory is not None or not self.listed
        return tuple(self.memory.entry(head).whole() for head in self.listed) if self.memory else ()


def build(
    request: Request,
    world: World,
    on_event: Callable[[StepEvent], None] = lambda event: None,
    on_wait: Callable[[str], None] = lambda holder: None,
) -> Built:
    """Compile a show into its public folder. While another build of it runs, wait, after telling `on_wait` whose."""
    begun = world.elapsed_seconds()
    state = Path(state_folder(str(request.root), world.environment))
    with held(state, world, on_wait) as was_killed:
        if was_killed:
            sweep_own(state, state / "releases")
        for _ in range(_RETRIES):
            try:
                built = _build(request, state, was_killed, world, on_event)
                break
            except Forgotten as gone:  # of what was remembered of episodes, something is not as it was: they are compiled anew
                forget_lost(state, gone.slug)
            except InputLost:
                forget_finished(state)
        else:
            raise RuntimeError("what was just written could not be read again")
    return replace(built, seconds=world.elapsed_seconds() - begun)


def _build(request: Request, state: Path, was_killed: bool, world: World, on_event: Callable[[StepEvent], None]) -> Built:
    out = request.target
    taken_ns = world.file_clock_ns()
    stamps = memo.scan(str(request.root), str(out))
    memory = Memory.read(state)
    workspace = Workspace(request.root, memory.files, stamps)
    try:
        reading = gather(workspace, world, memory, compiler(memory, world))
    except StepFailed as failed:  # no ffmpeg
        return Built("failed", Source(None, (), (), workspace), out, (failed.diagnostic,))
    source = Source(reading.show, (), reading.diagnostics, workspace)
    mistakes = in_order((*reading.diagnostics, *unknown_slugs(request, reading)))
    if reading.show is None or has_errors(mistakes):
        return Built("mistakes", source, out, mistakes)
    if request.is_strict and mistakes:
        return Built("refused", source, out, mistakes)
    if taken := among_sources(request.root, out):
        return Built("mistakes", source, out, in_order((*mistakes, taken)))
    if refused := unwritable(out):
        return Built("failed", source, out, in_order((*mistakes, refused)))
    due, left_out, window = choose(reading.heads, request, world.now())
    documents = memory.documents
    from podbuild.compiling import compile_show

    try:
        done = compile_show(request, reading, due, state, memory, was_killed, world, on_event)
    except StepFailed as failed:
        return Built("failed", source, out, in_order((*mistakes, failed.diagnostic)), left_out=left_out)
    seen = Seen(taken_ns, stamps, workspace.seen, {}, window)
    if request.is_alone:  # what is known of the folder that is served stays
        memory.documents = documents
        left = {head.slug: head for head in memory.heads.values() if head.slug in left_out and head.pressing}
    else:
        left = {}
    return _finished(done, source, out, mistakes, left_out, seen, memory, reading, left)


def _finished(
    done: Compiled,
    source: Source,
    out: Path,
    mistakes: tuple[Diagnostic, ...],
    left_out: Mapping[str, str],
    seen: Seen,
    memory: Memory,
    reading: Reading,
    left: Mapping[str, Head],
) -> Built:
    said = in_order((*mistakes, *done.diagnostics))
    if done.is_refused:
        return Built("refused", source, out, said, left_out=left_out, ran=done.ran, reasons=done.reasons)
    if done.has_failed:
        return Built("failed", source, out, said, left_out=left_out, ran=done.ran, reasons=done.reasons)
    memory.files = dict(source.workspace.seen)
    gone = {head.slug for head in memory.heads.values()} - {head.slug for head in reading.heads}
    is_told = any(d.code == "episode-renamed" for d in said)  # by what the ledgers know
    said = said if is_told else in_order((*said, *_renamed(memory, reading, gone)))
    out_now = {**left, **{head.slug: head for head in done.listed}}  # of what was kept though it changed, the older state
    for slug in done.makeshift:  # compiled once more by the next build, whichever that is
        out_now[slug] = replace(out_now[slug], pressing=None)
    memory.heads = {head.file: head for head in (out_now.get(h.slug, h) for h in reading.heads)}
    memory.forget(gone)
    memory.write(seen.taken_ns)
    seen = replace(seen, installed=memo.glance(str(out), done.paths))  # now: afterwards another build may install
    work = (done.ran, done.installed, 0.0, done.reasons)
    return Built("done", source, out, said, done.listed, done.built, left_out, *work, memory, seen, done.makeshift)


def choose(heads: Iterable[Head], request: Request, now: datetime) -> tuple[tuple[Head, ...], dict[str, str], tuple[int, int]]:
    """The episodes that are due, why each other one is not, and from when until when (Unix time) this is so.

    One that was named is due whatever it is.
    """
    due: list[Head] = []
    left_out: dict[str, str] = {}
    begin, end = 0, 2**62
    for head in heads:
        moment = int(datetime.fromisoformat(head.date).timestamp()) if head.date else 0
        if head.slug in request.slugs:
            due.append(head)
        elif request.is_alone:
            left_out[head.slug] = "not asked for"
        elif head.is_draft and not request.has_drafts:
            is_later = moment > now.timestamp() and not request.has_future
            left_out[head.slug] = "a draft: build it with --drafts" + (" --future" if is_later else "")
        elif moment > now.timestamp() and not request.has_future:
            left_out[head.slug] = f"due on {head.date[:10]}: build it with --future"
            end = min(end, moment)
        else:
            due.append(head)
            begin = begin if request.has_future else max(begin, moment)
    return tuple(due), left_out, (begin, end)


def _renamed(memory: Memory, reading: Reading, gone: set[str]) -> Iterator[Diagnostic]:
    """Episodes that seem to be others under a new name: apps would take them for new ones."""
    before = {head.slug for head in memory.heads.values()}
    for head in reading.heads:
        old = [h for h in memory.heads.values() if h.slug in gone and h.pressing and not h.guid and h.date == head.date != ""]
        if head.slug not in before and not head.guid and len(old) == 1 and old[0].pressing:
            message = f'this looks like "{old[0].slug}" under a new name: apps that have it will take it for a new episode'
            fix = f"write into it: guid: {old[0].pressing.guid}"
            yield Diagnostic(
                "episode-renamed", message, head.span, "warning", fix, "what no guid was written for, has one from its name"
            )


def unknown_slugs(request: Request, reading: Reading) -> tuple[Diagnostic, ...]:
    """Episodes that were named and are not there; one with mistakes is."""
    heads, files = reading.heads, [Path(name).stem for name in reading.workspace.files("episodes")]
    known = sorted({*files, *(head.slug for head in heads)})
    return tuple(
        Diagnostic("slug-unknown", f'there is no episode "{slug}"', fix=did_you_mean(slug, known))
        for slug in request.slugs
        if slug not in known
    )
