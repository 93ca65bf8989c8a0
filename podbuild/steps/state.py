"""Where podbuild keeps what it remembers of a show: a folder beside the sources, that may be deleted at any time.

Only `os` is imported here: a build in which nothing changed is to be over before anything else is loaded.
"""

from __future__ import annotations

import os

NAME = ".podbuild"

TYPE_CHECKING = False  # as typing has it, which takes 6 ms to load
if TYPE_CHECKING:
    from collections.abc import Mapping


def state_folder(root: str, environment: Mapping[str, str]) -> str:
    """`.podbuild` in the show; for a show that may only be read, a folder of its own in the user's cache."""
    beside = os.path.join(root, NAME)
    if os.access(beside if os.path.isdir(beside) else root, os.W_OK):
        return beside
    home = environment.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    whole = os.path.realpath(root)
    return os.path.join(home, "podbuild", whole.strip("/\\").replace("/", "-").replace("\\", "-").replace(":", "")[-150:])
