"""All writers. A new one is one line here; tests/drafting/test_writer_contract.py then holds it to the contract."""

from __future__ import annotations

from podbuild.drafting.claude import CLAUDE
from podbuild.drafting.writer import WriterKind

WRITERS: tuple[WriterKind, ...] = (CLAUDE,)


def writer_kind(name: str) -> WriterKind | None:
    return next((w for w in WRITERS if w.name == name), None)
