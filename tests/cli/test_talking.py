"""Talking at a real terminal: what is asked and answered, what a question shows, and how to leave it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.at_terminal import AtTerminal

CHOOSING = """\
from podbuild.cli import ending
from podbuild.cli.talking import TerminalTalk
import click
talk = TerminalTalk()
ending.expect_termination()
talk.show("half a line")
talk.say("a line \\x1b[31mof its own")
try:
    print("chosen:", talk.choose("accept?", {"y": "take it", "n": "leave it"}))
    print("words:", repr(talk.words("what else?")))
except (KeyboardInterrupt, click.Abort) as error:
    ending.of_interruption(error)
"""
COMMAND = [sys.executable, "-c", CHOOSING]


def test_a_question_is_asked_until_it_is_answered(tmp_path: Path) -> None:
    with AtTerminal(COMMAND, tmp_path) as terminal:
        terminal.reads("half a line\na line ␛[31mof its own\n")
        terminal.reads("accept? [y,n] ")
        terminal.types("maybe\n")
        terminal.reads("  y  take it\n  n  leave it\n")
        terminal.types(" Y \n")
        terminal.reads("chosen: y\n")
        terminal.reads("what else? ")
        terminal.types("  make it   warmer \n")
        assert terminal.ends() == 0 and "words: 'make it warmer'" in terminal.said


def test_ctrl_c_and_the_end_of_typing_interrupt(tmp_path: Path) -> None:
    for keys in ("\x03", "\x04"):
        with AtTerminal(COMMAND, tmp_path) as terminal:
            terminal.reads("accept? ")
            terminal.types(keys)
            assert terminal.ends() == 130 and "chosen" not in terminal.said


def test_nobody_is_asked_where_one_side_is_no_terminal(tmp_path: Path) -> None:
    asked = "from podbuild.cli.talking import TerminalTalk; import sys; sys.exit(TerminalTalk().can_ask)"
    assert subprocess.run([sys.executable, "-c", asked], stdin=subprocess.DEVNULL, check=False).returncode == 0
    with AtTerminal([sys.executable, "-c", asked], tmp_path) as terminal:
        assert terminal.ends() == 1
    piped = f"import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', {asked!r}], stdout=-1).returncode)"
    with AtTerminal([sys.executable, "-c", piped], tmp_path) as terminal:
        assert terminal.ends() == 0
