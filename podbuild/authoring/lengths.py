"""How long a draft is to be, segment by segment, and how far a script is from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
    """`words` for the whole and `segment_words` for each segment, as the language counts them; both 0 where no length is asked.

    `around_seconds` of the length is not the script's: the spoken disclosure, a sting, the silence at both ends.
    """

    seconds: float
    words: int
    segment_words: tuple[int, ...] = ()
    around_seconds: float = 0.0

    @property
    def most_tokens(self) -> int:
        """How long the answer may become: thrice what is wanted, since languages differ."""
        return _FORM_TOKENS + round(self.words * _TOKENS_PER_WORD * 3) if self.words else 16_000


def budget(
    seconds: float,
    show: Show,
    voices: Sequence[Voice],
    paces: Mapping[str, Pace],
    outline: Outline | None = None,
    around_seconds: float = 0.0,
) -> Budget:
    """The words that fill a length, at the mean pace of the voices, between what the show has around and between them."""
    if not seconds:
        return Budget(0.0, 0)
    segments = len(outline.segments) if outline else _USUAL_SEGMENTS
    spoken = max(seconds / 3, seconds - around_seconds - show.sound.chapter_gap_seconds * (segments - 1))
    words = words_in(spoken, [paces[v.name] for v in voices], show.sound.gap_seconds)
    shares = tuple(max(1, round(words * s.share)) for s in outline.segments) if outline else ()
    return Budget(seconds, words, shares, around_seconds)


def corrected(wanted: Budget, words: float, seconds: float) -> Budget:
    """The budget of the next try, from a script of so many words that lasts so long: its own words tell how many fill the length.

    >>> corrected(Budget(60.0, 130, (65, 65), 10.0), 120.0, 70.0)
    Budget(seconds=60.0, words=100, segment_words=(50, 50), around_seconds=10.0)
    """
    if not wanted.words or words < 1:
        return wanted
    per_word = max(seconds - wanted.around_seconds, seconds / 3) / words
    new = max(1, round(words + (wanted.seconds - seconds) / per_word))
    segments = tuple(max(1, round(share * new / wanted.words)) for share in wanted.segment_words)
    return replace(wanted, words=new, segment_words=segments)


def drift(seconds: float, wanted: Budget) -> float:
    """How far a length is from what was wanted: 0.12 for 12 % too long, negative for too short; 0 where none was.

    >>> drift(330.0, Budget(300.0, 700))
    0.1
    """
    return round(seconds / wanted.seconds - 1.0, 6) if wanted.seconds else 0.0
