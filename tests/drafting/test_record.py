"""The record of who wrote what: one act a line, read back the same, whatever was cut off or merged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.drafting.record import act_line, append_act, read_record, record_path
from podbuild.model.provenance import Act, Replaced
from podbuild.steps.step import StepFailed

TEXTS = st.lists(st.text(max_size=20), max_size=4).map(tuple)
ACTS = st.builds(
    Act,
    id=st.text(min_size=1, max_size=8),
    deed=st.sampled_from(["draft", "revise", "undo", "translate", "notes"]),
    date=st.text(max_size=20),
    model=st.text(max_size=8),
    wish=st.text(max_size=30),
    sources=TEXTS,
    lines=TEXTS,
    replaced=st.lists(st.builds(Replaced, st.integers(1, 10**6), TEXTS, TEXTS), max_size=3).map(tuple),
    undone=st.text(max_size=8),
)
DRAFT = Act("a1", "draft", "2026-11-20T08:00:00Z", "claude-x", "of the ice", lines=("Ice sings.", "It does."))
REVISE = Act("b2", "revise", "2026-11-21T08:00:00Z", replaced=(Replaced(9, ("ADA: It does.",), ("ADA: It hums.",)),))
REL = record_path("ice")


@given(st.lists(ACTS, max_size=4, unique=True))
def test_acts_are_read_as_they_were_written(acts):
    assert read_record("".join(act_line(act) for act in acts)) == (tuple(acts), ())


@given(ACTS)
def test_an_act_is_one_line_for_every_reader(act):
    assert act_line(act).splitlines(keepends=True) == [act_line(act)]
    act_line(act).encode()


@given(st.text())
def test_any_text_is_read_without_raising(text):
    acts, problems = read_record(text)
    assert len(acts) + len(problems) <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "no JSON"),
        (act_line(DRAFT)[:40], "cut off"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no id"),
        ('{"id":7,"deed":"draft"}', "no id"),
        ('{"id":"a","deed":"sing"}', "none of draft, revise"),
        ('{"id":"a","deed":["draft"]}', "none of draft, revise"),
        ('{"id":"a","deed":"draft","lines":"Ice"}', '"lines" is no list'),
        ('{"id":"a","deed":"draft","lines":[1]}', '"lines" is no list'),
        ('{"id":"a","deed":"draft","wish":1}', '"wish" is no text'),
        ('{"id":"a","deed":"revise","replaced":[{"line":true}]}', "no line"),
        ('{"id":"a","deed":"revise","replaced":[{"line":0}]}', "no line"),
        ("<<<<<<< HEAD", "merge"),
        ("=======", "merge"),
        (">>>>>>> other", "merge"),
    ],
)
def test_what_is_no_act_is_told_with_its_line(line, problem):
    acts, problems = read_record(f"{act_line(DRAFT)}\n{line}\n{act_line(REVISE)}")
    assert acts == (DRAFT, REVISE)
    assert [number for number, _ in problems] == [3]
    assert problem in problems[0][1]


def test_what_a_later_podbuild_adds_is_passed_over():
    assert read_record('{"id":"a","deed":"draft","colour":"blue"}') == ((Act("a", "draft", ""),), ())


def test_a_record_that_git_merged_holds_each_act_once():
    assert read_record(act_line(DRAFT) + act_line(REVISE) + act_line(DRAFT)) == ((DRAFT, REVISE), ())


def test_acts_are_added_behind_what_is_there(tmp_path):
    append_act(tmp_path, REL, DRAFT)
    append_act(tmp_path, REL, REVISE)
    assert (tmp_path / REL).read_text("utf-8") == act_line(DRAFT) + act_line(REVISE)


def test_an_act_that_is_the_last_one_is_not_added_again(tmp_path):
    draft, revise = replace(DRAFT, id=""), replace(REVISE, id="")
    first = append_act(tmp_path, REL, draft)
    assert append_act(tmp_path, REL, replace(draft, date="2026-11-20T09:00:00Z")) == first
    other = append_act(tmp_path, REL, replace(draft, wish="of the lake"))
    done = append_act(tmp_path, REL, revise)
    undo = append_act(tmp_path, REL, Act("", "undo", "", undone=done.id))
    again = append_act(tmp_path, REL, revise)  # what was taken back can be done once more
    acts, problems = read_record((tmp_path / REL).read_text("utf-8"))
    assert (acts, problems) == ((first, other, done, undo, again), ())
    assert len({act.id for act in acts}) == 5


def test_a_line_that_was_cut_off_is_ended_first(tmp_path):
    append_act(tmp_path, REL, DRAFT)
    with (tmp_path / REL).open("a", encoding="utf-8") as file:
        file.write(act_line(REVISE)[:30])
    append_act(tmp_path, REL, REVISE)
    acts, problems = read_record((tmp_path / REL).read_text("utf-8"))
    assert (acts, [number for number, _ in problems]) == ((DRAFT, REVISE), [2])


@pytest.mark.parametrize("link", ["sources", "sources/provenance", REL])
def test_nothing_is_written_through_a_link_out_of_the_show(tmp_path, link):
    show, outside = tmp_path / "show", tmp_path / "outside"
    (show / link).parent.mkdir(parents=True)
    outside.mkdir()
    (show / link).symlink_to(outside / "taken.jsonl" if link == REL else outside)
    with pytest.raises(StepFailed) as failed:
        append_act(show, REL, DRAFT)
    assert failed.value.diagnostic.code == "path-escapes"
    assert list(outside.iterdir()) == []


def test_a_path_that_leads_out_is_refused(tmp_path):
    (tmp_path / "show").mkdir()
    for rel in ("../taken.jsonl", str(tmp_path / "taken.jsonl"), "."):
        with pytest.raises(StepFailed):
            append_act(tmp_path / "show", rel, DRAFT)
    assert [path.name for path in tmp_path.iterdir()] == ["show"]


def test_a_link_within_the_show_is_followed(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "sources").symlink_to("kept")
    append_act(tmp_path, REL, DRAFT)
    assert (tmp_path / "kept/provenance/ice.jsonl").is_file()


_APPENDING = """
import sys
from pathlib import Path
from podbuild.drafting.record import append_act
from podbuild.model.provenance import Act
n = 0
while True:
    append_act(Path(sys.argv[1]), "r.jsonl", Act(f"{sys.argv[2]}-{n}", "draft", "", lines=("Ice sings. " * 40_000,)))
    print(n, flush=True)
    n += 1
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 here")
def test_what_was_added_is_whole_after_a_kill(tmp_path):
    """Several writers at once, each killed while it adds long acts: what any of them finished can be read."""
    finished: set[str] = set()
    for round_ in range(3):
        writers = [
            subprocess.Popen([sys.executable, "-c", _APPENDING, str(tmp_path), f"{round_}{who}"], stdout=subprocess.PIPE, text=True)
            for who in "ab"
        ]
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        time.sleep(0.05 * (round_ + 1))
        for who, writer in zip("ab", writers, strict=True):
            os.kill(writer.pid, signal.SIGKILL)
            said, _ = writer.communicate()
            finished |= {f"{round_}{who}-{n}" for n in range(len(said.split()) + 1)}
    acts, problems = read_record((tmp_path / "r.jsonl").read_text("utf-8"))
    assert finished - {act.id for act in acts} == set()
    assert len(problems) <= 6
    assert {act.lines for act in acts} == {("Ice sings. " * 40_000,)}


def test_the_record_of_an_episode_is_named_like_it(tmp_path: Path):
    assert record_path("a-boat") == "sources/provenance/a-boat.jsonl"
