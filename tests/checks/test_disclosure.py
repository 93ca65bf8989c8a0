"""The substance test, case by case, and the sentences for it."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter
from typing import Any

import pytest

from podbuild.base.diagnostics import Span
from podbuild.checks.disclosure import disclosure
from podbuild.checks.disclosure_words import LANGUAGES, disclosure_words
from podbuild.model.episode import Clip, Music
from podbuild.model.show import Ai, Rights, Tier, Voice

from .shows import AT, SHOW, asset, episode, line

SYNTHETIC = {"host": True, "guest": True}
HUMAN = {"host": False, "guest": False}
CLONES = (Voice("host", is_cloned=True), Voice("guest"))
TAKES = (line(take="takes/a.wav"), line(voice="guest", take="takes/b.wav"))
BY_AI = Rights(("takes/**",), "A", "CC0-1.0", ai="generated")
ANSWERED = Span("show.yaml", 20, 1)


def answered(tier: Tier) -> Ai:
    return Ai(tier, span=ANSWERED)


CASES: dict[str, tuple[Any, Ai, dict[str, bool], tuple[str, bool, bool | None]]] = {
    "synthetic voices": (episode(line()), Ai(), SYNTHETIC, ("synthetic", True, True)),
    "takes only": (episode(*TAKES), Ai(), SYNTHETIC, ("recorded", False, None)),
    "takes only, answered": (episode(*TAKES), answered("human"), SYNTHETIC, ("recorded", False, False)),
    "an engine of recordings": (episode(line()), answered("human"), HUMAN, ("recorded", False, False)),
    "one take, one synthetic": (episode(TAKES[0], line()), Ai(), SYNTHETIC, ("mixed", True, True)),
    "a clip beside a synthetic voice": (episode(line(), Clip(asset("takes/i.wav"))), Ai(), SYNTHETIC, ("mixed", True, True)),
    "people read an AI's script": (episode(*TAKES), answered("generated"), SYNTHETIC, ("recorded", True, True)),
    "people read a script AI helped with": (episode(*TAKES), answered("assisted"), SYNTHETIC, ("recorded", False, False)),
    "a clone reads people's script": (episode(line(), voices=CLONES), answered("human"), SYNTHETIC, ("synthetic", False, False)),
    "a clone reads an AI's script": (episode(line(), voices=CLONES), answered("generated"), SYNTHETIC, ("synthetic", True, True)),
    "only music is heard": (episode(Music(asset("assets/calm.wav"))), Ai(), SYNTHETIC, ("recorded", False, None)),
    "an episode as finished audio": (episode(audio=asset("assets/done.wav"), segments=()), Ai(), {}, ("recorded", False, None)),
}


@pytest.mark.parametrize(("one", "ai", "synthetic", "expected"), CASES.values(), ids=CASES)
def test_the_substance_test(one: Any, ai: Ai, synthetic: dict[str, bool], expected: tuple[str, bool, bool | None]) -> None:
    found = disclosure(replace(SHOW, ai=ai), one, synthetic)
    assert (found.voices, found.is_due, found.is_ai) == expected
    assert found.script == ai.script
    assert bool(found.text) == bool(found.spoken) == found.is_due
    assert found.reason.startswith("due: " if found.is_due else "not due: ")


WHY: dict[str, tuple[Any, Ai, str]] = {
    "people wrote it": (episode(line()), answered("human"), "a synthetic voice speaks"),
    "AI wrote it": (episode(line()), answered("generated"), "a synthetic voice speaks, and AI wrote the script"),
    "people speak what AI wrote": (episode(*TAKES), answered("generated"), "AI wrote the script"),
    "people speak what AI translated": (
        episode(*TAKES),
        Ai("assisted", translated_from="eis", span=ANSWERED),
        'AI translated the script; it is a translation by AI of "eis"',
    ),
    "a clone speaks what AI wrote": (
        episode(line(), voices=CLONES),
        answered("generated"),
        "a cloned voice speaks words that AI had a part in, and AI wrote the script",
    ),
}


@pytest.mark.parametrize(("one", "ai", "why"), WHY.values(), ids=WHY)
def test_why_it_is_due(one: Any, ai: Ai, why: str) -> None:
    assert disclosure(replace(SHOW, ai=ai), one, SYNTHETIC).reason == f"due: {why}"


@pytest.mark.parametrize("item", [TAKES[0], Clip(asset("takes/i.wav"), voice="guest")], ids=["take", "clip"])
def test_recordings_that_rights_call_ais_work_count_as_synthetic(item: Any) -> None:
    found = disclosure(replace(SHOW, rights=(BY_AI,)), episode(item), SYNTHETIC)
    assert (found.voices, found.is_due) == ("synthetic", True)


def test_a_sound_that_ai_made_is_no_voice() -> None:
    show = replace(SHOW, rights=(BY_AI,))
    assert not disclosure(show, episode(Clip(asset("takes/wind.wav"))), SYNTHETIC).is_due
    made = disclosure(replace(show, ai=answered("generated")), episode(audio=asset("takes/done.wav"), segments=()), {})
    assert (made.is_due, made.text) == (True, "The sound of this episode is computer-generated.")


def test_the_episodes_answer_beats_the_shows() -> None:
    show = replace(SHOW, ai=answered("generated"))
    assert disclosure(show, episode(*TAKES), SYNTHETIC).is_due
    assert not disclosure(show, episode(*TAKES, ai=Ai(span=AT)), SYNTHETIC).is_due


def test_what_is_said() -> None:
    show = replace(SHOW, ai=Ai("assisted", reviewed_by="A. Speaker", editor="Tide Desk"))
    found = disclosure(show, episode(line()), SYNTHETIC)
    sentence = "The voices in this episode are computer-generated. The script was written with the help of artificial intelligence."
    assert found.spoken == sentence
    assert found.text == f"{sentence} Reviewed by A. Speaker. Editorially responsible: Tide Desk."
    german = disclosure(show, episode(line(), language="de-AT"), SYNTHETIC)
    assert german.spoken.startswith("Die Stimmen in dieser Folge sind computergeneriert. Der Text")


@pytest.mark.parametrize(
    ("spoken", "reason", "expected"),
    [("off", "said by the host", ""), ("Our robots speak.", "", "Our robots speak.")],
)
def test_the_author_may_say_it_otherwise_but_the_notes_still_say_it(spoken: str, reason: str, expected: str) -> None:
    found = disclosure(replace(SHOW, ai=Ai(spoken=spoken, reason=reason)), episode(line()), SYNTHETIC)
    assert found.spoken == expected
    assert found.is_ai and found.text == "The voices in this episode are computer-generated."
    assert reason in found.reason


def test_every_language_has_every_sentence() -> None:
    assert len(LANGUAGES) >= 14
    for language in LANGUAGES:
        words = disclosure_words(language)
        sentences = (words.synthetic, words.mixed, words.sound, words.generated, words.assisted)
        assert len(set(sentences)) == 5 and all(s.endswith((".", "。")) for s in sentences)
        assert len(words.joined(words.mixed, words.assisted)) < 225, "must be said within 15 seconds"
        for pattern in (words.reviewed, words.editor):
            assert [name for _, name, _, _ in Formatter().parse(pattern) if name] == ["name"]
