"""What the tests of writers ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.writer import Block, Form, Request, WritingFailed

SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}, "lines": {"type": "array", "items": {"type": "string"}}}}
FORM = Form("outline", "The outline of an episode.", SCHEMA)
REQUEST = Request(
    "claude-sonnet-5-5",
    (Block("You write for the ear. " * 40, is_kept=True),),
    (Block("Notes: the ice sings at night. " * 60, is_kept=True), Block("Make it warm.")),
    FORM,
    2_000,
)
GOOD = {"title": "Ice sings", "lines": ["We begin on the ice.", "Es knistert – höre, 氷."]}


def wanting(text: str) -> Request:
    """The same request with another wish."""
    return replace(REQUEST, asked=(*REQUEST.asked[:-1], Block(text)))


def titled(filled: Mapping[str, Any]) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """A decoder: the title, which has to be there."""
    if isinstance(title := filled.get("title"), str) and title:
        return title, (Diagnostic("title-long", "a warning stops nothing", severity="warning"),)
    return None, (Diagnostic("title-missing", "the outline has no title", fix="write a title"),)


def told(failed: WritingFailed) -> str:
    """All that an author sees of it."""
    return f"{failed.diagnostic.code}\n{failed.diagnostic.message}\n{failed.diagnostic.fix}"
