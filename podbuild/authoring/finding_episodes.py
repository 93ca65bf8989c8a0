"""The episode that a command is about."""

from __future__ import annotations

from pathlib import PurePosixPath

from podbuild.authoring.commission import COMMAND_WRONG, SHOW_WRONG, Commission, Stopped
from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.model.episode import Episode


def found_episode(commission: Commission, slug: str) -> Episode:
    """The episode of that name. Raises Stopped where there is none, or where it has mistakes."""
    found = next((e for e in commission.source.episodes if e.slug == slug), None)
    if found is not None:
        return found
    faulty = [d for d in commission.source.diagnostics if d.is_error and d.span and PurePosixPath(d.span.file).stem == slug]
    if faulty:
        raise Stopped(faulty, SHOW_WRONG, commission.workspace.source_line)
    fix = did_you_mean(slug, [e.slug for e in commission.source.episodes]) or "write the name of its file, without the ending"
    raise Stopped([Diagnostic("episode-unknown", f'there is no episode "{slug}"', fix=fix)], COMMAND_WRONG)
