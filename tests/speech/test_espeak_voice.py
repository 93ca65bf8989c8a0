from __future__ import annotations

import ctypes
import hashlib
import threading
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from podbuild.model.show import Voice
from podbuild.speech import espeak_library
from podbuild.speech.engine import Piece, Problem, Spoken, Utterance
from podbuild.speech.espeak_ipa import _SIGNS, mnemonics, unknown_symbols
from podbuild.speech.espeak_library import sounds_of, speak_ssml
from podbuild.speech.espeak_names import identifier
from podbuild.speech.espeak_voice import ESPEAK
from podbuild.steps.world import World

LINE = "Hello there, the world is a big place. Sss, shh, zoo."


def speak(*pieces: Piece | str, voice: str = "en-gb", language: str = "en", rate: int | None = None, pitch: int | None = None):
    made = tuple(Piece(p) if isinstance(p, str) else p for p in pieces)
    return ESPEAK.speak(Utterance(made, voice, language, rate, pitch), World({}))


def digest(spoken: Spoken) -> str:
    return hashlib.sha256(spoken.samples.tobytes()).hexdigest()


def test_fifty_calls_give_one_result() -> None:
    assert len({digest(speak(LINE)) for _ in range(50)}) == 1


@pytest.mark.parametrize("voice", ["en-gb", "en-gb+whisper", "en-us+Reed", "de+f3"])
def test_what_was_said_before_changes_nothing(voice: str) -> None:
    first = digest(speak(LINE, voice=voice))
    for i in range(6):
        speak(f"Another line, {i}", voice="fr+m3", rate=120 + i, pitch=10 * i)
        assert digest(speak(LINE, voice=voice)) == first


@pytest.mark.parametrize("voice", ["en-gb+whisper", "en-gb+Demonic", "en-gb+Reed"])
def test_the_breath_of_a_voice_does_not_follow_the_clock(voice: str) -> None:
    first, start = digest(speak(LINE, voice=voice)), time.time()
    while int(time.time()) <= int(start):  # the library takes the second of the day as its seed
        time.sleep(0.02)
    assert digest(speak(LINE, voice=voice)) == first


def test_threads_wait_for_each_other() -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(digest(speak(LINE)))) for _ in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(found) == 6 and len(set(found)) == 1


def test_a_library_that_cannot_be_unloaded_is_left_for_a_new_process() -> None:
    alone = digest(speak(LINE))
    holder = ctypes.CDLL(espeak_library._library_path())
    try:
        assert espeak_library._is_loaded()
        assert digest(speak(LINE)) == alone
    finally:
        espeak_library._unload(holder)
    assert not espeak_library._is_loaded()


def test_a_long_path_gets_a_short_name(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 6)
    deep.mkdir(parents=True)
    (deep / "espeak-ng-data").symlink_to(espeak_library._data_path(), target_is_directory=True)
    short = Path(espeak_library._short_path(str(deep / "espeak-ng-data")))
    assert len(str(short)) <= espeak_library._DATA_PATH_LIMIT_BYTES and (short / "phontab").is_file()
    short.unlink()


def test_words_have_their_times() -> None:
    text = "Hello there, the world is a big place in AT&T <b> [[x]] 日本."
    spoken = speak(text)
    assert [text[w.begin : w.end] for w in spoken.words] == text.split()
    starts = [w.start_seconds for w in spoken.words]
    assert starts[0] == 0 and starts == sorted(starts) and starts[-1] < len(spoken.samples) / spoken.sample_rate_hz
    assert all(a < b for a, b in pairwise(starts[:4]))


def test_words_behind_ipa_and_emphasis_keep_their_places() -> None:
    pieces = (Piece("We saw "), Piece("Nowak", ipa="ˈnɔvak"), Piece(" & "), Piece("you", emphasis=2), Piece(" today."))
    spoken, text = speak(*pieces), "We saw Nowak & you today."
    assert [text[w.begin : w.end] for w in spoken.words] == text.split()
    heard = spoken.words[-1].start_seconds
    assert 0.8 < heard < len(spoken.samples) / spoken.sample_rate_hz - 0.2


def test_silence_at_both_ends_is_short() -> None:
    samples = speak("Papa.").samples.astype(int)
    loud = np.flatnonzero(np.abs(samples) > 40)
    assert loud[0] <= 0.05 * 22_050 and len(samples) - loud[-1] - 1 <= 0.05 * 22_050


@pytest.mark.parametrize(
    ("other", "seconds"),
    [
        ({"rate": 300}, lambda plain, other: other < plain * 0.75),
        ({"rate": 100}, lambda plain, other: other > plain * 1.3),
        ({"pitch": 90}, lambda plain, other: True),
        ({"voice": "en-us"}, lambda plain, other: True),
        ({"voice": "en-gb+f3"}, lambda plain, other: True),
    ],
)
def test_settings_are_heard(other: dict[str, object], seconds) -> None:
    plain, changed = speak(LINE), speak(LINE, **other)  # type: ignore[arg-type]
    assert digest(plain) != digest(changed) and seconds(len(plain.samples), len(changed.samples))


def test_pitch_is_higher() -> None:
    def voice_hz(pitch: int) -> float:
        part = speak("Maaa, naaa, laaa.", pitch=pitch).samples[5000:9000].astype(float)
        similarity = np.correlate(part, part, "full")[len(part) - 1 :]
        return 22_050 / float(100 + np.argmax(similarity[100:350]))

    assert voice_hz(90) > voice_hz(50) * 1.2 > voice_hz(10) * 1.4


def test_emphasis_is_heard_and_stronger_is_longer() -> None:
    plain, once, twice = (speak("It ", Piece("hums", emphasis=e), ", if you wait.") for e in (0, 1, 2))
    assert len(plain.samples) < len(once.samples) < len(twice.samples)


@pytest.mark.parametrize(
    ("ipa", "voice", "heard"),
    [
        ("ˈnɒvak", "gmw/en", "nɒvak"),
        ("θɪŋ", "gmw/en", "θɪŋ"),
        ("/ˈɛːʁø/", "gmq/da", "ɛʁø"),
        ("bɔ̃ʒuʁ", "roa/fr", "bɔ̃ʒuʁ"),
        ("ˈʃøːn", "gmw/de", "ʃøːn"),
        ("tʃɛɕtɕ", "zlw/pl", "tʃɛɕtɕ"),
    ],
)
def test_ipa_is_spoken_as_it_is_written(ipa: str, voice: str, heard: str) -> None:
    assert sounds_of([mnemonics(ipa, voice)], voice)[0].replace("ˈ", "").replace("ˌ", "") == heard


@pytest.mark.parametrize("voice", ["gmw/en", "gmw/de", "zlw/pl", "jpx/ja", "sem/ar", "roa/es", "sit/cmn"])
def test_every_sign_is_heard_in_every_voice(voice: str) -> None:
    assert [sign for sign in _SIGNS if not mnemonics(sign, voice)] == []


def test_ipa_changes_the_sound_and_signs_without_one_are_named() -> None:
    assert digest(speak(Piece("tomato", ipa="təˈmɑːtəʊ"))) != digest(speak(Piece("tomato", ipa="təˈmeɪtoʊ")))
    assert unknown_symbols("ǃkʘ") == ("ǃ", "ʘ")
    assert digest(speak(Piece("Xhosa", ipa="ǃʘ"))) == digest(speak("Xhosa"))


@pytest.mark.parametrize(
    "text", ["\0\x01", "[[", "]]", "<speak>", "&amp;", "\ud800 x", "a" * 3000, "\u202e", "<mark name='x'/>", "…"]
)
def test_odd_texts_are_spoken_or_silent(text: str) -> None:
    assert len(speak(text).samples) >= 0.1 * 22_050


def test_brackets_do_not_open_espeaks_own_notation() -> None:
    assert digest(speak("one [[h@l'oU]] two")) == digest(speak("one   h@l'oU   two"))


@pytest.mark.parametrize(
    ("voice", "language", "expected"),
    [
        ("en-gb", "de", "gmw/en"),
        ("EN-US+F3", "de", "gmw/en-US+f3"),
        ("en-us+female3", "", "gmw/en-US+f3"),
        ("de+Annie", "", "gmw/de+Annie"),
        ("English", "", None),
        ("", "en", "gmw/en"),
        ("", "en-AU", "gmw/en"),
        ("", "en-US", "gmw/en-US"),
        ("", "de-AT", "gmw/de"),
        ("", "pt-BR", "roa/pt-BR"),
        ("", "zh-TW", "sit/cmn"),
        ("", "fr", "roa/fr"),
        ("", "no", "gmq/nb"),
        ("", "sr-Latn-RS", "zls/sr"),
        ("", "tlh", None),
    ],
)
def test_names(voice: str, language: str, expected: str | None) -> None:
    found = identifier(voice, language)
    assert isinstance(found, Problem) if expected is None else found == expected


@pytest.mark.parametrize(
    ("voice", "language", "key", "fix"),
    [
        (Voice("a", voice="en-gbb"), "en", "voice", '"en-gb"'),
        (Voice("a", voice="en-gb+f33"), "en", "voice", '"f3"'),
        (Voice("a"), "tlh", "language", "podbuild voices"),
        (Voice("a", rate=20), "en", "rate", "80 to 450"),
        (Voice("a", pitch=101), "en", "pitch", "0 to 100"),
    ],
)
def test_problems(voice: Voice, language: str, key: str, fix: str) -> None:
    found = ESPEAK.problem(voice, language)
    assert found and found.key == key and fix in found.fix


def test_every_language_and_variant_that_is_listed_can_be_used() -> None:
    listed = ESPEAK.voices()
    assert len(listed) > 200 and len({v.name for v in listed}) > 240
    assert [v.name for v in listed if isinstance(identifier(v.name, ""), Problem)] == []
    for name in ("ja", "ar", "ko", "cmn", "yue", "ru", "hi"):
        assert len(speak_ssml("<speak>1 2 3</speak>", str(identifier(name, ""))).samples) > 10_000


def test_emphasis_ends_with_its_piece() -> None:
    rest = " To the ice. It goes on for a long while, and nobody knows why."
    plain, stressed = (speak(Piece("Listen, all.", emphasis=e), rest) for e in (0, 2))
    tail = plain.sample_rate_hz * 2
    calm, loud = (float(np.abs(s.samples[-tail:].astype(float)).mean()) for s in (plain, stressed))
    assert len(plain.samples) < len(stressed.samples) < 1.1 * len(plain.samples)
    assert loud == pytest.approx(calm, rel=0.05)
