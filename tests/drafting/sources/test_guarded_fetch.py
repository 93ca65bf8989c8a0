"""Fetching, from real servers on loopback: redirects, limits, names that change, certificates, logins, proxies."""

from __future__ import annotations

import datetime
import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from podbuild.drafting.sources.guarded_fetch import GuardedFetch
from podbuild.drafting.sources.guarded_network import Guard
from podbuild.drafting.sources.reader import SourceUnread
from podbuild.steps.world import World
from tests.importing.loopback import Asked, failing, host, sent_on, slow
from tests.loopback_servers import running


@dataclass(frozen=True)
class QuickWorld(World):
    """One in which nobody waits between tries."""

    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


def fetcher(*hosts: str, **more: Any) -> GuardedFetch:
    resolve = more.pop("resolve", None)
    guard = Guard(hosts, resolve) if resolve else Guard(hosts)
    kept = {"whole_seconds": 5.0, "answer_seconds": 2.0, **more}
    return GuardedFetch(QuickWorld(kept.pop("environment", {})), guard, **kept)


def place(address: str) -> str:
    return address.partition("://")[2]


def failed(fetch: GuardedFetch, address: str, most: int = 1000) -> Any:
    with pytest.raises(SourceUnread) as caught:
        fetch.fetch(address, most)
    return caught.value.diagnostic


def test_what_a_named_host_gives() -> None:
    def answer(asked: Asked) -> None:
        asked.give(200, "Is".encode("latin-1"), {"Content-Type": "Text/Plain; charset=ISO-8859-1"})

    with host({"/notes": answer}) as served:
        found = fetcher(place(served.address)).fetch(f"{served.address}/notes", 1000)
    assert (found.data, found.mime_type, found.charset.casefold()) == (b"Is", "text/plain", "iso-8859-1")
    assert found.url == f"{served.address}/notes"


def test_a_host_that_is_not_named_is_not_asked() -> None:
    with host({"/notes": b"secret"}) as served:
        assert failed(fetcher("other.lan"), f"{served.address}/notes").code == "source-host-private"
        assert served.asked == []


# ── redirects ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_redirect_is_followed_and_checked_like_the_first() -> None:
    with host({"/there": b"in", "/secret": b"out"}) as inner, host({}) as outer:
        outer.files |= {"/a": sent_on("/b"), "/b": sent_on(f"{inner.address}/there")}
        both = fetcher(place(outer.address), place(inner.address))
        assert both.fetch(f"{outer.address}/a", 1000).data == b"in"
        inner.asked.clear()
        found = failed(fetcher(place(outer.address)), f"{outer.address}/a")
        assert found.code == "source-host-private"
        assert found.message.startswith(f"{inner.address}/there, to which {outer.address}/a sends on, is not fetched")
        assert inner.asked == []


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:70/x", "javascript:x()", "data:,x"])
def test_a_redirect_leads_to_the_web_alone(to: str) -> None:
    with host({"/a": sent_on(to)}) as served:
        found = failed(fetcher(place(served.address)), f"{served.address}/a")
    assert found.code == "source-not-fetched"
    assert "no address on the web" in found.message


def test_redirects_end() -> None:
    with host({"/a": sent_on("/a")}) as served:
        found = failed(fetcher(place(served.address)), f"{served.address}/a")
        assert "more than 10 times" in found.message
        assert len(served.asked) == 11


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://e.org/", "http://", "https://[bad/", "http://a b/", "http://e.org:99999/"]
)
def test_only_the_web_is_asked(address: str) -> None:
    assert failed(fetcher(), address).code == "source-not-fetched"


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_connection_goes_to_the_address_that_was_checked() -> None:
    """A name server that says something else the second time is not asked a second time; the host still hears its own name."""
    heard: list[str] = []

    def answer(asked: Asked) -> None:
        heard.append(asked.headers["Host"])
        asked.give(200, b"right")

    with host({"/a": answer}) as served:
        port = int(served.address.rpartition(":")[2])
        asked: list[str] = []

        def resolve(name: str, port: int) -> tuple[str, ...]:
            asked.append(name)
            return ("127.0.0.1",) if len(asked) == 1 else ("127.0.0.9",)

        found = fetcher(f"feeds.example:{port}", resolve=resolve).fetch(f"http://feeds.example:{port}/a", 100)
    assert found.data == b"right"
    assert asked == ["feeds.example"]
    assert heard == [f"feeds.example:{port}"]


def test_a_public_name_that_leads_inside_is_refused() -> None:
    with host({"/a": b"secret"}) as served:
        port = int(served.address.rpartition(":")[2])
        fetch = fetcher(resolve=lambda name, port: ("127.0.0.1",))
        assert failed(fetch, f"http://rebound.example:{port}/a").code == "source-host-private"
        assert served.asked == []


def test_a_second_address_is_tried_where_the_first_does_not_answer() -> None:
    with host({"/a": b"here"}) as served:
        port = int(served.address.rpartition(":")[2])
        fetch = fetcher(f"two.example:{port}", resolve=lambda name, port: ("127.0.0.7", "127.0.0.1"))
        assert fetch.fetch(f"http://two.example:{port}/a", 100).data == b"here"


def test_a_name_that_nobody_knows() -> None:
    def resolve(name: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror("no such name")

    assert "its name is not known here" in failed(fetcher(resolve=resolve), "https://nobody.example/").message


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_too_large_by_what_is_told_and_by_what_comes() -> None:
    def endless(asked: Asked) -> None:
        asked.send_response(200)
        asked.end_headers()
        asked.close_connection = True
        with suppress(OSError):
            while True:
                asked.wfile.write(b"x" * 10_000)

    with host({"/told": lambda asked: asked.give(200, b"", length=10**9), "/endless": endless}) as served:
        for path in ("/told", "/endless"):
            assert failed(fetcher(place(served.address)), served.address + path).code == "source-too-large"


def test_a_small_file_that_unpacks_to_a_large_one() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with host({"/bomb": lambda asked: asked.give(200, bomb, {"Content-Encoding": "gzip"})}) as served:
        assert len(bomb) < 100_000
        assert failed(fetcher(place(served.address)), f"{served.address}/bomb", 100_000).code == "source-too-large"


def test_what_is_packed_twice_was_not_asked_for() -> None:
    twice = gzip.compress(gzip.compress(b"x"))
    with host({"/twice": lambda asked: asked.give(200, twice, {"Content-Encoding": "gzip, gzip"})}) as served:
        assert 'packed as "gzip, gzip"' in failed(fetcher(place(served.address)), f"{served.address}/twice").message


@pytest.mark.parametrize("packed", [gzip.compress(b"words"), zlib.compress(b"words")], ids=["gzip", "deflate"])
def test_what_is_packed_is_unpacked(packed: bytes) -> None:
    name = "gzip" if packed[:2] == b"\x1f\x8b" else "deflate"
    with host({"/a": lambda asked: asked.give(200, packed, {"Content-Encoding": name})}) as served:
        assert fetcher(place(served.address)).fetch(f"{served.address}/a", 100).data == b"words"


def test_packed_bytes_that_are_cut_off() -> None:
    with host({"/a": lambda asked: asked.give(200, gzip.compress(b"words")[:-6], {"Content-Encoding": "gzip"})}) as served:
        assert "damaged" in failed(fetcher(place(served.address)), f"{served.address}/a").message


def _dripping(part: bytes) -> Callable[[Asked], None]:
    def answer(asked: Asked) -> None:
        asked.close_connection = True
        with suppress(OSError):
            asked.wfile.write(part)
            for _ in range(200):
                time.sleep(0.05)
                asked.wfile.write(b"x")
                asked.wfile.flush()

    return answer


@pytest.mark.parametrize("part", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["head", "body"])
def test_what_comes_drop_by_drop_ends_in_time(part: bytes) -> None:
    with host({"/a": _dripping(part)}) as served:
        begun = time.perf_counter()
        found = failed(fetcher(place(served.address), whole_seconds=0.6), f"{served.address}/a", 10_000)
        assert time.perf_counter() - begun < 3
    assert "did not all come within 0.6 seconds" in found.message


def test_no_answer_in_time() -> None:
    with host({"/a": slow(1.0)}) as served:
        found = failed(fetcher(place(served.address), answer_seconds=0.2), f"{served.address}/a")
        assert "does not answer in time" in found.message
        assert len(served.asked) == 3


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_trouble_that_passes_is_waited_for() -> None:
    with host({"/a": failing(503, 2, b"words")}) as served:
        fetch = fetcher(place(served.address))
        assert fetch.fetch(f"{served.address}/a", 100).data == b"words"
        assert fetch.world.waits == [0.5, 2.0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 304, 204 + 200])
def test_what_a_host_refuses(status: int) -> None:
    with host({"/a": lambda asked: asked.give(status, b"")}) as served:
        found = failed(fetcher(place(served.address)), f"{served.address}/a")
        assert f"it answers {status}" in found.message
        assert len(served.asked) == 1


def test_an_answer_that_breaks_off() -> None:
    with host({"/a": lambda asked: asked.give(200, b"half", length=100)}) as served:
        assert "broke off" in failed(fetcher(place(served.address)), f"{served.address}/a").message


def test_what_is_no_web_server() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def greet() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                connection.sendall(b"220 mail.example ESMTP\r\n")
                connection.close()

    threading.Thread(target=greet, daemon=True).start()
    assert failed(fetcher(f"127.0.0.1:{port}"), f"http://127.0.0.1:{port}/").code == "source-not-fetched"
    listening.close()


# ── logins ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_login_goes_to_its_own_host_alone_and_into_no_message() -> None:
    sent: list[tuple[str, str | None]] = []

    def told(asked: Asked) -> None:
        sent.append((asked.path, asked.headers.get("Authorization")))
        asked.give(404, b"")

    with host({"/x": told}) as other, host({}) as own:

        def on(asked: Asked) -> None:
            sent.append((asked.path, asked.headers.get("Authorization")))
            asked.give(302, b"", {"Location": f"http://eve:pw@{place(other.address)}/x"})

        own.files["/a"] = on
        fetch = fetcher(place(own.address), place(other.address))
        found = failed(fetch, f"http://ada:s%20cret@{place(own.address)}/a")
    assert sent == [("/a", "Basic YWRhOnMgY3JldA=="), ("/x", None)]
    assert "cret" not in found.message + found.fix
    assert "eve" not in found.message


@pytest.mark.parametrize(
    "secret", ["/private-1f2e3d4c5b6a79880123/basic.ics", "/feed?token=hush", "/c/3f2504e0-4f89-11d3-9a0c-0305e82c3301.ics"]
)
def test_a_secret_address_is_in_no_message(secret: str) -> None:
    with host({}) as served:
        found = failed(fetcher(place(served.address)), served.address + secret)
    assert f"{served.address}/…" in found.message
    assert not any(part in found.message for part in ("private", "hush", "3f2504e0"))


# ── certificates ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return pem, private


def test_tls_goes_by_the_name_though_the_connection_goes_by_the_address(tmp_path: Path) -> None:
    pem, private = _certificate(tmp_path, "feeds.example")
    names: list[str | None] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"sealed")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    context.sni_callback = lambda sock, name, context: names.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]
    port = server.server_address[1]
    with running(server):
        hosts = (f"feeds.example:{port}", f"other.example:{port}")
        trusting = fetcher(*hosts, resolve=lambda n, p: ("127.0.0.1",), environment={"SSL_CERT_FILE": str(pem)})
        assert trusting.fetch(f"https://feeds.example:{port}/", 100).data == b"sealed"
        assert names == ["feeds.example"]
        assert "certificate" in failed(trusting, f"https://other.example:{port}/").message
        strict = fetcher(*hosts, resolve=lambda n, p: ("127.0.0.1",))
        assert "certificate" in failed(strict, f"https://feeds.example:{port}/").message


# ── proxies ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _proxy(asked: list[str]) -> Iterator[str]:
    class Proxying(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"by proxy")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Proxying)) as server:
        yield f"http://127.0.0.1:{server.server_address[1]}"


def test_a_proxy_is_used_and_private_hosts_are_refused_all_the_same() -> None:
    asked: list[str] = []

    def resolve(name: str, port: int) -> tuple[str, ...]:
        if name == "inside.example":
            return ("10.0.0.1",)
        raise socket.gaierror("only the proxy knows")

    with _proxy(asked) as address:
        fetch = fetcher(resolve=resolve, environment={"http_proxy": address})
        assert fetch.fetch("http://outside.example/a", 100).data == b"by proxy"
        for host_name in ("localhost", "127.0.0.1", "169.254.169.254", "inside.example", "0x7f.1"):
            assert failed(fetch, f"http://{host_name}/a").code == "source-host-private"
    assert asked == ["http://outside.example/a"]


def test_a_proxy_that_no_reader_can_use() -> None:
    fetch = fetcher(resolve=lambda n, p: ("93.184.216.34",), environment={"all_proxy": "socks5://127.0.0.1:1080"})
    assert 'its proxy is one of "socks5"' in failed(fetch, "http://outside.example/a").message
