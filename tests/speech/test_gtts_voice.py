from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gtts import gTTS as GTTS_WRITER

from podbuild.model.show import Voice
from podbuild.speech.engine import Piece, Utterance
from podbuild.speech.gtts_voice import GTTS
from podbuild.steps.step import StepFailed

from .google_loopback import Google, ImpatientWorld, google

LONG = " ".join(f"This is sentence {word}, and it goes on for some time." for word in ("one", "two", "three", "four", "five"))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Google]:
    with google(tmp_path_factory.mktemp("google")) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(service: Google) -> None:
    service.answers.clear()
    service.asked.clear()


def speak(world: ImpatientWorld, text: str = "Good morning to you.", voice: str = "", language: str = "en"):
    return GTTS.speak(Utterance((Piece(text),), voice, language), world)


def test_a_line_is_spoken_and_its_silence_trimmed(service: Google) -> None:
    spoken = speak(ImpatientWorld(service.environment), "Good morning to you.")
    assert spoken.sample_rate_hz == 24_000 and spoken.samples.dtype == "int16" and spoken.samples.ndim == 1
    assert len(spoken.samples) / 24_000 == pytest.approx(20 * 0.06 + 0.1, abs=0.06)
    assert service.asked == [("translate.google.com", "en", "Good morning to you.")]


@pytest.mark.parametrize(
    ("voice", "language", "host", "asked"),
    [
        ("en-GB", "de", "translate.google.co.uk", "en"),
        ("en-au", "en", "translate.google.com.au", "en"),
        ("pt-BR", "en", "translate.google.com.br", "pt"),
        ("", "pt-BR", "translate.google.com.br", "pt"),
        ("", "de-CH", "translate.google.com", "de"),
        ("", "zh-TW", "translate.google.com", "zh-TW"),
        ("", "nb-NO", "translate.google.com", "no"),
    ],
)
def test_voices_are_accents(service: Google, voice: str, language: str, host: str, asked: str) -> None:
    speak(ImpatientWorld(service.environment), voice=voice, language=language)
    assert [(h, lang) for h, lang, _ in service.asked] == [(host, asked)]


def test_a_long_text_is_asked_for_in_parts(service: Google) -> None:
    spoken = speak(ImpatientWorld(service.environment), LONG)
    assert len(service.asked) > 1 and all(len(text) <= 100 for _, _, text in service.asked)
    assert len(spoken.samples) / 24_000 > len(LONG) * 0.06 * 0.9


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        (["429 Too Many Requests"], [3.0]),
        (["500 Internal Server Error", "503 Unavailable"], [1.0, 2.0]),
        (["broken"], [1.0]),
        (["truncated", "broken", "500 No"], [1.0, 2.0, 4.0]),
        (["silent"], [1.0]),
        (["damaged"], [1.0]),
    ],
)
def test_passing_failures_are_tried_again(service: Google, answers: list[str], waits: list[float]) -> None:
    service.answers[:] = answers
    world = ImpatientWorld(service.environment)
    assert len(speak(world).samples) > 24_000
    assert world.waits == waits and len(service.asked) == len(answers) + 1


def service_parts(text: str) -> list[str]:
    return GTTS_WRITER(text, lang="en", lang_check=False).get_bodies()


def test_only_the_part_that_failed_is_asked_again(service: Google) -> None:
    service.answers[:] = ["ok", "500 No"]
    speak(ImpatientWorld(service.environment), LONG)
    texts = [text for _, _, text in service.asked]
    assert texts[1] == texts[2] and len(texts) == len(service_parts(LONG)) + 1


@pytest.mark.parametrize(
    ("answers", "tries", "told"),
    [
        (["429 Too Many Requests"] * 4, 4, "answers 429 Too Many Requests"),
        (["truncated"] * 4, 4, "the answer broke off"),
        (["broken"] * 4, 4, "cannot be used"),
        (["silent"] * 4, 4, "holds no sound"),
        (["403 Forbidden"], 1, "refuses the line: 403 Forbidden"),
    ],
)
def test_failures_are_told(service: Google, answers: list[str], tries: int, told: str) -> None:
    service.answers[:] = answers
    with pytest.raises(StepFailed) as failed:
        speak(ImpatientWorld(service.environment))
    assert told in failed.value.diagnostic.message and len(service.asked) == tries
    assert "finished are kept" in failed.value.diagnostic.why and "engine: espeak" in failed.value.diagnostic.fix


def test_offline(service: Google) -> None:
    world = ImpatientWorld({"HTTPS_PROXY": "http://127.0.0.1:9", "REQUESTS_CA_BUNDLE": str(service.ca_file)})
    with pytest.raises(StepFailed) as failed:
        speak(world)
    assert world.waits == [1.0, 2.0, 4.0] and "proxy" in failed.value.diagnostic.message


def test_a_certificate_that_no_one_vouches_for_is_refused_at_once(service: Google) -> None:
    environment = {"HTTPS_PROXY": service.environment["HTTPS_PROXY"]}
    world = ImpatientWorld(environment)
    with pytest.raises(StepFailed) as failed:
        speak(world)
    assert "certificate" in failed.value.diagnostic.message and not world.waits and not service.asked


def test_a_ca_file_that_is_missing_is_told(service: Google, tmp_path: Path) -> None:
    world = ImpatientWorld(service.environment | {"REQUESTS_CA_BUNDLE": str(tmp_path / "none.pem")})
    with pytest.raises(StepFailed, match="cannot be reached"):
        speak(world)


@pytest.mark.parametrize(
    ("voice", "language", "key", "fix"),
    [
        (Voice("a", voice="en-GBB"), "en", "voice", "en-GB"),
        (Voice("a"), "tlh", "language", "de"),
        (Voice("a", rate=200), "en", "rate", "espeak"),
        (Voice("a", pitch=0), "en", "pitch", "espeak"),
    ],
)
def test_problems(voice: Voice, language: str, key: str, fix: str) -> None:
    found = GTTS.problem(voice, language)
    assert found and found.key == key and fix in found.fix


def test_nothing_to_say_asks_no_one(service: Google) -> None:
    assert len(speak(ImpatientWorld(service.environment), " ").samples) == 4800
    assert not service.asked
