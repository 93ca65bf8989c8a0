"""Editions of a few small files, and a world that does not wait."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podbuild.base import digest
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.show import Category, Show, Voice
from podbuild.publish.applying import Applied, apply
from podbuild.publish.ledger import Ledger, read_ledger
from podbuild.publish.target import Change, Session
from podbuild.steps.world import World

SHOW = Show(
    title="Quiet Roads",
    description="Slow stories from cold places.",
    author="Quiet Roads",
    url="https://example.org/quiet-roads/",
    language="en",
    categories=(Category("Society & Culture"),),
    voices=(Voice("host"),),
)
FILES: Mapping[str, bytes] = {
    "audio/one.mp3": b"one " * 5000,
    "audio/\u00fcber den F\u00e4hren + 100%.mp3": b"two " * 5000,
    "artwork/cover.jpg": b"\xff\xd8 a cover",
    "search/1/fragment/en_9428d67.pf_fragment": b"found",
    "index.html": b"<!doctype html><title>Quiet Roads</title>",
    "episodes/one/index.html": b"<!doctype html><title>One</title>",
    "site.css": b"body { margin: 0 }",
    "empty.txt": b"",
    "feed-archive-1.xml": b"<rss>older</rss>",
    "feed.xml": b"<rss>newest</rss>",
}


@dataclass(frozen=True)
class QuickWorld(World):
    """A world in which waiting takes no time; `waits` are the seconds that were asked for."""

    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


def quick_world(environment: Mapping[str, str] | None = None) -> QuickWorld:
    basic = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return QuickWorld({**basic, **(environment or {})}, now_seconds=1_795_000_000.0)


def write_edition(folder: Path, files: Mapping[str, bytes] = FILES, show: Show = SHOW) -> Edition:
    """A show's public/ below a folder, with these files and no others."""
    public = folder / "public"
    for old in [path for path in public.rglob("*") if path.is_file()]:
        if old.relative_to(public).as_posix() not in files:
            old.unlink()
    for path, content in files.items():
        (public / path).parent.mkdir(parents=True, exist_ok=True)
        (public / path).write_bytes(content)
    listed = tuple(PublicFile(path, digest.of_bytes(content), len(content)) for path, content in sorted(files.items()))
    return Edition(show, public, listed, {"one": "guid-one"}, tuple, folder)


def deeds(changes: tuple[Change, ...]) -> dict[str, str]:
    """What is to be done, by key."""
    return {change.key: change.deed for change in changes if change.deed != "leave"}


def publish(session: Session, edition: Edition, ledger_file: Path, world: World) -> Applied:
    """Plan and apply, as a run of its own does: with the ledger from its file, saved at the end."""
    ledger = opened_ledger(ledger_file, session)
    applied = apply(session, session.changes(edition, ledger), edition, ledger, world)
    ledger.save()
    return applied


def opened_ledger(file: Path, session: Session) -> Ledger:
    ledger, mistakes = read_ledger(file, file.stem)
    assert mistakes == ()
    return ledger.at(session.place, "test")
