"""Releases as they are remembered between builds, a small file each, so that an episode that nobody asked for stays as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from podbuild.base import digest
from podbuild.base.codec import from_json, to_json
from podbuild.model.release import OutputFile, Release
from podbuild.steps.install import write_whole


@dataclass(frozen=True, slots=True)
class Record:
    """A release, the files of public/ that it consists of, and the digest of the show that it was made under."""

    release: Release
    show: str
    files: tuple[OutputFile, ...]


def remember(folder: Path, record: Record) -> None:
    text = digest.canonical(to_json(record)).encode("utf-8", "surrogatepass")
    file = _file(folder, record.release.slug)
    if not file.exists() or file.read_bytes() != text:
        write_whole(file, text)


def recall(folder: Path, slug: str) -> Record | None:
    """The record of an earlier build; None where there is none that this version understands."""
    try:
        return from_json(Record, json.loads(_file(folder, slug).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(folder: Path, slug: str) -> Path:
    return folder / f"{digest.of_bytes(slug.encode('utf-8', 'surrogatepass'))[:24]}.json"  # a slug may be no file name elsewhere
