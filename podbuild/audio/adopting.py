"""A finished file that goes out byte for byte: only its length is looked up."""

from __future__ import annotations

import shutil
from typing import Any

from podbuild.model.show import Asset
from podbuild.steps.step import Action, Call, Outcome, Step

FILE = "episode"


def adopt_step(audio: Asset, wanted_by: str) -> Step:
    """Takes the file as it is: `episode`. Facts: `seconds` and `kbps`, each 0 where its header does not tell."""
    return Step(ADOPT, {}, {"sound": audio}, wanted_by)


def _adopt(call: Call) -> Outcome:
    shutil.copyfile(call.inputs["sound"], call.folder / FILE)
    seconds, kbps = _told(call.folder / FILE)
    return Outcome({"seconds": seconds, "kbps": kbps})


def _told(path: Any) -> tuple[float, int]:
    """Length in seconds, and bitrate."""
    import mutagen

    try:
        file: Any = mutagen.File(path)
    except (mutagen.MutagenError, OSError, ValueError):
        file = None
    info = getattr(file, "info", None)
    bits_per_second = getattr(info, "bitrate", 0) or 0
    return round(float(getattr(info, "length", 0.0) or 0.0), 3), round(bits_per_second / 1000)


ADOPT = Action("adopt", 1, _adopt)
