"""The transcript as WebVTT: the one form in which apps show who speaks (`<v Name>`).

Source: W3C WebVTT; the Podcast namespace's transcript page.
"""

from __future__ import annotations

from podbuild.base.units import timecode
from podbuild.model.release import Programme
from podbuild.outputs.output import Output
from podbuild.outputs.subtitles import Subtitle, subtitles


def render(programme: Programme) -> str:
    blocks = ["WEBVTT", *(_block(piece) for piece in subtitles(programme.captions))]
    return "\n\n".join(blocks) + "\n"


def _block(piece: Subtitle) -> str:
    start, end = (timecode(ms / 1000, millis=True) for ms in (piece.start_ms, piece.end_ms))
    voice = f"<v {_escaped(piece.speaker)}>" if piece.speaker else ""
    return f"{start} --> {end}\n{voice}" + "\n".join(_escaped(line) for line in piece.lines)


def _escaped(text: str) -> str:
    """WebVTT's own escapes; with `>` escaped no arrow is left that could be read as a time line."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


TRANSCRIPT_VTT = Output("transcript_vtt", "transcripts/{slug}.vtt", "text/vtt", 1, render)
