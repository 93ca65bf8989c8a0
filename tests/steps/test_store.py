"""Records survive all but what hits them, and blobs are known by their bytes."""

from __future__ import annotations

import pytest

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, Note, Span
from podbuild.model.show import Asset
from podbuild.steps.step import Action, Call, Made, Outcome, Recorded, Step
from podbuild.steps.store import Store


def _nothing(call: Call) -> Outcome:
    return Outcome()


WRITE = Action("write", 3, _nothing)
INPUTS = {"a": Asset("a.wav", "d1", 5), "b": Made("k0", "clip.wav")}
STEPS = {word: Step(WRITE, {"text": word}, INPUTS, f"glacier, {word}") for word in ("hello", "more")}


def put(store: Store, text: str, step: Step = STEPS["hello"]):
    folder = store.scratch()
    (folder / "out.txt").write_text(text)
    warning = Diagnostic("odd", "odd – ✓", Span("a.md", 3, 4, 9), "warning", "mend", "because", (Note("here", Span("b.md")),))
    digests = {"out.txt": digest.of_bytes(text.encode())}
    return store.put(step, folder, digests, Outcome({"n": [1, 2.5, None]}, (warning,)), 0.25)


def test_what_was_put_is_found_by_another_store(tmp_path):
    key = STEPS["hello"].key
    written = put(Store(tmp_path), "hello")
    again = Store(tmp_path)
    assert again.get(key) == written
    assert again.get(key).recorded == Recorded("write", 3, {"text": "hello"}, {"a": "d1", "b": ["k0", "clip.wav"]})
    assert again.find(Made(key, "out.txt")).read_text() == "hello"
    assert again.find(Made(key, "other.txt")) is None
    assert again.get("k2") is None


def _flip(data: bytes) -> bytes:
    at = data.index(b"2.5")
    return data[:at] + b"3" + data[at + 1 :]


@pytest.mark.parametrize(
    "harm",
    [lambda d: d[:-9], lambda d: b"", lambda d: b"\xff\xfe\n", lambda d: d + b"\n{}", _flip],
    ids=["torn", "empty", "foreign", "more", "flipped"],
)
def test_a_damaged_record_is_as_if_it_were_not_there_and_harms_no_other(tmp_path, harm):
    store = Store(tmp_path)
    put(store, "hello")
    put(store, "more", STEPS["more"])
    path = store.record_path(STEPS["hello"].key)
    path.write_bytes(harm(path.read_bytes()))
    assert Store(tmp_path).get(STEPS["hello"].key) is None
    assert Store(tmp_path).get(STEPS["more"].key).facts == {"n": [1, 2.5, None]}


def test_a_record_under_another_name_does_not_count(tmp_path):
    store = Store(tmp_path)
    put(store, "hello")
    store.record_path(STEPS["hello"].key).rename(store.record_path(STEPS["hello"].key).with_name("0" * 64))
    assert Store(tmp_path).get("0" * 64) is None


@pytest.mark.parametrize(
    "harm", [lambda d: d[:-1], lambda d: b"", lambda d: d[:-1] + b"\x00"], ids=["truncated", "empty", "flipped"]
)
def test_a_damaged_blob_is_not_found(tmp_path, harm):
    made = STEPS["hello"].file("out.txt")
    put(Store(tmp_path), "hello")
    path = Store(tmp_path).find(made)
    path.write_bytes(harm(path.read_bytes()))
    assert Store(tmp_path).find(made) is None


def test_the_last_result_of_a_key_counts(tmp_path):
    put(Store(tmp_path), "one")
    put(Store(tmp_path), "two")
    assert Store(tmp_path).find(STEPS["hello"].file("out.txt")).read_text() == "two"
