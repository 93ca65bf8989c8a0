"""Claude as the real SDK speaks with it over HTTP: what is sent, what comes piece by piece, and what each trouble is told as."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from podbuild.drafting.claude import CLAUDE, TRIES_AGAIN, Claude
from podbuild.drafting.claude_patience import Patience
from podbuild.drafting.claude_prices import claude_price
from podbuild.drafting.writer import Answer, Block, Correction, Form, Request, Usage, WritingFailed
from podbuild.steps.world import World
from tests.drafting.messages_api import KEY, MessagesApi, Reply
from tests.drafting.messages_replies import (
    answers,
    broken_input,
    context_too_long,
    cut_after,
    dropped,
    error_event,
    garbage,
    held,
    max_tokens,
    pinging,
    refusal,
    status,
    text_only,
    window_exceeded,
)
from tests.drafting.requests import FORM, GOOD, REQUEST, told, wanting


def patient(world: World, *, tries_again: int = TRIES_AGAIN, **seconds: float) -> Claude:
    return Claude(world, Patience(world, **seconds), tries_again)


def fails(api: MessagesApi, *replies: Reply, request: Request = REQUEST, **environment: str) -> WritingFailed:
    api.will(*replies)
    with pytest.raises(WritingFailed) as caught:
        CLAUDE.open(api.world(**environment)).write(request, lambda piece: None)
    return caught.value


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_is_a_tool_that_is_asked_for_and_not_forced(messages_api: MessagesApi) -> None:
    answer = CLAUDE.open(messages_api.will(GOOD).world()).write(REQUEST, lambda piece: None)
    assert (answer.filled, answer.model) == (GOOD, "claude-sonnet-5-5")
    body = messages_api.asked[0].body
    assert body["tools"] == [
        {"name": "outline", "description": FORM.summary, "input_schema": FORM.schema, "eager_input_streaming": True}
    ]
    assert body["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": True}
    assert (body["model"], body["max_tokens"], body["stream"]) == ("claude-sonnet-5-5", 2_000, True)
    assert "thinking" not in body
    assert "calling the tool outline" in body["messages"][0]["content"][-1]["text"]


def test_what_comes_again_is_marked_and_read_from_the_cache(messages_api: MessagesApi) -> None:
    writer = CLAUDE.open(messages_api.will(GOOD, GOOD).world())
    first = writer.write(REQUEST, lambda piece: None)
    second = writer.write(wanting("Make it short."), lambda piece: None)
    before, after = (asked.body for asked in messages_api.asked)
    assert before["system"] == after["system"]
    assert before["messages"][0]["content"][0] == after["messages"][0]["content"][0]
    marks = [b.get("cache_control") for b in [*after["system"], *after["messages"][0]["content"]]]
    assert marks == [{"type": "ephemeral"}, {"type": "ephemeral"}, None, None]
    assert first.usage.cache_write_tokens > 600
    assert second.usage.cache_read_tokens == first.usage.cache_write_tokens
    assert second.usage.cache_write_tokens == 0


def test_no_more_marks_than_the_api_takes_and_no_blank_text(messages_api: MessagesApi) -> None:
    many = tuple(Block(f"Source {n}.", is_kept=True) for n in range(6))
    request = replace(REQUEST, system=(Block(" \n", is_kept=True), Block("You write.", is_kept=True)), asked=(*many, Block("")))
    CLAUDE.open(messages_api.will(GOOD).world()).write(request, lambda piece: None)  # else the API refuses it
    body = messages_api.asked[0].body
    marked = [b["text"] for b in [*body["system"], *body["messages"][0]["content"]] if "cache_control" in b]
    assert marked == ["You write.", "Source 3.", "Source 4.", "Source 5."]


def test_a_correction_is_the_answer_and_what_was_wrong_with_it(messages_api: MessagesApi) -> None:
    """In words, behind what was asked: the same beginning is found in the cache, and no thoughts are missing from a call."""
    wrong = Answer({"lines": []}, Usage(), "claude-sonnet-5-5")
    request = replace(REQUEST, corrections=(Correction(wrong, "It has no title."), Correction(wrong, "It still has none.")))
    CLAUDE.open(messages_api.will(GOOD).world()).write(request, lambda piece: None)
    (message,) = messages_api.asked[0].body["messages"]
    first, second = (block["text"] for block in message["content"][-2:])
    assert (
        first
        == 'You have called outline with this:\n\n{"lines": []}\n\nIt has no title.\n\nCall outline again, with the whole answer.'
    )
    assert "It still has none." in second


def test_forms_of_later_requests_are_offered_from_the_first_one_on(messages_api: MessagesApi) -> None:
    """So that what stands behind them is the same, and is read from the cache."""
    later = Form("script", "Hand in the script.", {"type": "object"})
    request = replace(REQUEST, system=(Block("You write. " * 50, is_kept=True),))
    writer = CLAUDE.open(messages_api.will(GOOD, GOOD).world())
    writer.write(replace(request, beside=(later,)), lambda piece: None)
    answer = writer.write(replace(request, form=later, beside=(REQUEST.form,)), lambda piece: None)
    first, second = (asked.body["tools"] for asked in messages_api.asked)
    assert first == second
    assert answer.usage.cache_read_tokens > 100


def test_what_utf8_has_no_bytes_for_is_sent_and_taken(messages_api: MessagesApi) -> None:
    reply = broken_input('{"title": "half \\ud83d, whole \\ud83c\\udf99"}')
    answer = CLAUDE.open(messages_api.will(reply).world()).write(wanting("half \ud83d"), lambda piece: None)
    assert answer.filled == {"title": "half ?, whole 🎙"}


def test_counting(messages_api: MessagesApi) -> None:
    writer = CLAUDE.open(messages_api.world())
    assert 700 < writer.count(REQUEST) < 1_000
    assert messages_api.requests[0].path == "/v1/messages/count_tokens"
    messages_api.counts_tokens = False  # as gateways that speak as the API does, but do not count
    assert 1_000 < writer.count(REQUEST) < 3_000
    with pytest.raises(WritingFailed, match='no model "gpt"'):
        writer.count(replace(REQUEST, model="gpt"))


@pytest.mark.parametrize("name", ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_key_or_token_with_blanks_around(messages_api: MessagesApi, name: str) -> None:
    world = messages_api.will(GOOD).world(**({"ANTHROPIC_API_KEY": ""} | {name: f" {KEY}\n"}))
    assert CLAUDE.open(world).write(REQUEST, lambda piece: None).filled == GOOD


# ── what comes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_pieces_come_while_the_rest_is_still_being_written(messages_api: MessagesApi) -> None:
    gate, half = threading.Event(), threading.Event()
    long = {"title": "Ice", "lines": ["It hums."] * 30}
    messages_api.will(held(long, gate))
    pieces: list[str] = []

    def take(piece: str) -> None:
        pieces.append(piece)
        if len("".join(pieces)) > 60:
            half.set()

    found: list[Answer] = []
    thread = threading.Thread(target=lambda: found.append(CLAUDE.open(messages_api.world()).write(REQUEST, take)))
    thread.start()
    assert half.wait(15)
    assert not found
    assert json.dumps(long).startswith("".join(pieces))
    gate.set()
    thread.join(15)
    assert found[0].filled == long == json.loads("".join(pieces))


def test_usage_is_what_the_api_says(messages_api: MessagesApi) -> None:
    answer = CLAUDE.open(messages_api.will(answers(GOOD, text="Here it is.")).world()).write(REQUEST, lambda piece: None)
    assert answer.usage.output_tokens > 20
    assert answer.usage.prompt_tokens > 700


# ── tried again ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_busy_for_a_moment(messages_api: MessagesApi) -> None:
    messages_api.will(status(429, retry_after=0.01), status(529, retry_after=0.01), status(500, retry_after=0.01), answers(GOOD))
    assert CLAUDE.open(messages_api.world()).write(REQUEST, lambda piece: None).filled == GOOD
    assert [a.headers["x-stainless-retry-count"] for a in messages_api.asked] == ["0", "1", "2", "3"]


def test_the_wait_that_is_asked_for_is_kept(messages_api: MessagesApi) -> None:
    world = messages_api.will(status(429, retry_after=1), answers(GOOD)).world()
    clock = World()
    started = clock.elapsed_seconds()
    CLAUDE.open(world).write(REQUEST, lambda piece: None)
    assert clock.elapsed_seconds() - started >= 1.0


def test_a_long_wait_is_told_and_not_waited_for(messages_api: MessagesApi) -> None:
    failed = fails(messages_api, status(429, retry_after=121))
    assert failed.diagnostic.code == "writer-overloaded"
    assert "asks to wait 121 s" in failed.diagnostic.message
    assert len(messages_api.asked) == 1


def test_a_connection_that_is_reset_is_opened_again_and_then_told(messages_api: MessagesApi) -> None:
    messages_api.will(dropped(), answers(GOOD), dropped(), dropped())
    claude = patient(messages_api.world(), tries_again=1)
    assert claude.write(REQUEST, lambda piece: None).filled == GOOD
    with pytest.raises(WritingFailed) as caught:
        claude.write(REQUEST, lambda piece: None)
    assert caught.value.diagnostic.code == "writer-unreachable"
    assert len(messages_api.asked) == 4


# ── troubles ─────────────────────────────────────────────────────────────────────────────────────────────────────────

BUSY, DOWN = status(529, retry_after=0.01), status(500, retry_after=0.01)
TROUBLES: tuple[tuple[str, str, tuple[Reply, ...]], ...] = (
    ("writer-key-refused", "does not accept the key", (status(401),)),
    ("writer-key-refused", "may not use claude-sonnet-5-5", (status(403),)),
    ("writer-billing", "credit balance is too low", (status(402),)),
    ("writer-billing", "spend limit", (status(400, message="You have reached your organization's spend limit"),)),
    ("writer-context-long", "1200000 tokens > 1000000", (context_too_long(),)),
    ("writer-context-long", "bytes", (status(413, message="Request exceeds the maximum allowed number of bytes"),)),
    ("writer-context-long", "did not fit", (window_exceeded(GOOD),)),
    ("writer-request-refused", "Extra inputs", (status(400, message="foo: Extra inputs are not permitted"),)),
    ("writer-overloaded", "several tries", (BUSY,) * 5),
    ("writer-overloaded", "trouble of its own", (DOWN,) * 5),
    ("writer-overloaded", "in mid-stream", (error_event("overloaded_error"),)),
    ("writer-cut-off", "Overloaded", (error_event("api_error"),)),
    ("writer-cut-off", "closed", (cut_after(1_500),)),
    ("writer-cut-off", "closed", (cut_after(500),)),
    ("writer-cut-off", "closed", (cut_after(1_500, is_clean=True),)),
    ("writer-cut-off", "closed", (cut_after(1_600, {"title": "Ice"}, is_clean=True),)),  # the form is whole, its bill is not
    ("writer-unreachable", "does not speak as Claude", (garbage(),)),
    ("writer-unreachable", "knows nothing of messages", (status(404, message="page not found"),)),
    ("writer-refused", "declined", (refusal("I would rather not."),)),
    ("writer-answer-cut", "2,000 tokens", (max_tokens(GOOD),)),
    ("writer-answer-formless", "did not fill in outline", (text_only("Gladly!"),)),
    ("writer-answer-formless", "did not fill in outline", (Reply(value=GOOD, tool="other"),)),
    ("writer-answer-formless", "no JSON", (broken_input(),)),
    ("writer-answer-formless", "no JSON", (broken_input('{"a": NaN}'),)),
    ("writer-answer-formless", "no JSON", (broken_input('{"a": 1e999}'),)),
    ("writer-answer-formless", "no JSON", (broken_input('{"a": ' + "[" * 100_000),)),
    ("writer-answer-formless", "no JSON", (broken_input("[1, 2]"),)),
)


@pytest.mark.parametrize(("code", "words", "replies"), TROUBLES, ids=lambda v: v if isinstance(v, str) else "")
def test_each_trouble_is_told(messages_api: MessagesApi, code: str, words: str, replies: tuple[Reply, ...]) -> None:
    failed = fails(messages_api, *replies)
    assert (failed.diagnostic.code, failed.diagnostic.is_error) == (code, True)
    assert words in failed.diagnostic.message
    assert failed.diagnostic.fix
    assert len(messages_api.asked) == len(replies)


def test_what_had_come_is_told_with_what_it_cost(messages_api: MessagesApi) -> None:
    long = {"title": "Ice", "lines": ["It hums."] * 200}
    failed = fails(messages_api, error_event(value=long, after=100))
    assert failed.partial == json.dumps(long)[:700]
    assert failed.usage.prompt_tokens > 700
    assert failed.usage.output_tokens >= 700 // 4  # the API never said: at least what came


def test_a_model_that_is_none(messages_api: MessagesApi) -> None:
    failed = fails(messages_api, request=replace(REQUEST, model="claud-sonnet"))
    assert failed.diagnostic.code == "writer-model-unknown"
    assert 'no model "claud-sonnet"' in failed.diagnostic.message
    assert "drafting.model" in failed.diagnostic.fix


@pytest.mark.parametrize(
    ("key", "code"),
    [("", "writer-key-missing"), (" \n", "writer-key-missing"), ("sk-a\nb", "writer-key-refused"), ("clé", "writer-key-refused")],
)
def test_odd_keys(messages_api: MessagesApi, key: str, code: str) -> None:
    failed = fails(messages_api, ANTHROPIC_API_KEY=key)
    assert failed.diagnostic.code == code
    assert not key.strip() or key not in told(failed)
    assert not messages_api.requests


def test_no_part_of_the_key_is_shown(messages_api: MessagesApi) -> None:
    """Some gateways repeat what they got."""
    said = f"Authentication Error, Invalid proxy server token passed. Received API Key = {KEY}, or sk-...6789 in short"
    failed = fails(messages_api, status(401, message=said))
    assert KEY not in told(failed)
    assert "6789" not in told(failed)
    assert KEY not in str(failed.__dict__)


@pytest.mark.parametrize("address", ["api.example.org", "ftp://example.org", "http://", "http://[::1", "http://h:99999999"])
def test_odd_addresses(messages_api: MessagesApi, address: str) -> None:
    failed = fails(messages_api, ANTHROPIC_BASE_URL=address)
    assert failed.diagnostic.code == "writer-unreachable"
    assert "ANTHROPIC_BASE_URL" in failed.diagnostic.message


def test_nobody_there_and_no_password_shown() -> None:
    world = World({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://me:geheim@127.0.0.1:9"})
    with pytest.raises(WritingFailed) as caught:
        patient(world, tries_again=0).write(REQUEST, lambda piece: None)
    failed = caught.value
    assert failed.diagnostic.code == "writer-unreachable"
    assert "no connection" in failed.diagnostic.message
    assert "geheim" not in told(failed)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HTTP_PROXY", "nonsense://me:geheim@proxy.example", "a proxy or a file of certificates"),
        ("ALL_PROXY", "http://[::1", "a proxy or a file of certificates"),
        ("ALL_PROXY", "socks5://me:geheim@127.0.0.1:9", "a SOCKS proxy"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "a proxy or a file of certificates"),
        ("HTTP_PROXY", "http://me:geheim@127.0.0.1:9", "no connection"),
    ],
)
def test_an_environment_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    """These the SDK reads itself, from the process."""
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("NO_PROXY", "")
    world = World({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://claude.example"})
    with pytest.raises(WritingFailed) as caught:
        patient(world, tries_again=0).write(REQUEST, lambda piece: None)
    assert caught.value.diagnostic.code == "writer-unreachable"
    assert words in caught.value.diagnostic.message and caught.value.diagnostic.fix
    assert "geheim" not in told(caught.value)


@pytest.mark.parametrize(("reply", "limit"), [(held, "silence_seconds"), (pinging, "only_pings_seconds")])
def test_silence_ends_and_so_do_pings_alone(messages_api: MessagesApi, reply: Callable[..., Reply], limit: str) -> None:
    gate = threading.Event()
    messages_api.will(reply(GOOD, gate))
    with pytest.raises(WritingFailed) as caught:
        patient(messages_api.world(), **{limit: 0.4}).write(REQUEST, lambda piece: None)
    gate.set()
    assert caught.value.diagnostic.code == "writer-cut-off"
    assert "nothing came for a long time" in caught.value.diagnostic.message
    assert caught.value.partial


def test_pings_keep_an_answer_alive(messages_api: MessagesApi) -> None:
    gate = threading.Event()
    messages_api.will(pinging(GOOD, gate))
    opener = threading.Timer(1.0, gate.set)
    opener.start()
    answer = patient(messages_api.world(), silence_seconds=0.7, only_pings_seconds=30.0).write(REQUEST, lambda piece: None)
    assert answer.filled == GOOD


def test_who_never_begins_to_answer_is_not_waited_for_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        world = World({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{server.getsockname()[1]}"})
        with pytest.raises(WritingFailed) as caught:
            patient(world, tries_again=1, silence_seconds=0.3).write(REQUEST, lambda piece: None)
        server.accept()[0].close()
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
    assert caught.value.diagnostic.code == "writer-unreachable"
    assert "nothing came for a long time" in caught.value.diagnostic.message


def test_an_answer_without_end_is_ended(messages_api: MessagesApi) -> None:
    failed = fails(messages_api, answers({"text": "word " * 100_000}), request=replace(REQUEST, most_tokens=20))
    assert failed.diagnostic.code == "writer-cut-off" and len(failed.partial) < 3_000


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_heavy_is_loaded_before_it_asks() -> None:
    code = """
import sys
from podbuild.drafting.writers import WRITERS
from podbuild.steps.world import World
print([WRITERS[0].open(World({})).price("claude-opus-5-5", 1).input_usd, "anthropic" in sys.modules, "httpx" in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[4.0, False, False]"


@pytest.mark.parametrize(
    ("model", "tokens", "prices"),
    [
        ("claude-fable-5-1", 1, (10, 50, 0.25, 12.5)),
        ("claude-fable-5", 1, (10, 50, 1, 12.5)),
        ("claude-opus-5-5", 1, (4, 20, 0.2, 5)),
        ("claude-opus-4-5-20251101", 1, (5, 25, 0.5, 6.25)),
        ("claude-sonnet-5-5", 1, (2, 10, 0.1, 2.5)),
        ("claude-haiku-5-5", 100_001, (0.5, 2.5, 0.05, 0.625)),
        ("claude-fable-5-2", 1, None),
        ("claude-sonnet-5-5-fast", 1, None),
    ],
)
def test_prices(model: str, tokens: int, prices: Any) -> None:
    found = claude_price(model, tokens)
    assert (found and (found.input_usd, found.output_usd, found.cache_read_usd, found.cache_write_usd)) == prices
