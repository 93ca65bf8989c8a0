"""The contract of a speech engine. A new engine is one file with an `Engine` in it, and one line in `engines.py`.

Contract, held by tests/speech/test_engine_contract.py for every member:
- `speak` gives finite mono samples that last at least as long as a spoken word; the same utterance gives the same bytes
  where `is_deterministic`.
- `problem` answers without network and without speaking; None means that `speak` can be tried.
- What an author can mend is raised as StepFailed, never as an engine's own exception.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from podbuild.model.show import Voice
    from podbuild.steps.world import World


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain words after lexicon and normalisation. `ipa` replaces `text` where the engine takes IPA."""

    text: str
    ipa: str = ""
    emphasis: int = 0


@dataclass(frozen=True, slots=True)
class Utterance:
    """All that decides how one line sounds. `language` is a BCP 47 tag, never empty; None is the engine's default."""

    pieces: tuple[Piece, ...]
    voice: str
    language: str
    rate: int | None = None
    pitch: int | None = None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """When a word starts, and which characters of `Utterance.text` it is."""

    start_seconds: float
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """Speech: `samples` is int16, shape (frames,); `words` in order of time, empty where the engine tells none."""

    samples: np.ndarray
    sample_rate_hz: int
    words: tuple[SpokenWord, ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceName:
    """A voice that an engine offers. `name` is what an author writes as `voice:`."""

    name: str
    language: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a voice cannot be used: which key of the voice is wrong, what is wrong, how to mend it."""

    key: str
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """A way of turning words into sound.

    `version` changes whenever the same utterance would sound different (it is in the key of each line). `price_usd` is
    for a million characters. What an engine does not take, IPA or emphasis, never reaches it nor the key. `usual_rate` is what
    it speaks at where no rate is given, and `words_per_rate` how many English words it really speaks in a minute for each
    that it is asked for: for foreseeing how long an episode becomes.
    """

    name: str
    summary: str
    version: Callable[[], str]
    speak: Callable[[Utterance, World], Spoken]
    voices: Callable[[], tuple[VoiceName, ...]]
    problem: Callable[[Voice, str], Problem | None]  # (voice, its language)
    is_online: bool = False
    is_synthetic: bool = True
    is_deterministic: bool = True
    takes_ipa: bool = False
    takes_emphasis: bool = False
    price_usd: float = field(default=0.0)
    usual_rate: int = 150
    words_per_rate: float = 1.0
