"""An author who answers what was prepared, and remembers what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Listening:
    """A Conversation for tests. `answers` are given in turn, to choices and to questions for words; where there is none, nobody
    is there to answer."""

    answers: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    shown: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def can_ask(self) -> bool:
        return bool(self.answers)

    def say(self, text: str) -> None:
        self.said.append(text)

    def show(self, piece: str) -> None:
        self.shown += piece

    def choose(self, question: str, answers: Mapping[str, str]) -> str:
        self.asked.append(question)
        answer = self.answers.pop(0)
        assert answer in answers
        return answer

    def words(self, question: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0)

    @property
    def text(self) -> str:
        return "\n".join(self.said)
