"""The run in drafting-run.md, run again: what it shows is what is said and written, but for numbers."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import DOCS, program

RECORDED = program("recorded_run")
PAGE, REVISING = ((DOCS / name).read_text("utf-8") for name in ("drafting-run.md", "revising.md"))


def plain(text: str) -> str:
    """Without numbers and columns, which are as wide as the numbers in them."""
    return "\n".join(" ".join(line.split()) for line in re.sub(r"-?\d[\d.:,-]*", "N", text).splitlines())


@pytest.mark.slow
def test_the_run_is_as_it_was_recorded() -> None:
    assert plain(RECORDED.made_anew(PAGE)) == plain(PAGE), "run python docs/recorded_run.py"


@pytest.mark.slow
def test_the_revision_is_as_it_was_recorded() -> None:
    assert plain(RECORDED.made_anew(REVISING, RECORDED.EPISODE)) == plain(REVISING), "run python docs/recorded_run.py"


def test_samples_of_these_commands_are_of_that_run() -> None:
    """commands.md shows the same runs: its samples of commands that ask a writer stand there too."""
    page = plain("\n".join((DOCS / f"{name}.md").read_text("utf-8") for name in ("drafting-run", "revising", "translating")))
    commands = (DOCS / "commands.md").read_text("utf-8")
    writing = "|".join(program("samples").WRITING)
    samples = re.findall(rf"^```console\n(\$ podbuild (?:{writing}) .*\n(?:.*\n)*?)^```$", commands, re.MULTILINE)
    assert len(samples) >= 5
    for sample in samples:
        first, *rest = sample.splitlines()
        assert plain(first) in page, first
        for line in rest:
            assert line == "…" or plain(line) in page, line
