"""Hearing that a preview server has built: each tool has its own way of telling the browser to load the page again.

A listener runs in a thread until its server ends, and calls `heard(text)` for each message. Standard library alone, so that what
is measured is not a client's own start.
"""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException

Heard = Callable[[str], None]
Listener = Callable[[int, Heard], None]
HUGO_HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"], "ver": "2.27.0"}


def server_sent(path: str) -> Listener:
    """Server-Sent Events (HTML Standard, 9.2): `heard` gets the data of each event."""

    def listen(port: int, heard: Heard) -> None:
        with closing(HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("GET", path, headers={"Accept": "text/event-stream"})
            answer = connection.getresponse()
            data: list[str] = []
            while line := answer.readline():
                text = line.decode().rstrip("\r\n")
                if text.startswith("data:"):
                    data.append(text[5:].strip())
                elif not text and data:
                    heard("\n".join(data))
                    data = []

    return listen


def websocket(path: str, hello: object = None) -> Listener:
    """Text frames of a WebSocket (RFC 6455), after a first message where the server wants one."""

    def listen(port: int, heard: Heard) -> None:
        with closing(socket.create_connection(("127.0.0.1", port))) as connection:
            key = base64.b64encode(os.urandom(16)).decode()
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            connection.sendall(
                f"{head}Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            stream = connection.makefile("rb")
            while stream.readline() not in (b"\r\n", b""):
                pass
            if hello is not None:
                text = json.dumps(hello).encode()
                connection.sendall(_masked(text))
            for frame in _frames(stream.read):
                heard(frame)

    return listen


def _masked(text: bytes) -> bytes:
    """A text frame as a client must send it; of less than 65,536 bytes."""
    mask = os.urandom(4)
    length = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + struct.pack(">H", len(text))
    return b"\x81" + length + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(text))


def _frames(read: Callable[[int], bytes]) -> Iterator[str]:
    while len(head := read(2)) == 2:
        length = head[1] & 0x7F
        if length > 125:
            length = struct.unpack(*((">H", read(2)) if length == 126 else (">Q", read(8))))[0]
        content = read(length)
        if head[0] & 0x0F == 1:
            yield content.decode()


def long_poll(page: str) -> Listener:
    """MkDocs' way: the page names an epoch, and a request is answered when there is a later one."""

    def listen(port: int, heard: Heard) -> None:
        found = re.search(r"livereload\((\d+), (\d+)\)", fetched(port, page))
        if found is None:
            raise RuntimeError(f"{page} has no script for reloading")
        epoch, request = int(found[1]), found[2]
        while text := fetched(port, f"/livereload/{epoch}/{request}", 120):
            if int(text) > epoch:
                epoch = int(text)
                heard(text)

    return listen


def fetched(port: int, path: str, timeout_seconds: float = 30) -> str:
    """A page's text; "" where there is none yet."""
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=timeout_seconds)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return text if answer.status == 200 else ""
    except (OSError, HTTPException):
        return ""


def await_text(port: int, path: str, words: str, within_seconds: float, every_seconds: float = 0.005) -> float | None:
    """The moment (of time.perf_counter) at which a page has these words; None where it has not in time."""
    until = time.perf_counter() + within_seconds
    while time.perf_counter() < until:
        if words in fetched(port, path):
            return time.perf_counter()
        time.sleep(every_seconds)
    return None
