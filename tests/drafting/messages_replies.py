"""What the Messages API on loopback may answer: one function for each way in which it goes, or goes wrong."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Reply",
    "answers",
    "broken_input",
    "context_too_long",
    "cut_after",
    "dropped",
    "error_event",
    "garbage",
    "held",
    "max_tokens",
    "pinging",
    "refusal",
    "status",
    "text_only",
    "window_exceeded",
]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a request gets. `value` fills in the tool's form, `text` stands before it or alone."""

    value: Any = None
    text: str = ""
    stop_reason: str = ""  # "" means the one that fits
    status: int = 200
    message: str = ""
    retry_after: float | None = None
    most_pieces: int | None = None  # how many pieces of the input come before it ends
    cut_bytes: int | None = None  # the connection is dropped after so many bytes of the stream
    is_dropped: bool = False  # the connection is reset before anything is answered
    is_clean: bool = False  # such a stream ends as if nothing were missing, as behind some proxies
    error_event: str = ""  # the stream ends in an error of this kind
    gate: threading.Event | None = None  # the second half is held back until it is set
    is_pinging: bool = False  # pings come while the gate is closed
    raw: bytes | None = None  # the whole body, whatever it is
    raw_input: str | None = None  # the tool's input as it is, which need not be JSON
    tool: str = ""  # "" means the one that was offered


def answers(value: Any, text: str = "") -> Reply:
    """The form, filled in so."""
    return Reply(value=value, text=text)


def text_only(text: str) -> Reply:
    """Words instead of the form."""
    return Reply(text=text)


def status(code: int, retry_after: float | None = None, message: str = "") -> Reply:
    """An answer of that status, as the API words it. 429 and 529 are tried again by the SDK: `retry_after` says how soon."""
    return Reply(status=code, retry_after=retry_after, message=message)


def context_too_long(tokens: int = 1_200_000, most: int = 1_000_000) -> Reply:
    return status(400, message=f"prompt is too long: {tokens} tokens > {most} maximum")


def cut_after(size_bytes: int, value: Any = None, is_clean: bool = False) -> Reply:
    """The connection is dropped in mid-stream."""
    return Reply(value=value if value is not None else {"text": "word " * 400}, cut_bytes=size_bytes, is_clean=is_clean)


def dropped() -> Reply:
    """The connection is reset before anything is answered, which the SDK tries again."""
    return Reply(is_dropped=True)


def error_event(kind: str = "overloaded_error", value: Any = None, after: int = 3) -> Reply:
    """An error in mid-stream, after some pieces of the answer."""
    return Reply(value=value if value is not None else {"text": "word " * 400}, error_event=kind, most_pieces=after)


def refusal(text: str = "") -> Reply:
    return Reply(text=text, stop_reason="refusal")


def max_tokens(value: Any, after: int = 3) -> Reply:
    """The answer is cut off by the limit that the request set."""
    return Reply(value=value, stop_reason="max_tokens", most_pieces=after)


def window_exceeded(value: Any, after: int = 3) -> Reply:
    """The answer is cut off by the model's context window."""
    return Reply(value=value, stop_reason="model_context_window_exceeded", most_pieces=after)


def garbage(raw: bytes = b"<html><body>Welcome to the hotel's network</body></html>") -> Reply:
    return Reply(raw=raw)


def broken_input(text: str = '{"title": "Ice", "lines": [}') -> Reply:
    """A tool's input that is no JSON, as eager streaming may bring it."""
    return Reply(raw_input=text)


def held(value: Any, gate: threading.Event) -> Reply:
    """The second half comes when the gate is opened."""
    return Reply(value=value, gate=gate)


def pinging(value: Any, gate: threading.Event) -> Reply:
    """The second half comes when the gate is opened, and pings until then."""
    return Reply(value=value, gate=gate, is_pinging=True)
