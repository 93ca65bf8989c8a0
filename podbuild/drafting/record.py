"""The record of who wrote what in an episode: where it lies, and how an act is added to it. Nothing in it is ever changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.act_text import act_line, read_record
from podbuild.model.provenance import Act
from podbuild.steps.step import StepFailed

__all__ = ["act_line", "append_act", "read_record", "record_path"]


def record_path(slug: str) -> str:
    """Where the record of an episode lies, from the show's folder.

    >>> record_path("ice")
    'sources/provenance/ice.jsonl'
    """
    return f"sources/provenance/{slug}.jsonl"


def append_act(root: Path, rel: str, act: Act) -> Act:
    """Add an act to the record at `rel` in the show at `root`, whose folders are made where they are missing; the act with its id.

    A line of before that was cut off (by a power cut, say) is ended first, so that only that one is lost. An act that says what
    the last one says is that one: so a run that was killed between record and episode, and comes here again, adds none. StepFailed
    where the path leads out of the show, through whatever links; OSError where the machine refuses.
    """
    show = Path(os.path.realpath(root))
    path = Path(os.path.realpath(show / rel))
    if not path.is_relative_to(show) or path == show:
        message = f'"{rel}" leads out of the show directory, and who wrote what is recorded there'
        fix = f"put a file of the show in its place, such as {record_path(Path(rel).stem)}"
        raise StepFailed(Diagnostic("path-escapes", message, fix=fix))
    path.parent.mkdir(parents=True, exist_ok=True)
    # The path is free of links by now: one that was put there since is not followed.
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), 0o666)
    try:
        if not act.id and (last := _last(file)) and replace(last, id="", date=act.date) == act:
            return last
        act = act if act.id else replace(act, id=_new_id(act, place=os.lseek(file, 0, os.SEEK_END)))
        _write(file, (b"" if _is_ended(file) else b"\n") + act_line(act).encode())
        os.fsync(file)
    finally:
        os.close(file)
    return act


def _last(file: int) -> Act | None:
    """The act that the record ends in."""
    with open(file, "rb", closefd=False) as record:
        lines = record.read().decode("utf-8", "replace").split("\n")
    acts, _ = read_record(next((line for line in reversed(lines) if line.strip()), ""))
    return acts[0] if acts else None


def _new_id(act: Act, place: int) -> str:
    """What tells an act from all others, also of another branch: it stands elsewhere in its record, or says something else."""
    return digest.of_value([place, act_line(act)])[:12]


def _is_ended(file: int) -> bool:
    if os.lseek(file, 0, os.SEEK_END) == 0:
        return True
    os.lseek(file, -1, os.SEEK_END)
    return os.read(file, 1) == b"\n"


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
