"""What a publish starts from: the edition that lies in public/, just built, or as it was left there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic, has_errors
from podbuild.build import Built, choose
from podbuild.compiling import is_installed
from podbuild.identity import compiler
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.places import taken_out
from podbuild.model.release import newest_first
from podbuild.model.show import Show
from podbuild.out_folder import manifest_file
from podbuild.reading import gather
from podbuild.remembered import Memory
from podbuild.request import Request
from podbuild.source.workspace import Workspace
from podbuild.steps.install import Manifest
from podbuild.steps.state import state_folder
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a publish starts from: the edition that lies in public/, or the mistakes that there are in place of one."""

    workspace: Workspace
    diagnostics: tuple[Diagnostic, ...] = ()
    edition: Edition | None = None


def prepared_from(built: Built) -> Prepared:
    """The edition that a build has just made."""
    source, memory = built.source, built.memory
    assert source.show is not None and memory is not None
    root = source.workspace.root
    guids = {head.slug: head.pressing.guid for head in built.listed if head.pressing}
    files = _files(Manifest(manifest_file(memory.folder, built.out, root)), source.show)
    return Prepared(source.workspace, (), Edition(source.show, built.out, files, guids, lambda: newest_first(built.releases), root))


def prepared_as_it_lies(request: Request, world: World) -> Prepared:
    """The edition that lies in public/, without building; a warning where the show was changed since."""
    state = Path(state_folder(str(request.root), world.environment))
    memory = Memory.read(state)
    workspace = Workspace(request.root, memory.files)
    before = dict(memory.heads)
    try:
        reading = gather(workspace, world, memory, compiler(memory, world))
    except StepFailed as failed:
        return Prepared(workspace, (failed.diagnostic,))
    if reading.show is None or has_errors(reading.diagnostics):
        return Prepared(workspace, reading.diagnostics)
    manifest = Manifest(manifest_file(state, request.target, request.root))
    if manifest.is_new:
        diagnostic = Diagnostic("not-built", "nothing is built yet", fix="run: podbuild build")
        return Prepared(workspace, (*reading.diagnostics, diagnostic))
    due = {head.file: head for head in choose(reading.heads, request, world.now())[0]}
    lying = {file: head for file, head in before.items() if head.pressing and is_installed(head, manifest, request.target)}
    stale = sum(lying.get(file) != head for file, head in due.items()) + sum(file not in due for file in lying)
    said = list(reading.diagnostics)
    if stale:
        what = "1 episode is" if stale == 1 else f"{stale} episodes are"
        message = f"{what} not built as the show is now: the plan is for what public/ holds"
        said.append(Diagnostic("not-built", message, None, "warning", "run: podbuild build"))
    guids = {head.slug: reading.guid(head) for head in lying.values()}
    entries = tuple(memory.entry(head) for head in lying.values())
    folder, files = request.target, _files(manifest, reading.show)
    edition = Edition(reading.show, folder, files, guids, lambda: newest_first(e.whole() for e in entries), request.root)
    return Prepared(workspace, tuple(said), edition)


def _files(manifest: Manifest, show: Show) -> tuple[PublicFile, ...]:
    found = sorted(manifest.entries.items())
    return tuple(PublicFile(path, entry[0], entry[1], taken_out(show, path)) for path, entry in found)
