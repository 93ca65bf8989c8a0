"""Who may ask the preview for what, decided before anything else sees a request.

A page of any web site can send requests to this machine, and a name of its own can be made to point here (DNS rebinding). So a
request must name this machine as its host, a page of another origin gets nothing but a plain link's answer, and where others
on the network can reach the preview, every address begins with a token.
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-podbuild-token"
OWN = "/-/"  # below it lies what is the preview's own, and of no show
_OWN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Gate:
    """What a request needs to come in.

    `hosts` are the names that this machine goes by; with `is_open` any address in numbers counts as well, which no foreign
    name can pretend to be. `token` is the first part of every address where others can reach the preview, "" elsewhere.
    """

    hosts: frozenset[str]
    is_open: bool
    token: str
    write_token: str
    open_token: str  # good for opening the author's editor, and no more: the site's own pages know it

    @property
    def prefix(self) -> str:
        return f"/{self.token}" if self.token else ""


def gate_for(host: str, token: str, machine: str) -> Gate:
    """The gate of a preview that is bound to `host`; for writing it asks for a token of its own, made for this run."""
    names = {"localhost", "127.0.0.1", "::1", host, *((machine, f"{machine}.local") if token else ())}
    return Gate(frozenset(name.lower() for name in names), bool(token), token, secrets.token_urlsafe(24), secrets.token_urlsafe(24))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what is bound to that host.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("::1")
    (True, True, False, True)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Guard:
    """Lets in what the gate lets in. A refusal says what is wrong, and nothing about the show."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # there are no WebSockets here, so there is none to be misused
            return await send({"type": "websocket.close", "code": 1008})
        refused = self._refusal(scope)
        if refused is not None:
            return await refused(scope, receive, send)
        inner = {**scope, "root_path": self._gate.prefix}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._protect(inner, MutableHeaders(scope=message))
            await send(message)

        return await self._app(inner, receive, answer)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = _hostname(headers.get("host", ""))
        if not self._is_ours(host):
            return PlainTextResponse(f"podbuild serve does not answer for the host {host[:80]!r}\n", 403)
        if not self._has_token(scope["path"]):
            return PlainTextResponse("the address lacks the token that podbuild serve printed\n", 403)
        if not _is_same_origin(scope, headers):
            return PlainTextResponse("podbuild serve does not answer to pages of other sites\n", 403)
        if scope["method"] not in ("GET", "HEAD"):
            given = headers.get(TOKEN_HEADER, "").encode()
            is_opening = scope["path"] == f"{self._gate.prefix}{OWN}open"
            good = (self._gate.write_token, *((self._gate.open_token,) if is_opening else ()))
            if not any(secrets.compare_digest(given, token.encode()) for token in good):
                return PlainTextResponse("writing needs this run's token: reload the page\n", 403)
        return None

    def _is_ours(self, host: str) -> bool:
        if host in self._gate.hosts:
            return True
        if not self._gate.is_open:
            return False
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return True

    def _has_token(self, path: str) -> bool:
        if not self._gate.token:
            return True
        first = path.split("/", 2)[1] if "/" in path else ""
        return secrets.compare_digest(first.encode(), self._gate.token.encode())

    def _protect(self, scope: Scope, headers: MutableHeaders) -> None:
        headers["x-content-type-options"] = "nosniff"
        headers["cross-origin-resource-policy"] = "same-origin"
        headers["cross-origin-opener-policy"] = "same-origin"
        headers["x-frame-options"] = "DENY"
        headers["referrer-policy"] = "no-referrer"  # a token may stand in the address
        headers.setdefault("cache-control", "no-cache")
        if scope["path"].removeprefix(self._gate.prefix).startswith(OWN):
            headers["content-security-policy"] = _OWN_POLICY


def _hostname(host: str) -> str:
    """The name in a Host header, without the port.

    >>> _hostname("LocalHost:8000"), _hostname("[::1]:8000"), _hostname("10.0.0.2")
    ('localhost', '::1', '10.0.0.2')
    """
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_same_origin(scope: Scope, headers: Headers) -> bool:
    """Whether a request comes from the preview's own pages, from a typed address or a link, or from a program."""
    origin = headers.get("origin")
    if origin is not None and origin != f"{scope['scheme']}://{headers.get('host', '')}":
        return False
    is_link = headers.get("sec-fetch-mode", "navigate") == "navigate" and headers.get("sec-fetch-dest", "document") == "document"
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin") or (is_link and scope["method"] in ("GET", "HEAD"))
