"""What stands for podbuild itself in what is remembered: its own files, the encoder, the engines' versions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from podbuild.base import digest
from podbuild.base.shipped import shipped
from podbuild.remembered import Memory
from podbuild.steps import memo
from podbuild.steps.world import World

PACKAGE = Path(__file__).resolve().parent
# Those that have a say in words, texts and pictures. What changes samples raises an action's version (tests/test_quality.py).
_LIBRARIES = (
    "babel",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown-it-py",
    "mdit-py-plugins",
    "mutagen",
    "nh3",
    "num2words",
    "Pillow",
    "pyyaml",
    "resvg-py",
)


def compiler(memory: Memory, world: World) -> dict[str, Any]:
    """The compiler's identity: the same on every machine that has the same versions.

    Found by reading podbuild's files and asking ffmpeg, unless nothing of them changed since it was asked before.
    """
    stamps = digest.of_bytes(memo.packed(memo.program(world.environment)))
    if memory.compiler.get("stamps") != stamps:
        memory.compiler = {"stamps": stamps, "is": _asked(world)}
    found: dict[str, Any] = memory.compiler["is"]
    return found


def _asked(world: World) -> dict[str, Any]:
    from podbuild.audio import ffmpeg
    from podbuild.speech.engines import ENGINES

    return {
        "podbuild": _files_digest(),
        "encoder": ffmpeg.version(world),
        "fonts": world.fonts_digest(),
        "engines": {engine.name: engine.version() for engine in ENGINES},
        "indexer": _version("pagefind_bin"),
        "libraries": {name: _version(name) for name in _LIBRARIES},
    }


def _version(library: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:  # put beside podbuild without its papers
        return ""


def _files_digest() -> str:
    """The digest of podbuild's code and templates, by content: a new installation of the same version is the same."""
    places = [(folder, rel) for folder in (PACKAGE, shipped("templates")) for rel in sorted(memo.scan(str(folder)))]
    return digest.of_value([[rel, digest.of_file(folder / rel)] for folder, rel in places if not rel.endswith((".pyc", ".pyi"))])
