"""The transcript of a meeting (.vtt, .srt, or text with names) → what each one said, turn by turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.notes_source import text_of
from podbuild.drafting.sources.reader import Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_words import MOST_PASSAGE_CHARACTERS, in_pieces, one_line
from podbuild.model.transcript_file import read_transcript

_MOST_BYTES = 20_000_000
_TIMED = (".vtt", ".srt", ".json")
_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_NAME = r"[^\W\d_][^:<>\[\]\n\t]{0,40}?"
_TURN = re.compile(rf"(?:{_TIME}\s+(?:-\s+)?)?({_NAME})(?:\s+{_TIME})?\s*:\s+(\S.*)")
_HEAD = re.compile(rf"({_NAME})\s+{_TIME}\s*:?")  # a name and a time in a line of their own: the words stand below
_BARE_TIME = re.compile(rf"{_TIME}(?:\s*-->\s*{_TIME})?")
Turn = tuple[str, str]


def _suits(location: str) -> bool:
    return PurePosixPath(location.partition("?")[0]).suffix.casefold() in (".vtt", ".srt")


def read_turns(text: str) -> Iterator[Turn]:
    r"""Who says what, in a text: `Ada: words`, `[00:12] Ada: words`, or a name with a time above the words.

    >>> list(read_turns("Ada: On the ice.\nIt sang.\n\n[0:12] Bo: Did it?\n\nAda Lind  0:20\nYes."))
    [('Ada', 'On the ice.'), ('Ada', 'It sang.'), ('Bo', 'Did it?'), ('Ada Lind', 'Yes.')]
    """
    speaker = ""
    for line in (line.strip() for line in text.split("\n")):
        if turn := _TURN.fullmatch(line):
            speaker = turn[1].strip()
            yield speaker, turn[2]
        elif head := _HEAD.fullmatch(line):
            speaker = head[1].strip()
        elif line and not _BARE_TIME.fullmatch(line):
            yield speaker, line


def merged(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Turns of one voice after another's: what one says in a row is one turn.

    >>> list(merged([("Ada", "On"), ("Ada", "the ice."), ("Bo", "Yes.")]))
    [('Ada', 'On the ice.'), ('Bo', 'Yes.')]
    """
    speaker, words = "", list[str]()
    for name, said in turns:
        if name != speaker and words:
            yield speaker, " ".join(words)
            words = []
        speaker = name
        words.append(said)
    if words:
        yield speaker, " ".join(words)


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    material = open(wanted.location, _MOST_BYTES)
    text, warnings = text_of(material)
    suffix = PurePosixPath(wanted.location.partition("?")[0]).suffix.casefold()
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        suffix = ".vtt"
    timed = ((one_line(s.speaker), s.text) for s in read_transcript(text, suffix)) if suffix in _TIMED else None
    said = tuple(
        Said(f"{speaker}: {piece}" if speaker else piece)
        for speaker, words in merged(read_turns(text) if timed is None else timed)
        for piece in in_pieces(one_line(words), MOST_PASSAGE_CHARACTERS - len(speaker) - 2)
    )
    if not said:
        span = None if material.url else Span(material.origin)
        fix = "give WebVTT, SubRip, or a text with a name and a colon before what each one says"
        raise SourceUnread(Diagnostic("source-empty", f"{material.origin} has nothing that anybody says", span, fix=fix))
    return Reading(material.origin, said, "", bool(material.url), warnings)


MEETING = Reader(
    "meeting",
    "Transcripts of meetings (.vtt, .srt, or text with names): what each one said, turn by turn",
    "meeting:sources/standup.txt",
    _suits,
    _read,
    types=("text/vtt", "application/x-subrip"),
    also=("transcript",),
)
