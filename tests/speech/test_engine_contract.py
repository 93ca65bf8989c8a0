"""What every engine promises (podbuild/speech/engine.py), held against all of them; gtts speaks to a server on loopback."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from podbuild.model.show import Voice
from podbuild.speech.engine import Engine, Piece, Problem, Spoken, Utterance
from podbuild.speech.engines import ENGINES, engine
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

from .google_loopback import google

SPEAKING = [e for e in ENGINES if e.name != "recorded"]
UTTERANCES = [
    Utterance((Piece("Good morning, and welcome back to the show."),), "", "en"),
    Utterance((Piece("Guten Tag "), Piece("zusammen", emphasis=1), Piece(".")), "", "de"),
    Utterance((Piece("We saw "), Piece("Nowak", ipa="ˈnɔvak"), Piece(" there.")), "", "en-GB"),
]
each = pytest.mark.parametrize("member", SPEAKING, ids=lambda e: e.name)
all_of_them = pytest.mark.parametrize("member", ENGINES, ids=lambda e: e.name)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with google(tmp_path_factory.mktemp("google")) as service:
        yield World(service.environment)


def digest(spoken: Spoken) -> str:
    return hashlib.sha256(spoken.samples.tobytes()).hexdigest()


@each
@pytest.mark.parametrize("utterance", UTTERANCES, ids=lambda u: u.language)
def test_speech_is_finite_mono_and_as_long_as_words_take(member: Engine, utterance: Utterance, world: World) -> None:
    spoken = member.speak(utterance, world)
    assert spoken.samples.dtype == np.int16 and spoken.samples.ndim == 1 and spoken.sample_rate_hz >= 16_000
    assert 0.03 <= len(spoken.samples) / spoken.sample_rate_hz / len(utterance.text) <= 0.2
    assert np.abs(spoken.samples.astype(int)).max() > 1000


@each
@pytest.mark.parametrize("utterance", UTTERANCES, ids=lambda u: u.language)
def test_words_are_in_order_and_inside_the_text(member: Engine, utterance: Utterance, world: World) -> None:
    spoken = member.speak(utterance, world)
    assert all(a.start_seconds <= b.start_seconds and a.end <= b.begin for a, b in pairwise(spoken.words))
    for word in spoken.words:
        assert 0 <= word.start_seconds <= len(spoken.samples) / spoken.sample_rate_hz
        assert utterance.text[word.begin : word.end].strip()


@each
def test_the_same_utterance_gives_the_same_samples_in_another_process(member: Engine, world: World) -> None:
    if not member.is_deterministic:
        pytest.skip("an online service promises nothing")
    code = (
        "import hashlib; from podbuild.speech.engines import engine; from podbuild.speech.engine import *;"
        "from podbuild.steps.world import World; e = engine({name!r});"
        "e.speak(Utterance((Piece('Something else first.'),), '', 'en'), World());"
        "print(hashlib.sha256(e.speak({utterance!r}, World()).samples.tobytes()).hexdigest())"
    )
    for utterance in UTTERANCES[:2]:
        here = {digest(member.speak(utterance, world)) for _ in range(3)}
        program = code.format(name=member.name, utterance=utterance)
        environment = os.environ | {"PYTHONHASHSEED": "7"}
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
        assert here == {done.stdout.strip()}


@each
def test_texts_and_voices_differ(member: Engine, world: World) -> None:
    one = digest(member.speak(UTTERANCES[0], world))
    assert one != digest(member.speak(Utterance((Piece("Good evening."),), "", "en"), world))


@each
def test_emphasis_is_heard_where_it_is_taken(member: Engine, world: World) -> None:
    if not member.is_deterministic:
        pytest.skip("an online service promises nothing")
    plain, stressed = (Utterance((Piece("We "), Piece("really", emphasis=e), Piece(" go.")), "", "en") for e in (0, 2))
    assert (digest(member.speak(plain, world)) != digest(member.speak(stressed, world))) is member.takes_emphasis


@all_of_them
def test_problem_answers_without_speaking(member: Engine) -> None:
    assert member.problem(Voice("host", engine=member.name), "en") is None
    for name in member.voices()[:40]:
        assert member.problem(Voice("host", engine=member.name, voice=name.name), "en") is None


@all_of_them
def test_what_an_author_can_mend_is_a_step_failed(member: Engine, world: World) -> None:
    wrong = Utterance((Piece("Hi"),), "no-such-voice", "en")
    found = member.problem(Voice("host", voice="no-such-voice"), "en")
    if found is None:  # tone takes every name
        assert len(member.speak(wrong, world).samples)
        return
    assert isinstance(found, Problem) and found.key == "voice" and found.fix
    with pytest.raises(StepFailed) as failed:
        member.speak(wrong, world)
    assert failed.value.diagnostic.fix and failed.value.diagnostic.is_error


@all_of_them
def test_version_is_quick_and_steady(member: Engine) -> None:
    member.version()
    start = time.perf_counter()
    assert member.version() == member.version() != ""
    assert time.perf_counter() - start < 0.05


def test_names_are_unique_and_found() -> None:
    assert len({e.name for e in ENGINES}) == len(ENGINES)
    assert all(engine(e.name) is e for e in ENGINES) and engine("nothing") is None


@all_of_them
def test_facts_of_an_engine_agree(member: Engine) -> None:
    assert member.summary and "\n" not in member.summary and member.price_usd >= 0
    assert member.is_synthetic is (member.name != "recorded") and member.is_online is (member.name == "gtts")
