"""What feed.md shows: each field, and the tag that it becomes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS
from tests.feed.test_more_tags import compiled, written

PAIRS = re.findall(
    r"```yaml (show|episode)\n(.*?)```\n\n```xml\n(.*?)```", (DOCS / "feed.md").read_text(encoding="utf-8"), flags=re.DOTALL
)


@pytest.mark.parametrize(("where", "fields", "shown"), PAIRS, ids=[fields.split(":")[0] for _, fields, _ in PAIRS])
def test_a_field_becomes_the_tag_that_is_shown(tmp_path: Path, where: str, fields: str, shown: str) -> None:
    lines = shown.splitlines()
    name = re.findall(r"\w+", lines[0])[0]
    channel = compiled(tmp_path, **{"show_lines" if where == "show" else "front": fields})
    found = written(channel if where == "show" else channel.find("item"), name)
    assert [text for text in found if 'purpose="ai-content"' not in text] == lines


def test_every_field_is_shown() -> None:
    assert len(PAIRS) >= 14
