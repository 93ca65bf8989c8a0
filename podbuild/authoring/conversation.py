"""How commands that ask a writer talk with the author: what they may say, show while it comes, and ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Conversation(Protocol):
    """A terminal, a log, or a test."""

    @property
    def can_ask(self) -> bool:
        """Whether somebody is there to answer. Where nobody is, nothing is ever asked."""

    def say(self, text: str) -> None:
        """Say something, in lines of its own."""

    def show(self, piece: str) -> None:
        """Show the next piece of a text that is being written; it may hold line ends, and need not end in one."""

    def choose(self, question: str, answers: Mapping[str, str]) -> str:
        """One of the answers: by its letter, each with what it means."""

    def words(self, question: str) -> str:
        """What the author says, in words of their own; "" for nothing."""
