"""Whatever keeps a writer from writing, in every command that asks one: a message, status 4, the show as it was, the bill kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.authoring.played_writer import PlayedWriter
from tests.authoring.test_drafting_run import FILES, tree
from tests.cli.running import run, write
from tests.drafting.messages_api import (
    MessagesApi,
    Reply,
    answers,
    context_too_long,
    cut_after,
    dropped,
    error_event,
    refusal,
    status,
    text_only,
)
from tests.drafting.messages_rules import form_of

SHOW = {
    **FILES,
    "episodes/old.md": "---\ntitle: Old ice\ndate: 2026-01-02\n---\n# One\n\nADA: The ice is old. It sings.\n\nBO: It does.\n",
    "recipes/morning.yaml": "wish: The lake today.\nsources: [sources/lake.md]\nlength: 1m\n",
}
COMMANDS = {
    "draft": ("draft", "Ice", "--source", "sources/lake.md", "--length", "1m"),
    "revise": ("revise", "old", "warmer", "--yes"),
    "brief": ("brief", "--date", "2026-11-20"),
    "notes": ("draft", "--notes", "old"),
    "translate": ("translate", "old", "de"),
}
# What is answered, how it is told, and whether something was paid that has to be kept.
FAILURES: dict[str, tuple[Callable[[], Reply], str, bool]] = {
    "key refused": (lambda: status(401), "writer-key-refused", False),
    "overloaded": (lambda: status(529, retry_after=1_000.0), "writer-overloaded", False),
    "cut off": (lambda: cut_after(1_500), "writer-cut-off", True),
    "overloaded in mid-stream": (error_event, "writer-overloaded", True),
    "refusal": (lambda: refusal("No."), "writer-refused", True),
    "context too long": (context_too_long, "writer-context-long", False),
    "no script": (lambda: answers({"something": "else"}), "writer-answer-unusable", True),
    "prose": (lambda: text_only("Sure, here it is."), "writer-answer-unusable", True),
}


def failed(root: Path, command: str, code: str, monkeypatch: pytest.MonkeyPatch) -> str:
    write(root, SHOW)
    monkeypatch.chdir(root)
    before = tree(root)
    done = run(*COMMANDS[command])
    assert (done.status, f"error[{code}]" in done.said) == (4, True), done.said
    assert "fix:" in done.said
    assert tree(root) == before
    return done.said


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("command", COMMANDS)
def test_each_failure_of_each_command(
    api: MessagesApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, failure: str
) -> None:
    reply, code, is_paid = FAILURES[failure]
    api.by = lambda body: reply()
    said = failed(tmp_path / "show", command, code, monkeypatch)
    kept = list((tmp_path / "show/.podbuild/drafts").rglob("*.json"))
    assert bool(kept) == is_paid
    for path in kept:
        assert json.loads(path.read_text("utf-8"))["is_whole"] is False
    assert ": asking claude-sonnet-5-5, " in said and ", at most $0." in said  # before
    if is_paid:
        assert " tokens read" in said and " written, $0." in said  # and after
        assert ".podbuild/drafts/" in said


def test_what_is_there_from_before_is_said_to_cost_nothing(
    api: MessagesApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(tmp_path / "show", SHOW)
    monkeypatch.chdir(tmp_path / "show")
    api.will({"edits": [{"line": 7, "was": ["ADA: The ice is old. It sings."], "now": ["ADA: It sings."]}], "said": "Less."})
    assert "tokens to read, at most" in run(*COMMANDS["revise"][:3]).said
    again = run(*COMMANDS["revise"])
    assert again.status == 0 and len(api.asked) == 1
    assert "revision: answered before, and paid for then: nothing is asked\n" in again.said
    assert "\n0 tokens read, 0 written, $0.00\n" in again.said


def test_a_connection_that_is_gone_after_the_outline(api: MessagesApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    played = PlayedWriter()
    api.by = lambda body: played(body) if form_of(body) == "outline" else dropped()
    said = failed(tmp_path / "show", "draft", "writer-unreachable", monkeypatch)
    assert "what was paid for before is kept in .podbuild/drafts/" in said
    api.by = played
    again = run(*COMMANDS["draft"])
    assert again.status == 0, again.said
    assert "outline: answered before, and paid for then" in again.said
    assert [form_of(asked.body) for asked in api.asked].count("outline") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_no_key(api: MessagesApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    failed(tmp_path / "show", command, "writer-key-missing", monkeypatch)
    assert api.requests == []
