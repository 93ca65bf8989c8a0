"""Servers of http.server's on loopback, in a thread of their own, that end when they are told to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

S = TypeVar("S", bound=socketserver.TCPServer)
_ACCEPT_SECONDS = 2.0


def limit_accepting(server: socketserver.TCPServer) -> None:
    """A poll may say that somebody is at the door, and an accept then finds nobody (poll(2), accept(2)).

    Without a limit it waits for the next one, and whoever tells the server to end waits with it: a run of all tests stood still so.
    """
    server.socket.settimeout(_ACCEPT_SECONDS)  # of the door alone: those who are let in have none


def start(server: socketserver.TCPServer) -> None:
    """Serve from now on."""
    limit_accepting(server)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()


def stop(server: socketserver.TCPServer) -> None:
    server.shutdown()
    server.server_close()


@contextmanager
def running(server: S) -> Iterator[S]:
    start(server)
    try:
        yield server
    finally:
        stop(server)
