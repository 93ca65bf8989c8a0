"""The samples of commands.md, run: what a command says there is what it says, but for the numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import program

SAMPLES = program("samples")
SHOWN = SAMPLES.samples()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the guide's show lies."""
    folder = tmp_path_factory.mktemp("samples")
    SAMPLES.prepare(folder)
    return folder


def plain(text: str) -> str:
    """Without numbers, empty lines and columns: those are as wide as what stands in them."""
    lines = re.sub(r"-?\d[\d.:]*", "N", text).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


@pytest.mark.slow
@pytest.mark.parametrize("command", [c for c in SHOWN if c.split()[0] not in SAMPLES.NOT_RUN])
def test_sample_is_what_is_said(command: str, folder: Path) -> None:
    assert plain(SAMPLES.run(command, folder)) == plain(SHOWN[command]), "run python docs/samples.py"


@pytest.mark.slow
def test_doctor_looks_at_what_the_sample_shows(folder: Path) -> None:
    def parts(text: str) -> list[str]:
        return [line.split()[1] for line in text.splitlines() if not line.startswith(" ")]

    assert parts(SAMPLES.run("doctor", folder)) == parts(SHOWN["doctor"])


def test_completion_is_for_podbuild(folder: Path) -> None:
    (command,) = [c for c in SHOWN if c.startswith("completion")]
    assert "_PODBUILD_COMPLETE" in SAMPLES.run(command, folder)
