"""What the Messages API refuses, as far as podbuild could run into it. The statuses and the words are its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

VERSIONS = ("2023-06-01", "2026-10-21")
MOST_MARKS = 4
_TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_FORCES = re.compile(r"claude-(opus-5-5|sonnet-5-5|fable-5-1|mythos-5-1)")  # their thinking cannot be turned off for one answer
_KNOWN = {"model", "max_tokens", "messages", "system", "tools", "tool_choice", "stream", "stop_sequences", "metadata"}
_MORE = {"thinking", "output_config", "temperature", "top_p", "top_k", "service_tier", "container", "inference_geo"}


class Refused(Exception):
    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.status = message, status


def refuse_bad(path: str, body: Any, headers: Mapping[str, str], key: str, knows: Callable[[str], bool]) -> None:
    """Raises Refused for what the API would not take."""
    _refuse_headers(headers, key)
    if path not in ("/v1/messages", "/v1/messages/count_tokens"):
        raise Refused("Not found", 404)
    if not isinstance(body, dict):
        raise Refused("Input should be a valid dictionary")
    is_counting = path.endswith("count_tokens")
    for name in body.keys() - _KNOWN - _MORE:
        raise Refused(f"{name}: Extra inputs are not permitted")
    for name in ("model", "messages") if is_counting else ("model", "messages", "max_tokens"):
        if name not in body:
            raise Refused(f"{name}: Field required")
    if is_counting and "max_tokens" in body:
        raise Refused("max_tokens: Extra inputs are not permitted")
    if not is_counting and not (isinstance(body["max_tokens"], int) and body["max_tokens"] > 0):
        raise Refused("max_tokens: Input should be greater than or equal to 1")
    if not knows(body["model"]):
        raise Refused(f"model: {body['model']}", 404)
    _refuse_tools(body)
    _refuse_messages(body["messages"])
    marks = sum(1 for block in _all_blocks(body) if "cache_control" in block)
    if marks > MOST_MARKS:
        raise Refused(f"A maximum of {MOST_MARKS} blocks with cache_control may be provided. Found {marks}.")
    for block in _all_blocks(body):
        if block.get("type") == "text" and not block["text"].strip():
            said = (
                "text content blocks must contain non-whitespace text" if block["text"] else "text content blocks must be non-empty"
            )
            raise Refused(f"messages: {said}")


def _refuse_headers(headers: Mapping[str, str], key: str) -> None:
    version = headers.get("anthropic-version", "")
    if version not in VERSIONS:
        raise Refused("anthropic-version: header is required")
    if not headers.get("content-type", "").startswith("application/json"):
        raise Refused("content-type: must be application/json")
    given = headers.get("x-api-key"), headers.get("authorization", "").removeprefix("Bearer ")
    if not any(given):
        raise Refused("x-api-key header is required", 401)
    if key not in given:
        raise Refused("invalid x-api-key", 401)


def _refuse_tools(body: Mapping[str, Any]) -> None:
    tools, choice = body.get("tools") or [], body.get("tool_choice")
    for number, tool in enumerate(tools):
        if not _TOOL_NAME.fullmatch(tool.get("name", "")):
            raise Refused(f"tools.{number}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")
        if not isinstance(tool.get("input_schema"), dict) or tool["input_schema"].get("type") != "object":
            raise Refused(f"tools.{number}.custom.input_schema.type: Field required")
        for name in tool.keys() - {
            "name",
            "description",
            "input_schema",
            "cache_control",
            "eager_input_streaming",
            "type",
            "strict",
        }:
            raise Refused(f"tools.{number}.custom.{name}: Extra inputs are not permitted")
    if choice and not tools:
        raise Refused("tool_choice: may only be specified while providing tools")
    if choice and choice["type"] in ("tool", "any") and _FORCES.match(body["model"]):
        raise Refused('tool_choice forces tool use is not supported for this model. Use tool_choice "auto".')
    if any(name in body for name in ("temperature", "top_p", "top_k")) and _FORCES.match(body["model"]):
        raise Refused("sampling parameters are not supported for this model")


def _refuse_messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise Refused("messages: at least one message is required")
    open_calls: set[str] = set()
    last = ""
    for number, message in enumerate(messages):
        role, blocks = message.get("role"), blocks_of(message.get("content"))
        if role not in ("user", "assistant"):
            raise Refused(f"messages.{number}.role: Input should be 'user' or 'assistant'")
        if role == last:  # the API joins them; whoever sends them did not mean to
            raise Refused(f'messages: roles must alternate between "user" and "assistant", found two "{role}" in a row')
        if not blocks:
            raise Refused(f"messages.{number}: all messages must have non-empty content")
        results = {b["tool_use_id"] for b in blocks if b["type"] == "tool_result"}
        if open_calls - results:
            raise Refused(f"messages.{number}: `tool_use` ids were found without `tool_result` blocks immediately after")
        if results - open_calls:
            raise Refused(f"messages.{number}: unexpected `tool_use_id` found in `tool_result` blocks")
        if results and any(b["type"] != "tool_result" for b in blocks[: len(results)]):
            raise Refused(f"messages.{number}: `tool_result` blocks must come first")
        open_calls = {b["id"] for b in blocks if b["type"] == "tool_use"}
        last = role
    if messages[0]["role"] != "user":
        raise Refused("messages: first message must use the user role")
    if last == "assistant":
        raise Refused("This model does not support assistant message prefill. The conversation must end with a user message.")


def blocks_of(content: Any) -> list[dict[str, Any]]:
    """Content as blocks: a text alone is one."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content or [])


def _all_blocks(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything that is read, in the order in which it is cached: tools, system, messages."""
    yield from body.get("tools") or []
    yield from blocks_of(body.get("system"))
    for message in body["messages"]:
        yield from blocks_of(message["content"])


def prefixes(body: Mapping[str, Any]) -> tuple[list[str], str]:
    """All that is read up to each mark of the cache, and the whole."""
    marked, so_far = [], body["model"]
    for block in _all_blocks(body):
        so_far += json.dumps({k: v for k, v in block.items() if k != "cache_control"})
        if "cache_control" in block:
            marked.append(so_far)
    return marked, so_far


def text_of(body: Mapping[str, Any]) -> str:
    found = [str(b.get("text") or b.get("content") or "") for b in _all_blocks(body)]
    return "\n\n".join(text for text in found if text)


def form_of(body: Mapping[str, Any]) -> str:
    """The tool that the request asks to be called; others may be offered beside it."""
    found = re.findall(r"^Answer by calling the tool (\S+) once", text_of(body), re.MULTILINE)
    return found[-1] if found else body["tools"][0]["name"]
