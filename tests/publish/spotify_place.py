"""A show that lies built in a folder, a stand-in for `save-to-spotify` on the PATH, and publishes as the command makes them."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from podbuild.base import digest
from podbuild.model.destination import Destination
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.places import placed
from podbuild.model.release import Enclosure, OutputFile, Release
from podbuild.model.show import Show
from podbuild.publish.applying import Applied, ChangeEvent, apply
from podbuild.publish.ledger import Entry, Ledger, read_ledger
from podbuild.publish.spotify import SPOTIFY
from podbuild.publish.spotify_episode import spotify_episodes
from podbuild.publish.spotify_plan import READY, ready_digest
from podbuild.publish.target import Change
from podbuild.steps.world import World
from tests.feed.releases import SHOW, release

STAND_IN = Path(__file__).with_name("save_to_spotify.py")
WRITES = ("upload", "shows create", "episodes delete", "timeline set", "timeline delete", "episodes create")
NOW = 1_795_000_000.0


@dataclass(frozen=True, slots=True)
class QuickWorld(World):
    """A world in which waiting takes no time; `waits` are the seconds that were asked for."""

    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


def picture(colour: str = "navy", side_px: int = 64, form: str = "JPEG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (side_px, side_px), colour).save(out, form)
    return out.getvalue()


class Place:
    """Everything of one test: `folder` is public/, `server` the stand-in's. Paths are counted from the show's own folder."""

    def __init__(self, root: Path, show: Show = SHOW) -> None:
        self.root, self.folder, self.server = root, root / "public", root / "server"
        self.show, self.releases = show, []
        for name in ("public", "server", "bin", "home"):
            (root / name).mkdir()
        program = root / "bin" / "save-to-spotify"
        program.write_text(f"#!{sys.executable} -IS\n" + STAND_IN.read_text())
        program.chmod(0o755)
        self.set()
        path = f"{root / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = {
            "PATH": path,
            "SPOTIFY_STAND_IN": str(self.server),
            "HOME": str(root / "home"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.world = QuickWorld(environment, NOW)
        self.write("artwork/cover.jpg", picture("teal"))
        self.events: list[ChangeEvent] = []

    def set(self, **settings: object) -> None:
        self.destination = Destination("spotify", "spotify", settings)

    def file(self, path: str) -> Path:
        return self.folder / placed(self.show, path)

    def write(self, path: str, data: bytes) -> OutputFile:
        self.file(path).parent.mkdir(parents=True, exist_ok=True)
        self.file(path).write_bytes(data)
        return OutputFile(path, digest.of_bytes(data), len(data), "")

    def add(
        self, slug: str = "glacier", day: int = 1, sound: bytes | None = None, items: Sequence[dict] = (), **changes: object
    ) -> Release:
        """An episode with its files; one of that slug is replaced."""
        audio = self.write(f"audio/{slug}.mp3", sound or f"sound of {slug}".encode())
        cover = self.write(f"artwork/episodes/{slug}/cover.jpg", picture())
        if items:
            self.write(f"timelines/{slug}.json", json.dumps({"items": list(items)}).encode())
        else:
            self.file(f"timelines/{slug}.json").unlink(missing_ok=True)
        fields = {
            "title": f"On {slug}",
            "enclosure": Enclosure(audio, 77.6, 96),
            "alternates": (),
            "artwork": cover,
            "description_html": "<p>A night on the ice.</p>\n<ul><li>00:00:00 Cold open</li></ul>\n<p>Synthetic.</p>",
            **changes,
        }
        made = release(slug, f"2026-11-{day:02}T08:00:00Z" if day < 29 else f"2027-01-01T08:{day - 29:02}:00Z", **fields)
        self.releases = sorted([*(r for r in self.releases if r.slug != slug), made], key=lambda r: r.date, reverse=True)
        return made

    def remove(self, slug: str) -> None:
        self.releases = [r for r in self.releases if r.slug != slug]

    @property
    def edition(self) -> Edition:
        files = [p for p in sorted(self.folder.rglob("*")) if p.is_file() and p.stat().st_size < 1 << 24]
        listed = tuple(PublicFile(p.relative_to(self.folder).as_posix(), digest.of_file(p), p.stat().st_size) for p in files)
        return Edition(self.show, self.folder, listed, {r.slug: r.guid for r in self.releases}, lambda: tuple(self.releases))

    @property
    def ledger(self) -> Ledger:
        ledger, mistakes = read_ledger(self.root / "publish" / "spotify.json", "spotify")
        assert not mistakes
        return ledger

    def plan(self) -> tuple[Change, ...]:
        return SPOTIFY.open(self.destination, self.show, self.world).changes(self.edition, self.ledger.at("Spotify", "spotify"))

    def publish(self, *allowed: str) -> Applied:
        """A whole publish, and the ledger saved; what needs an option that is not given is left out."""
        session = SPOTIFY.open(self.destination, self.show, self.world)
        ledger = self.ledger.at(session.place, "spotify")
        edition = self.edition
        changes = [c for c in session.changes(edition, ledger) if not c.needs or c.needs in allowed]
        ledger.save()
        applied = apply(session, changes, edition, ledger, self.world, self.events.append)
        ledger.save()
        session.close()
        return applied

    def pretend_published(self) -> None:
        """All episodes are there, and the ledger knows them: quicker than to send sixty."""
        ledger = self.ledger.at("Spotify", "spotify")
        ledger.target, show = "spotify", "spotify:show:1"
        ledger.note("show", Entry("", "there", "", {"uri": show, "title": self.show.title}))
        rows = []
        for episode in reversed(spotify_episodes(self.edition)[0]):
            uri = f"spotify:episode:of{len(rows):03}"
            row = {
                "episode_uri": uri,
                "title": episode.title,
                "status": "READY",
                "created_at": "2026",
                "show": show,
                "language": "en",
            }
            rows.append({**row, "bytes": episode.audio_digest, "polls": 0, "timeline": None})
            ledger.note(episode.guid, Entry(episode.digest, "there", "", {**episode.sent, "uri": uri, "show": show}))
            ledger.note(episode.guid + READY, Entry(ready_digest(episode), "there", "", {"uri": uri, "readiness": "READY"}))
        self.set_server(
            shows=[{"show_uri": show, "title": self.show.title, "language": "en", "created_at": "2026"}], episodes=rows, count=999
        )
        ledger.save()

    def fault(self, command: str, fault: str, **more: object) -> None:
        file = self.server / "faults.json"
        faults = json.loads(file.read_text()) if file.exists() else []
        file.write_text(json.dumps([*faults, {"command": command, "fault": fault, **more}]))

    def set_server(self, **values: object) -> None:
        file = self.server / "server.json"
        file.write_text(json.dumps({**(json.loads(file.read_text()) if file.exists() else {}), **values}))

    @property
    def there(self) -> list[dict]:
        """The episodes at the server."""
        file = self.server / "server.json"
        return json.loads(file.read_text()).get("episodes", []) if file.exists() else []

    @property
    def shows(self) -> list[dict]:
        return json.loads((self.server / "server.json").read_text())["shows"]

    @property
    def titles(self) -> list[str]:
        return [row["title"] for row in self.there]

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of all calls."""
        file = self.server / "calls.jsonl"
        return [json.loads(line)["arguments"] for line in file.read_text().splitlines()] if file.exists() else []

    def commands(self, since: int = 0) -> list[str]:
        """What was called, in two words at most: "episodes", "episodes delete", "upload"."""
        found = []
        for arguments in self.calls[since:]:
            rest = [a for n, a in enumerate(arguments) if a not in ("--json", "--timeout") and arguments[n - 1] != "--timeout"]
            is_group = rest[0] in ("shows", "episodes", "timeline", "auth") and len(rest) > 1 and not rest[1].startswith("-")
            found.append(" ".join(rest[:2]) if is_group else rest[0])
        return found

    def writes(self, since: int = 0) -> list[str]:
        return [command for command in self.commands(since) if command in WRITES]


def told(changes: Sequence[Change]) -> list[tuple[str, str, str]]:
    """What a plan does, in words: what is left is left out."""
    return [(c.deed, c.label, c.why) for c in changes if c.deed != "leave"]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def renamed(place: Place, title: str) -> None:
    place.show = replace(place.show, title=title)
