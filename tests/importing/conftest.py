"""An import, and the feed that is built of it, for the tests of this folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from podbuild.importing.bringing import Audio, Brought, bring
from podbuild.importing.downloading import Fetcher
from podbuild.steps.world import World
from tests.shows import built

FEEDS = Path(__file__).parent / "feeds"


@dataclass(frozen=True)
class ImpatientWorld(World):
    """A world in which waiting takes no time, and is written down."""

    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """One that waits for nothing, and gives up soon."""
    made = Fetcher(ImpatientWorld({"PATH": os.environ["PATH"]}), timeout_seconds=0.5)
    yield made
    made.close()


def brought(feed: str | Path, root: Path, fetcher: Fetcher, audio: str = "link", goes_without: bool = True) -> Brought:
    kind: Audio = "download" if audio == "download" else "link"
    return bring(str(feed), root, kind, "", fetcher, lambda what, done, total: None, goes_without)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cover, and the steps that were done for it: no show of these tests has to have its own drawn."""
    folder = tmp_path_factory.mktemp("drawn")
    Image.new("RGB", (1400, 1400), "teal").save(folder / "cover.png")
    return folder


def feed_of(root: Path, drawn: Path) -> bytes:
    """The feed that is built of an imported show."""
    show = root / "show.yaml"
    if "\nartwork:" not in show.read_text("utf-8"):
        shutil.copy(drawn / "cover.png", root / "drawn.png")
        show.write_text(show.read_text("utf-8") + "artwork: drawn.png\n", "utf-8")
    if (drawn / "store").is_dir():
        shutil.copytree(drawn / "store", root / ".podbuild" / "store", dirs_exist_ok=True)
    built(root, leaves_search=True)
    if not (drawn / "store").is_dir():
        shutil.copytree(root / ".podbuild" / "store", drawn / "store")
    return (root / "public" / "feed.xml").read_bytes()
