"""Connections for guarded_fetch: to the very address that was checked, and within one limit of time for the whole.

A name is resolved here, once for each connection, and the connection goes to what came of it: a name server that answers
something else a moment later changes nothing. TLS and the Host header still go by the name.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from podbuild.drafting.sources.address_rules import is_named, is_public, unfit_name
from podbuild.steps.world import World

Resolve = Callable[[str, int], tuple[str, ...]]


class Refused(Exception):
    """An address that may not be fetched from, and why."""


def resolved(host: str, port: int) -> tuple[str, ...]:
    """All addresses of a host, as this machine's resolver knows them. Raises OSError or UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may be asked: public hosts, and those that the author named."""

    hosts: tuple[str, ...] = ()
    resolve: Resolve = resolved

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses to connect to. Raises Refused where one of them is not public; OSError where there are none."""
        if is_named(host, port, self.hosts):
            return self.resolve(host, port)
        if reason := unfit_name(host):
            raise Refused(reason)
        found = self.resolve(host, port)
        if not all(is_public(address) for address in found):
            raise Refused("it leads into a private network or to this machine")
        return found

    def look_over(self, host: str, port: int) -> None:
        """The same, for a host that a proxy resolves: this machine may not know its name. Raises Refused."""
        try:
            self.addresses(host, port)
        except (OSError, UnicodeError):
            return


@dataclass(slots=True)
class Deadline:
    """When all has to be there."""

    world: World
    end_seconds: float

    @classmethod
    def within(cls, world: World, seconds: float) -> Deadline:
        return cls(world, world.elapsed_seconds() + seconds)

    def left_seconds(self, most: float | None = None) -> float:
        """The time that is left for a step. Raises httpcore.ReadTimeout where there is none."""
        left = self.end_seconds - self.world.elapsed_seconds()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left if most is None else min(left, most)


class GuardedNetwork(httpcore.NetworkBackend):
    """How httpcore connects. `guard` None: to a proxy, which the environment names."""

    def __init__(self, guard: Guard | None, deadline: Deadline) -> None:
        self._guard, self._deadline, self._inner = guard, deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._guard.addresses(host, port) if self._guard else (host,)
        except (OSError, UnicodeError):
            raise httpcore.ConnectError("its name is not known") from None
        failure: Exception = httpcore.ConnectError("no connection")
        for address in addresses:
            try:
                left = self._deadline.left_seconds(timeout)
                return _Timed(self._inner.connect_tcp(address, port, left, local_address, socket_options), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Timed(httpcore.NetworkStream):
    """A connection of which no step lasts beyond the deadline: also what comes drop by drop ends there."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left_seconds(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left_seconds(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left_seconds(timeout))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
