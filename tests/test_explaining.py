"""Why steps run, and what a build would do: told from what was recorded, on shows that are really built."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from podbuild.build import Request, build
from podbuild.explaining import grouped
from podbuild.planning import plan
from tests.cli.running import run
from tests.shows import SHOW, WORLD, actions, built, edited, write_show

TONE = SHOW.replace("{engine: espeak, voice: en-gb, rate: 170}", "{engine: tone, rate: 170}").replace(
    "{engine: espeak, voice: en-us+f3}", "{engine: tone}"
)


@pytest.fixture
def root(tmp_path):
    root = write_show(tmp_path / "show", show=TONE.replace("spoken: auto", "spoken: off, reason: tones"))
    built(root)
    return root


def why(root):
    return list(grouped(built(root, is_explained=True).reasons))


EDITS = (
    ("episodes/glacier.md", "one microphone", "one old microphone", ["speak line 24: text changed"]),
    ("show.yaml", "rate: 170", "rate: 165", ["voice host: rate 170 → 165"]),
    (
        "episodes/glacier.md",
        "title: The glacier that",
        "title: A glacier that",
        ["title The glacier that sang → A glacier that sang"],
    ),
    (
        "episodes/glacier.md",
        "{sfx: bell, gain: -6 dB}",
        "{sfx: bell, gain: -9 dB}",
        ["encode-chunk: what is heard in it or near it moved"],
    ),
    ("episodes/glacier.md", "GUEST: It *hums*", "HOST: Come.\n\nGUEST: It *hums*", ["speak line 14: was not there before"]),
    ("show.yaml", "-16 LUFS", "-18 LUFS", ["gain in dB", "→"]),
    ("episodes/glacier.md", "The same voice goes on until another is named.\n", "", ["something is no longer heard in it"]),
)


@pytest.mark.parametrize(("name", "old", "new", "words"), EDITS)
def test_each_step_that_ran_says_why(root, name, old, new, words):
    edited(root, name, old, new)
    result = build(Request(root, is_explained=True), WORLD)
    told = "\n".join(grouped(result.reasons))
    for word in words:
        assert word in told, told
    assert len(result.reasons) == len([step for step in result.ran if step.wanted_by != "the show's cover"])


def test_another_encoder_is_named(root, monkeypatch):
    from podbuild.audio import ffmpeg

    before = ffmpeg.version(WORLD)
    monkeypatch.setattr(ffmpeg, "version", lambda world: "9.9 lavc1 LAME4")
    (root / ".podbuild" / "memory.json").unlink()  # ffmpeg is asked again when it, or podbuild, is another
    told = why(root)
    assert any(f"encoder {before[:39]}" in line and "→ 9.9 lavc1 LAME4" in line for line in told), told


def test_a_sound_that_changed_is_named(root):
    import soundfile

    sound, rate = soundfile.read(root / "assets" / "bell.ogg")
    soundfile.write(root / "assets" / "bell.ogg", sound[: len(sound) // 2], rate)
    assert any("conform line 12: assets/bell.ogg changed" in line for line in why(root))


def test_what_is_gone_from_the_store_is_made_again_and_says_so(root):
    for record in (root / ".podbuild" / "store" / "results").glob("*/*"):
        record.unlink()
    (root / ".podbuild" / "memory.json").unlink()
    (root / "public" / "audio" / "glacier.mp3").unlink()
    for sound in (root / ".podbuild" / "releases").glob("*.sound"):
        sound.unlink()
    assert any(": speak " in line and "no longer in the store" in line for line in why(root))


def test_nothing_changed_gives_no_reason(root):
    assert why(root) == []


@pytest.mark.parametrize(("name", "old", "new", "words"), EDITS[:6])
def test_a_plan_foresees_what_is_spoken_to_the_letter_and_the_rest_nearly(root, name, old, new, words):
    edited(root, name, old, new)
    foreseen = plan(Request(root), WORLD)
    before = {p: p.stat().st_mtime_ns for p in root.rglob("*") if p.is_file()}
    assert {p: p.stat().st_mtime_ns for p in root.rglob("*") if p.is_file()} == before
    did = actions(built(root))
    (episode,) = foreseen.episodes
    for action in ("speak", "level", "conform", "tag", "artwork-card"):
        assert episode.actions.get(action, 0) == did.get(action, 0), action
    assert abs(episode.actions.get("encode-chunk", 0) - did.get("encode-chunk", 0)) <= 1


def test_a_plan_writes_nothing_and_counts_characters_by_engine(tmp_path):
    root = write_show(tmp_path / "show")
    found = plan(Request(root), WORLD)
    assert not (root / ".podbuild").exists() and not (root / "public").exists()
    assert set(found.characters) == {"espeak"} and found.price_usd == 0
    result = built(root)
    spoken = sum(len(text) for step in result.ran if step.action.name == "speak" for text, *_ in step.params["pieces"])
    assert found.characters["espeak"] == spoken
    assert plan(Request(root), WORLD).unchanged == ("glacier",)


def test_a_price_is_asked_of_the_engine(tmp_path, monkeypatch):
    from podbuild.speech import engines

    dear = replace(engines.known_engine("espeak"), price_usd=30.0)
    monkeypatch.setattr(engines, "ENGINES", (dear, *(e for e in engines.ENGINES if e.name != "espeak")))
    found = plan(Request(write_show(tmp_path / "show")), WORLD)
    assert found.price_usd == pytest.approx(30 * found.characters["espeak"] / 1e6)


def test_the_commands_say_it(root):
    edited(root, "episodes/glacier.md", "one microphone", "one old microphone")
    planned = run("plan", "--show", root, "--explain")
    assert planned.status == 0 and "glacier: speak line 24: text changed" in planned.stdout
    assert "characters by tone (no charge)" in planned.stdout and "it would take" in planned.stdout
    as_json = json.loads(run("plan", "--show", root, "--format", "json", "--explain").stdout)
    assert as_json["episodes"][0]["actions"]["speak"] == 1 and as_json["episodes"][0]["reasons"]
    assert "glacier: speak line 24: text changed" in run("build", "--show", root, "--explain").stdout
    assert "nothing would be made: 1 episode is as before" in run("plan", "--show", root).stdout


def test_a_plan_of_a_show_with_mistakes_shows_them(root):
    edited(root, "episodes/glacier.md", "{sfx: bell", "{sfx: belll")
    planned = run("plan", "--show", root)
    assert planned.status == 1 and "belll" in planned.stderr and planned.stdout == ""
