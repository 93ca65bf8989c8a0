"""The contract of a writer: a language model that fills in a form. A new one is one file, and one line in `writers.py`.

Contract, held by tests/drafting/test_writer_contract.py for every member:
- `write` gives the form filled in, as plain JSON values, or raises WritingFailed; nothing else comes out of it.
- what comes while the answer is written is handed on piece by piece, as the text of that JSON.
- nothing is asked, printed or kept: whoever calls decides what a person sees, and keeps what was paid for.
- no key and no network are needed before `count` or `write` is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.world import World

# What a model may think before it answers, in tokens: with those that think it counts to the answer, and is paid for as such.
THINKING_TOKENS = 12_000
OnPiece = Callable[[str], None]  # the next piece of the answer's JSON, as it comes


@dataclass(frozen=True, slots=True)
class Usage:
    """What was read and written, in tokens; `input_tokens` are those that came from no cache."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cache_read_tokens + other.cache_read_tokens,
            self.cache_write_tokens + other.cache_write_tokens,
        )

    @property
    def prompt_tokens(self) -> int:
        """All that was read, from a cache or not."""
        return self.input_tokens + self.cache_read_tokens + self.cache_write_tokens


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    input_usd: float
    output_usd: float
    cache_read_usd: float
    cache_write_usd: float

    def of(self, usage: Usage) -> float:
        """What that usage costs, in US dollars.

        >>> Price(2.0, 10.0, 0.1, 2.5).of(Usage(1_000_000, 100_000))
        3.0
        """
        return (
            usage.input_tokens * self.input_usd
            + usage.output_tokens * self.output_usd
            + usage.cache_read_tokens * self.cache_read_usd
            + usage.cache_write_tokens * self.cache_write_usd
        ) / 1e6


@dataclass(frozen=True, slots=True)
class Block:
    """A part of what the writer reads. `is_kept`: it, and all before it, comes again in the next request, and is worth caching."""

    text: str
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What the answer has to be: a JSON Schema of an object, with a name and a sentence for the writer."""

    name: str
    summary: str
    schema: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """The form filled in. `model` is the one that wrote, as it calls itself."""

    filled: Mapping[str, Any] = field(hash=False)
    usage: Usage
    model: str


@dataclass(frozen=True, slots=True)
class Correction:
    """An earlier answer to the same request, and what is to be mended in it."""

    answer: Answer
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a writer is asked. `system` says who it is and what it must not do; `asked` holds the sources and the wish.

    `most_tokens` is the most that may be written, thoughts and answer together.
    `beside` are the forms of requests that follow: where they are offered from the first one on, what is cached stays cached.
    """

    model: str
    system: tuple[Block, ...]
    asked: tuple[Block, ...]
    form: Form
    most_tokens: int
    corrections: tuple[Correction, ...] = ()
    beside: tuple[Form, ...] = ()


class WritingFailed(Exception):
    """No answer that can be used. `partial` is the JSON that had come by then, `usage` what it is known to have cost."""

    def __init__(self, diagnostic: Diagnostic, partial: str = "", usage: Usage | None = None) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic, self.partial, self.usage = diagnostic, partial, usage or Usage()


class Writer(Protocol):
    """A writer, opened for a run."""

    def price(self, model: str, prompt_tokens: int) -> Price | None:
        """What the model costs for a request that long; None where that is not known."""

    def count(self, request: Request) -> int:
        """How many tokens the request is, as the writer counts them. Raises WritingFailed."""

    def write(self, request: Request, on_piece: OnPiece) -> Answer:
        """Fill in the form. Raises WritingFailed."""


@dataclass(frozen=True, slots=True)
class WriterKind:
    """A member of the room. `default_model` is asked where the show names none."""

    name: str
    summary: str
    default_model: str
    open: Callable[[World], Writer]
