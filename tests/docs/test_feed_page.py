"""What feed.md shows: each field, and the tag that it becomes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from podbuild.starters import schema_text
from tests.docs.pages import DOCS
from tests.feed.test_more_tags import compiled, written
from tests.source.shows import SHOW

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


@pytest.mark.parametrize(("where", "fields", "shown"), PAIRS, ids=[fields.split(":")[0] for _, fields, _ in PAIRS])
def test_editors_know_the_field(where: str, fields: str, shown: str) -> None:
    text = (SHOW if where == "show" else "title: Ice\n") + fields
    written_down = json.loads(json.dumps(yaml.safe_load(text), default=str))
    schema = json.loads(schema_text("show" if where == "show" else "front-matter"))
    jsonschema.validate(written_down, schema)


def test_every_field_is_shown() -> None:
    assert len(PAIRS) >= 14
