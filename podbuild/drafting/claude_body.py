"""A request as the Messages API takes it. The same request gives the same bytes, so that what was cached is found again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from podbuild.drafting.writer import Block, Request

MOST_MARKS = 4  # of what is worth caching, in one request
_CACHED = {"type": "ephemeral"}  # for five minutes, from the last time that it is read


def body_of(request: Request) -> dict[str, Any]:
    """All of it but how long the answer may be."""
    form = request.form
    ask = f"Answer by calling the tool {form.name} once, with the whole answer. Write nothing before it and nothing after it."
    system, asked = _told(request.system), _told(request.asked)
    _mark(block for blocks in ((request.system, system), (request.asked, asked)) for block in _kept(*blocks))
    messages: list[dict[str, Any]] = [{"role": "user", "content": [*asked, {"type": "text", "text": ask}]}]
    for number, correction in enumerate(request.corrections, 1):
        name = f"toolu_{number:02}"
        call = {"type": "tool_use", "id": name, "name": form.name, "input": dict(correction.answer.filled)}
        again = f"{_sayable(correction.text).strip()}\n\nCall {form.name} again, with the whole answer."
        result = {"type": "tool_result", "tool_use_id": name, "is_error": True, "content": again.strip()}
        messages += [{"role": "assistant", "content": [call]}, {"role": "user", "content": [result]}]
    tool = {"name": form.name, "description": form.summary, "input_schema": form.schema, "eager_input_streaming": True}
    body: dict[str, Any] = {"model": request.model, "messages": messages, "tools": [tool]}
    body["tool_choice"] = {"type": "auto", "disable_parallel_tool_use": True}
    return body | ({"system": system} if system else {})


def _told(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """Blocks of text; the API takes no blank ones, and nothing that UTF-8 has no bytes for."""
    return [{"type": "text", "text": _sayable(block.text)} for block in blocks if block.text.strip()]


def _sayable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _kept(blocks: tuple[Block, ...], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    there = [block for block in blocks if block.text.strip()]
    return [block for of, block in zip(there, told, strict=True) if of.is_kept]


def _mark(blocks: Iterable[dict[str, Any]]) -> None:
    """Mark what is worth caching: where that is more than may be, the first, which most requests share, and the last."""
    found = list(blocks)
    for block in found if len(found) <= MOST_MARKS else [found[0], *found[1 - MOST_MARKS :]]:
        block["cache_control"] = _CACHED
