"""From a record beside an episode to what listeners, forms and authors are told; and what runs when a record grows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from podbuild.base.shipped import shipped
from podbuild.build import read
from podbuild.checks.form_answers import form_answers
from podbuild.drafting.record import act_line, append_act, record_path
from podbuild.model.provenance import Act, Replaced
from podbuild.spoken_disclosure import episode_disclosure
from tests.cli.running import run
from tests.shows import EPISODE, SHOW, WORLD, actions, built, edited, write_show

REL = record_path("glacier")
LINES = (
    "We begin on the ice.",
    "Listen.",
    "It hums, if you wait.",
    "The same voice goes on until another is named.",
    "It is all in the 2024 survey, and it took three winters.",
    "Three winters, two skis, and one microphone.",
)
DRAFT = Act("d1", "draft", "2026-11-09T20:00:00Z", "writer-1", "a night on the ice", (), "script 1", LINES)
WITH_RECORD = EPISODE.replace("number: 1\n", f"number: 1\nprovenance: {REL}\n")
SILENT = SHOW.replace("ai: {script: human, spoken: auto}", "ai: {script: human, spoken: off, reason: said on the page}")


def write(root: Path, *acts: Act, text: str = WITH_RECORD, show: str = SHOW) -> Path:
    write_show(root, {"glacier.md": text}, show)
    (root / REL).parent.mkdir(parents=True)
    (root / REL).write_text("".join(act_line(act) for act in acts), "utf-8")
    return root


def label(root: Path):
    source = read(root, WORLD)
    assert source.show is not None, source.diagnostics
    return episode_disclosure(source.show, source.episodes[0])


def warned(root: Path) -> list[str]:
    return [d.message for d in read(root, WORLD).diagnostics if d.code == "ai-understated"]


def test_the_record_is_the_answer_where_the_episode_gives_none(tmp_path):
    assert label(write(tmp_path / "a", DRAFT)).script == "generated"
    assert label(write(tmp_path / "b")).script == "human"
    assert label(write(tmp_path / "c", DRAFT, text=EPISODE)).script == "human"
    human = WITH_RECORD.replace("It is all in", "My sister found a copy of").replace("Three winters, two", "She had a tent, two")
    found = label(write(tmp_path / "d", DRAFT, text=human))
    assert found.script == "assisted"
    assert "with the help of artificial intelligence" in found.text
    assert warned(tmp_path / "a") == warned(tmp_path / "d") == []


def test_the_shows_answer_is_for_episodes_without_a_record(tmp_path):
    show = SHOW.replace("script: human", "script: generated")
    assert label(write(tmp_path / "a", show=show, text=EPISODE)).script == "generated"
    notes = Act("n", "notes", "2026-11-09T20:00:00Z", lines=("A summary.",))
    assert label(write(tmp_path / "b", notes, show=show)).script == "generated"
    own = Act("d", "draft", "2026-11-09T20:00:00Z", lines=("Something that nobody says any more, not a word of it.",))
    assert label(write(tmp_path / "c", own, show=show)).script == "human"


def test_who_reviewed_and_how_it_is_said_still_come_from_the_author(tmp_path):
    text = WITH_RECORD.replace("number: 1\n", "number: 1\nai: {reviewed_by: Ada Nowak}\n")
    found = label(write(tmp_path, DRAFT, text=text, show=SILENT))
    assert (found.script, found.spoken) == ("generated", "")
    assert "Reviewed by Ada Nowak." in found.text


@pytest.mark.parametrize(("written", "count"), [("human", 1), ("assisted", 1), ("generated", 0)])
def test_an_answer_that_claims_less_than_the_record_is_told(tmp_path, written, count):
    root = write(tmp_path, DRAFT, text=WITH_RECORD.replace("number: 1\n", f"number: 1\nai: {{script: {written}}}\n"))
    assert label(root).script == written
    found = [d for d in read(root, WORLD).diagnostics if d.code == "ai-understated"]
    assert len(found) == count
    for d in found:
        assert str(d.span).startswith("episodes/glacier.md:5:")
        assert d.message.endswith(f"ai.script is {written}, and the record says generated: 6 lines: 6 AI draft")
        assert "podbuild provenance glacier" in d.fix


def test_a_translation_is_said_to_be_one(tmp_path):
    act = Act("t1", "translate", "2026-11-09T20:00:00Z", "writer-1", lines=LINES, translated_from="jokull")
    found = label(write(tmp_path / "a", act))
    assert (found.script, found.is_translated) == ("assisted", True)
    assert found.text.endswith("computer-generated. The script was translated by artificial intelligence.")
    assert found.reason == 'due: a synthetic voice speaks; it is a translation by AI of "jokull"'
    source = read(tmp_path / "a", WORLD)
    answers = form_answers(source.show, source.episodes[0], found, is_explicit=False, is_said=True)
    spotify = next(a for a in answers if a.question.startswith("Part of AI"))
    assert (spotify.answer, "AI translated it" in spotify.reason) == ("AI-assisted", True)
    generated = WITH_RECORD.replace("number: 1\n", "number: 1\nai: {script: generated}\n")
    both = label(write(tmp_path / "b", act, text=generated)).text
    assert "written by artificial intelligence. The script was translated by artificial intelligence." in both


def test_forms_follow_the_record(tmp_path):
    source = read(write(tmp_path, DRAFT), WORLD)
    found = episode_disclosure(source.show, source.episodes[0])
    answers = form_answers(source.show, source.episodes[0], found, is_explicit=False, is_said=True)
    assert next(a.answer for a in answers if a.question.startswith("Part of AI")) == "Fully AI"


# ── what runs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_act_that_is_added_speaks_nothing(tmp_path):
    root = write(tmp_path, DRAFT)
    built(root)
    append_act(root, REL, Act("r1", "revise", "2026-11-10T20:00:00Z", "writer-1", "shorter"))
    ran = actions(built(root))
    assert not {"speak", "calibrate", "level", "conform", "encode-chunk", "tag"} & ran.keys(), ran
    assert actions(built(root)) == {}


def test_a_record_that_says_otherwise_is_read_again_and_speaks_the_disclosure_alone(tmp_path):
    root = write(tmp_path)
    built(root)
    append_act(root, REL, DRAFT)
    again = built(root)
    assert actions(again)["speak"] == 1
    page = next((root / "public").rglob("glacier/index.html")).read_text("utf-8")
    assert "written by artificial intelligence" in page


def test_a_record_that_silence_covers_speaks_nothing_at_all(tmp_path):
    root = write(tmp_path, show=SILENT)
    built(root)
    append_act(root, REL, DRAFT)
    assert "speak" not in actions(built(root))
    assert "written by artificial intelligence" in next((root / "public").rglob("glacier/index.html")).read_text("utf-8")


def test_a_record_that_is_gone_stops_the_build_and_comes_back(tmp_path):
    root = write(tmp_path, DRAFT)
    built(root)
    (root / REL).unlink()
    found = [d for d in read(root, WORLD).diagnostics if d.is_error]
    assert [(str(d.span), d.code) for d in found] == [("episodes/glacier.md:5:13", "asset-missing")]
    assert "bring the file back" in found[0].fix
    append_act(root, REL, DRAFT)
    assert "speak" not in actions(built(root))


def test_a_record_behind_a_link_out_of_the_show_is_not_read(tmp_path):
    root = write(tmp_path / "show")
    (root / REL).unlink()
    (tmp_path / "away.jsonl").write_text(act_line(DRAFT))
    (root / REL).symlink_to(tmp_path / "away.jsonl")
    assert [d.code for d in read(root, WORLD).diagnostics if d.is_error] == ["path-escapes"]


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_says_who_wrote_which_line(tmp_path):
    root = write(tmp_path, DRAFT)
    edited(root, "episodes/glacier.md", "and it took three winters.", "and it took me three long winters.")
    edited(root, "episodes/glacier.md", "Three winters, two skis, and one microphone.", "I would not do that again for money.")
    done = run("provenance", "glacier", "--show", root)
    assert done.status == 0, done.said
    assert done.said.startswith('(1) writer-1, 2026-11-09, "a night on the ice"\n')
    assert "episodes/glacier.md:11: AI draft (1)\n    host: We begin on the ice." in done.said
    assert ": AI draft edited by a human (1)\n" in done.said
    assert ": human\n    guest: I would not do that again for money." in done.said
    assert "6 lines: 4 AI draft, 1 AI draft edited by a human, 1 human: assisted\n" in done.said


def test_the_command_says_what_a_draft_rests_on(tmp_path):
    root = write(tmp_path, replace(DRAFT, sources=("sources/snapshots/notes-1.md", "sources/snapshots/mail-2.md")))
    first = run("provenance", "glacier", "--show", root).said.splitlines()[0]
    assert first == '(1) writer-1, 2026-11-09, "a night on the ice", from sources/snapshots/notes-1.md, sources/snapshots/mail-2.md'


def test_a_recording_has_no_lines():
    done = run("provenance", "the-lake-before-dawn", "--show", shipped("example-show"))
    assert done.said == "the episode is a recording, without lines of a script; it says generated (ai.script)\n"


def test_the_command_gives_json(tmp_path):
    root = write(tmp_path, DRAFT, Act("r", "revise", "2026-11-10T20:00:00Z", replaced=(Replaced(1, ("x",), ("y",)),)))
    rows = [json.loads(row) for row in run("provenance", "glacier", "--show", root, "--format", "json").said.splitlines()]
    assert [row["event"] for row in rows] == ["line"] * 6 + ["end"]
    assert (rows[0]["line"], rows[0]["hand"], rows[0]["act"]["wish"]) == (11, "ai", "a night on the ice")
    assert (rows[-1]["tier"], rows[-1]["script"]) == ("generated", "generated")


def test_the_command_tells_damage_and_a_wrong_name(tmp_path):
    root = write(tmp_path, DRAFT)
    with (root / REL).open("a") as file:
        file.write(act_line(DRAFT)[:20])
    assert f"{REL}:2:1: warning[provenance-damaged]" in run("provenance", "glacier", "--show", root).said
    wrong = run("provenance", "glacer", "--show", root)
    assert (wrong.status, 'did you mean "glacier"?' in wrong.said) == (1, True)
    edited(root, "episodes/glacier.md", "{pause: 800ms}", "{pauze: 800ms}")
    broken = run("provenance", "glacier", "--show", root)
    assert (broken.status, "cue-unknown" in broken.said) == (1, True)


def test_words_on_record_do_not_steer_the_terminal(tmp_path):
    root = write(tmp_path, Act("d", "draft", "2026-11-09", "m\x1b[31m", "w\x1b]0;x\x07\n\nfake: line", lines=LINES))
    said = run("provenance", "glacier", "--show", root).said
    assert "\x1b" not in said and "\x07" not in said
    assert "\nfake" not in said
