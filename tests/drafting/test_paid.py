"""What is paid for: kept before it is seen, never paid for twice, never more than was agreed to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podbuild.drafting.claude import CLAUDE
from podbuild.drafting.paid import Paid
from podbuild.drafting.writer import Usage, WritingFailed
from tests.drafting.messages_api import KEY, MessagesApi
from tests.drafting.messages_replies import answers, cut_after, error_event, held, refusal, status
from tests.drafting.requests import GOOD, REQUEST, told, wanting

LATER = {"title": "The script"}
CHILD = """
import sys
from pathlib import Path
from podbuild.drafting.claude import CLAUDE
from podbuild.drafting.paid import Paid
from podbuild.steps.world import World
from tests.drafting.requests import REQUEST, wanting
paid = Paid(CLAUDE.open(World()), Path(sys.argv[1]))
paid.ask(REQUEST, "outline")
paid.ask(wanting("Now the script."), "script", lambda piece: print(piece, flush=True))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".podbuild" / "drafts" / "wish-1"


def opened(api: MessagesApi, folder: Path, most_usd: float | None = None, prices: tuple[float, float] | None = None) -> Paid:
    return Paid(CLAUDE.open(api.world()), folder, most_usd, prices, api.world())


def files(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def all_text(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_kept_with_what_it_cost(messages_api: MessagesApi, folder: Path) -> None:
    paid = opened(messages_api.will(GOOD), folder)
    answer = paid.ask(REQUEST, "the outline")
    (kept,) = files(folder)
    assert [path.name[:15] for path in folder.iterdir()] == ["01-the-outline-"]
    assert (kept["filled"], kept["is_whole"], kept["what"], kept["model"]) == (GOOD, True, "the outline", "claude-sonnet-5-5")
    assert Usage(**kept["usage"]) == answer.usage == paid.usage
    assert (
        kept["usd"]
        == paid.usd
        == pytest.approx((paid.usage.input_tokens * 2 + paid.usage.cache_write_tokens * 2.5 + paid.usage.output_tokens * 10) / 1e6)
    )
    assert KEY not in all_text(folder)


def test_what_is_kept_is_not_paid_for_again(messages_api: MessagesApi, folder: Path) -> None:
    opened(messages_api.will(GOOD, LATER), folder).ask(REQUEST, "outline")
    again, pieces = opened(messages_api, folder), list[str]()
    assert again.ask(replace(REQUEST, most_tokens=9_000), "outline", pieces.append).filled == GOOD
    assert (again.reused, again.usd, again.usage) == (1, 0.0, Usage())
    assert json.loads("".join(pieces)) == GOOD
    assert again.ask(wanting("another"), "outline").filled == LATER
    assert again.reused == 1
    assert len(messages_api.asked) == 2


@pytest.mark.parametrize("change", ["model", "system", "asked", "form"])
def test_another_request_is_another_answer(messages_api: MessagesApi, folder: Path, change: str) -> None:
    other = {
        "model": replace(REQUEST, model="claude-haiku-5-5"),
        "system": replace(REQUEST, system=REQUEST.asked),
        "asked": replace(REQUEST, asked=REQUEST.asked[:1]),
        "form": replace(REQUEST, form=replace(REQUEST.form, schema={"type": "object"})),
    }[change]
    paid = opened(messages_api.will(GOOD, LATER), folder)
    assert [paid.ask(r, "outline").filled for r in (REQUEST, other)] == [GOOD, LATER]


def test_after_the_end_the_same_wish_is_written_anew(messages_api: MessagesApi, folder: Path) -> None:
    for _ in range(23):  # at the same moment, by a clock that stands still
        paid = opened(messages_api.will(GOOD), folder)
        paid.ask(REQUEST, "outline")
        paid.finish()
    assert len(messages_api.asked) == 23
    kept = sorted(path.name for path in folder.parent.iterdir())
    assert len(kept) == 20
    assert all(name.startswith("wish-1.done-") for name in kept)
    assert all(len(files(path)) == 1 for path in folder.parent.iterdir())


def test_what_is_of_no_use_stays_and_is_asked_for_again(messages_api: MessagesApi, folder: Path) -> None:
    paid = opened(messages_api.will(GOOD, LATER), folder)
    paid.ask(REQUEST, "outline")
    paid.give_up(REQUEST)
    assert opened(messages_api, folder).ask(REQUEST, "outline").filled == LATER
    assert [kept["is_whole"] for kept in files(folder)] == [False, True]
    assert files(folder)[0]["filled"] == GOOD


@pytest.mark.parametrize("damage", [b"", b"\x00" * 400, b"{", b"[]", b'{"is_whole": true, "request": "%s"}', b"[" * 100_000])
def test_a_damaged_answer_is_asked_for_again(messages_api: MessagesApi, folder: Path, damage: bytes) -> None:
    opened(messages_api.will(GOOD, LATER), folder).ask(REQUEST, "outline")
    (path,) = folder.iterdir()
    path.write_bytes(damage.replace(b"%s", json.loads(path.read_bytes())["request"].encode()))
    assert opened(messages_api, folder).ask(REQUEST, "outline").filled == LATER


def test_a_link_in_the_way_leads_nothing_elsewhere(messages_api: MessagesApi, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.parent.mkdir(parents=True)
    folder.symlink_to(elsewhere)
    opened(messages_api.will(GOOD), folder).ask(REQUEST, "outline")
    assert list(elsewhere.iterdir()) == []
    assert len(files(folder)) == 1


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that even root may not write")
def test_where_nothing_can_be_kept_nothing_is_asked(messages_api: MessagesApi) -> None:
    paid = opened(messages_api.will(GOOD), Path("/proc/self/.podbuild/drafts/wish-1"))
    with pytest.raises(WritingFailed) as caught:
        paid.ask(REQUEST, "outline")
    assert caught.value.diagnostic.code == "drafts-unwritable"
    assert ".podbuild/drafts/wish-1 cannot be written" in caught.value.diagnostic.message
    assert not messages_api.requests


def test_where_there_is_no_room_for_an_answer_nothing_is_asked(messages_api: MessagesApi, folder: Path) -> None:
    resource = pytest.importorskip("resource")
    paid = opened(messages_api.will(GOOD), folder)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most[1]))
    try:
        with pytest.raises(WritingFailed) as caught:
            paid.ask(REQUEST, "outline")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert caught.value.diagnostic.code == "drafts-unwritable"
    assert not messages_api.requests and not list(folder.glob("*"))


def test_a_file_in_place_of_the_folder_gives_way(messages_api: MessagesApi, folder: Path) -> None:
    folder.parent.parent.mkdir()
    folder.parent.write_text("odd")
    assert opened(messages_api.will(GOOD), folder).ask(REQUEST, "outline").filled == GOOD
    assert len(files(folder)) == 1


# ── lost ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reply", [cut_after(3_000), error_event(after=60), refusal("No, thank you.")], ids=lambda r: r.stop_reason)
def test_what_came_of_a_failure_is_kept_and_told(messages_api: MessagesApi, folder: Path, reply: Any) -> None:
    paid = opened(messages_api.will(reply), folder)
    with pytest.raises(WritingFailed) as caught:
        paid.ask(REQUEST, "script")
    (kept,) = files(folder)
    assert (kept["is_whole"], kept["ended"]) == (False, caught.value.diagnostic.code)
    assert kept["partial"] == caught.value.partial != ""
    (path,) = folder.iterdir()
    assert f"is kept in .podbuild/drafts/wish-1/{path.name} (" in caught.value.diagnostic.message
    assert "tokens read" in caught.value.diagnostic.message
    assert ".;" not in caught.value.diagnostic.message
    assert paid.usage == caught.value.usage
    assert paid.usd == kept["usd"] > 0
    opened(messages_api.will(GOOD), folder).ask(REQUEST, "script")  # and is asked for again
    assert len(messages_api.asked) == 2


def test_no_key_and_nothing_paid_keeps_nothing(messages_api: MessagesApi, folder: Path) -> None:
    paid = opened(messages_api.will(status(401, message=f"invalid x-api-key {KEY}")), folder)
    with pytest.raises(WritingFailed) as caught:
        paid.ask(REQUEST, "outline")
    assert "kept" not in caught.value.diagnostic.message
    assert KEY not in told(caught.value) + all_text(folder)
    assert files(folder) == []


def test_a_failure_later_on_says_what_is_kept(messages_api: MessagesApi, folder: Path) -> None:
    paid = opened(messages_api.will(answers(GOOD), status(402)), folder)
    paid.ask(REQUEST, "outline")
    with pytest.raises(WritingFailed, match=r"what was paid for before is kept in \.podbuild/drafts/wish-1"):
        paid.ask(wanting("script"), "script")


def test_whoever_shows_the_pieces_may_stop(messages_api: MessagesApi, folder: Path) -> None:
    pieces: list[str] = []

    def take(piece: str) -> None:
        pieces.append(piece)
        if len(pieces) == 5:
            raise KeyboardInterrupt

    paid = opened(messages_api.will(GOOD), folder)
    with pytest.raises(KeyboardInterrupt):
        paid.ask(REQUEST, "script", take)
    (kept,) = files(folder)
    assert (kept["partial"], kept["ended"]) == ("".join(pieces), "interrupted")


# ── ended from outside ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def writing(messages_api: MessagesApi, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A command that has its outline, and is in the middle of its script."""
    gate = threading.Event()
    messages_api.will(answers(GOOD), held({"title": "Script", "lines": ["word"] * 50}, gate))
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, **messages_api.environment, "PYTHONPATH": str(root)}
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout
    assert child.stdout.readline() == '{"title\n'
    yield child
    gate.set()
    child.kill()
    child.communicate()


def test_killed_between_two_answers(messages_api: MessagesApi, folder: Path, writing: subprocess.Popen[str]) -> None:
    writing.send_signal(signal.SIGKILL)
    writing.wait(20)
    paid = opened(messages_api.will(LATER), folder)
    assert paid.ask(REQUEST, "outline").filled == GOOD
    assert paid.ask(wanting("Now the script."), "script").filled == LATER
    assert paid.reused == 1
    assert [a.text.count("Now the script.") for a in messages_api.asked] == [0, 1, 1]  # the outline was paid for once


def test_interrupted_in_mid_stream(folder: Path, writing: subprocess.Popen[str]) -> None:
    writing.send_signal(signal.SIGINT)
    _, said = writing.communicate(timeout=20)
    assert "KeyboardInterrupt" in said
    assert writing.returncode != 0
    outline, script = files(folder)
    assert outline["is_whole"] is True
    assert (script["is_whole"], script["ended"]) == (False, "interrupted")
    assert script["partial"].startswith('{"title')


# ── the purse ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_estimate_is_the_worst_case(messages_api: MessagesApi, folder: Path) -> None:
    paid = opened(messages_api, folder)
    estimate = paid.estimate(REQUEST)
    assert estimate.most_usd == pytest.approx((estimate.tokens * 2.5 + 2_000 * 10) / 1e6)
    assert paid.estimate(replace(REQUEST, model="claude-sonnet-9")).most_usd is None
    assert not messages_api.asked
    opened(messages_api.will(GOOD), folder).ask(REQUEST, "outline")
    assert opened(messages_api, folder).estimate(REQUEST).most_usd == 0.0


def test_nothing_is_asked_beyond_the_purse(messages_api: MessagesApi, folder: Path) -> None:
    paid = opened(messages_api, folder, most_usd=0.005)
    with pytest.raises(WritingFailed) as caught:
        paid.ask(REQUEST, "script")
    assert caught.value.diagnostic.code == "writer-budget"
    assert "the script may cost $0.02, and $0.00 of the $0.005" in caught.value.diagnostic.message
    assert "--max-cost 0.03" in caught.value.diagnostic.fix
    assert not messages_api.asked


def test_what_was_spent_counts(messages_api: MessagesApi, folder: Path) -> None:
    paid = opened(messages_api.will(GOOD), folder, most_usd=0.0235)
    paid.ask(REQUEST, "outline")
    with pytest.raises(WritingFailed, match=r"\$0.003 of the \$0.02") as caught:
        paid.ask(replace(wanting("script"), most_tokens=6_000), "script")
    assert caught.value.diagnostic.message.count("what was paid for before is kept in") == 1


def test_an_answer_is_shortened_to_what_the_purse_allows(messages_api: MessagesApi, folder: Path) -> None:
    paid = opened(messages_api.will(GOOD), folder, most_usd=0.018)
    paid.ask(REQUEST, "script")
    most = messages_api.asked[0].body["max_tokens"]
    assert 1_000 <= most < 2_000
    assert paid.estimate(replace(wanting("Make it soft."), most_tokens=most)).most_usd == pytest.approx(0.018, abs=0.00002)


@pytest.mark.parametrize("model", ["claude-sonnet-9", "claude-sonnet-5-5"])
def test_a_price_that_the_author_names(messages_api: MessagesApi, folder: Path, model: str) -> None:
    request = replace(REQUEST, model=model)
    paid = opened(messages_api.will(GOOD), folder, most_usd=1.0, prices=(1.0, 2.0))
    paid.ask(request, "outline")
    u = paid.usage
    assert paid.usd == pytest.approx((u.input_tokens + 2 * u.output_tokens + 1.25 * u.cache_write_tokens) / 1e6)


def test_a_limit_without_a_price(messages_api: MessagesApi, folder: Path) -> None:
    request = replace(REQUEST, model="claude-sonnet-9")
    with pytest.raises(WritingFailed) as caught:
        opened(messages_api, folder, most_usd=1.0).ask(request, "outline")
    assert caught.value.diagnostic.code == "writer-price-unknown"
    assert "drafting.price in show.yaml" in caught.value.diagnostic.fix
    assert not messages_api.asked
    unlimited = opened(messages_api.will(GOOD), folder)
    unlimited.ask(request, "outline")
    assert unlimited.usd is None
    assert files(folder)[0]["usd"] is None
