"""What every writer keeps to, tried with the service it speaks to on loopback. A new writer gets a line in RIGS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from podbuild.drafting.writer import Answer, Price, Request, Usage, WriterKind, WritingFailed
from podbuild.drafting.writers import WRITERS, writer_kind
from podbuild.steps.world import World
from tests.drafting.messages_api import MessagesApi
from tests.drafting.messages_replies import cut_after, status, text_only
from tests.drafting.requests import GOOD, REQUEST


@dataclass(frozen=True)
class Rig:
    """A world in which the writer finds its service; what that answers; and the ways in which it fails."""

    world: World
    will: Callable[[Mapping[str, Any]], object]
    fail: tuple[Callable[[], object], ...]


def claude_rig(api: MessagesApi) -> Rig:
    troubles = (status(401), status(400, message="odd"), cut_after(1_000), text_only("Gladly!"))
    return Rig(api.world(), api.will, tuple(lambda t=t: api.will(t) for t in troubles))  # type: ignore[misc]


RIGS: Mapping[str, Callable[[MessagesApi], Rig]] = {"claude": claude_rig}


@pytest.fixture(params=WRITERS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> WriterKind:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def rig(kind: WriterKind, messages_api: MessagesApi) -> Rig:
    return RIGS[kind.name](messages_api)


def request(kind: WriterKind) -> Request:
    return replace(REQUEST, model=kind.default_model)


def test_names() -> None:
    assert len({kind.name for kind in WRITERS}) == len(WRITERS)
    assert all(
        kind.name.isidentifier() and kind.summary and kind.default_model and writer_kind(kind.name) is kind for kind in WRITERS
    )
    assert writer_kind("nobody") is None


def test_opening_needs_nothing(kind: WriterKind) -> None:
    writer = kind.open(World({}))
    price = writer.price(kind.default_model, 1_000)
    assert price is None or (isinstance(price, Price) and price.of(Usage(1_000, 1_000)) >= 0)


def test_it_counts(kind: WriterKind, rig: Rig) -> None:
    writer = kind.open(rig.world)
    few, many = (writer.count(replace(request(kind), asked=REQUEST.asked * n)) for n in (1, 4))
    assert 0 < few < many


def test_it_fills_in_the_form_piece_by_piece(
    kind: WriterKind, rig: Rig, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rig.will(GOOD)
    pieces: list[str] = []
    answer = kind.open(rig.world).write(request(kind), pieces.append)
    assert isinstance(answer, Answer)
    assert answer.filled == json.loads(json.dumps(answer.filled)) == GOOD
    assert json.loads("".join(pieces)) == GOOD
    assert len(pieces) > 1
    assert answer.usage.output_tokens > 0
    assert answer.model
    assert capsys.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_it_fails_in_one_way(kind: WriterKind, rig: Rig) -> None:
    for break_it in rig.fail:
        break_it()
        with pytest.raises(WritingFailed) as caught:
            kind.open(rig.world).write(request(kind), lambda piece: None)
        told = caught.value.diagnostic
        assert told.is_error
        assert told.code.startswith("writer-")
        assert told.message
        assert told.fix


def test_what_shows_the_pieces_may_stop_it(kind: WriterKind, rig: Rig) -> None:
    def stop(piece: str) -> None:
        raise KeyboardInterrupt

    rig.will(GOOD)
    with pytest.raises(KeyboardInterrupt):
        kind.open(rig.world).write(request(kind), stop)
