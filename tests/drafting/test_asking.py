"""Asking until what comes can be used: at most twice again, told of the mistakes, and nothing of it lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.asking import asked, correction_text
from podbuild.drafting.claude import CLAUDE
from podbuild.drafting.paid import Paid
from podbuild.drafting.writer import WritingFailed
from tests.drafting.messages_api import MessagesApi
from tests.drafting.messages_replies import answers, broken_input, max_tokens, refusal, text_only
from tests.drafting.requests import GOOD, REQUEST, titled

EMPTY = answers({"lines": ["Hm."]})


def opened(api: MessagesApi, tmp_path: Path, most_usd: float | None = None) -> Paid:
    return Paid(CLAUDE.open(api.world()), tmp_path / ".podbuild" / "drafts" / "wish-1", most_usd, None, api.world())


def corrections(api: MessagesApi) -> list[int]:
    """How many corrections each request carried."""
    return [a.text.count("You have called outline with this:") for a in api.asked]


def test_a_good_answer_is_asked_for_once(messages_api: MessagesApi, tmp_path: Path) -> None:
    assert asked(opened(messages_api.will(GOOD), tmp_path), REQUEST, "outline", titled) == "Ice sings"
    assert corrections(messages_api) == [0]


def test_mistakes_go_back_to_the_writer(messages_api: MessagesApi, tmp_path: Path) -> None:
    again: list[tuple[Diagnostic, ...]] = []
    paid = opened(messages_api.will(EMPTY, EMPTY, GOOD), tmp_path)
    assert asked(paid, REQUEST, "outline", titled, on_again=again.append) == "Ice sings"
    assert corrections(messages_api) == [0, 1, 2]
    assert "- the outline has no title (write a title)" in messages_api.asked[1].text
    assert '{"lines": ["Hm."]}' in messages_api.asked[1].text
    assert [d.code for found in again for d in found] == ["title-missing"] * 2


def test_after_three_tries_it_ends(messages_api: MessagesApi, tmp_path: Path) -> None:
    with pytest.raises(WritingFailed) as caught:
        asked(opened(messages_api.will(EMPTY, EMPTY, EMPTY), tmp_path), REQUEST, "outline", titled)
    assert caught.value.diagnostic.code == "writer-answer-unusable"
    assert "- the outline has no title" in caught.value.diagnostic.message
    assert ".podbuild/drafts/wish-1" in caught.value.diagnostic.message
    assert len(list((tmp_path / ".podbuild" / "drafts" / "wish-1").iterdir())) == 3
    asked(opened(messages_api.will(GOOD), tmp_path), REQUEST, "outline", titled)  # what is of no use is not found again
    assert corrections(messages_api) == [0, 1, 2, 0]


def test_what_was_corrected_before_is_not_paid_for_again(messages_api: MessagesApi, tmp_path: Path) -> None:
    messages_api.will(EMPTY, refusal())
    with pytest.raises(WritingFailed, match="declined"):
        asked(opened(messages_api, tmp_path), REQUEST, "outline", titled)
    paid = opened(messages_api.will(GOOD), tmp_path)
    assert asked(paid, REQUEST, "outline", titled) == "Ice sings"
    assert paid.reused == 1
    assert corrections(messages_api) == [0, 1, 1]


@pytest.mark.parametrize("reply", [text_only("Gladly! What about?"), broken_input()], ids=["words", "no JSON"])
def test_an_answer_that_fills_in_nothing_is_asked_for_in_other_words(
    messages_api: MessagesApi, tmp_path: Path, reply: object
) -> None:
    assert asked(opened(messages_api.will(reply, GOOD), tmp_path), REQUEST, "outline", titled) == "Ice sings"  # type: ignore[arg-type]
    first, second = (a.body["messages"][0]["content"] for a in messages_api.asked)
    assert second[: len(first) - 1] == first[:-1]  # so that what is cached is found again
    assert "Nothing but a call of the tool outline" in second[-2]["text"]


def test_a_cut_answer_gets_more_room(messages_api: MessagesApi, tmp_path: Path) -> None:
    assert asked(opened(messages_api.will(max_tokens(GOOD), GOOD), tmp_path), REQUEST, "outline", titled) == "Ice sings"
    assert [a.body["max_tokens"] for a in messages_api.asked] == [2_000, 4_000]
    again = opened(messages_api, tmp_path)
    assert asked(again, REQUEST, "outline", titled) == "Ice sings"
    assert again.reused == 1


def test_a_cut_answer_is_asked_for_shorter_where_more_cannot_be_paid_or_written(messages_api: MessagesApi, tmp_path: Path) -> None:
    paid = opened(messages_api.will(max_tokens(GOOD), GOOD), tmp_path, most_usd=0.035)
    assert asked(paid, REQUEST, "outline", titled) == "Ice sings"
    most = replace(REQUEST, most_tokens=40_000)
    assert asked(opened(messages_api.will(max_tokens(GOOD), GOOD), tmp_path / "other"), most, "outline", titled) == "Ice sings"
    assert [a.body["max_tokens"] for a in messages_api.asked] == [2_000, 2_000, 40_000, 40_000]
    assert "Write less than half of that." in messages_api.asked[1].text
    assert "more than 40,000 tokens" in messages_api.asked[3].text


def test_other_troubles_end_it_at_once(messages_api: MessagesApi, tmp_path: Path) -> None:
    with pytest.raises(WritingFailed, match="declined"):
        asked(opened(messages_api.will(refusal(), GOOD), tmp_path), REQUEST, "outline", titled)
    assert corrections(messages_api) == [0]


def test_many_mistakes_are_not_all_told() -> None:
    text = correction_text([Diagnostic("x", f"mistake {n}") for n in range(60)])
    assert text.splitlines()[-2:] == ["- mistake 24", "- and 35 more of this kind"]
    assert correction_text([]).endswith("- it is empty")


@pytest.mark.parametrize(("what", "has_wish"), [("script", True), ("notes", False), ("translation, part 2 of 3", False)])
def test_only_who_wished_is_told_to_wish_otherwise(messages_api: MessagesApi, tmp_path: Path, what: str, has_wish: bool) -> None:
    with pytest.raises(WritingFailed) as caught:
        asked(opened(messages_api.will(EMPTY, EMPTY, EMPTY), tmp_path), REQUEST, what, titled)
    assert ("in the wish" in caught.value.diagnostic.fix) == has_wish
