"""An episode that is to be revised, and what it would be with some edits: read whole, by the decoder that reads episodes, before
anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podbuild.authoring.revisable import closed_changes, named_record
from podbuild.authoring.revision_limits import Resting, Version, faults
from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, has_errors
from podbuild.build import Source
from podbuild.drafting.edits import Edit, apply, lines_of
from podbuild.drafting.record import record_path
from podbuild.model.episode import Episode
from podbuild.model.show import Show
from podbuild.reading import named, read_variant
from podbuild.source.workspace import Workspace
from podbuild.steps.step import changed_meanwhile
from podbuild.steps.world import World

Mistakes = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """An episode with its file: `data` are the bytes, `text` what they say, with line ends and byte order mark as they are."""

    root: Path
    show: Show
    episode: Episode
    workspace: Workspace
    data: bytes
    text: str
    sources: Resting = Resting()

    @property
    def file(self) -> str:
        return self.episode.file

    @property
    def version(self) -> Version:
        return Version(self.text, self.episode)

    @property
    def record(self) -> str:
        """The record of who wrote what: the one that the episode names, else the one that it will."""
        return named_record(self.file, self.text, self.workspace) or record_path(self.episode.slug)

    @property
    def path(self) -> Path:
        return self.root / self.file


def find_subject(source: Source, slug: str) -> tuple[Subject | None, Mistakes]:
    """The episode of that name; None, with the reason, where there is none, or it has mistakes. Raises StepFailed."""
    assert source.show is not None
    episode, mistakes = named(source, slug)
    if episode is None:
        return None, mistakes
    data = (source.workspace.root / episode.file).read_bytes()
    if digest.of_bytes(data) != source.workspace.seen[episode.file][1]:
        raise changed_meanwhile(episode.file, None)
    return Subject(source.workspace.root, source.show, episode, source.workspace, data, data.decode("utf-8")), ()


def revised(subject: Subject, edits: Sequence[Edit], world: World) -> tuple[Version | None, Mistakes]:
    """The episode with these edits; None, with what is wrong, where it would not read, or has what a revision may not bring."""
    text = apply(subject.text, edits)
    episode, mistakes = read_variant(subject.file, text, subject.show, subject.workspace, world)
    if episode is None or has_errors(mistakes):
        return None, _in_the_revision([d for d in mistakes if d.is_error], text, subject.file)
    version = Version(text, episode)
    closed = closed_changes(subject.file, subject.text, edits, subject.workspace)
    found = [*closed, *faults(subject.version, version, subject.sources)]
    return (None, _in_the_revision(found, text, subject.file)) if found else (version, ())


def _in_the_revision(found: Sequence[Diagnostic], text: str, file: str) -> Mistakes:
    """Mistakes with the line that they are about: its number is one of a text that nobody has seen."""
    lines = lines_of(text)

    def told(d: Diagnostic) -> Diagnostic:
        if d.span is None or d.span.file != file or not 0 < d.span.line <= len(lines):
            return d
        line = lines[d.span.line - 1].strip()
        return replace(d, span=None, message=f'in what would be line {d.span.line} ("{line[:80]}"): {d.message}')

    return tuple(told(d) for d in found)


def new_lines(before: Episode, after: Episode) -> tuple[str, ...]:
    """What is spoken after a revision and was not before it, line by line."""
    left = Counter(line.text for line in before.lines)
    new = []
    for line in after.lines:
        if left[line.text]:
            left[line.text] -= 1
        else:
            new.append(line.text)
    return tuple(new)
