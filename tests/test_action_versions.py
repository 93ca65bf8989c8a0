"""An action whose bytes change must change its version: else old results in people's caches would pass for new ones.

The golden file holds, for each action of a small show, its version and a fingerprint of what it makes: coarse enough to be
the same on every machine and with every ffmpeg, fine enough to notice a changed filter, fade, level or layout. After a
change on purpose: raise the action's version, then `python tests/test_action_versions.py`.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # to be run as a script too

from podbuild.build import STATE
from podbuild.steps.store import Store
from tests.shows import EPISODE, SHOW, built, write_show

GOLDEN = Path(__file__).with_name("action_versions.json")
LEVEL_TOLERANCE_DB, COLOUR_TOLERANCE = 1.0, 12


def small_show(root: Path) -> Path:
    show = SHOW.replace("channels: stereo}", "channels: stereo, formats: [mp3, opus]}").replace(
        "engine: espeak, voice: en-us+f3", "engine: tone"
    )
    take = np.sin(np.arange(96_000) * 2 * np.pi * 300 / 48_000) * np.hanning(96_000) * 0.3
    episode = EPISODE.replace("# Notes", "HOST: A take. {take: take.wav}\n\n![A bell](bell.png)\n\n{clip: take.wav}\n\n# Notes")
    write_show(root, {"glacier.md": episode}, show)
    soundfile.write(root / "assets" / "take.wav", take, 48_000)
    Image.linear_gradient("L").convert("RGB").save(root / "assets" / "bell.png")
    Image.radial_gradient("L").resize((1400, 1400)).convert("RGB").save(root / "assets" / "cover.png")
    (root / "show.yaml").write_text(show + "artwork: assets/cover.png\n", "utf-8")
    return root


def fingerprints() -> dict[str, Any]:
    """Action → version, and the fingerprints of the files that its steps made, in order of their names and sizes."""
    with tempfile.TemporaryDirectory() as folder:
        root = small_show(Path(folder) / "show")
        result = built(root)
        store = Store(root / STATE / "store")
        found: dict[str, Any] = {}
        for step in result.ran:
            entry = found.setdefault(step.action.name, {"version": step.action.version, "files": []})
            done = store.get(step.key)
            for name in done.files:
                if step.action.name == "search-index":  # pagefind's names are digests, and its bytes change with its version
                    entry["files"].append([step.wanted_by, f"*.{name.rpartition('.')[2]}", None])
                else:
                    entry["files"].append([step.wanted_by, name, fingerprint(name, store.find(step.file(name)).read_bytes())])
        for entry in found.values():
            entry["files"].sort(key=json.dumps)
        return found


def fingerprint(name: str, data: bytes) -> Any:
    kind = name.rpartition(".")[2]
    if kind in {"wav", "flac", "mp3", "opus"}:
        audio, rate = soundfile.read(io.BytesIO(data), always_2d=True)
        parts = np.array_split((audio**2).mean(axis=1), 12)
        levels = [round(float(10 * np.log10(part.mean() + 1e-8)), 1) for part in parts]
        return {"rate": rate, "channels": audio.shape[1], "seconds": round(len(audio) / rate, 2), "levels": levels}
    if kind == "jpg":
        picture = Image.open(io.BytesIO(data))
        return {"size": list(picture.size), "colours": np.asarray(picture.resize((4, 4), Image.Resampling.BOX)).ravel().tolist()}
    return json.loads(data)


def differs(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() != b.keys() or any(_differs(key, a[key], b[key]) for key in a)
    return a != b


def _differs(key: str, a: Any, b: Any) -> bool:
    if key == "levels":
        return any(abs(x - y) > LEVEL_TOLERANCE_DB for x, y in zip(a, b, strict=True) if max(x, y) > -60)
    if key == "colours":
        return bool(np.abs(np.array(a) - np.array(b)).max() > COLOUR_TOLERANCE)
    if isinstance(a, float):
        return abs(a - b) > 0.05
    return bool(a != b)


@pytest.mark.slow
def test_an_action_that_makes_other_bytes_has_another_version():
    golden, now = json.loads(GOLDEN.read_text("utf-8")), fingerprints()
    assert now.keys() == golden.keys(), "an action is new or gone: run this file as a script"
    changed = []
    for action, entry in now.items():
        known = golden[action]
        if entry["version"] != known["version"]:
            changed.append(f"{action}: version {known['version']} → {entry['version']}: run this file as a script")
        elif [f[:2] for f in entry["files"]] != [f[:2] for f in known["files"]] or any(
            differs(a[2], b[2]) for a, b in zip(entry["files"], known["files"], strict=True)
        ):
            changed.append(f"{action} makes something else, but is still version {entry['version']}: raise it")
    assert changed == []


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(fingerprints(), indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
