"""All engines. A new one is one line here; tests/speech/test_engine_contract.py then holds it to the contract."""

from __future__ import annotations

from podbuild.speech.engine import Engine
from podbuild.speech.espeak_voice import ESPEAK
from podbuild.speech.gtts_voice import GTTS
from podbuild.speech.recorded import RECORDED
from podbuild.speech.tone import TONE

ENGINES: tuple[Engine, ...] = (ESPEAK, GTTS, RECORDED, TONE)


def engine(name: str) -> Engine | None:
    return next((e for e in ENGINES if e.name == name), None)


def known_engine(name: str) -> Engine:
    """The engine of a name that was checked before. KeyError where it was not, which is a bug."""
    if (found := engine(name)) is None:
        raise KeyError(name)
    return found
