"""The transcript as SubRip, for players that read nothing else. Who speaks stands before the words when it changes."""

from __future__ import annotations

import re

from podbuild.base.units import timecode
from podbuild.model.release import Programme
from podbuild.outputs.output import Output
from podbuild.outputs.subtitles import subtitles

_TAG = re.compile(r"<(?=[/A-Za-z!])")


def render(programme: Programme) -> str:
    blocks, speaker = [], ""
    for number, piece in enumerate(subtitles(programme.captions), 1):
        start, end = (timecode(ms / 1000, millis=True, mark=",") for ms in (piece.start_ms, piece.end_ms))
        name = f"{piece.speaker}: " if piece.speaker and piece.speaker != speaker else ""
        speaker = piece.speaker
        blocks.append(f"{number}\n{start} --> {end}\n" + _harmless(name + "\n".join(piece.lines)))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _harmless(text: str) -> str:
    """SubRip knows no escapes: what would be read as a tag, a style or a time line is written with look-alikes."""
    return _TAG.sub("‹", text.replace("-->", "→")).replace("{\\", "{⧵")


TRANSCRIPT_SRT = Output("transcript_srt", "transcripts/{slug}.srt", "application/x-subrip", 1, render)
