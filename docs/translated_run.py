"""The run in translating.md, really run: `python docs/translated_run.py` writes what it shows anew.

As in recorded_run.py, only the model is not real: the German stands in docs/recorded/translation.json, written by hand.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]
PAGE = DOCS / "translating.md"
RECORDED = DOCS / "recorded"
PLACES = {"show.yaml": "show.yaml", "the-post-boat.md": "episodes/the-post-boat.md"}
_BLOCK = re.compile(
    r"^```console\n\$ (?P<command>podbuild .*)\n(?:.*\n)*?^```$|^```markdown of=(?P<file>\S+)\n(?:.*\n)*?^```$", re.MULTILINE
)
_TEXT = re.compile(r"^\[(t\d+)\] \([^)]*\) (.*)$", re.MULTILINE)


def translator(body: Mapping[str, Any]) -> dict[str, Any]:
    """The German that was written for the texts that are asked for."""
    from tests.drafting.messages_rules import text_of

    german = json.loads((RECORDED / "translation.json").read_text("utf-8"))
    return {"lines": [{"id": name, "text": german[text]} for name, text in _TEXT.findall(text_of(body))]}


def made_anew(text: str) -> str:
    """The page with every command run, in order, and every file as it is then."""
    from recorded_run import run

    from tests.drafting.messages_api import MessagesApi

    with tempfile.TemporaryDirectory() as name, MessagesApi(by=translator) as api:
        folder = Path(name) / "harbour-notes"
        for file, place in PLACES.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(RECORDED / file, folder / place)
        environment = {**os.environ, **api.environment, "PYTHONPATH": str(DOCS.parent)}

        def again(m: re.Match[str]) -> str:
            if m["command"]:
                return f"```console\n$ {m['command']}\n{run(m['command'], folder, environment)}```"
            return f"```markdown of={m['file']}\n{(folder / m['file']).read_text('utf-8')}```"

        return _BLOCK.sub(again, text)


if __name__ == "__main__":
    PAGE.write_text(made_anew(PAGE.read_text("utf-8")), "utf-8")
