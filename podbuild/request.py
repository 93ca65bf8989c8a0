"""What somebody asks a build for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be built. `slugs` empty means every episode that is due; `out` None is public/ in the show.

    `leaves_search`: the site's search stays as it was installed, even where it is out of date: a preview renews it afterwards.
    `leaves_pictures`: where words were edited and nothing that is heard, drawn pictures and the sound's tags stay as well.
    `is_alone`: the folder is for the named episodes and no others: a draft that is packed belongs into no folder that is served.
    """

    root: Path
    slugs: tuple[str, ...] = ()
    has_drafts: bool = False
    has_future: bool = False
    out: Path | None = None
    jobs: int = 2
    is_strict: bool = False
    is_explained: bool = False
    leaves_search: bool = False
    leaves_pictures: bool = False
    is_alone: bool = False

    @property
    def target(self) -> Path:
        return self.out or self.root / "public"
