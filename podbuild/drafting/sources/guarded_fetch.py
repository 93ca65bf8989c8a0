"""Addresses → bytes, for sources: http and https alone, no private network that the author did not name, and limits on all.

Redirects are followed by hand, and each is checked like the first. Deliberately absent: cookies, scripts, caches, any address
that is not http or https. Messages name an address without what may be secret in it.
"""

from __future__ import annotations

import base64
import ssl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote

import httpcore
import httpx

from podbuild import __version__
from podbuild.base.diagnostics import Diagnostic
from podbuild.base.proxies import proxy_for
from podbuild.base.units import size
from podbuild.base.waiting import asked_wait_seconds
from podbuild.drafting.sources.address_privacy import told_address
from podbuild.drafting.sources.guarded_network import Deadline, Guard, GuardedNetwork, Refused
from podbuild.drafting.sources.reader import SourceUnread
from podbuild.steps.world import World

MOST_REDIRECTS = 10
WHOLE_SECONDS = 60.0  # for an address, with its redirects and all tries
ANSWER_SECONDS = 20.0  # for each step of it
WAITS_SECONDS = (0.5, 2.0)  # three tries in all
_BLOCK_BYTES = 1 << 16
_SENT_ON = (301, 302, 303, 307, 308)
_BY_HAND = "open it in a browser: where it is shown there, save it as a file, and give that as the source"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: its bytes, unpacked; where they came from in the end; their type ("text/html") and encoding as the host says."""

    data: bytes
    url: str
    mime_type: str
    charset: str


class _Passing(Exception):
    """Trouble that may be over at the next try."""

    def __init__(self, what: str, wait_seconds: float = 0.0) -> None:
        super().__init__(what)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class GuardedFetch:
    """How sources are fetched. `kind` is the reader's, by which an address counts as secret or not."""

    world: World
    guard: Guard
    kind: str = ""
    whole_seconds: float = WHOLE_SECONDS
    answer_seconds: float = ANSWER_SECONDS
    waits_seconds: tuple[float, ...] = WAITS_SECONDS

    def fetch(self, address: str, most_bytes: int) -> Fetched:
        """What lies at an address. Raises SourceUnread."""
        deadline = Deadline.within(self.world, self.whole_seconds)
        told = told_address(address, self.kind)
        for wait_seconds in (*self.waits_seconds, None):
            try:
                return self._follow(address, most_bytes, deadline)
            except _Passing as trouble:
                pause = max(wait_seconds or 0.0, trouble.wait_seconds)
                if wait_seconds is None or self.world.elapsed_seconds() + pause >= deadline.end_seconds:
                    raise _unread(told, str(trouble), "try again later, or give the source as a file") from None
                self.world.wait(pause)
        raise AssertionError("the last try returns or raises")

    def _follow(self, address: str, most_bytes: int, deadline: Deadline) -> Fetched:
        url = _parsed(address, told_address(address, self.kind))
        login, home = url.userinfo, _origin(url)
        asked = url = url.copy_with(userinfo=b"", fragment=None)
        for _ in range(MOST_REDIRECTS + 1):
            sender = "" if url == asked else told_address(address, self.kind)
            with self._answer(url, login if _origin(url) == home else b"", deadline, sender) as answer:
                headers = httpx.Headers(answer.headers)
                place = headers.get("location", "")
                if answer.status not in _SENT_ON or not place:
                    self._refuse_bad(url, answer.status, headers)
                    return self._whole(url, answer, headers, most_bytes)
            url = _sent_on(url, place, told_address(str(url), self.kind))
        told = told_address(address, self.kind)
        raise _unread(told, f"it sends on to another address more than {MOST_REDIRECTS} times", "give the last of them")

    @contextmanager
    def _answer(self, url: httpx.URL, login: bytes, deadline: Deadline, sender: str) -> Iterator[httpcore.Response]:
        told = told_address(str(url), self.kind)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self.answer_seconds)
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        try:
            with (
                self._pool(url, deadline) as pool,
                pool.stream("GET", target, headers=_headers(login), extensions={"timeout": timeouts}) as answer,
            ):
                yield answer
        except Refused as refused:
            raise _refused(url, f"{told}, to which {sender} sends on," if sender else told, str(refused)) from None
        except httpcore.TimeoutException:
            if self.world.elapsed_seconds() >= deadline.end_seconds:
                raise _unread(told, f"it did not all come within {self.whole_seconds:g} seconds", _BY_HAND) from None
            raise _Passing("it does not answer in time") from None
        except httpcore.ConnectError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise _unread(told, "its certificate cannot be verified", "check the address, and this machine's clock") from None
            known = "its name is not known" in str(error)
            raise _Passing("its name is not known here" if known else "no connection") from None
        except httpcore.ProxyError as error:
            raise _unread(told, f"the proxy refuses: {error}", "check the proxy that the environment names") from None
        except (httpcore.NetworkError, httpcore.RemoteProtocolError):
            raise _Passing("the answer broke off") from None
        except httpcore.LocalProtocolError:
            raise _unread(told, "it is no address that can be asked for", "check the address") from None

    def _pool(self, url: httpx.URL, deadline: Deadline) -> httpcore.ConnectionPool:
        """A way to one host: by the proxy that the environment names for it, if it names one."""
        bundle = self.world.environment.get("SSL_CERT_FILE") or self.world.environment.get("REQUESTS_CA_BUNDLE")
        trusted = ssl.create_default_context(cafile=bundle) if bundle else httpx.create_ssl_context(trust_env=False)
        proxy = proxy_for(str(url), self.world.environment)
        if not proxy:
            return httpcore.ConnectionPool(trusted, network_backend=GuardedNetwork(self.guard, deadline))
        self.guard.look_over(url.host, url.port or _usual_port(url))
        way = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
        if way.scheme not in ("http", "https") or not way.host:
            told = told_address(str(url), self.kind)
            raise _unread(told, f'its proxy is one of "{way.scheme}"', "name one of http, or none for this host: no_proxy")
        name, _, password = (unquote(part) for part in way.userinfo.decode("ascii", "replace").partition(":"))
        return httpcore.HTTPProxy(
            httpcore.URL(scheme=way.raw_scheme, host=way.raw_host, port=way.port, target=b"/"),
            proxy_auth=(name, password) if name else None,
            ssl_context=trusted,
            network_backend=GuardedNetwork(None, deadline),
        )

    def _refuse_bad(self, url: httpx.URL, status: int, headers: httpx.Headers) -> None:
        if status in (408, 425, 429) or status >= 500:
            wait_seconds = asked_wait_seconds(headers.get("retry-after", ""), self.world.now()) or 0.0
            raise _Passing(f"it answers {status}", wait_seconds)
        if not 200 <= status < 300:
            fix = _BY_HAND if status in (401, 403, 406) else "check the address, in a browser for example"
            raise _unread(told_address(str(url), self.kind), f"it answers {status}", fix)

    def _whole(self, url: httpx.URL, answer: httpcore.Response, headers: httpx.Headers, most_bytes: int) -> Fetched:
        """The body, unpacked: a small one may unpack to a large one, so what is unpacked is counted as it comes."""
        told = told_address(str(url), self.kind)
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit():
            _refuse_large(told, int(length[:20]), most_bytes)
        data = bytearray()
        unpack = _unpacker(headers.get("content-encoding", ""), told)
        try:
            for block in answer.iter_stream():
                data += unpack(block, most_bytes + 1 - len(data))
                _refuse_large(told, len(data), most_bytes)
            unpack.end()
        except (zlib.error, EOFError):
            raise _unread(told, "what it sends is damaged", _BY_HAND) from None
        charset = httpx.Response(200, headers={"content-type": headers.get("content-type", "")}).charset_encoding
        mime_type = headers.get("content-type", "").partition(";")[0].strip().casefold()
        return Fetched(bytes(data), str(url), mime_type, charset or "")


class _Unpacker:
    """Bytes as they were before they were packed, no more of them than asked for."""

    def __init__(self, is_packed: bool) -> None:
        self._inside = zlib.decompressobj(zlib.MAX_WBITS | 32) if is_packed else None  # gzip or zlib, as the bytes say

    def __call__(self, block: bytes, most_bytes: int) -> bytes:
        return self._inside.decompress(block, max(1, most_bytes)) if self._inside else block

    def end(self) -> None:
        """Raises EOFError where something was packed and is not all there."""
        if self._inside and not self._inside.eof:
            raise EOFError


def _unpacker(encoding: str, told: str) -> _Unpacker:
    name = encoding.strip().casefold()
    if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise _unread(told, f'it comes packed as "{name[:40]}", which was not asked for', _BY_HAND)
    return _Unpacker(name not in ("", "identity"))


def _headers(login: bytes) -> list[tuple[bytes, bytes]]:
    found = [
        (b"User-Agent", f"podbuild/{__version__}".encode()),
        (b"Accept", b"*/*"),
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"Connection", b"close"),
    ]
    if login:
        plain = b":".join(unquote(part).encode() for part in login.decode("ascii", "replace").partition(":")[::2])
        found.append((b"Authorization", b"Basic " + base64.b64encode(plain)))
    return found


def _parsed(address: str, told: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
        is_fit = url.scheme in ("http", "https") and bool(url.host)
    except (httpx.InvalidURL, ValueError, TypeError):
        is_fit = False
    if not is_fit:
        raise _unread(told, "it is no address on the web", "write one that begins with https://")
    return url


def _sent_on(url: httpx.URL, place: str, told: str) -> httpx.URL:
    """Where a redirect leads; no login comes from it, and none goes along to another host."""
    try:
        target = url.join(place)
        is_fit = target.scheme in ("http", "https") and bool(target.host)
    except (httpx.InvalidURL, ValueError):
        is_fit = False
    if not is_fit:
        raise _unread(told, "it sends on to what is no address on the web", "give the address that it should lead to")
    return target.copy_with(userinfo=b"", fragment=None)


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or _usual_port(url)


def _usual_port(url: httpx.URL) -> int:
    return 443 if url.scheme == "https" else 80


def _refuse_large(told: str, size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        message = f"{told} is larger than {size(most_bytes)}"
        raise SourceUnread(Diagnostic("source-too-large", message, fix="give the part that matters as a file of its own"))


def _unread(told: str, what: str, fix: str) -> SourceUnread:
    return SourceUnread(Diagnostic("source-not-fetched", f"{told} cannot be fetched: {what}", fix=fix))


def _refused(url: httpx.URL, told: str, reason: str) -> SourceUnread:
    host = f"[{url.host}]" if ":" in url.host else url.host
    named = host if url.port is None else f"{host}:{url.port}"
    fix = f"if it is yours and this show may read it, name it in show.yaml: drafting: {{hosts: ['{named}']}}"
    message = f"{told} is not fetched: {reason}"
    why = "an address in a text could make this machine ask its neighbours for what they tell no stranger"
    return SourceUnread(Diagnostic("source-host-private", message, fix=fix, why=why))
