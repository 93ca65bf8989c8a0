"""A host of the tests' own, on this machine: it answers as it is told, and notes what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.loopback_servers import running


@dataclass
class Page:
    """What stands at a path. `ranges` False: Range is passed over."""

    data: bytes = b""
    media_type: str = "application/rss+xml"
    status: int = 200
    to: str = ""
    ranges: bool = True
    has_head: bool = True
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Host:
    url: str
    pages: dict[str, Page]
    asked: list[str]


@contextmanager
def host(pages: dict[str, Page]) -> Iterator[Host]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            asked.append(f"{self.command} {self.path}" + (" ranged" if self.headers.get("Range") else ""))
            page = pages.get(self.path, Page(status=404, data=b"gone", media_type="text/plain"))
            status, data = page.status, page.data
            if self.command == "HEAD" and not page.has_head:
                status, data = 405, b""
            if page.ranges and status == 200 and (wanted := self.headers.get("Range")):
                begin, _, end = wanted.removeprefix("bytes=").partition("-")
                status, data = 206, data[int(begin) : int(end) + 1]
            self.send_response(status)
            self.send_header("Content-Type", page.media_type)
            self.send_header("Content-Length", str(len(data)))
            if page.to:
                self.send_header("Location", page.to)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                try:
                    self.wfile.write(data)
                except OSError:  # the one who asked has heard enough
                    self.close_connection = True

        do_GET = do_HEAD = answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Who asked may leave before all is said: that is no fault of the host."""

    with running(Server(("127.0.0.1", 0), Handler)) as server:
        yield Host(f"http://127.0.0.1:{server.server_port}", pages, asked)
