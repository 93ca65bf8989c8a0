"""How fast each voice speaks: measured on the speech that the show has cached, foreseen where there is none.

Nothing is spoken here, and no network is asked. How long a line lasts is taken to follow from three things: that it is a
line at all, its letters, its breaks between clauses. Words alone would be wrong by twice as much: they differ in length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from podbuild.authoring.word_counts import Extent, extent
from podbuild.model.episode import Line
from podbuild.model.release import newest_first
from podbuild.model.show import Show, Voice
from podbuild.remembered import Memory
from podbuild.speech.engines import known_engine
from podbuild.speech.readings import reading
from podbuild.speech.speak import FILE, SPEAK, reading_step
from podbuild.steps.state import state_folder
from podbuild.steps.store import Store
from podbuild.steps.world import World

ENOUGH_LINES = 150
_MOST_EPISODES = 40
_FORESEEN_PER_MINUTE = 200.0  # the words a minute at which a line takes what stands below
_FORESEEN = (0.12, 0.064, 0.42)  # seconds for a line, a letter, a break: measured with espeak on 250 lines of 13 voices
_SPREAD = (0.15, 0.008, 0.2)  # how far a voice is from these, usually
_NOISE_SECONDS = 0.25  # how far a line is from what its voice makes expected
_USUAL_LINE = 20  # words
_USUAL_CLAUSE = 9


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a voice speaks. `per_minute` counts words, or signs where the language has no spaces, its breaks included.

    `lines` is how many were measured; none where `is_measured` is False. A line of that voice lasts `line_seconds`, and
    `letter_seconds` and `break_seconds` for each letter and break in it. `rate` is what the voice is asked to speak at, as
    its engine counts: a line with another one goes as much faster.
    """

    voice: str
    per_minute: float
    lines: int
    is_measured: bool
    rate: float
    line_seconds: float
    letter_seconds: float
    break_seconds: float

    def seconds(self, said: Extent, rate: int | None = None) -> float:
        """How long a line takes to say."""
        plain = self.line_seconds + said.letters * self.letter_seconds + said.breaks * self.break_seconds
        return plain * (self.rate / rate if rate else 1.0)


def paces(root: Path, show: Show, world: World, voices: Sequence[Voice] = (), language: str = "") -> Mapping[str, Pace]:
    """The pace of each voice of a show, or of these, by name; `language` is the episode's, where it is not the show's."""
    wanted, language = voices or show.voices, language or show.language
    state = Path(state_folder(str(root), world.environment))
    heard = _heard(state, wanted, language)
    return {voice.name: _pace(voice, language, heard[_manner(voice, language)]) for voice in wanted}


@dataclass(frozen=True, slots=True)
class _Heard:
    """A line that was spoken, and at which rate it was asked for."""

    said: Extent
    seconds: float
    rate: float


_Manner = tuple[str, str, str]  # engine, the engine's voice, language: what decides a pace, beside the rate


def _manner(voice: Voice, language: str) -> _Manner:
    return voice.engine, voice.voice, voice.language or language


def _rate(voice: Voice) -> float:
    return voice.rate or known_engine(voice.engine).usual_rate


def _heard(state: Path, voices: Sequence[Voice], language: str) -> dict[_Manner, list[_Heard]]:
    """What was spoken last in each manner, the readings that levels are measured on included."""
    store = Store(state / "store", is_read_only=True)
    found: dict[_Manner, list[_Heard]] = {_manner(voice, language): [] for voice in voices}
    seen: set[str] = set()
    for key in (*_reading_keys(voices, language), *_last_keys(state)):
        if key in seen or not store.record_path(key).is_file():
            continue
        seen.add(key)
        result = store.get(key)
        recorded = result.recorded if result else None
        if result is None or recorded is None or recorded.action != SPEAK.name or FILE not in result.files:
            continue
        params = recorded.params
        manner = params["engine"], params["voice"], params["language"]
        if manner in found and len(found[manner]) < ENOUGH_LINES:
            rate = params["rate"] or known_engine(manner[0]).usual_rate
            found[manner].append(_Heard(extent(result.facts["text"], manner[2]), result.facts["seconds"], rate))
            if all(len(lines) >= ENOUGH_LINES for lines in found.values()):
                break
    return found


def _reading_keys(voices: Sequence[Voice], language: str) -> Iterator[str]:
    for voice in voices:
        yield reading_step(voice, voice.language or language, known_engine(voice.engine)).key


def _last_keys(state: Path) -> Iterator[str]:
    """The steps of the episodes that were built last, from the newest on."""
    memory = Memory.read(state)
    for head in newest_first(memory.heads.values())[:_MOST_EPISODES]:
        yield from (key for _, key in memory.steps(head.slug))


def _pace(voice: Voice, language: str, heard: Sequence[_Heard]) -> Pace:
    engine, language, rate = known_engine(voice.engine), voice.language or language, _rate(voice)
    if not heard:
        per_minute = rate * engine.words_per_rate
        foreseen = [part * _FORESEEN_PER_MINUTE / per_minute for part in _FORESEEN]
        return Pace(voice.name, _foreseen_per_minute(foreseen, language), 0, False, rate, *foreseen)
    fitted = _fitted(heard, rate)
    units = sum(line.said.units for line in heard)
    seconds = sum(line.seconds * line.rate / rate for line in heard)
    return Pace(voice.name, 60.0 * units / seconds, len(heard), True, rate, *fitted)


def _foreseen_per_minute(parts: Sequence[float], language: str) -> float:
    """The words a minute of usual lines, words being as long as in the reading of that language."""
    sample = extent(reading(language), language)
    line = sample.letters / max(1, sample.units) * _USUAL_LINE
    seconds = parts[0] + parts[1] * line + parts[2] * _USUAL_LINE / _USUAL_CLAUSE
    return 60.0 * _USUAL_LINE / seconds


def _fitted(heard: Sequence[_Heard], rate: float) -> list[float]:
    """Least squares towards what is usual at the speed of these lines, so that three lines do as well as they can."""
    import numpy as np

    table = np.array([(1.0, line.said.letters, line.said.breaks) for line in heard])
    seconds = np.array([line.seconds * line.rate / rate for line in heard])
    usual = np.array(_FORESEEN)
    scale = float(seconds.sum() / max((table @ usual).sum(), 0.01))
    usual, spread = usual * scale, np.array(_SPREAD) * scale
    held = np.diag(_NOISE_SECONDS**2 / spread**2)
    found = np.linalg.solve(table.T @ table + held, table.T @ seconds + held @ usual)
    return [max(0.0, float(part)) for part in found]


def said_extent(line: Line, voice: Voice, show: Show, language: str) -> Extent:
    """A line measured as its engine gets it: numbers in words, the lexicon applied."""
    from podbuild.speech.speak import utterance_for

    utterance = utterance_for(line, voice, language, show.lexicon, known_engine(voice.engine))
    return extent(utterance.text, utterance.language)
