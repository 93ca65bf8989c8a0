from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from podbuild.base.diagnostics import Span
from podbuild.model.episode import Line, Run
from podbuild.model.show import LexiconEntry, Voice
from podbuild.speech.engine import Engine
from podbuild.speech.espeak_voice import ESPEAK
from podbuild.speech.gtts_voice import GTTS
from podbuild.speech.readings import _READINGS, reading
from podbuild.speech.recorded import RECORDED
from podbuild.speech.speak import FILE, Utterances, reading_step, speak_step, utterance_for
from podbuild.speech.tone import TONE
from podbuild.steps.step import Call, Outcome, Step, StepFailed
from podbuild.steps.world import World

VOICE = Voice("host")
NOWAK = LexiconEntry("Nowak", say="Noh-vack")


def step(
    text: str, lexicon: tuple[LexiconEntry, ...] = (), voice: Voice = VOICE, engine=ESPEAK, wanted_by: str = "", **line
) -> Step:
    utterance = utterance_for(Line(voice.name, (Run(text),), **line), voice, "en", lexicon, engine)
    return speak_step(utterance, engine, wanted_by)


def test_what_lines_became_is_looked_up_and_damage_of_it_does_nothing() -> None:
    line = Line("host", (Run("By "), Run("Nowak", emphasis=1), Run(" at 5 km.")))
    first = Utterances()
    wanted = first.of(line, VOICE, "en", (NOWAK,), ESPEAK)
    assert wanted == utterance_for(line, VOICE, "en", (NOWAK,), ESPEAK)
    ((key, plain),) = first.used.items()
    kept = Utterances(json.loads(json.dumps({key: {**plain, "pieces": [["looked up", "", 0]]}})))
    assert kept.of(line, VOICE, "en", (NOWAK,), ESPEAK).text == "looked up"
    for damaged in (None, [], "x", {key: None}, {key: 3}, {key: []}, {key: {}}, {key: {**plain, "pieces": [["a"]]}}):
        again = Utterances(damaged)
        assert again.of(line, VOICE, "en", (NOWAK,), ESPEAK) == wanted
        assert again.used == first.used


@pytest.mark.parametrize(
    ("line", "voice", "language"),
    [
        (Line("host", (Run("5 km,"),)), VOICE, "en"),
        (Line("host", (Run("5 km", emphasis=1),)), VOICE, "en"),
        (Line("host", (Run("5 km", say="far"),)), VOICE, "en"),
        (Line("host", (Run("5 km"),), language="de"), VOICE, "en"),
        (Line("host", (Run("5 km"),), rate=200), VOICE, "en"),
        (Line("host", (Run("5 km"),)), VOICE, "de"),
        (Line("host", (Run("5 km"),)), Voice("host", rate=200), "en"),
        (Line("host", (Run("5 km"),)), Voice("host", voice="en-gb+f3"), "en"),
        (Line("host", (Run("5 km"),)), Voice("guest"), "en"),  # an entry of the lexicon may be for one voice
    ],
)
def test_what_decides_an_utterance_decides_where_it_is_looked_up(line: Line, voice: Voice, language: str) -> None:
    first = Utterances()
    first.of(Line("host", (Run("5 km"),)), VOICE, "en", (), ESPEAK)
    then = Utterances(first.used)
    then.of(line, voice, language, (), ESPEAK)
    assert not first.used.keys() & then.used.keys()


def emphasised(engine: Engine) -> Step:
    runs = (Run("We "), Run("really", emphasis=1), Run(" go"), Run(" ", emphasis=2))
    return speak_step(utterance_for(Line("host", runs), VOICE, "en", (), engine), engine)


def run(made: Step, folder: Path) -> Outcome:
    return made.action.run(Call(made.params, {}, folder, World({})))


def test_an_entry_re_speaks_exactly_the_lines_it_touches() -> None:
    assert step("By Nowak.", (NOWAK,)).key != step("By Nowak.").key
    assert step("By no one.", (NOWAK,)).key == step("By no one.").key
    assert step("By Nowak.", (NOWAK,)).key == step("By Noh-vack.").key


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (step("Five kilometers"), step("Five  kilometers "), True),
        (step("five kilometers"), step("5 km"), True),
        (step("Go on."), step("Go on!"), False),
        (step("Hi", span=Span("a.md", 1)), step("Hi", span=Span("b.md", 7)), True),
        (step("Hi", gain_db=3), step("Hi"), True),
        (step("Hi", wanted_by="here"), step("Hi", wanted_by="there"), True),
        (step("Hi", voice=Voice("host")), step("Hi", voice=Voice("guest", label="The Guest")), True),
        (step("Hi", rate=200), step("Hi"), False),
        (step("Hi", rate=200), step("Hi", voice=Voice("host", rate=200)), True),
        (step("Hi", language="de"), step("Hi"), False),
        (step("Hi", voice=Voice("host", pitch=70)), step("Hi"), False),
        (step("Hi", engine=TONE), step("Hi"), False),
        (step("Ærø", (LexiconEntry("Ærø", ipa="ɛ"),)), step("Ærø"), False),
        (emphasised(ESPEAK), step("We really go"), False),
        (emphasised(TONE), step("We really go", engine=TONE), True),
        (emphasised(GTTS), step("We really go", engine=GTTS), True),
        (step("on Ærø now", (LexiconEntry("Ærø", ipa="ɛ"),), engine=TONE), step("on Ærø now", engine=TONE), True),
    ],
)
def test_keys(one: Step, other: Step, is_same: bool) -> None:
    assert (one.key == other.key) is is_same


def test_a_line_becomes_a_flac_with_facts(tmp_path: Path) -> None:
    facts = run(step("By Nowak, 5 km.", (NOWAK,)), tmp_path).facts
    samples, rate = soundfile.read(tmp_path / FILE, dtype="int16")
    shape = soundfile.info(tmp_path / FILE)
    assert (shape.format, shape.subtype, shape.channels) == ("FLAC", "PCM_16", 1)
    assert rate == facts["sample_rate_hz"] == 22_050 and facts["seconds"] == len(samples) / rate
    assert facts["text"] == "By Noh-vack, five kilometers." and facts["characters"] == 29
    assert [facts["text"][b:e] for _, b, e in facts["words"]] == ["By", "Noh-vack,", "five", "kilometers."]


def test_the_same_step_makes_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    assert run(step("Hello"), tmp_path / "a") == run(step("Hello"), tmp_path / "b")
    assert (tmp_path / "a" / FILE).read_bytes() == (tmp_path / "b" / FILE).read_bytes()


@pytest.mark.parametrize("text", ["🚀", "…", "?!"])
@pytest.mark.parametrize("engine", [ESPEAK, TONE, RECORDED])
def test_a_line_without_a_word_is_a_short_silence(text: str, engine, tmp_path: Path) -> None:
    facts = run(step(text, engine=engine), tmp_path).facts
    assert facts["seconds"] == 0.2 and facts["words"] == []


def test_an_engine_that_is_gone_is_told(tmp_path: Path) -> None:
    made = step("Hi")
    with pytest.raises(StepFailed, match='no engine "gone"'):
        made.action.run(Call({**made.params, "engine": "gone"}, {}, tmp_path, World({})))


def test_a_recorded_voice_without_a_take_is_told(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match='"Hi there" is spoken by a recorded voice, but has no take'):
        run(step("Hi there", engine=RECORDED), tmp_path)


def test_readings(tmp_path: Path) -> None:
    assert len(_READINGS) >= 12 and reading("xx") == reading("en-GB") == _READINGS["en"]
    assert reading_step(Voice("a"), "de-AT", ESPEAK).key == reading_step(Voice("b", gain_db=3), "de-AT", ESPEAK).key
    assert reading_step(Voice("a", voice="en-us"), "en", ESPEAK).key != reading_step(Voice("a"), "en", ESPEAK).key
    assert run(reading_step(VOICE, "en", ESPEAK), tmp_path).facts["seconds"] > 6


def test_steps_are_made_without_any_engine_library() -> None:
    code = (
        "import sys, podbuild.speech.speak, podbuild.speech.said as s; s.said('Hello there, NASA.', 'en');"
        "heavy = {'numpy', 'soundfile', 'gtts', 'requests', 'espeakng_loader', 'babel', 'num2words'};"
        "print(heavy & set(sys.modules) or '')"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
