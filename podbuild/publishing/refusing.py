"""Why nothing is planned for a target, though the target itself says no word against it."""

from __future__ import annotations

from pathlib import Path

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination
from podbuild.model.edition import Edition
from podbuild.publish.target import Target


def kept_from(edition: Edition, target: Target, destination: Destination) -> Diagnostic | None:
    """Why a show must not go to a target: what is not for all is not put where all can list it."""
    visibility = getattr(edition.show, "visibility", "public")
    if visibility == "public" or target.reach(destination) == "addressed":
        return None
    message = f'the show is {visibility}, and "{destination.name}" ({destination.target}) can be listed by everybody'
    fix = "publish it to a folder, or to a bucket with listing: false, or write visibility: public"
    if target.is_after:
        message = f'the show is {visibility}, and "{destination.name}" ({destination.target}) tells everybody of its feed'
        fix = "take it out of show.yaml, or write visibility: public"
    return Diagnostic("target-public", message, destination.span, fix=fix)


def unreadable(error: OSError, edition: Edition) -> Diagnostic:
    """What to say of files of this machine that could not be read for a plan: mostly one of public/ that is gone."""
    file = Path(str(error.filename or "a file"))
    if file.is_relative_to(edition.folder):
        message = f"{file.relative_to(edition.folder).as_posix()} is not as it was built: {error.strerror or error}"
        return Diagnostic("edition-changed", message, fix="run: podbuild build")
    message = f"{file}: {error.strerror or error}"
    return Diagnostic("target-refused", message, fix="see that there is room, and that it may be read and written")
