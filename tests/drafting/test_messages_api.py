"""The API on loopback: it refuses what the real one refuses, or tests would prove less than they seem to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest

from tests.drafting.messages_api import KEY, MessagesApi
from tests.drafting.messages_replies import answers, text_only

TOOL = {"name": "outline", "input_schema": {"type": "object"}}
CALL = {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "outline", "input": {}}]}
RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "no"}]}
ASK = {"role": "user", "content": "Write."}
MARK = {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}


@pytest.fixture
def client(messages_api: MessagesApi) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(api_key=KEY, base_url=messages_api.address, max_retries=0) as client:
        yield client


def body(**changes: Any) -> dict[str, Any]:
    return {"model": "claude-sonnet-5-5", "max_tokens": 100, "messages": [ASK], "tools": [TOOL]} | changes


def test_whole_and_streamed_say_the_same(messages_api: MessagesApi, client: anthropic.Anthropic) -> None:
    reply = answers({"title": "Ice", "lines": ["höre"]}, text="Here:")
    messages_api.will(reply, reply)
    whole = client.messages.create(**body())
    with client.messages.stream(**body()) as stream:
        streamed = stream.get_final_message()
    assert [b.type for b in whole.content] == ["thinking", "text", "tool_use"]
    assert json.loads(streamed.to_json())["content"] == json.loads(whole.to_json())["content"]
    assert (streamed.stop_reason, streamed.usage.output_tokens) == (whole.stop_reason, whole.usage.output_tokens)


def test_it_answers_by_what_is_asked(messages_api: MessagesApi, client: anthropic.Anthropic) -> None:
    messages_api.by = lambda asked: {"title": asked["messages"][0]["content"]} if asked["max_tokens"] > 50 else text_only("no")
    assert client.messages.create(**body()).content[-1].to_dict()["input"] == {"title": "Write."}
    assert client.messages.create(**body(max_tokens=10)).stop_reason == "end_turn"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"max_tokens": 0}, "max_tokens"),
        ({"messages": []}, "at least one message"),
        ({"messages": [ASK, ASK]}, "must alternate"),
        ({"messages": [CALL, RESULT]}, "first message"),
        ({"messages": [ASK, CALL]}, "prefill"),
        ({"messages": [ASK, CALL, ASK]}, "without `tool_result`"),
        ({"messages": [ASK, {"role": "assistant", "content": "Hm."}, RESULT]}, "unexpected `tool_use_id`"),
        ({"messages": [{"role": "user", "content": " "}]}, "non-whitespace"),
        ({"messages": [{"role": "system", "content": "x"}]}, "'user' or 'assistant'"),
        ({"system": [MARK] * 5}, "maximum of 4"),
        ({"tool_choice": {"type": "tool", "name": "outline"}}, "forces tool use"),
        ({"tools": [{"name": "two words", "input_schema": {"type": "object"}}]}, "pattern"),
        ({"tools": [{"name": "outline", "input_schema": {}}]}, "input_schema.type"),
        ({"tools": [], "tool_choice": {"type": "auto"}}, "while providing tools"),
        ({"extra_body": {"temperature": 0.5}}, "sampling"),
        ({"extra_body": {"wish": "x"}}, "Extra inputs"),
    ],
)
def test_what_it_refuses(client: anthropic.Anthropic, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(anthropic.BadRequestError, match=words):
        client.messages.create(**body(**changes))


def test_who_and_which(messages_api: MessagesApi, client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.NotFoundError, match="model: gpt"):
        client.messages.create(**body(model="gpt"))
    with pytest.raises(anthropic.AuthenticationError, match="invalid x-api-key"):
        client.with_options(api_key="sk-other").messages.create(**body())
    with pytest.raises(anthropic.BadRequestError, match="anthropic-version"):
        client.messages.create(**body(), extra_headers={"anthropic-version": "2020-01-01"})
    assert not messages_api.cached
