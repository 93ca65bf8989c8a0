"""Talking with an author at a terminal; in a log or a pipe, only saying. Nothing that is said steers the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click

from podbuild.terminal import harmless, say, unhear


class TerminalTalk:
    """The Conversation of a command. It asks only where both sides are terminals, and what it asks is answered in a line.

    Ctrl-C at a question, and the end of what is typed (Ctrl-D), end the command as interrupted.
    """

    def __init__(self) -> None:
        self._is_in_line = False  # whether what was shown last ended within a line

    @property
    def can_ask(self) -> bool:
        return sys.stdin.isatty() and sys.stdout.isatty()

    def say(self, text: str) -> None:
        self.close_line()
        say(harmless(text))

    def show(self, piece: str) -> None:
        if not piece:
            return
        self._is_in_line = not piece.endswith("\n")
        try:
            click.echo(harmless(piece), nl=False)
        except BrokenPipeError:
            unhear(err=False)

    def close_line(self) -> None:
        """Begin a line of its own, where a piece left one open."""
        if self._is_in_line:
            self.show("\n")

    def choose(self, question: str, answers: Mapping[str, str]) -> str:
        """One of the answers' letters, in either case; what is none of them is answered with what each means."""
        while True:
            said = self._asked(f"{question} [{','.join(answers)}] ").strip().casefold()
            if said in answers:
                return said
            self.say("\n".join(f"  {letter}  {meaning}" for letter, meaning in answers.items()))

    def words(self, question: str) -> str:
        said = self._asked(f"{question} ").encode("utf-8", "replace").decode()  # what the terminal sends may be no UTF-8
        return " ".join(said.split())

    def _asked(self, question: str) -> str:
        self.close_line()
        click.echo(click.style(harmless(question), bold=True), nl=False)
        sys.stdout.flush()
        try:
            return input()
        except EOFError:
            click.echo()
            raise click.Abort from None
        except KeyboardInterrupt:
            click.echo()  # a line of its own for what it cost
            raise
