"""Texts as forms take them, by copy and paste: a description in HTML and without, chapters as lines, the spoken words.

They are made from a release: its description has already the few tags, and the length, that apps take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from podbuild.base.units import timecode
from podbuild.model.release import Caption, Chapter
from podbuild.outputs.plain_text import one_line, plain

FEWEST_CHAPTERS = 3  # YouTube and Spotify make chapters of time codes where there are three or more, the first at 00:00
_BLOCK_END = re.compile(r"(</(?:p|ul|ol)>)\s*(?=<(?:p|ul|ol)[ >])")
_TIME_ITEM = re.compile(r"(?m)^- (?=\d\d:\d\d:\d\d )")
_UNBRACKETED = str.maketrans("<>", "‹›")


def description_html(description: str) -> str:
    """A description with each paragraph and list on a line of its own, and no other line breaks: so Spotify takes it.

    >>> description_html("<p>One\\ntwo.</p><p>Three.</p>\\n<ul><li>four</li></ul>")
    '<p>One two.</p>\\n<p>Three.</p>\\n<ul><li>four</li></ul>\\n'
    """
    return _BLOCK_END.sub(r"\1\n", " ".join(description.split())).strip() + "\n"


def without_links_to(folders: Iterable[str], description: str) -> str:
    """A description whose links into these folders are only words: what is handed on shall not tell where they are.

    >>> without_links_to(["k3v9"], '<p><a href="https://e.org/k3v9/episodes/ice/">Ice</a>, <a href="https://e.org/">home</a></p>')
    '<p>Ice, <a href="https://e.org/">home</a></p>'
    """
    for folder in folders:
        description = re.sub(rf"<a [^>]*{re.escape(folder)}[^>]*>(.*?)</a>", r"\1", description, flags=re.DOTALL)
    return description


def description_text(description: str) -> str:
    """A description without tags. Time codes begin their lines, and there are no angle brackets: so YouTube takes it.

    >>> description_text("<p>Ice &lt; snow</p><ul><li>00:00:00 Open</li><li>a link</li></ul>")
    'Ice ‹ snow\\n\\n00:00:00 Open\\n- a link\\n'
    """
    return _TIME_ITEM.sub("", plain(description)).translate(_UNBRACKETED) + "\n"


def chapter_lines(chapters: Iterable[Chapter]) -> str:
    """A line a chapter, time code first; the first chapter counts from the beginning.

    >>> chapter_lines([Chapter(0.4, 61.0, "Cold open"), Chapter(61.0, 90.0, "Dawn")])
    '00:00:00 Cold open\\n00:01:01 Dawn\\n'
    """
    starts = enumerate(chapters)
    return "".join(f"{timecode(c.start_seconds if n else 0.0)} {one_line(c.title)}\n" for n, c in starts)


def transcript_text(captions: Iterable[Caption]) -> str:
    """What is said, a paragraph for each turn of a voice, without times.

    >>> transcript_text([Caption(0, 1, "Host", "We begin."), Caption(1, 2, "Host", "Listen."), Caption(2, 3, "", "It hums.")])
    'Host: We begin. Listen.\\n\\nIt hums.\\n'
    """
    turns = []
    for speaker, said in groupby(captions, key=lambda caption: one_line(caption.speaker)):
        words = " ".join(one_line(caption.text) for caption in said)
        turns.append(f"{speaker}: {words}\n" if speaker else f"{words}\n")
    return "\n".join(turns)
