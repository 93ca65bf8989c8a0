"""The engine, the output and the check that architecture.md shows how to add: each is what its contract asks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from podbuild.checks.check import Check
from podbuild.model.show import Voice
from podbuild.outputs.output import Output
from podbuild.speech.engine import Engine, Piece, Utterance
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World
from tests.checks.shows import SHOW, episode, line
from tests.outputs.samples import EMPTY, ORDINARY

PAGE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"


def made(what: str, kind: type) -> Any:
    """The one value of that kind that the page's code defines."""
    found = re.search(rf"^```python add={what}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    names: dict[str, object] = {"__name__": f"shown_{what}"}
    exec(compile(found[1], f"architecture.md, {what}", "exec", dont_inherit=True), names)
    (value,) = [v for v in names.values() if isinstance(v, kind)]
    return value


def test_output() -> None:
    output: Output = made("output", Output)
    assert output.path_for("one") == "speakers/one.tsv"
    assert output.render(EMPTY) == ""
    speakers = sorted({c.speaker for c in ORDINARY.captions})
    assert [row.split("\t")[0] for row in output.render(ORDINARY).splitlines()] == speakers


def test_check() -> None:
    check: Check = made("check", Check)
    polite, rude = episode(line("Good night.")), episode(line("Off you go."))
    assert [d.code for d in check.find(SHOW, (polite, rude))] == ["ending-rude"]


def test_engine() -> None:
    engine: Engine = made("engine", Engine)
    utterance = Utterance((Piece("All is well."),), "en-gb", "en")
    with pytest.raises(StepFailed, match="no espeak-ng"):
        engine.speak(utterance, World({"PATH": ""}))
    assert engine.problem(Voice("host", voice="xx"), "en") is not None
    if World().find_tool("espeak-ng") is None:
        pytest.skip("no espeak-ng here")
    spoken = engine.speak(utterance, World())
    assert 0.4 < len(spoken.samples) / spoken.sample_rate_hz < 4
    assert abs(spoken.samples).max() > 1_000
