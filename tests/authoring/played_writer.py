"""A model that is played: it reads what it is asked, and fills in the form by it, well or badly as a test wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.drafting.messages_rules import form_of, text_of

# Sentences without a name, a number or a quote: what they say rests on nothing.
_TALK = (
    "The ice is thinner near the shore.",
    "You hear it before you see it.",
    "Nobody had thought of the wind.",
    "It sounds like a door that will not close.",
    "So we stood there, and we waited.",
    "And then the sound came back, from further out.",
)


@dataclass
class PlayedWriter:
    """Give it to a MessagesApi as `by`. `factor` is how much longer than wanted its first scripts are, one after another, then 1.

    `script` changes a script before it is handed in; `asked` are the forms that were asked for.
    """

    factors: list[float] = field(default_factory=list)
    title: str = "What the ice says"
    segments: int = 2
    change: Any = None
    asked: list[str] = field(default_factory=list)

    def __call__(self, body: Mapping[str, Any]) -> Any:
        name = form_of(body)
        self.asked.append(name)
        text = text_of(body)
        filled = self.outline(text) if name == "outline" else self.script(body, text)
        return self.change(name, filled) if self.change else filled

    def outline(self, text: str) -> dict[str, Any]:
        src = passages(text)[:1]
        share = 100 / self.segments
        segments = [
            {"title": f"Part {n + 1}", "what": "Two people listen.", "src": src, "share": share} for n in range(self.segments)
        ]
        return {"title": self.title, "summary": "A night on the ice, and what it says.", "segments": segments}

    def script(self, body: Mapping[str, Any], text: str) -> dict[str, Any]:
        (schema,) = (tool["input_schema"] for tool in body["tools"] if tool["name"] == "script")
        lines = schema["properties"]["segments"]["items"]["properties"]["lines"]["items"]
        voices = lines["properties"]["voice"]["enum"]
        wanted = [int(words) for words in re.findall(r"^\d+\. .*\(about (\d+) (?:words|characters)\)", text, re.MULTILINE)] or [
            40
        ] * self.segments
        factor = self.factors.pop(0) if self.factors else 1.0
        src = passages(text)
        segments = [self._segment(n, round(words * factor), voices, src) for n, words in enumerate(wanted)]
        return {
            "title": self.title,
            "summary": "Two people stand on a lake, and listen.",
            "tags": ["ice", "sound"],
            "people": [],
            "links": [],
            "segments": segments,
            "notes": ["What we heard"],
        }

    def _segment(self, n: int, words: int, voices: list[str], src: list[str]) -> dict[str, Any]:
        lines: list[dict[str, Any]] = []
        count, k = 0, n
        while count < words:
            sentences = []
            for _ in range(3):
                text = _TALK[k % len(_TALK)]
                left = words - count
                text = text if len(text.split()) <= left else " ".join(text.rstrip(".").split()[:left]) + "."
                count, k = count + len(text.split()), k + 1
                sentences.append({"text": text, "src": src[:1] if k % 3 == 0 else []})
                if count >= words:
                    break
            lines.append({"voice": voices[len(lines) % len(voices)], "sentences": sentences})
        return {"title": f"Part {n + 1}", "lines": lines}


def passages(text: str) -> list[str]:
    """The ids of the passages that are in what the model reads."""
    return re.findall(r"^\[([\w-]+#\d+)\] ", text, re.MULTILINE)
