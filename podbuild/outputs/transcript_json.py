"""The transcript as JSON of the Podcast namespace (version 1.0.0): a segment a word where times are known, else a piece."""

from __future__ import annotations

import json
from typing import Any

from podbuild.model.release import Caption, Programme
from podbuild.outputs.output import Output
from podbuild.outputs.plain_text import one_line
from podbuild.outputs.subtitles import subtitles


def render(programme: Programme) -> str:
    segments = [segment for caption in programme.captions for segment in _segments(caption)]
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _segments(caption: Caption) -> list[dict[str, Any]]:
    speaker = one_line(caption.speaker)
    name = {"speaker": speaker} if speaker else {}
    spans: list[tuple[float, float, str]]
    if caption.words:
        ends = [*(start for start, _ in caption.words[1:]), caption.end_seconds]
        spans = [(start, end, word) for (start, word), end in zip(caption.words, ends, strict=True)]
    else:
        spans = [(piece.start_ms / 1000, piece.end_ms / 1000, piece.text) for piece in subtitles((caption,))]
    return [
        {**name, "startTime": round(start, 3), "endTime": round(end if end > start else start, 3), "body": body}
        for start, end, text in spans
        if (body := one_line(text))
    ]


TRANSCRIPT_JSON = Output("transcript_json", "transcripts/{slug}.json", "application/json", 1, render)
