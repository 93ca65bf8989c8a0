"""All targets. To add one: its file, and its name here."""

from __future__ import annotations

from podbuild.publish.folder import FOLDER
from podbuild.publish.github_pages import GITHUB_PAGES
from podbuild.publish.object_store import OBJECT_STORE
from podbuild.publish.podping import PODPING
from podbuild.publish.rsync import RSYNC
from podbuild.publish.spotify import SPOTIFY
from podbuild.publish.target import Target
from podbuild.publish.websub import WEBSUB

TARGETS: tuple[Target, ...] = (FOLDER, OBJECT_STORE, GITHUB_PAGES, RSYNC, SPOTIFY, WEBSUB, PODPING)
BY_NAME = {target.name: target for target in TARGETS}
