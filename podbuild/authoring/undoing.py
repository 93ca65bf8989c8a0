"""Taking revisions back, the last one first: replaced lines come back where the new ones stand as they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from podbuild.authoring.keeping_revisions import strike, write_recorded
from podbuild.authoring.places_again import is_taken_back, taking_back
from podbuild.authoring.revision import Mistakes, Subject, find_subject
from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.build import Source
from podbuild.drafting.edits import Edit, apply, lines_of, narrowed
from podbuild.model.episode import Episode
from podbuild.model.provenance import Act, Replaced
from podbuild.reading import read_variant
from podbuild.steps.world import World


@dataclass(frozen=True, slots=True)
class Undone:
    """A revision that was taken back. `edits` are what that changed: none where it was not in the file any more.

    `mistakes` are those that the episode has now.
    """

    act: Act
    edits: tuple[Edit, ...] = ()
    mistakes: Mistakes = ()


def last_revised(source: Source, slug: str) -> tuple[Subject | None, Mistakes]:
    """The episode of that name, "" for the one that was revised last; None, with the reason, where it has nothing to take back."""
    slug = slug or _revised_last(source.episodes)
    if not slug:
        return None, (Diagnostic("undo-nothing", "no episode of this show has a revision that could be taken back"),)
    subject, mistakes = find_subject(source, slug)
    if subject is not None and last_revision(subject.episode.provenance) is None:
        return None, (Diagnostic("undo-nothing", f"{subject.file} has no revision that could be taken back"),)
    return subject, mistakes


def undo_last(subject: Subject, world: World) -> tuple[Undone | None, Mistakes]:
    """Take an episode's last revision back; None, with the places, where its lines are not as it wrote them. Raises StepFailed."""
    act = last_revision(subject.episode.provenance)
    assert act is not None
    edits, missing = taking_back(act.replaced, subject.text)
    if missing and is_taken_back(act.replaced, subject.text):
        strike(subject, act, world)
        return Undone(act), ()
    if missing:
        return None, tuple(_changed_since(one, subject) for one in missing)
    text = apply(subject.text, edits)
    notes = write_recorded(subject, text, Act("", "undo", world.moment(), wish=act.wish, undone=act.id), world)
    _, found = read_variant(subject.file, text, subject.show, subject.workspace, world)
    return Undone(act, narrowed(edits), (*notes, *(d for d in found if d.is_error))), ()


def last_revision(acts: Iterable[Act]) -> Act | None:
    """The last revision on record that was not taken back."""
    acts = tuple(acts)
    undone = {act.undone for act in acts if act.deed == "undo"}
    return next((act for act in reversed(acts) if act.deed == "revise" and act.replaced and act.id not in undone), None)


def _revised_last(episodes: Iterable[Episode]) -> str:
    found = [(act.date, episode.slug) for episode in episodes if (act := last_revision(episode.provenance))]
    return max(found)[1] if found else ""


def _changed_since(one: Replaced, subject: Subject) -> Diagnostic:
    """Where something stands that is like what was written, or would."""
    lines = lines_of(subject.text)
    after = [line for line in one.after if line.strip()]
    near = next((n for n, line in enumerate(lines, 1) if line in after), min(one.line, max(1, len(lines))))
    written = next((line for line in one.after if line.strip() and line not in one.before), after[0] if after else "")
    message = f'what the revision wrote does not stand here as it was written: "{written.strip()[:80]}"'
    if not written:
        message = "the lines around what the revision deleted are not as they were"
    fix = f"change it by hand; git log -- {Path(subject.file).as_posix()} shows what it was"
    return Diagnostic("undo-changed", message, Span(subject.file, near), fix=fix)
