"""Servers on loopback that targets publish to: an S3 bucket, a git remote, an rsync daemon, and a proxy that makes faults."""

from __future__ import annotations

import http.client
import http.server
import logging
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.loopback_servers import limit_accepting, start, stop

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret-of-forty-characters-that-no-one-knows"}
BUCKET = "quiet-roads"
GIT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}


@dataclass
class Seen:
    """A request that a server got: its address with the query, its headers in lower case, its body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Answer:
    """What a server says; `is_cut` ends the line without a word, `is_forwarded` asks the real one first and hides its answer."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_cut: bool = False
    is_forwarded: bool = False


class Listener:
    """An HTTP server on loopback that notes what it gets. `answer` decides; None forwards to `behind`."""

    def __init__(self, answer: Callable[[Seen], Answer | None], behind: str = "") -> None:
        self.seen: list[Seen] = []
        self.answer = answer
        self._behind = urlsplit(behind).netloc
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                seen = Seen(self.command, self.path, {k.casefold(): v for k, v in self.headers.items()}, body)
                listener.seen.append(seen)
                answer = listener.answer(seen)
                if answer is None or answer.is_forwarded:
                    real = listener.forward(seen)
                    answer = answer or real
                if answer.is_cut:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if "content-length" not in {name.casefold() for name in answer.headers}:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _any

            def log_message(self, *args: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        start(self._server)

    def forward(self, seen: Seen) -> Answer:
        line = http.client.HTTPConnection(self._behind, timeout=20)
        headers = {name: value for name, value in seen.headers.items() if name not in ("host", "connection")}
        line.request(seen.method, seen.path, seen.body, headers)
        got = line.getresponse()
        body = got.read()
        kept = {name: value for name, value in got.getheaders() if name.casefold() not in ("connection", "transfer-encoding")}
        if seen.method != "HEAD":
            kept = {name: value for name, value in kept.items() if name.casefold() != "content-length"}
        line.close()
        return Answer(got.status, kept, body)

    def close(self) -> None:
        stop(self._server)


@contextmanager
def listening(answer: Callable[[Seen], Answer | None], behind: str = "") -> Iterator[Listener]:
    listener = Listener(answer, behind)
    try:
        yield listener
    finally:
        listener.close()


@contextmanager
def s3_server() -> Iterator[str]:
    """moto's S3 over HTTP → its address."""
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    assert server._server is not None
    limit_accepting(server._server)
    try:
        host, port = server.get_host_and_port()
        line = http.client.HTTPConnection(host, port)
        line.request("POST", "/moto-api/reset")  # all servers of a process share their buckets
        line.getresponse().read()
        line.close()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def s3_client(address: str) -> Any:
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )


def git(*words: str, folder: Path, stdin: bytes = b"", index: Path | None = None) -> str:
    who = {f"GIT_{role}_{what}": "somebody@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    own = {"GIT_INDEX_FILE": str(index)} if index else {}
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **GIT, **who, **own}
    done = subprocess.run(["git", "-C", str(folder), *words], input=stdin, capture_output=True, env=environment, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def bare_remote(folder: Path) -> Path:
    folder.mkdir(parents=True)
    git("init", "--quiet", "--bare", "--initial-branch=main", ".", folder=folder)
    git("config", "uploadpack.allowFilter", "true", folder=folder)
    git("config", "http.receivepack", "true", folder=folder)
    return folder


def branch_files(remote: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    if not git("for-each-ref", f"refs/heads/{branch}", folder=remote):
        return {}
    listed = [entry.split("\t", 1) for entry in git("ls-tree", "-r", "-z", branch, folder=remote).split("\0") if entry]
    return {path: _blob(remote, facts.split(" ")[2]) for facts, path in listed}


def _blob(remote: Path, name: str) -> bytes:
    return subprocess.run(["git", "-C", str(remote), "cat-file", "blob", name], capture_output=True, check=True).stdout


def commit_there(remote: Path, path: str, content: bytes | None, branch: str = "gh-pages") -> None:
    """Somebody else's commit: with a file more, or one less."""
    index = remote / "index-of-somebody"
    tip = git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}", folder=remote)
    git("read-tree", *([tip] if tip else ["--empty"]), folder=remote, index=index)
    blob = git("hash-object", "-w", "--stdin", folder=remote, stdin=content) if content is not None else "0" * 40
    line = f"{'100644' if content is not None else '0'} {blob}\t{path}\0"
    git("update-index", "-z", "--index-info", folder=remote, stdin=line.encode(), index=index)
    tree = git("write-tree", folder=remote, index=index)
    commit = git("commit-tree", tree, *(["-p", tip] if tip else []), "-m", "somebody else", folder=remote)
    git("update-ref", f"refs/heads/{branch}", commit, folder=remote)


@contextmanager
def rsync_daemon(folder: Path, more: str = "") -> Iterator[str]:
    """An rsync daemon whose module "show" is a folder → its address."""
    program = shutil.which("rsync")
    assert program is not None
    port = free_port()
    config = folder.parent / "rsyncd.conf"
    account = "uid = root\ngid = root\n" if os.geteuid() == 0 else ""
    config.write_text(f"{account}use chroot = no\n[show]\npath = {folder}\nread only = no\n{more}")
    words = [program, "--daemon", "--no-detach", f"--config={config}", f"--port={port}", "--address=127.0.0.1"]
    daemon = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"rsync://127.0.0.1:{port}/show"
    finally:
        daemon.terminate()
        daemon.wait(10)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port
