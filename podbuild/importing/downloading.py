"""Addresses → bytes: all that importing knows of the network. Patient with what passes, clear about what does not.

Deliberately absent: cookies, scripts, any address that is not http or https.
"""

from __future__ import annotations

import re
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import httpx

from podbuild import __version__
from podbuild.base.diagnostics import Diagnostic
from podbuild.base.proxies import proxy_for
from podbuild.base.units import size
from podbuild.base.waiting import asked_wait_seconds
from podbuild.steps.whole_files import PART
from podbuild.steps.world import World

WAITS_SECONDS = (0.5, 2.0, 5.0)  # four tries in all
MOST_REDIRECTS = 10
MOST_GIVEN_UP = 3  # times that a host is waited for in vain: from then on it is asked once for each file
LONGEST_WAIT_SECONDS = 60.0
_BLOCK_BYTES = 1 << 16
_BY_HAND = "open it in a browser: where it is shown there, save it, and import that file"
_LOGIN = re.compile(r"(https?://)([^/?#\s]*)@", re.IGNORECASE)
T = TypeVar("T")


class NotFetched(Exception):
    """What could not be fetched, as the author is told. `may_pass`: another try may go well."""

    def __init__(self, diagnostic: Diagnostic, may_pass: bool = False) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic, self.may_pass = diagnostic, may_pass


class _Passing(Exception):
    """Trouble that may be over at the next try."""

    def __init__(self, message: str, wait_seconds: float = 0.0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: its bytes, where they came from in the end, their type ("text/vtt"), and their encoding as the host names it."""

    data: bytes
    url: str
    mime_type: str
    charset: str = ""


@dataclass(slots=True)
class Fetcher:
    """Fetches for one import; to be used from several threads, and closed.

    `unreached` is what an import goes on without, though another try may bring it.
    """

    world: World
    timeout_seconds: float = 30.0
    waits_seconds: tuple[float, ...] = WAITS_SECONDS
    unreached: list[Diagnostic] = field(default_factory=list)
    _clients: dict[str, httpx.Client] = field(default_factory=dict)
    _given_up: Counter[str] = field(default_factory=Counter)  # how often a host did not answer, to the last try
    _logins: dict[str, tuple[str, str]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def signed_in(self, address: str) -> str:
        """The address without the name and the password in it: they are kept for its host, and written nowhere."""
        if found := _LOGIN.match(address):
            name, _, password = unquote(found[2]).partition(":")
            address = found[1] + address[found.end() :]
            self._logins[urlsplit(address).netloc.casefold()] = (name, password)
        return address

    def goes_without(self, trouble: NotFetched) -> None:
        """Take down that something is missing, and may not be the next time."""
        if trouble.may_pass:
            self.unreached.append(trouble.diagnostic)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def fetch(self, url: str, most_bytes: int) -> Fetched:
        """The bytes at an address, compressed ones unpacked. Raises NotFetched; also where they are more than `most_bytes`."""
        return self._patiently(url, lambda: self._fetched(url, most_bytes))

    def download(self, url: str, target: Path) -> int:
        """Fetch a file of any size beside its place, then rename it; what an earlier try left there is gone on from.

        Returns: its size in bytes. Raises NotFetched.
        """
        if target.is_file():
            return target.stat().st_size
        target.parent.mkdir(parents=True, exist_ok=True)
        self._patiently(url, lambda: self._downloaded(url, target))
        return target.stat().st_size

    def _patiently(self, url: str, attempt: Callable[[], T]) -> T:
        host = _host(url)
        for wait_seconds in self.waits_seconds if self._given_up[host] < MOST_GIVEN_UP else ():
            try:
                return attempt()
            except _Passing as trouble:
                self.world.wait(min(max(wait_seconds, trouble.wait_seconds), LONGEST_WAIT_SECONDS))
        try:
            return attempt()
        except _Passing as trouble:
            self._given_up[host] += 1
            raise _failed(url, str(trouble)) from None

    def _fetched(self, url: str, most_bytes: int) -> Fetched:
        with self._answer(url, {}) as answer:
            _refuse_large(url, int(answer.headers.get("content-length") or 0), most_bytes)
            data = bytearray()
            for block in answer.iter_bytes(_BLOCK_BYTES):
                data += block
                _refuse_large(url, len(data), most_bytes)
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().casefold()
            return Fetched(bytes(data), _bare(str(answer.url)), kind, answer.charset_encoding or "")

    def _downloaded(self, url: str, target: Path) -> None:
        part, mark = target.with_name(target.name + PART), target.with_name(f"{target.name}.mark{PART}")
        at = part.stat().st_size if part.is_file() and mark.is_file() else 0
        known = mark.read_text("utf-8") if at else ""
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={at}-", "If-Range": known} if at else {})
        with self._answer(url, headers, is_more=at > 0) as answer:
            if answer.status_code == 416:  # what is there is all of it, or more: nothing tells whether it is the same
                part.unlink(missing_ok=True)
                raise _Passing("what was fetched before does not fit")
            is_more = answer.status_code == 206 and answer.headers.get("content-range", "").startswith(f"bytes {at}-")
            at = at if is_more else 0
            expected = int(answer.headers.get("content-length") or -1)
            came = 0
            with part.open("ab" if is_more else "wb") as file:
                mark.write_text(answer.headers.get("etag") or answer.headers.get("last-modified") or "-", "utf-8")
                for block in answer.iter_raw():  # as it comes: nothing that came is lost when it breaks off
                    file.write(block)
                    came += len(block)
        if expected >= 0 and came != expected:
            raise _Passing("the answer broke off")
        part.replace(target)
        mark.unlink(missing_ok=True)

    @contextmanager
    def _answer(self, url: str, headers: dict[str, str], is_more: bool = False) -> Iterator[httpx.Response]:
        """A good answer to a question; what else comes is raised as what it means. `is_more`: to one for the rest of a file."""
        try:
            login = self._logins.get(urlsplit(url).netloc.casefold())
            auth = httpx.BasicAuth(*login) if login else httpx.USE_CLIENT_DEFAULT
            with self._client(url).stream("GET", url, headers=headers, auth=auth) as answer:
                if not (is_more and answer.status_code == 416):
                    _refuse_bad(url, answer, self.world)
                yield answer
        except httpx.TooManyRedirects:
            raise _failed(url, f"it sends on to another address more than {MOST_REDIRECTS} times", may_pass=False) from None
        except httpx.TimeoutException:
            raise _Passing("it does not answer in time") from None
        except httpx.ConnectError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise _failed(url, "its certificate cannot be verified", may_pass=False) from None
            raise _Passing("no connection") from None
        except httpx.DecodingError:
            raise _failed(url, "what it sends is damaged", may_pass=False) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise _failed(url, "it leads to an address that is none", may_pass=False) from None
        except httpx.TransportError:
            raise _Passing("the answer broke off") from None

    def _client(self, url: str) -> httpx.Client:
        """A client for this address, by way of the proxy that the environment names for it."""
        proxy = proxy_for(url, self.world.environment)
        with self._lock:
            if proxy not in self._clients:
                bundle = self.world.environment.get("SSL_CERT_FILE") or self.world.environment.get("REQUESTS_CA_BUNDLE")
                self._clients[proxy] = httpx.Client(
                    trust_env=False,
                    proxy=proxy or None,
                    verify=ssl.create_default_context(cafile=bundle) if bundle else True,
                    follow_redirects=True,
                    max_redirects=MOST_REDIRECTS,
                    timeout=httpx.Timeout(self.timeout_seconds),
                    headers={"User-Agent": f"podbuild/{__version__}", "Accept": "*/*"},
                )
            return self._clients[proxy]


def _bare(url: str) -> str:
    return _LOGIN.sub(r"\1", url, count=1)


def _host(url: str) -> str:
    """The host of an address on the web; any other is refused."""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme.casefold() in ("http", "https") else None
    except ValueError:
        host = None
    if not host:
        raise _failed(url, "it is no address on the web", may_pass=False)
    return host


def _refuse_large(url: str, size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        message = f"{url} is larger than {size(most_bytes)}"
        raise NotFetched(Diagnostic("import-too-large", message, fix="check the address: no feed, picture or text is as large"))


def _refuse_bad(url: str, answer: httpx.Response, world: World) -> None:
    status = answer.status_code
    if status in (408, 425, 429) or status >= 500:
        wait_seconds = asked_wait_seconds(answer.headers.get("retry-after", ""), world.now()) or 0.0
        raise _Passing(f"it answers {status} {answer.reason_phrase}", wait_seconds)
    if status >= 400 or status < 200:
        fix = _BY_HAND if status in (401, 403, 406) else ""
        raise _failed(url, f"it answers {status} {answer.reason_phrase}".strip(), may_pass=False, fix=fix)


def _failed(url: str, what: str, may_pass: bool = True, fix: str = "") -> NotFetched:
    fix = fix or ("try again later: what was fetched is kept" if may_pass else "check the address, in a browser for example")
    return NotFetched(Diagnostic("import-not-fetched", f"{url} cannot be fetched: {what}", fix=fix), may_pass)
