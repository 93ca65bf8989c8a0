"""A request as the Messages API takes it. The same request gives the same bytes, so that what was cached is found again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from podbuild.drafting.writer import Block, Correction, Form, Request

MOST_MARKS = 4  # of what is worth caching, in one request
_CACHED = {"type": "ephemeral"}  # for five minutes, from the last time that it is read


def body_of(request: Request) -> dict[str, Any]:
    """All of it but how long the answer may be."""
    form = request.form
    ask = f"Answer by calling the tool {form.name} once, with the whole answer. Write nothing before it and nothing after it."
    system, asked = _told(request.system), _told(request.asked)
    _mark(block for blocks in ((request.system, system), (request.asked, asked)) for block in _kept(*blocks))
    told = [_correction(correction, form.name) for correction in request.corrections]
    messages = [{"role": "user", "content": [*asked, {"type": "text", "text": ask}, *told]}]
    tools = [_tool(one) for one in sorted({one.name: one for one in (form, *request.beside)}.values(), key=lambda one: one.name)]
    body: dict[str, Any] = {"model": request.model, "messages": messages, "tools": tools}
    body["tool_choice"] = {"type": "auto", "disable_parallel_tool_use": True}
    return body | ({"system": system} if system else {})


def _tool(form: Form) -> dict[str, Any]:
    return {"name": form.name, "description": form.summary, "input_schema": form.schema, "eager_input_streaming": True}


def _correction(correction: Correction, name: str) -> dict[str, Any]:
    """An earlier answer and what is to be mended in it, in words.

    Not as the call of a tool and its result: with models that think, such a call has to come with the thoughts before it, and
    what is kept of an answer is the form alone.
    """
    filled = json.dumps(correction.answer.filled, ensure_ascii=False)
    text = (
        f"You have called {name} with this:\n\n{filled}\n\n{correction.text.strip()}\n\nCall {name} again, with the whole answer."
    )
    return {"type": "text", "text": _sayable(text)}


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
