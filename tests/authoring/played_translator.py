"""A translator that is played: it has German for a few sentences, and puts a mark before what it has none for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.drafting.messages_rules import text_of

_TEXT = re.compile(r"^\[(t\d+)\] \(([^)]*)\) (.*)$", re.MULTILINE)
GERMAN = {
    "The glacier that sang": "Der Gletscher, der sang",
    "A night on the ice.": "Eine Nacht auf dem Eis.",
    "Cold open": "Kalter Anfang",
    "We begin on the ice. <x1/> Listen.": "Wir beginnen auf dem Eis. <x1/> Hört.",
    "It <g1>hums</g1>, if you wait.": "Es <g1>summt</g1>, wenn man wartet.",
    "The same voice goes on until another is named.": "Dieselbe Stimme spricht, bis eine andere genannt wird.",
    "What the ice says": "Was das Eis sagt",
    "It is all in <g1>the 2024 survey</g1>, and it took three winters.": "Es steht alles in <g1>der Studie von 2024</g1>, und es "
    "dauerte drei Winter.",
    "Three winters, two skis, and one microphone.": "Drei Winter, zwei Ski und ein Mikrofon.",
    "What stands here is show notes only.": "Was hier steht, sind nur Notizen.",
}


@dataclass
class PlayedTranslator:
    """Give it to a MessagesApi as `by`. `change` alters the texts of the n-th answer, counted from 0. `given` are the ids, kinds
    and texts that came with each request."""

    change: Mapping[int, Callable[[dict[str, str]], None]] = field(default_factory=dict)
    given: list[list[tuple[str, str, str]]] = field(default_factory=list)

    def __call__(self, body: Mapping[str, Any]) -> dict[str, Any]:
        text = text_of(body)
        rows = _TEXT.findall(text[text.rindex("Translate:\n") :])
        self.given.append(rows)
        texts = {name: GERMAN.get(words, f"Ü {words}") for name, _, words in rows}
        self.change.get(len(self.given) - 1, lambda _: None)(texts)
        return {"lines": [{"id": name, "text": words} for name, words in texts.items()]}

    @property
    def words(self) -> list[str]:
        """The texts of the last request."""
        return [text for _, _, text in self.given[-1]]
