"""Lengths hold where they are hard to hold: short episodes, signs instead of words, templates, music, a sting, a recipe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from podbuild.audio.hearing import length_seconds
from podbuild.authoring.pace import paces
from podbuild.base.shipped import shipped
from podbuild.build import read
from podbuild.steps.world import World
from tests.authoring.listening import Listening
from tests.authoring.played_writer import PlayedWriter
from tests.authoring.revising import edits, revise, show
from tests.authoring.test_briefing import briefed
from tests.authoring.test_drafting_run import FILES, SHOW, drafted
from tests.cli.running import process, write
from tests.drafting.messages_api import MessagesApi

JAPANESE = (
    "岸に近い氷は薄いのです。",
    "見えるより先に、音が聞こえます。",
    "風のことは、だれも考えていませんでした。",
    "閉まらない扉のような音です。",
    "それで私たちは立ったまま、待っていました。",
)
CHINESE = (
    "岸边的冰比较薄。",
    "你先听见它，然后才看见它。",
    "谁也没有想到风。",
    "那声音像一扇关不上的门。",
    "于是我们站在那里，等着。",
)


def drift_of(talk: Listening) -> float:
    return float(re.findall(r"length: .*?([+-]\d+\.\d)% from the [\d:]+ asked for$", talk.text, re.MULTILINE)[-1])


@pytest.mark.parametrize("seconds", [20.0, 30.0, 60.0])
def test_a_short_episode_holds_with_all_that_is_said_beside_its_script(
    tmp_path: Path, messages_api: MessagesApi, seconds: float
) -> None:
    """What a build makes of it is what was promised: the disclosure that AI wrote the script is longer than others."""
    root = write(tmp_path / "show", FILES)
    messages_api.by = PlayedWriter()
    talk = Listening()
    outcome = drafted(root, messages_api, talk, length_seconds=seconds)
    assert outcome is not None and not any(d.code == "draft-length" for d in outcome.findings)
    built = process("build", "what-the-ice-says", "--drafts", cwd=root)
    assert built.returncode == 0, built.stderr
    (sound,) = (root / "public").rglob("*.mp3")
    made = length_seconds(sound, World(messages_api.environment))
    assert abs(made / (seconds * (1 + drift_of(talk) / 100)) - 1) < 0.06
    assert abs(made / seconds - 1) < 0.12


@pytest.mark.parametrize(("language", "said"), [("ja", JAPANESE), ("zh", CHINESE)])
@pytest.mark.parametrize("seconds", [30.0, 240.0])
def test_signs_are_counted_where_there_are_no_words(
    tmp_path: Path, messages_api: MessagesApi, language: str, said: tuple[str, ...], seconds: float
) -> None:
    root = write(tmp_path / "show", FILES)
    played = messages_api.by = PlayedWriter([1.8], talk=said, language=language)
    talk = Listening()
    outcome = drafted(root, messages_api, talk, length_seconds=seconds, language=language)
    assert outcome is not None and abs(drift_of(talk)) <= 10
    assert 2 <= played.asked.count("script") <= 3
    _, script, correction = (asked.text for asked in messages_api.asked[:3])
    assert re.search(r"\(about \d+ characters\)", script) and "characters over all segments" in script
    assert re.search(r"^- Part 1: \d+ characters now, \d+ wanted$", correction, re.MULTILINE)
    assert not re.search(r"\d+ words", correction)


def test_a_revision_counts_signs_too(messages_api: MessagesApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in messages_api.environment.items():
        monkeypatch.setenv(name, value)
    root = show(tmp_path, "---\ntitle: 氷\ndate: 2026-01-02\nlanguage: ja\n---\nHOST: 氷河が歌う。\n")
    messages_api.will(edits())
    assert revise(root).status == 0
    assert "with 5 characters spoken" in messages_api.asked[0].text


def test_a_template_with_music_and_a_sting(tmp_path: Path, messages_api: MessagesApi) -> None:
    root = write(tmp_path / "show", {**FILES, "show.yaml": SHOW})
    for name in ("bell.ogg", "calm.ogg"):
        (root / "assets").mkdir(exist_ok=True)
        (root / "assets" / name).write_bytes((shipped("templates") / "sounds" / name).read_bytes())
    played = messages_api.by = PlayedWriter([1.5], segments=4)
    talk = Listening()
    outcome = drafted(root, messages_api, talk, length_seconds=90.0, template="deep-dive")
    assert outcome is not None and abs(drift_of(talk)) <= 10
    assert 2 <= played.asked.count("script") <= 3
    assert "music:" in (root / outcome.file).read_text("utf-8")


def test_a_recipe(tmp_path: Path, messages_api: MessagesApi) -> None:
    root = write(tmp_path / "show", {**FILES, "recipes/morning.yaml": "wish: The lake.\nsources: [sources/lake.md]\nlength: 40s\n"})
    played = messages_api.by = PlayedWriter([2.0, 1.5])
    talk = Listening()
    assert briefed(root, messages_api, talk=talk) is not None
    assert abs(drift_of(talk)) <= 10 and played.asked == ["outline", "script", "script", "script"]


def test_a_correction_wants_what_fills_the_length_as_the_script_showed_it(tmp_path: Path, messages_api: MessagesApi) -> None:
    """A writer that kept to its words, and was too short all the same, is not told the same words again."""
    root = write(tmp_path / "show", FILES)
    messages_api.by = PlayedWriter(talk=("Notwithstanding meteorological uncertainties, unprecedented circumstances prevailed.",))
    talk = Listening()
    drafted(root, messages_api, talk, length_seconds=300.0)
    assert abs(drift_of(talk)) <= 10 and len(messages_api.asked) == 3
    told = re.findall(r"^- Part \d: (\d+) words now, (\d+) wanted$", messages_api.asked[2].text, re.MULTILINE)
    assert all(abs(int(wanted) - int(now)) > 10 for now, wanted in told)


def test_the_pace_is_that_of_the_language_of_the_episode(tmp_path: Path, messages_api: MessagesApi) -> None:
    """A voice that is given to another language is counted, and measured, in that."""
    episode = "---\ntitle: 氷\ndate: 2026-01-02\nlanguage: ja\nvoices: {host: {engine: espeak, voice: ja}}\n---\nHOST: "
    root = write(tmp_path / "show", {**FILES, "episodes/ice.md": episode + "\n\n".join(JAPANESE) + "\n"})
    world = messages_api.world()
    source = read(root, world)
    assert source.show is not None
    voices = source.episodes[0].voices[:1]
    foreseen = paces(root, source.show, world, voices, "ja")["host"]
    assert not foreseen.is_measured and foreseen.per_minute > 1.3 * paces(root, source.show, world, voices)["host"].per_minute
    assert process("build", "ice", cwd=root).returncode == 0
    measured = paces(root, source.show, world, voices, "ja")["host"]
    assert measured.is_measured and measured.lines >= len(JAPANESE)
