"""A `podbuild serve` of its own for a test: a real process, real sockets, real files."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.cli.running import GOOD, write_warm

PATIENCE_SECONDS = 90.0


@dataclass
class Answer:
    """What came back: headers by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Living:
    """A preview that runs. `said` are the lines it printed, `heard` its events as (name, value), both while it goes on."""

    root: Path
    address: str
    process: subprocess.Popen[str]
    said: list[str]
    heard: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def ask(self, path: str = "", method: str = "GET", body: Any = None, **headers: str) -> Answer:
        """Send a request: `path` below the preview's address, or from the root where it begins with a slash."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            target = path if path.startswith("/") else urlsplit(self.address).path + path
            data = None if body is None else json.dumps(body).encode()
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, data, named)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def wait(self, name: str, since: int = 0, **facts: Any) -> Any:
        """The first event of that name with these facts, of those after the first `since`."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            for kind, value in self.heard[since:]:
                if kind == name and all(value.get(key) == wanted for key, wanted in facts.items()):
                    return value
            assert self.process.poll() is None, self.said
            time.sleep(0.005)
        raise AssertionError((name, facts, [(k, v.get("outcome")) for k, v in self.heard if k != "progress"], self.said))

    def says(self, words: str) -> str:
        """The first line at the terminal that has these words in it, as soon as it is there."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if line := next((line for line in self.said if words in line), ""):
                return line
            time.sleep(0.005)
        raise AssertionError((words, self.said))

    def token(self) -> str:
        """This run's token for writing, as the studio's page has it."""
        found = re.search(r'name="podbuild-token" content="([^"]+)"', self.ask("-/").text)
        assert found
        return found[1]

    def save(self, name: str, text: str) -> int:
        """Save a file of the show as an editor does; how many events there were before."""
        before = len(self.heard)
        (self.root / name).write_text(text, "utf-8")
        return before


@contextmanager
def serving(root: Path, *arguments: str, waits: bool = True) -> Iterator[Living]:
    """Serve a show until the end of the block; with `waits`, the first build is over before it begins."""
    command = [sys.executable, "-m", "podbuild", "serve", "--show", str(root), "--port", "0", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    said: list[str] = []
    reader = threading.Thread(target=_read, args=(process, said), daemon=True)
    reader.start()
    try:
        living = Living(root, _address(process, said), process, said)
        threading.Thread(target=_listen, args=(living,), daemon=True).start()
        if waits:
            _settled(living)
        yield living
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        reader.join(5)


def good_show(root: Path) -> Path:
    """The little show of the command tests, with its lines spoken already."""
    return write_warm(root, GOOD)


def _settled(living: Living) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not any(value.get("outcome") not in (None, "building") for _, value in living.heard):
        assert living.process.poll() is None and time.monotonic() < end, (living.said, living.heard)
        time.sleep(0.01)


def _read(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stdout
    said.extend(line.rstrip("\n") for line in process.stdout)


def _address(process: subprocess.Popen[str], said: list[str]) -> str:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        for line in said:
            if found := re.match(r"(http://\S+/)  the site", line):
                return found[1]
        assert process.poll() is None, said
        time.sleep(0.005)
    raise AssertionError(said)


def _listen(living: Living) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", living.port)
    try:
        connection.request("GET", urlsplit(living.address).path + "-/events")
        answer, name = connection.getresponse(), ""
        while line := answer.readline().decode():
            key, _, value = line.rstrip("\n").partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                living.heard.append((name, json.loads(value)))
    except (OSError, http.client.HTTPException, ValueError):
        pass
