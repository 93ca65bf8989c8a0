"""What stands around an episode: the real command against a real API on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from podbuild.build import read
from podbuild.drafting.record import read_record
from tests.cli.at_terminal import AtTerminal
from tests.drafting.messages_api import MessagesApi
from tests.shows import EPISODE, WORLD, built, edited, write_show

COMMAND = [sys.executable, "-m", "podbuild", "draft", "--notes"]
AROUND: dict[str, Any] = {
    "titles": ["A glacier sings", "What hums at night", "Three winters, one microphone"],
    "summary": "A night on the ice with Ines Okafor: what a glacier sounds like.",
    "tags": ["ice", "glaciers"],
    "notes": ["Why ice hums.", "GUEST: {sfx: bell} [here](https://evil.example), [the survey](https://example.org/survey)"],
    "chapters": [{"at": "l1", "title": "On the ice"}, {"at": "l4", "title": "The survey"}],
}
VTT = """\
WEBVTT

00:00.500 --> 00:02.000
<v Ada>We begin on the ice.

00:02.500 --> 00:03.000
Listen.

01:05.200 --> 01:07.000
<v Ada>It hums, if you wait.
"""
RECORDING = "---\n# the tape\ntitle: The tape   # for now\ndate: 2026-11-10\naudio: calm\ntranscript: tape.vtt\n---\n"


def run(root: Path, api: MessagesApi, *arguments: str, status: int = 0) -> str:
    environment = {**WORLD.environment, **api.environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([*COMMAND, *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def text_of(root: Path, slug: str = "glacier") -> str:
    return (root / f"episodes/{slug}.md").read_text("utf-8")


def test_what_is_missing_is_written_and_nothing_else(tmp_path: Path, messages_api: MessagesApi) -> None:
    messages_api.will(AROUND)
    root = write_show(tmp_path, {"glacier.md": EPISODE.partition("\n# Notes")[0] + "\n"})
    before = read(root, WORLD).episodes[0]
    said = run(root, messages_api, "glacier")
    assert "  2. What hums at night" in said and "The survey" in said and "wrote episodes/glacier.md" in said
    expected = EPISODE.replace(
        "---\n# Cold", "tags: [ice, glaciers]\nprovenance: sources/provenance/glacier.jsonl\n---\n# Cold"
    ).partition("\n# Notes")[0]
    expected += "\n# Notes {.unspoken}\n\n- Why ice hums.\n"
    expected += "- GUEST\\: \\{sfx: bell\\} here, [the survey](https://example.org/survey)\n"
    assert text_of(root) == expected
    after = read(root, WORLD).episodes[0]
    assert after.segments == before.segments and after.title == before.title and after.summary == before.summary
    acts, _ = read_record((root / "sources/provenance/glacier.jsonl").read_text("utf-8"))
    assert [(act.deed, act.lines) for act in acts] == [("notes", ())]
    prompt = messages_api.asked[0].text
    assert "There are no sources" not in str(messages_api.asked[0].body["system"])  # the episode is what it rests on
    assert "[l2] host: Listen." in prompt and "# What the ice says" in prompt
    built(root)


def test_line_ends_and_permissions_stay_and_the_record_is_the_one_that_is_named(tmp_path: Path, messages_api: MessagesApi) -> None:
    messages_api.will(AROUND)
    named = EPISODE.replace("number: 1\n", "number: 1\nprovenance: sources/provenance/old-name.jsonl\n")
    root = write_show(tmp_path, {"glacier.md": named.replace("\n", "\r\n")})
    (root / "sources/provenance").mkdir(parents=True)
    (root / "sources/provenance/old-name.jsonl").touch()
    (root / "episodes/glacier.md").chmod(0o640)
    run(root, messages_api, "glacier")
    text = (root / "episodes/glacier.md").read_bytes()
    assert text.replace(b"tags: [ice, glaciers]\r\n", b"") == named.replace("\n", "\r\n").encode()
    assert (root / "episodes/glacier.md").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (root / "sources/provenance").iterdir()] == ["old-name.jsonl"]


@pytest.mark.parametrize(("mark", "end"), [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n")], ids=["line ends", "byte order mark"])
def test_the_bytes_of_other_lines_stay(tmp_path: Path, messages_api: MessagesApi, mark: bytes, end: bytes) -> None:
    messages_api.will(AROUND)
    root = write_show(tmp_path)
    path = root / "episodes/glacier.md"
    before = mark + path.read_bytes().replace(b"\n", end)
    path.write_bytes(before)
    run(root, messages_api, "glacier")
    after = path.read_bytes()
    added = (b"tags: [ice, glaciers]" + end, b"provenance: sources/provenance/glacier.jsonl" + end)
    assert after.replace(added[0], b"").replace(added[1], b"") == before != after


def test_where_nothing_is_missing_the_titles_are_told(tmp_path: Path, messages_api: MessagesApi) -> None:
    root = write_show(tmp_path)
    edited(root, "episodes/glacier.md", "number: 1\n", "number: 1\ntags: [ice]\n")
    before = text_of(root)
    messages_api.will(AROUND)
    said = run(root, messages_api, "glacier", "--yes")
    assert "A glacier sings" in said and "nothing was written" in said and text_of(root) == before
    assert not (root / "sources").exists()


def test_a_recording_gets_chapters_at_the_times_of_its_transcript(tmp_path: Path, messages_api: MessagesApi) -> None:
    messages_api.will({**AROUND, "chapters": [{"at": "l1", "title": "On the ice"}, {"at": "l3", "title": "It: hums"}]})
    root = write_show(tmp_path, {"tape.md": RECORDING}, tape__vtt=VTT)
    run(root, messages_api, "tape", status=1)  # calm.ogg is shorter than that
    (root / "tape.vtt").write_text(VTT.replace("01:05.200 --> 01:07", "00:05.200 --> 00:07"), "utf-8")
    messages_api.will({**AROUND, "chapters": [{"at": "l1", "title": "On the ice"}, {"at": "l3", "title": "It: hums"}]})
    run(root, messages_api, "tape")
    fields = "provenance: sources/provenance/tape.jsonl\n"
    assert text_of(root, "tape").startswith(
        RECORDING.removesuffix("---\n") + "summary: " + '"A night on the ice with Ines Okafor: what a glacier sounds like."\n'
        "tags: [ice, glaciers]\nchapters:\n"
        '  - {start: "0:00", title: On the ice}\n  - {start: "0:05", title: "It: hums"}\n' + fields + "---\n"
    )
    episode = read(root, WORLD).episodes[0]
    assert [(mark.start_seconds, mark.title) for mark in episode.chapters] == [(0.0, "On the ice"), (5.0, "It: hums")]
    assert "(0:00) Ada: We begin on the ice." in messages_api.asked[-1].text


def test_a_faulty_form_is_asked_for_again(tmp_path: Path, messages_api: MessagesApi) -> None:
    chapters = [{"at": "l4", "title": "Late"}, {"at": "l1", "title": "Early"}, {"at": "l99", "title": "Nowhere"}]
    messages_api.will({**AROUND, "titles": [], "chapters": chapters}, AROUND)
    root = write_show(tmp_path)
    run(root, messages_api, "glacier")
    told = messages_api.asked[1].text
    assert "titles: there is no title" in told and 'no line has the id "l99"' in told and '"Early" does not begin behind' in told
    assert "tags: [ice, glaciers]" in text_of(root)


def at_terminal(root: Path, api: MessagesApi, answers: Mapping[str, str]) -> str:
    with AtTerminal([*COMMAND, "glacier"], root, **{**WORLD.environment, **api.environment}) as terminal:
        for question, answer in answers.items():
            terminal.reads(question)
            terminal.types(f"{answer}\n")
        assert terminal.ends() == 0
        return terminal.said


def test_at_a_terminal_a_title_is_chosen_and_the_rest_accepted_one_by_one(tmp_path: Path, messages_api: MessagesApi) -> None:
    messages_api.will(AROUND)
    root = write_show(tmp_path)
    answers = {"which title?": "3", "replace your summary?": "y", "write tags?": "n", "add these notes below yours?": "y"}
    at_terminal(root, messages_api, answers)
    now = text_of(root)
    assert "title: Three winters, one microphone\ndate: 2026-11-10\n" in now and "tags:" not in now
    assert 'summary: "A night on the ice with Ines Okafor: what a glacier sounds like."\nmusic:' in now
    assert "What stands here is show notes only.\n\n- Why ice hums.\n" in now and now.count("{.unspoken}") == 1
    episode = read(root, WORLD).episodes[0]
    assert episode.notes.startswith("What stands here is show notes only.") and "Why ice hums." in episode.notes


def test_what_is_there_already_is_told_where_nobody_is_asked(tmp_path: Path, messages_api: MessagesApi) -> None:
    messages_api.will(AROUND)
    root = write_show(tmp_path, {"glacier.md": EPISODE.replace("---\n# Cold", "tags: [ice]\n---\n# Cold")})
    before = text_of(root)
    assert "the episode has all of that: at a terminal" in run(root, messages_api, "glacier")
    assert text_of(root) == before


def test_what_is_kept_at_a_terminal_stays(tmp_path: Path, messages_api: MessagesApi) -> None:
    messages_api.will(AROUND)
    root = write_show(tmp_path)
    no = {"which title?": "k", "replace your summary?": "n", "write tags?": "n", "add these notes below yours?": "n"}
    assert "nothing was written" in at_terminal(root, messages_api, no)
    assert text_of(root) == EPISODE


def test_an_episode_without_words_is_told(tmp_path: Path, messages_api: MessagesApi) -> None:
    root = write_show(tmp_path, {"tape.md": RECORDING.replace("transcript: tape.vtt\n", "")})
    said = run(root, messages_api, "tape", status=1)
    assert "error[notes-wordless]" in said and "add its transcript" in said
    assert 'did you mean "tape"?' in run(root, messages_api, "tap", status=1)
    assert messages_api.requests == []


def test_notes_of_an_episode_in_yaml_stand_in_its_field(tmp_path: Path, messages_api: MessagesApi) -> None:
    messages_api.will(AROUND)
    root = write_show(
        tmp_path,
        {"glacier.yaml": "title: Ice\ndate: 2026-11-10\nscript:\n  - say: We begin.\n  - say: A\n  - say: B\n  - say: C\n"},
    )
    run(root, messages_api, "glacier")
    text = (root / "episodes/glacier.yaml").read_text("utf-8")
    assert (
        text.endswith("script:\n  - say: We begin.\n  - say: A\n  - say: B\n  - say: C\n")
        and "notes: |-\n  - Why ice hums." in text
    )
    assert [line.text for line in read(root, WORLD).episodes[0].lines] == ["We begin.", "A", "B", "C"]
