"""Where podbuild keeps what it remembers of a show: a folder beside the sources, that may be deleted at any time.

Only what the interpreter has anyway is imported: a build in which nothing changed is to be over before anything is loaded.
"""

from __future__ import annotations

import os
import zlib

NAME = ".podbuild"
PREVIEW = "preview"  # in it: what `podbuild serve` shows, drafts and all, so that public/ holds none of them
PACKING = "packing"  # in it: episodes that were packed though they are not due, so that public/ holds none of them

TYPE_CHECKING = False  # as typing has it, which takes 6 ms to load
if TYPE_CHECKING:
    from collections.abc import Mapping


def state_folder(root: str, environment: Mapping[str, str]) -> str:
    """`.podbuild` in the show; for a show that may only be read, a folder of its own in the user's cache.

    A `.podbuild` that is a link counts as none: a show from somebody else must not say where podbuild writes.
    """
    beside = os.path.join(root, NAME)
    if not os.path.islink(beside) and os.access(beside if os.path.isdir(beside) else root, os.W_OK):
        return beside
    whole = os.path.realpath(root)
    mark = zlib.crc32(whole.encode("utf-8", "surrogateescape"))
    return os.path.join(user_cache(environment), "shows", f"{os.path.basename(whole)[:60]}-{mark:08x}")


def user_cache(environment: Mapping[str, str]) -> str:
    """podbuild's folder in the user's cache."""
    home = environment.get("HOME") or os.path.expanduser("~")
    return os.path.join(environment.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"), "podbuild")
