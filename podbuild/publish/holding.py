"""Which files a target holds: all of them, unless the audio lives elsewhere than the pages."""

from __future__ import annotations

from podbuild.model.destination import Destination
from podbuild.model.edition import PublicFile
from podbuild.model.show import Show


def files_for(destination: Destination, show: Show, files: tuple[PublicFile, ...]) -> tuple[PublicFile, ...]:
    """Those of a show's files that go to a target: the audio alone where another names it with `media:`, all but the audio where
    it names another."""
    if any(other.settings.get("media") == destination.name for other in show.publish):
        return tuple(file for file in files if file.is_audio)
    if destination.settings.get("media"):
        return tuple(file for file in files if not file.is_audio)
    return files
