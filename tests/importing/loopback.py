"""A host of podcasts on loopback, that serves what a test gives it and fails in the ways that a test names."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.loopback_servers import running

Answer = bytes | Callable[["Asked"], None]


@dataclass
class Host:
    """Its address, what lies where, and what was asked: (path, Range header)."""

    address: str = ""
    files: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)


class Asked(BaseHTTPRequestHandler):
    """One question. Answers of a test call `give`."""

    host: Host
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.host.asked.append((self.path, self.headers.get("Range", "")))
        found = self.host.files.get(self.path)
        if found is None:
            self.give(404, b"")
        elif isinstance(found, bytes):
            self.give(200, found)
        else:
            found(self)

    def give(self, status: int, body: bytes, headers: Mapping[str, str] | None = None, length: int | None = None) -> None:
        """Answer; `length` is told in place of the true one."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)
        if length is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


def failing(status: int, times: int, then: bytes) -> Answer:
    """Answers that status so often, and then well."""
    left = [times]

    def answer(asked: Asked) -> None:
        left[0] -= 1
        if left[0] >= 0:
            asked.give(status, b"")
        else:
            asked.give(200, then)

    return answer


def sent_on(to: str) -> Answer:
    return lambda asked: asked.give(301, b"", {"Location": to})


def packed(body: bytes) -> Answer:
    return lambda asked: asked.give(200, gzip.compress(body), {"Content-Encoding": "gzip"})


def cut(body: bytes, keep: int, times: int, tag: str = '"v1"') -> Answer:
    """Breaks off after `keep` bytes of what was asked for, so often; it knows byte ranges."""
    left = [times]

    def answer(asked: Asked) -> None:
        left[0] -= 1
        wanted = asked.headers.get("Range", "")
        begin = int(wanted[6:-1]) if wanted and asked.headers.get("If-Range") == tag else 0
        rest = body[begin:]
        headers = {"ETag": tag} | ({"Content-Range": f"bytes {begin}-{len(body) - 1}/{len(body)}"} if begin else {})
        status = 206 if begin else 200
        if left[0] >= 0:
            asked.give(status, rest[:keep], headers, len(rest))
        else:
            asked.give(status, rest, headers)

    return answer


def slow(seconds: float) -> Answer:
    def answer(asked: Asked) -> None:
        time.sleep(seconds)
        asked.give(200, b"late")

    return answer


@contextmanager
def host(files: Mapping[str, Answer]) -> Iterator[Host]:
    """A host of these files; in texts, BASE stands for its address."""
    found = Host()
    handler = type("Answering", (Asked,), {"host": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    found.address = f"http://127.0.0.1:{server.server_address[1]}"
    found.files = {
        path: content.replace(b"BASE", found.address.encode()) if isinstance(content, bytes) and path.endswith(".xml") else content
        for path, content in files.items()
    }
    with running(server):
        yield found
