"""An accepted change put into the show: first into the record of who wrote what, then into the episode's file, each whole.

In that order, because of a kill between the two only this is left: an act on record whose lines are not in the file, which
`--undo` finds and strikes. The other way round, a machine's words would stand there as a human's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from podbuild.authoring.places_again import replaced
from podbuild.authoring.revisable import with_provenance
from podbuild.authoring.revision import Subject, new_lines
from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, has_errors
from podbuild.drafting.edits import Edit, apply
from podbuild.drafting.record import append_act
from podbuild.model.episode import Episode
from podbuild.model.provenance import Act
from podbuild.reading import read_variant
from podbuild.source.workspace import Workspace
from podbuild.steps.step import StepFailed
from podbuild.steps.whole_files import replace_text
from podbuild.steps.world import World

OnWrite = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked what, for the record."""

    wish: str
    model: str
    prompts: str


def keep_revision(
    subject: Subject, edits: Sequence[Edit], after: Episode, asked: Asked, world: World, on_write: OnWrite
) -> tuple[Diagnostic, ...]:
    """Put edits that were accepted into the show; what is to be known about it comes back. Raises StepFailed.

    `on_write` is told of the file's bytes before they are written.
    """
    return write_recorded(subject, apply(subject.text, edits), revision_act(subject, edits, after, asked, world), world, on_write)


def revision_act(subject: Subject, edits: Sequence[Edit], after: Episode, asked: Asked, world: World) -> Act:
    """What the record will say of a revision."""
    return Act(
        "",
        "revise",
        world.moment(),
        asked.model,
        asked.wish,
        subject.episode.sources,
        asked.prompts,
        new_lines(subject.episode, after),
        replaced(edits, subject.text),
    )


def write_recorded(
    subject: Subject, text: str, act: Act, world: World, on_write: OnWrite = lambda data: None
) -> tuple[Diagnostic, ...]:
    """Record an act, and write the text that comes of it, with the name of its record. Raises StepFailed.

    Nothing is written where the file is not what it was when it was read. What is taken back is recorded last, for the reason
    that all else is recorded first: no kill leaves a machine's words that the record does not have.
    """
    _check_writable(subject)
    if act.deed == "undo":
        if not _is_replaced(subject, text):
            raise changed(subject)
        append_act(subject.root, subject.record, act)
        return ()
    act = append_act(subject.root, subject.record, act)
    named, notes = _naming_record(subject, text, world)
    on_write(named.encode("utf-8"))
    try:
        is_written = _is_replaced(subject, named)
    except BaseException:
        strike(subject, act, world)
        raise
    if not is_written:
        strike(subject, act, world)
        raise changed(subject)
    return notes


def _is_replaced(subject: Subject, text: str) -> bool:
    """Write the file, where it is what it was when it was read."""
    try:
        return replace_text(_real(subject), text.encode("utf-8"), digest.of_bytes(subject.data))
    except FileNotFoundError:
        return False


def strike(subject: Subject, act: Act, world: World) -> None:
    """Record that an act is not in the file, or is not any more."""
    append_act(subject.root, subject.record, Act("", "undo", world.moment(), wish=act.wish, undone=act.id))


def changed(subject: Subject) -> StepFailed:
    """The author, or somebody else, wrote meanwhile."""
    message = f"{subject.file} was changed meanwhile, and is left as it is"
    fix = "look at it, then run the command again; what was paid for is kept in .podbuild/drafts"
    return StepFailed(Diagnostic("episode-changed", message, fix=fix))


def _check_writable(subject: Subject) -> None:
    path = _real(subject)
    if not path.is_file() or digest.of_file(path) != digest.of_bytes(subject.data):
        raise changed(subject)
    is_closed = not path.stat().st_mode & 0o222  # which the system does not hold root to
    if is_closed or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        fix = "make it yours to write, then run the command again: what was paid for is kept"
        raise StepFailed(Diagnostic("machine-refused", f"{subject.file} may only be read", fix=fix))


def _real(subject: Subject) -> Path:
    return Path(os.path.realpath(subject.path))


def _naming_record(subject: Subject, text: str, world: World) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text with its record named among the fields; told where that could not be written down."""
    workspace = Workspace(subject.root)  # one that sees the record, which may be new
    candidates = tuple(with_provenance(subject.file, text, subject.record, workspace))
    for edit in candidates:
        named = apply(text, [edit])
        episode, mistakes = read_variant(subject.file, named, subject.show, workspace, world)
        if episode is not None and episode.provenance and not has_errors(mistakes):
            return named, ()
    if not candidates:
        return text, ()
    message = (
        f"{subject.file} does not name its record of who wrote what, and its fields are written so that podbuild cannot add it"
    )
    return text, (Diagnostic("provenance-unnamed", message, None, "warning", f"add to its fields: provenance: {subject.record}"),)
