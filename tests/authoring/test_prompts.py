"""What writers are told: a show's own templates come first, and ours change their number with their words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from podbuild.base import digest
from podbuild.base.shipped import shipped
from tests.authoring.played_translator import PlayedTranslator
from tests.authoring.played_writer import PlayedWriter
from tests.authoring.test_noting import AROUND
from tests.authoring.test_writers_that_fail import COMMANDS, SHOW
from tests.cli.running import run, write
from tests.drafting.messages_api import MessagesApi

FOLDER = shipped("templates") / "prompts"
# Whoever changes a prompt raises its version, and writes both here: a record that says "script 2" says which words those were.
VERSIONS = {
    "correction": (1, "865ef925"),
    "episode": (1, "c0326072"),
    "notes": (1, "b54b5c3b"),
    "outline": (1, "63ce1032"),
    "revise": (1, "9c464b18"),
    "script": (1, "57e738eb"),
    "sources": (1, "1c6cfc4b"),
    "system": (1, "085443d2"),
    "translate": (1, "10f28b03"),
}
ASKED_BY = {
    "system": "draft",
    "sources": "draft",
    "outline": "draft",
    "script": "draft",
    "correction": "draft",
    "episode": "revise",
    "revise": "revise",
    "notes": "notes",
    "translate": "translate",
}


def name_of(path: Path) -> str:
    return path.name.removesuffix(".md.j2")


def test_words_that_change_are_another_version() -> None:
    found = {}
    for path in sorted(FOLDER.glob("*.md.j2")):
        first, _, words = path.read_text("utf-8").partition("\n")
        version = re.fullmatch(r"\{# version: (\d+) #\}", first)
        assert version, path
        found[name_of(path)] = (int(version[1]), digest.of_bytes(words.encode())[:8])
    assert found == VERSIONS, "raise the version in the first line of what changed, and write both above"


@pytest.mark.parametrize("name", ASKED_BY)
def test_a_shows_own_prompt_is_what_is_asked(api: MessagesApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    own = (FOLDER / f"{name}.md.j2").read_text("utf-8") + "\nThis stands in our own.\n"
    root = write(tmp_path / "show", {**SHOW, f"templates/prompts/{name}.md.j2": own})
    monkeypatch.chdir(root)
    command = ASKED_BY[name]
    no_edits = {"edits": [], "said": "Nothing."}
    played = {"draft": PlayedWriter([1.6]), "translate": PlayedTranslator()}
    api.by = played.get(command, lambda body: AROUND | {"chapters": []} if command == "notes" else no_edits)
    done = run(*COMMANDS[command])
    assert done.status == 0, done.said
    assert any("This stands in our own." in one.text for one in api.asked)
    records = "".join(path.read_text("utf-8") for path in root.glob("sources/provenance/*.jsonl"))
    assert command == "revise" or f"{name} own-" in records


def test_each_prompt_is_asked_by_a_command() -> None:
    assert {name_of(path) for path in FOLDER.iterdir()} == set(ASKED_BY)
