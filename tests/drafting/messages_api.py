"""Anthropic's Messages API on loopback, for tests: the real SDK speaks with it over HTTP, as it would with the real one.

A test says what the next requests get (`will`), or gives a function that answers by what is asked (`by`), and finds every
request in `asked`. What the real API refuses is refused here too (messages_rules.py). Nothing of the SDK is replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from podbuild.steps.world import World
from tests.drafting.messages_replies import *  # noqa: F403
from tests.drafting.messages_replies import Reply, answers, status
from tests.drafting.messages_rules import Refused, form_of, prefixes, refuse_bad, text_of
from tests.loopback_servers import start, stop

KEY = "sk-ant-api03-loopback-0123456789"
PIECE = 7  # characters of the tool's input in one event
_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
_MESSAGES = {
    401: "invalid x-api-key",
    402: "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to purchase credits.",
    403: "Your API key does not have permission to use the specified resource.",
    429: "This request would exceed your organization's rate limit of 30,000 input tokens per minute.",
    529: "Overloaded",
}


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    path: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]  # names in small letters

    @property
    def text(self) -> str:
        """All that the model reads, as one text."""
        return text_of(self.body)


@dataclass
class MessagesApi:
    """The server. To be used in a `with`."""

    replies: list[Reply] = field(default_factory=list)
    by: Callable[[Mapping[str, Any]], Any] | None = None  # gives the tool's input, or a Reply
    requests: list[Asked] = field(default_factory=list)
    known_models: Callable[[str], bool] = lambda name: name.startswith("claude-")
    counts_tokens: bool = True
    cached: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> MessagesApi:
        api = self

        class Handler(_Handler):
            pass

        Handler.api = api
        self._server = _Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        start(self._server)
        return self

    def __exit__(self, *_: object) -> None:
        for reply in self.replies:
            if reply.gate:
                reply.gate.set()
        stop(self._server)

    def will(self, *replies: Reply | Mapping[str, Any]) -> MessagesApi:
        """What the next requests get, in order; a mapping is a form filled in."""
        self.replies += [r if isinstance(r, Reply) else answers(r) for r in replies]
        return self

    @property
    def asked(self) -> list[Asked]:
        """The messages that were asked for, without the counting."""
        return [a for a in self.requests if a.path == "/v1/messages"]

    @property
    def environment(self) -> dict[str, str]:
        """What leads the SDK here, and no proxy in between."""
        return {"PATH": os.environ.get("PATH", ""), "ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": self.address}

    def world(self, now_seconds: float = 1_790_000_000.0, **more: str) -> World:
        return World(self.environment | more, now_seconds)

    def next_reply(self, body: Mapping[str, Any]) -> Reply:
        with self.lock:
            if self.replies:
                return self.replies.pop(0)
        found = self.by(body) if self.by else status(400, message="the test says nothing about this request")
        return found if isinstance(found, Reply) else answers(found)

    def usage(self, body: Mapping[str, Any]) -> dict[str, int]:
        """What of the request was read from the cache, and what is there from now on."""
        marked, whole = prefixes(body)
        with self.lock:
            digests = [hashlib.sha256(m.encode()).hexdigest() for m in marked]
            known = [len(m) // 4 for m, d in zip(marked, digests, strict=True) if d in self.cached]
            self.cached |= set(digests)
        read, written = max(known, default=0), max((len(m) // 4 for m in marked), default=0)
        return {
            "input_tokens": len(whole) // 4 - max(read, written) + 1,
            "cache_creation_input_tokens": max(0, written - read),
            "cache_read_input_tokens": read,
            "output_tokens": 1,
        }


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked went away in the middle, as tests do."""


class _Handler(BaseHTTPRequestHandler):
    api: MessagesApi
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._error(404, "Not found")

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.casefold(): value for name, value in self.headers.items()}
        path = urlsplit(self.path).path  # whoever takes this for a proxy writes the whole address
        with suppress(BrokenPipeError, ConnectionResetError):
            try:
                body = json.loads(raw)
            except ValueError:
                return self._error(400, "The request body is not valid JSON")
            self.api.requests.append(Asked(path, body, headers))
            try:
                refuse_bad(path, body, headers, KEY, self.api.known_models)
            except Refused as refused:
                return self._error(refused.status, refused.message)
            if path == "/v1/messages/count_tokens":
                if not self.api.counts_tokens:
                    return self._error(404, "Not found")
                return self._json(200, {"input_tokens": len(prefixes(body)[1]) // 4 + 1})
            return self._answer(self.api.next_reply(body), body)

    def _answer(self, reply: Reply, body: Mapping[str, Any]) -> None:
        if reply.is_dropped:
            return self._reset()
        if reply.status != 200:
            extra = {} if reply.retry_after is None else {"retry-after": f"{reply.retry_after:g}"}
            return self._error(reply.status, reply.message or _MESSAGES.get(reply.status, "Something went wrong"), extra)
        if reply.raw is not None:
            return self._whole(200, reply.raw, {"content-type": "text/html"})
        usage = self.api.usage(body)
        if not body.get("stream"):
            return self._json(200, _message(reply, body, usage))
        return self._stream(reply, body, usage)

    def _stream(self, reply: Reply, body: Mapping[str, Any], usage: dict[str, int]) -> None:
        self.send_response(200)
        for name, value in {"content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked"}.items():
            self.send_header(name, value)
        self.send_header("request-id", "req_loopback")
        self.end_headers()
        events = list(_events(reply, body, usage))
        sent = 0
        for number, event in enumerate(events):
            if reply.gate and number == len(events) // 2:
                self._hold(reply.gate, reply.is_pinging)
            data = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
            if reply.cut_bytes is not None and sent + len(data) > reply.cut_bytes:
                self._chunk(data[: reply.cut_bytes - sent])
                if reply.is_clean:
                    return self._chunk(b"")
                self.close_connection = True
                return self.connection.close()
            self._chunk(data)
            sent += len(data)
        return self._chunk(b"")

    def _reset(self) -> None:
        """To linger for no time at all means to reset."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _hold(self, gate: threading.Event, is_pinging: bool) -> None:
        for _ in range(200):
            if gate.wait(0.1):
                return
            if is_pinging:
                self._chunk(b'event: ping\ndata: {"type": "ping"}\n\n')

    def _chunk(self, data: bytes) -> None:
        """Some bytes of the stream; none end it."""
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _error(self, code: int, message: str, extra: Mapping[str, str] | None = None) -> None:
        error = {"type": _KINDS.get(code, "api_error"), "message": message}
        self._json(code, {"type": "error", "error": error, "request_id": "req_loopback"}, extra)

    def _json(self, code: int, value: Any, extra: Mapping[str, str] | None = None) -> None:
        self._whole(code, json.dumps(value).encode(), {"content-type": "application/json", **(extra or {})})

    def _whole(self, code: int, data: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(code)
        for name, value in {**headers, "content-length": str(len(data)), "request-id": "req_loopback"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _blocks(reply: Reply, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The content of the message, thinking first where the model does."""
    found: list[dict[str, Any]] = []
    if "-5-5" in body["model"]:
        found.append({"type": "thinking", "thinking": "", "signature": "c2lnbmVk"})
    if reply.text:
        found.append({"type": "text", "text": reply.text})
    if reply.value is not None or reply.raw_input is not None:
        name = reply.tool or form_of(body)
        found.append({"type": "tool_use", "id": "toolu_loopback", "name": name, "input": reply.value or {}})
    return found


def _stop_reason(reply: Reply) -> str:
    return reply.stop_reason or ("tool_use" if reply.value is not None or reply.raw_input is not None else "end_turn")


def _message(reply: Reply, body: Mapping[str, Any], usage: Mapping[str, int]) -> dict[str, Any]:
    head = {"id": "msg_loopback", "type": "message", "role": "assistant", "model": body["model"]}
    content = _blocks(reply, body)
    usage = {**usage, "output_tokens": len(json.dumps(content)) // 4}
    return {**head, "content": content, "stop_reason": _stop_reason(reply), "stop_sequence": None, "usage": usage}


def _events(reply: Reply, body: Mapping[str, Any], usage: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    whole = _message(reply, body, usage)
    yield {"type": "message_start", "message": {**whole, "content": [], "stop_reason": None, "usage": usage}}
    yield {"type": "ping"}
    for index, block in enumerate(whole["content"]):
        empty = {"thinking": {"thinking": "", "signature": ""}, "text": {"text": ""}, "tool_use": {"input": {}}}[block["type"]]
        yield {"type": "content_block_start", "index": index, "content_block": {**block, **empty}}
        for delta in _deltas(reply, block, body):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        if reply.error_event and block is whole["content"][-1]:
            yield {"type": "error", "error": {"type": reply.error_event, "message": "Overloaded"}}
            return
        yield {"type": "content_block_stop", "index": index}
    delta = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": delta, "usage": {"output_tokens": whole["usage"]["output_tokens"]}}
    yield {"type": "message_stop"}


def _deltas(reply: Reply, block: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if block["type"] == "thinking":
        yield {"type": "signature_delta", "signature": block["signature"]}
    elif block["type"] == "text":
        for piece in _pieces(block["text"], PIECE):
            yield {"type": "text_delta", "text": piece}
    else:
        text = json.dumps(block["input"], ensure_ascii=False) if reply.raw_input is None else reply.raw_input
        is_eager = body["tools"][0].get("eager_input_streaming")  # otherwise a whole value is waited for
        yield {"type": "input_json_delta", "partial_json": ""}
        for piece in _pieces(text, PIECE if is_eager else len(text))[: reply.most_pieces]:
            yield {"type": "input_json_delta", "partial_json": piece}


def _pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), max(1, size))]
