"""All targets. To add one: its file, and its name here."""

from __future__ import annotations

from podbuild.publish.folder import FOLDER
from podbuild.publish.spotify import SPOTIFY
from podbuild.publish.target import Target

TARGETS: tuple[Target, ...] = (FOLDER, SPOTIFY)
BY_NAME = {target.name: target for target in TARGETS}
