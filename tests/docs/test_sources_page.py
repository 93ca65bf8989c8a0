"""What sources.md shows: each sample is read, and gives the passages that stand below it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from podbuild.drafting.snapshots import keep_snapshot, snapshot_text
from podbuild.drafting.sources.address_privacy import told_address
from podbuild.drafting.sources.source_readers import READERS
from tests.docs.pages import DOCS
from tests.drafting.sources.trying import file, read_all

PAGE = (DOCS / "sources.md").read_text("utf-8")
SAMPLES = dict(re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
SHOWN = dict(re.findall(r"^```text shows=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
SNAPSHOTS = dict(re.findall(r"^```text snapshot=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
PRIVATE = dict(re.findall(r"^```text private=(\S+)\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_gives_what_is_shown(tmp_path: Path, name: str) -> None:
    file(tmp_path, name, SAMPLES[name])
    (source,), codes = read_all(tmp_path, name)
    assert codes == []
    assert "".join(f"[{source.reference(p)}] {p.text}\n" for p in source.passages) == SHOWN[name]
    if name in SNAPSHOTS:
        assert snapshot_text(source) == SNAPSHOTS[name]
        assert f"--source {keep_snapshot(tmp_path, source)}" in PAGE


def test_what_is_shown_is_of_a_sample() -> None:
    assert len(SAMPLES) >= 5
    assert set(SAMPLES) == set(SHOWN)
    assert set(SNAPSHOTS) <= set(SAMPLES)


def test_how_a_private_address_is_told() -> None:
    assert PRIVATE
    assert {address: told_address(address, "calendar") for address in PRIVATE} == PRIVATE


@pytest.mark.parametrize("reader", READERS, ids=lambda r: r.name)
def test_every_kind_is_told(reader: object) -> None:
    assert f"| `{reader.name}` |" in PAGE  # type: ignore[attr-defined]
