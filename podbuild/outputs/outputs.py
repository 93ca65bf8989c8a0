"""All outputs, in the order in which a feed names them. To add one: write its file, name it here."""

from __future__ import annotations

from podbuild.outputs.chapters_json import CHAPTERS_JSON
from podbuild.outputs.output import Output
from podbuild.outputs.timeline_json import TIMELINE_JSON
from podbuild.outputs.transcript_json import TRANSCRIPT_JSON
from podbuild.outputs.transcript_srt import TRANSCRIPT_SRT
from podbuild.outputs.transcript_vtt import TRANSCRIPT_VTT

OUTPUTS: tuple[Output, ...] = (TRANSCRIPT_VTT, TRANSCRIPT_SRT, TRANSCRIPT_JSON, CHAPTERS_JSON, TIMELINE_JSON)
TRANSCRIPTS: tuple[Output, ...] = (TRANSCRIPT_VTT, TRANSCRIPT_SRT, TRANSCRIPT_JSON)
