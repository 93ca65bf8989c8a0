"""Google Translate's speech service on loopback: a CONNECT proxy that ends TLS itself, with a CA of its own.

It speaks the batchexecute protocol that gTTS uses, with real MP3s, and fails in the ways that a script of answers names.
"""

from __future__ import annotations

import base64
import io
import json
import re
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from podbuild.steps.world import World

HOSTS = [f"translate.google.{domain}" for domain in ("com", "us", "co.uk", "com.au", "com.br", "fr")]


@dataclass
class Google:
    """What was asked, and what to answer next: "ok" when the list is used up."""

    port: int
    ca_file: Path
    answers: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # (host, language, text)

    @property
    def environment(self) -> dict[str, str]:
        return {"HTTPS_PROXY": f"http://127.0.0.1:{self.port}", "REQUESTS_CA_BUNDLE": str(self.ca_file)}


@dataclass(frozen=True)
class ImpatientWorld(World):
    """A world in which waiting takes no time, and is written down."""

    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


@contextmanager
def google(folder: Path) -> Iterator[Google]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca_file, chain_file = _certificates(folder)
    tls.load_cert_chain(chain_file)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        service = Google(listener.getsockname()[1], ca_file)
        threading.Thread(target=_accept, args=(listener, tls, service), daemon=True).start()
        yield service


def _accept(listener: socket.socket, tls: ssl.SSLContext, service: Google) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection, tls, service), daemon=True).start()


def _serve(connection: socket.socket, tls: ssl.SSLContext, service: Google) -> None:
    with suppress(OSError), connection:
        head = _head(connection)
        host = head.split()[1].partition(":")[0]
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with tls.wrap_socket(connection, server_side=True) as stream:
            request = _head(stream)
            length = int(re.search(r"content-length: (\d+)", request, re.IGNORECASE)[1])
            body = b""
            while len(body) < length:
                body += stream.recv(65536)
            language, text = _asked(body)
            service.asked.append((host, language, text))
            stream.sendall(_answer(service.answers.pop(0) if service.answers else "ok", text))


def _head(stream: socket.socket) -> str:
    data = b""
    while not data.endswith(b"\r\n\r\n") and (byte := stream.recv(1)):
        data += byte
    return data.decode()


def _asked(body: bytes) -> tuple[str, str]:
    rpc = json.loads(urllib.parse.parse_qs(body.decode())["f.req"][0])
    text, language, _, _ = json.loads(rpc[0][0][1])
    return language, text


def _answer(kind: str, text: str) -> bytes:
    sound = base64.b64encode(mp3(text)).decode()
    frame = json.dumps([["wrb.fr", "jQ1olc", json.dumps([sound]), None, None, None, "generic"]], separators=(",", ":"))
    good = f")]}}'\n\n{len(frame)}\n{frame}\n".encode()
    match kind:
        case "ok":
            return _http("200 OK", good)
        case "broken":
            return b""
        case "truncated":
            return _http("200 OK", good)[: -len(good) // 2]
        case "silent":
            return _http("200 OK", b')]}\'\n\n40\n[["wrb.fr","jQ1olc",null]]\n')
        case "damaged":
            return _http("200 OK", good.replace(sound.encode(), base64.b64encode(b"not sound" * 40)))
        case _:
            return _http(kind, b"no", "Retry-After: 3\r\n" if kind.startswith("429") else "")


def _http(status: str, body: bytes, headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n".encode() + body


def mp3(text: str) -> bytes:
    """A tone of 60 ms a character, with silence around it, as an MP3."""
    at = np.arange(int(24_000 * 0.06 * max(4, len(text)))) / 24_000
    tone = np.sin(2 * np.pi * 220 * at) * 0.3
    out = io.BytesIO()
    soundfile.write(out, np.concatenate([np.zeros(6000), tone, np.zeros(6000)]), 24_000, format="MP3")
    return out.getvalue()


def _certificates(folder: Path) -> tuple[Path, Path]:
    """A CA, and a certificate and key for Google's hosts that it signed."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Loopback CA")])
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)

    def signed(name: x509.Name, public: ec.EllipticCurvePublicKey, is_ca: bool) -> x509.Certificate:
        names = x509.SubjectAlternativeName([x509.DNSName(h) for h in HOSTS])
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(ca_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(authority, critical=False)
        )
        if not is_ca:
            builder = builder.add_extension(names, critical=False)
        usage = x509.KeyUsage(not is_ca, False, False, False, False, is_ca, is_ca, False, False)
        return builder.add_extension(usage, critical=True).sign(ca_key, hashes.SHA256())

    pem = serialization.Encoding.PEM
    ca = signed(ca_name, ca_key.public_key(), True)
    leaf = signed(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOSTS[0])]), key.public_key(), False)
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "chain.pem").write_bytes(leaf.public_bytes(pem) + private)
    return folder / "ca.pem", folder / "chain.pem"
