"""What extending.md shows how to add: each is what its contract asks."""

from __future__ import annotations

import json
import re
import sys
import tarfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest

from podbuild.checks.check import Check
from podbuild.drafting.asking import asked
from podbuild.drafting.paid import Paid
from podbuild.drafting.writer import WriterKind, WritingFailed
from podbuild.model.destination import Destination
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.show import Voice
from podbuild.outputs.output import Output
from podbuild.publish.applying import apply
from podbuild.publish.ledger import Ledger
from podbuild.publish.target import Target
from podbuild.speech.engine import Engine, Piece, Utterance
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World
from tests.checks.shows import SHOW, episode, line
from tests.drafting.requests import GOOD, REQUEST, titled
from tests.loopback_servers import running
from tests.outputs.samples import EMPTY, ORDINARY

PAGE = Path(__file__).resolve().parents[2] / "docs" / "extending.md"


def made(what: str, kind: type) -> Any:
    """The one value of that kind that the page's code defines."""
    found = re.search(rf"^```python add={what}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    module = ModuleType(f"shown_{what}")
    sys.modules[module.__name__] = module  # dataclasses look there for the types that they name
    exec(compile(found[1], f"extending.md, {what}", "exec", dont_inherit=True), vars(module))
    (value,) = [v for v in vars(module).values() if isinstance(v, kind)]
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


def test_target(tmp_path: Path) -> None:
    target: Target = made("target", Target)
    (tmp_path / "feed.xml").write_text("<rss/>")
    file = PublicFile("feed.xml", "d1", 6)
    edition = Edition(SHOW, tmp_path, (file,), {}, lambda: ())
    session = target.open(Destination("stick", "tar", {"file": str(tmp_path / "show.tar")}), SHOW, World({}))
    ledger = Ledger()
    assert [change.deed for change in session.changes(edition, ledger)] == ["create"]
    done = apply(session, session.changes(edition, ledger), edition, ledger, World({}))
    with tarfile.open(tmp_path / "show.tar") as archive:
        assert [change.key for change in done.done] == archive.getnames() == ["feed.xml"]
    assert [change.deed for change in session.changes(edition, ledger)] == ["leave"]


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


class Ollama(BaseHTTPRequestHandler):
    """What a model on the machine answers: one form without a title, then good ones."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()
        text = json.dumps(GOOD if len(self.asked) > 1 else {})
        pieces = [*(text[at : at + 9] for at in range(0, len(text), 9)), ""]
        for piece in pieces:
            end = {} if piece else {"done": True, "prompt_eval_count": 700, "eval_count": 30}
            self.wfile.write(json.dumps({"message": {"role": "assistant", "content": piece}, "done": False} | end).encode() + b"\n")


def test_writer(tmp_path: Path) -> None:
    kind: WriterKind = made("writer", WriterKind)
    with running(HTTPServer(("127.0.0.1", 0), Ollama)) as server:
        world = World({"OLLAMA_HOST": f"http://127.0.0.1:{server.server_address[1]}"})
        paid, pieces = Paid(kind.open(world), tmp_path / "run", most_usd=0.0), list[str]()
        assert asked(paid, REQUEST, "outline", titled, pieces.append) == GOOD["title"]
    assert len(pieces) > 3
    assert (paid.usage.prompt_tokens, paid.usd) == (1_400, 0.0)
    first, second = Ollama.asked
    assert first["format"] == REQUEST.form.schema
    assert "the outline has no title" in second["messages"][-1]["content"]
    with pytest.raises(WritingFailed, match="gave no answer"):
        kind.open(world).write(REQUEST, lambda piece: None)
