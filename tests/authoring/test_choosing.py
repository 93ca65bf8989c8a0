"""Choosing hunks at a real terminal, and leaving in the middle of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.authoring.revising import EPISODE, OPENING, PROVENANCE, WARMER, acts, edit, edits, revise, show, text
from tests.cli.at_terminal import AtTerminal
from tests.cli.running import run
from tests.drafting.messages_api import MessagesApi

NAMED = EPISODE.replace("tags: [ice]\n", f"tags: [ice]\n{PROVENANCE}")
GUEST, SINGS = "GUEST: It *hums*, if you wait. <!-- src: notes#3 -->", "GUEST: It sings."
SAME, OTHER = "The same voice goes on until another is named.", "That voice goes on."
THREE = edits(edit(10, OPENING, WARMER), edit(14, GUEST, SINGS), edit(16, SAME, OTHER))
COMMAND = [sys.executable, "-m", "podbuild", "revise", "ice", "make it warmer"]


@pytest.mark.parametrize(
    ("keys", "taken"),
    [
        ("y", (0, 1, 2)),
        ("n", ()),
        ("hyny", (0, 2)),
        ("hna", (1, 2)),
        ("hyq", (0,)),
        ("hq", ()),
        ("hnnn", ()),
    ],
)
def test_hunks_are_taken_as_with_git(api: MessagesApi, tmp_path: Path, keys: str, taken: tuple[int, ...]) -> None:
    root = show(tmp_path)
    api.will(THREE)
    with AtTerminal(COMMAND, root, NO_COLOR="1") as terminal:
        terminal.reads("It is warmer now.")
        terminal.reads("take all 3 hunks? [y,h,n] ")
        for n, key in enumerate(keys):
            if n:
                terminal.reads("take this hunk? [y,n,a,q] ")
            terminal.types(f"{key}\n")
        assert terminal.ends() == 0, terminal.said
    expected = NAMED if taken else EPISODE
    for n in taken:
        expected = expected.replace((OPENING, GUEST, SAME)[n], (WARMER, SINGS, OTHER)[n])
    assert text(root) == expected
    assert [len(act["replaced"]) for act in acts(root)] == ([len(taken)] if taken else [])


def test_words_that_go_and_come_are_coloured(api: MessagesApi, tmp_path: Path) -> None:
    root = show(tmp_path)
    api.will(edits(edit(10, OPENING, WARMER)))
    with AtTerminal(COMMAND, root) as terminal:
        terminal.reads("\x1b[31m\x1b[9mbegin\x1b[0m \x1b[32mstand\x1b[0m")
        terminal.reads("take it? [y,n] ")
        terminal.types("n\n")
        assert terminal.ends() == 0 and "[-" not in terminal.said


def test_hunks_that_do_not_go_without_the_others_are_chosen_again(api: MessagesApi, tmp_path: Path) -> None:
    root = show(tmp_path)
    api.will(edits(edit(16, [], "<!-- for another day"), edit(17, [], "-->")))
    with AtTerminal(COMMAND, root, NO_COLOR="1") as terminal:
        terminal.reads("take all 2 hunks? ")
        terminal.types("h\n")
        terminal.reads("take this hunk? ")
        terminal.types("y\n")
        terminal.reads("take this hunk? ")
        terminal.types("n\n")
        terminal.reads("these hunks do not go without the others:")
        terminal.reads("a comment that nothing closes")
        terminal.reads("take all 2 hunks? ")
        assert text(root) == EPISODE
        terminal.types("y\n")
        assert terminal.ends() == 0
    assert f"<!-- for another day\n{SAME}\n-->\n" in text(root)


@pytest.mark.parametrize("keys", ["\x03", "h\n\x03", "h\ny\n\x03", "\x04"])
def test_ctrl_c_at_a_question_changes_nothing_and_what_was_paid_is_kept(api: MessagesApi, tmp_path: Path, keys: str) -> None:
    root = show(tmp_path)
    api.will(THREE)
    with AtTerminal(COMMAND, root, NO_COLOR="1") as terminal:
        for n, key in enumerate(keys.split("\n")):
            terminal.reads("take this hunk? " if n else "take all 3 hunks? ")
            terminal.types(key if key in "\x03\x04" else f"{key}\n")
        assert terminal.ends() == 130, terminal.said
    assert text(root) == EPISODE and not acts(root)
    assert revise(root, "make it warmer", "--yes").status == 0 and len(api.asked) == 1
    assert SINGS in text(root)


# ── killed ───────────────────────────────────────────────────────────────────────────────────────────────────────────

KILLED = """\
import os, signal, sys
from podbuild.cli.main import main
at, path = sys.argv.pop(1), sys.argv.pop(1)
def die(event, values):
    if event == at and path in repr(values):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
main()
"""


@pytest.mark.parametrize(
    ("event", "path", "is_recorded", "is_written"),
    [
        ("open", "provenance/ice.jsonl", False, False),  # before the record is written
        ("tempfile.mkstemp", "podbuild-part", True, False),  # behind it, before the episode
        ("os.rename", "episodes/ice.md", True, False),  # the episode is written beside its place
        ("os.rename", ".done-", True, True),  # all of it is there
    ],
)
def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_and_never_an_unrecorded_line(
    api: MessagesApi, tmp_path: Path, event: str, path: str, is_recorded: bool, is_written: bool
) -> None:
    root = show(tmp_path)
    api.will(THREE)
    command = [sys.executable, "-c", KILLED, event, path, "revise", "ice", "make it warmer", "--yes"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (SINGS in text(root)) == is_written and (text(root) == EPISODE or is_written)
    assert bool(acts(root)) == is_recorded
    again = revise(root, "make it warmer", "--yes")  # what was paid for is there
    if not is_written:
        assert again.status == 0 and len(api.asked) == 1 and SINGS in text(root)
        assert len(acts(root)) == 1
        assert run("revise", "--undo", "--show", root).status == 0 and text(root) == NAMED
        assert run("revise", "--undo", "--show", root).status == 1
