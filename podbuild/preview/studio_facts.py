"""What the studio shows, as plain values: the list of episodes, and of one episode its lanes, loudness and lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from podbuild.build import Built, Request
from podbuild.compiling import is_installed
from podbuild.out_folder import manifest_file
from podbuild.preview.heard_lines import HeardLine, heard_lines
from podbuild.preview.rebuilding import Rebuilder
from podbuild.remembered import Forgotten, Head
from podbuild.source.workspace import Workspace
from podbuild.steps.install import Manifest
from podbuild.steps.state import state_folder
from podbuild.steps.store import Store
from podbuild.steps.world import World

BLOCK_SECONDS = 0.1
_MOST_POINTS = 2400  # of a curve: twice what a wide screen has columns for
_UNMEASURED = {"note": "its audio goes out as it is, and is not measured"}


class Studio:
    """Answers the studio's questions from the last good build."""

    def __init__(self, request: Request, world: World, rebuilder: Rebuilder) -> None:
        self._request, self._world, self._rebuilder = request, world, rebuilder

    @property
    def _state(self) -> Path:
        return Path(state_folder(str(self._request.root), self._world.environment))

    def show(self) -> dict[str, Any]:
        """The show and its episodes, the newest first; those with mistakes at the top."""
        built, shown = self._rebuilder.good, self._rebuilder.shown
        show = built.source.show if built else None
        if built is None or show is None:
            return {"title": self._request.root.resolve().name, "url": "", "episodes": self._broken(set()), **shown.plain()}
        public = self._request.root / "public"
        manifest = Manifest(manifest_file(self._state, public, self._request.root))
        now = self._world.now().isoformat()
        listed = [self._row(head, built, manifest, public, now) for head in reversed(built.listed)]
        listed += [
            {"slug": slug, "title": slug, "state": "left out", "note": why, "file": _file_of(built, slug)}
            for slug, why in built.left_out.items()
        ]
        broken = self._broken({row["file"] for row in listed})
        return {"title": show.title, "url": show.url, "target_lufs": show.sound.loudness.integrated_lufs} | {
            "episodes": [*broken, *listed],
            "files": [name for name in ("show.yaml", "lexicon.yaml", "rights.yaml") if (self._request.root / name).is_file()],
            **shown.plain(),
        }

    def _row(self, head: Head, built: Built, manifest: Manifest, public: Path, now: str) -> dict[str, Any]:
        pressing = head.pressing
        assert pressing is not None
        names = ("lufs", "peak_dbtp", "range_lu")
        measured = dict(zip(names, (round(n, 1) for n in pressing.loudness), strict=True)) if pressing.loudness else _UNMEASURED
        found = [*head.findings, *pressing.warnings]
        mistakes = [m for m in self._rebuilder.shown.mistakes if m.get("file") == head.file]
        return {
            "slug": head.slug,
            "file": head.file,
            "title": pressing.title,
            "date": head.date,
            "number": head.number,
            "state": _state_of(head, manifest, public, now),
            "seconds": round(pressing.seconds, 1),
            **measured,
            "disclosure": pressing.reason,
            "is_disclosed": pressing.is_due,
            "errors": sum(m["severity"] == "error" for m in mistakes),
            "warnings": max(len(found), sum(m["severity"] == "warning" for m in mistakes)),
            "checks": dict(Counter(d.code for d in found)),
        }

    def _broken(self, known: set[str]) -> list[dict[str, Any]]:
        """The files of episodes that no good build knows."""
        names = [f"episodes/{n}" for n in Workspace(self._request.root).files("episodes") if n.endswith((".md", ".yaml"))]
        new = [name for name in names if name not in known]
        errors = Counter(m["file"] for m in self._rebuilder.shown.mistakes if m["severity"] == "error" and "file" in m)
        is_building = self._rebuilder.shown.outcome == "building"
        states = {name: "building" if is_building else "mistakes" if errors[name] else "waiting" for name in new}
        return [
            {"slug": Path(name).stem, "title": Path(name).stem, "file": name, "state": states[name], "errors": errors[name]}
            for name in new
        ]

    def row(self, slug: str) -> dict[str, Any] | None:
        """An episode as the list has it; None where there is none."""
        return next((row for row in self.show()["episodes"] if row["slug"] == slug), None)

    def episode(self, slug: str) -> dict[str, Any] | None:
        """One episode in full; None where there is none. What is not built, or built anew just now, has its row alone."""
        row, built = self.row(slug), self._rebuilder.good
        head = next((head for head in built.listed if head.slug == slug), None) if built else None
        if row is None or built is None or head is None:
            return row
        assert built.memory is not None
        try:
            release = built.memory.entry(head).whole()
        except Forgotten:
            return {name: value for name, value in row.items() if name != "lufs"} | {"note": "it is being built anew"}
        lines = heard_lines(built, slug, self._rebuilder.made, self._request.root, self._world)
        store = Store(self._state / "store", is_read_only=True)
        return row | {
            "show": built.source.show.title if built.source.show else "",
            "audio": release.enclosure.url or release.enclosure.file.path,
            "target_lufs": built.source.show.sound.loudness.integrated_lufs if built.source.show else None,
            "chapters": [asdict(chapter) for chapter in release.chapters],
            "lines": [asdict(line) for line in lines],
            "shapes": _shapes(lines, store),
            "momentary": self._momentary(built, slug, store),
            "findings": [{"code": d.code, "severity": d.severity, "message": d.message, "fix": d.fix} for d in head.findings],
        }

    def _momentary(self, built: Built, slug: str, store: Store) -> dict[str, Any]:
        """The finished file's loudness over 400 ms, and every so many blocks the highest; empty where no chunk is measured."""
        assert built.memory is not None
        sound = built.memory.last_sound(slug)
        parts = [part for stream in (sound or {}).get("master", {}).get("streams", {}).values() for part in stream["parts"]]
        results = [store.get(part["key"]) for part in parts]
        energies = [e for result in results if result for e in result.facts.get("energies", ())]
        return _curve(energies)


def _curve(energies: Sequence[float]) -> dict[str, Any]:
    """Momentary loudness (EBU Tech 3341) at no more points than a screen has."""
    values = np.asarray(energies, np.float64)
    if len(values) < 4:
        return {"seconds": BLOCK_SECONDS, "lufs": []}
    windows = np.convolve(values, np.full(4, 0.25), "valid")
    step = max(1, -(-len(windows) // _MOST_POINTS))
    padded = np.concatenate([windows, np.zeros(-len(windows) % step)]).reshape(-1, step).max(axis=1)
    lufs = -0.691 + 10 * np.log10(np.maximum(padded, 1e-9))
    return {"seconds": BLOCK_SECONDS * step, "lufs": [round(float(v), 1) for v in lufs]}


def _shapes(lines: Sequence[HeardLine], store: Store) -> Mapping[str, list[float]]:
    """How loud each piece of sound is over its time, in dB, by its key: what the lanes draw."""
    found = {}
    for key in dict.fromkeys(line.source for line in lines):
        result = store.get(key)
        energies = np.asarray(result.facts.get("energies", ()) if result else (), np.float64)
        found[key] = [round(float(v), 1) for v in 10 * np.log10(np.maximum(energies, 1e-9))]
    return found


def _state_of(head: Head, manifest: Manifest, public: Path, now: str) -> str:
    """Where an episode is on its way: what is in public/ counts as published."""
    if head.is_draft:
        return "draft"
    if head.date and head.date > now[: len(head.date)] and _is_later(head.date, now):
        return "scheduled"
    if is_installed(head, manifest, public):
        return "published"
    return "changed" if (public / f"episodes/{head.slug}/index.html").is_file() else "new"


def _is_later(date: str, now: str) -> bool:
    from datetime import datetime

    return datetime.fromisoformat(date) > datetime.fromisoformat(now)


def _file_of(built: Built, slug: str) -> str:
    """The file of an episode that is not out."""
    names = (f"episodes/{slug}{ending}" for ending in (".md", ".yaml"))
    return next((name for name in names if built.source.workspace.has(name)), "")
