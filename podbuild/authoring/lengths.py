"""How long a draft is to be, segment by segment, and how far a script is from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podbuild.authoring.pace import Pace
from podbuild.authoring.script_form import Outline
from podbuild.authoring.spoken_length import words_in
from podbuild.model.show import Show, Voice

TOLERANCE = 0.10  # of the length asked for
MOST_CORRECTIONS = 2
_USUAL_SEGMENTS = 3
_TOKENS_PER_WORD = 3.0  # of a script as a form: its words, the ids of passages, and the form around them
_FORM_TOKENS = 3_000


@dataclass(frozen=True, slots=True)
class Budget:
    """`words` for the whole and `segment_words` for each segment, as the language counts them; both 0 where no length is asked."""

    seconds: float
    words: int
    segment_words: tuple[int, ...] = ()

    @property
    def most_tokens(self) -> int:
        """How long the answer may become: thrice what is wanted, since languages differ."""
        return _FORM_TOKENS + round(self.words * _TOKENS_PER_WORD * 3) if self.words else 16_000


def budget(
    seconds: float, show: Show, voices: Sequence[Voice], paces: Mapping[str, Pace], outline: Outline | None = None
) -> Budget:
    """The words that fill a length, at the mean pace of the voices, between the silences that the show has."""
    if not seconds:
        return Budget(0.0, 0)
    segments = len(outline.segments) if outline else _USUAL_SEGMENTS
    spoken = max(seconds / 2, seconds - show.sound.chapter_gap_seconds * (segments - 1))
    words = words_in(spoken, [paces[v.name] for v in voices], show.sound.gap_seconds)
    shares = tuple(max(1, round(words * s.share)) for s in outline.segments) if outline else ()
    return Budget(seconds, words, shares)


def drift(seconds: float, wanted: Budget) -> float:
    """How far a length is from what was wanted: 0.12 for 12 % too long, negative for too short; 0 where none was.

    >>> drift(330.0, Budget(300.0, 700))
    0.1
    """
    return round(seconds / wanted.seconds - 1.0, 6) if wanted.seconds else 0.0
