"""The store's log survives tearing, and its blobs are known by their bytes."""

from __future__ import annotations

import pytest

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, Note, Span
from podbuild.steps.step import Made, Outcome
from podbuild.steps.store import Store


def put(store: Store, key: str, text: str):
    folder = store.scratch()
    (folder / "out.txt").write_text(text)
    warning = Diagnostic("odd", "odd – ✓", Span("a.md", 3, 4, 9), "warning", "mend", "because", (Note("here", Span("b.md")),))
    digests = {"out.txt": digest.of_bytes(text.encode())}
    return store.put(key, folder, digests, Outcome({"n": [1, 2.5, None]}, (warning,)), 0.25)


def test_what_was_put_is_found_by_another_store(tmp_path):
    written = put(Store(tmp_path), "k1", "hello")
    again = Store(tmp_path)
    assert again.get("k1") == written
    assert again.find(Made("k1", "out.txt")).read_text() == "hello"
    assert again.find(Made("k1", "other.txt")) is None
    assert again.get("k2") is None


@pytest.mark.parametrize("tail", [b'{"key":"k2","files"', b"\xff\xfe\n", b"{}\n[]\n", b'{"key": 3}\n\n\n'])
def test_a_torn_log_loses_only_what_is_torn(tmp_path, tail):
    put(Store(tmp_path), "k1", "hello")
    with (tmp_path / "results.jsonl").open("ab") as log:
        log.write(tail)
    store = Store(tmp_path)
    assert store.get("k1").facts == {"n": [1, 2.5, None]}
    put(store, "k3", "more")
    assert {k for k in ("k1", "k2", "k3") if Store(tmp_path).get(k)} == {"k1", "k3"}


def test_the_last_result_of_a_key_counts(tmp_path):
    put(Store(tmp_path), "k", "one")
    put(Store(tmp_path), "k", "two")
    assert Store(tmp_path).find(Made("k", "out.txt")).read_text() == "two"
