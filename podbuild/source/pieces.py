"""What a paragraph is made of once its Markdown is read: words, cues and pictures, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from podbuild.model.show import Link
from podbuild.source.passage import Passage


@dataclass(frozen=True, slots=True)
class Words:
    """Words spoken in one way. Nothing of the notation is left in `text`; `begin` is its place in the paragraph.

    `say` is what is spoken in place of the text.
    """

    text: str
    begin: int
    end: int
    emphasis: int = 0
    link: Link | None = None
    say: str = ""


@dataclass(frozen=True, slots=True)
class CuePiece:
    """A cue's text with its braces. `is_glued` where it stands directly behind a word."""

    source: Passage
    begin: int
    end: int
    is_glued: bool


@dataclass(frozen=True, slots=True)
class PicturePiece:
    """A picture: the file as written, and what it shows."""

    file: str
    alt: str
    begin: int
    end: int


Piece = Words | CuePiece | PicturePiece
