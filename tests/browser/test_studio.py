"""The preview's own pages are accessible, valid and under a strict policy, as the site's are; and an open page follows a save."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.accessibility import violations
from tests.shows import WORLD, write_show

PAGES = {"studio": "-/", "episode": "-/episodes/glacier", "first page": "", "page of an episode": "episodes/glacier/"}
OWN = ("studio", "episode")


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `podbuild serve`, once its first build is shown."""
    root = write_show(tmp_path_factory.mktemp("preview") / "show")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "podbuild", "serve", "--show", str(root), "--port", str(port), "--no-open"]
    with (root.parent / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env=dict(WORLD.environment) | {"PYTHONPATH": ":".join(sys.path)}
        )
        address = f"http://127.0.0.1:{port}/"
        try:
            _await(f"{address}episodes/glacier/", "<audio", process, root.parent / "said.txt")
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _await(address: str, words: str, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if words in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(said.read_text("utf-8"))


def test_axe_finds_no_violation_in_the_studio(open_page, preview):
    page = open_page(bypass_csp=True, reduced_motion="reduce")
    found = {}
    for kind, path in PAGES.items():
        page.goto(preview + path)
        page.wait_for_timeout(700)  # the studio draws when it has the facts
        if mistakes := violations(page):
            found[kind] = mistakes
    assert found == {}


def test_pages_of_the_studio_are_valid(nu, page, preview, tmp_path):
    """As the server sends them, and as its scripts leave them."""
    files = []
    for kind, path in PAGES.items():
        answer = page.goto(preview + path)
        page.wait_for_timeout(700)
        for when, text in (("sent", answer.text()), ("drawn", page.content())):
            files.append(tmp_path / f"{kind} {when}.html")
            files[-1].write_text(text, "utf-8")
    assert nu.errors(files) == []


def test_the_studio_has_a_strict_policy(page, preview):
    for kind in OWN:
        answer = page.goto(preview + PAGES[kind])
        rules = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";") if part.strip())
        assert rules["default-src"] in ("'none'", "'self'"), kind
        assert "'unsafe-inline'" not in rules.get("script-src", "") and "'unsafe-eval'" not in rules.get("script-src", ""), kind
        page.wait_for_timeout(500)


def test_a_saved_change_appears_in_the_open_page(page, preview, tmp_path_factory):
    page.goto(preview + "episodes/glacier/")
    file = next(tmp_path_factory.getbasetemp().glob("preview*/show/episodes/glacier.md"))
    text = file.read_text("utf-8")
    try:
        file.write_text(text.replace("show notes only", "show notes, and news of the ice"), "utf-8")
        page.get_by_text("news of the ice").wait_for(timeout=15_000)
    finally:
        file.write_text(text, "utf-8")
