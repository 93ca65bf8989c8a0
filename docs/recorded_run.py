"""The runs in three pages of drafting, really run: `python docs/recorded_run.py` writes anew what the pages show.

The commands are real, and so are the SDK, the files, the sound. Only the model is not: what it would answer stands in
docs/recorded/, written by hand, and a server on loopback that speaks the Messages API hands it out.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))
PAGE, REVISING, TRANSLATING, COMMANDS = (DOCS / f"{name}.md" for name in ("drafting-run", "revising", "translating", "commands"))
RECORDED = DOCS / "recorded"
PLACES = {
    "show.yaml": "show.yaml",
    "lamp-notes.md": "sources/lamp-notes.md",
    "day.ics": "sources/day.ics",
    "morning.yaml": "recipes/morning.yaml",
}
POST_BOAT = {"the-post-boat.md": "episodes/the-post-boat.md"}  # that translating.md begins with
EPISODE = {"lamp-episode.md": "episodes/the-lamp-on-skerry.md"}  # that revising.md begins with
_BLOCK = re.compile(
    r"^```console\n\$ (?P<command>podbuild .*)\n(?:.*\n)*?^```$|^```(?P<kind>\w+) of=(?P<file>\S+)\n(?:.*\n)*?^```$", re.MULTILINE
)
_TEXT = re.compile(r"^\[(t\d+)\] \([^)]*\) (.*)$", re.MULTILINE)  # of those that are to be translated
_SAMPLE = re.compile(
    r"^```console\n(\$ podbuild (?:draft|brief|revise|provenance|translate) .*(?:\n(?!```$).*)*)\n```$", re.MULTILINE
)


class Model:
    """Hands out what was written for it, by what it is asked for. Its first script of the lamp is too long, as they are."""

    def __init__(self) -> None:
        self.scripts = 0

    def __call__(self, body: Mapping[str, Any]) -> Any:
        from tests.drafting.messages_rules import form_of, text_of

        name, text = form_of(body), text_of(body)
        if name == "translation":
            german = json.loads((RECORDED / "translation.json").read_text("utf-8"))
            return {"lines": [{"id": of, "text": german[words]} for of, words in _TEXT.findall(text)]}
        is_brief = "The day in the harbour" in text
        of = "brief-" if is_brief else "turns-" if name == "revision" and "take the turns out" in text else ""
        filled = json.loads((RECORDED / f"{of}{name}.json").read_text("utf-8"))
        if name == "script" and not is_brief:
            self.scripts += 1
            if self.scripts == 1:
                filled["segments"][1]["lines"][6:6] = json.loads((RECORDED / "longer.json").read_text("utf-8"))
        return filled


@contextmanager
def harbour(more: Mapping[str, str]) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """The show of the page in a folder, and the environment in which commands find the server."""
    from tests.drafting.messages_api import MessagesApi

    with tempfile.TemporaryDirectory() as name, MessagesApi(by=Model()) as api:
        folder = Path(name) / "harbour-notes"
        for file, place in {**PLACES, **more}.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(RECORDED / file, folder / place)
        yield folder, {**os.environ, **api.environment, "PYTHONPATH": str(DOCS.parent)}


def run(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """What a command says, errors included, without empty lines at its ends."""
    words = [sys.executable, "-m", "podbuild", *shlex.split(command)[1:]]
    done = subprocess.run(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.strip().splitlines()).replace(str(folder), "harbour-notes")


def made_anew(text: str, more: Mapping[str, str] | None = None) -> str:
    """A page with every command run, in order, and every file as it is then; `more` are files that its show has, too."""
    with harbour(more or {}) as (folder, environment):

        def again(m: re.Match[str]) -> str:
            if m["command"]:
                return f"```console\n$ {m['command']}\n{run(m['command'], folder, environment)}```"
            return f"```{m['kind']} of={m['file']}\n{(folder / m['file']).read_text('utf-8')}```"

        return _BLOCK.sub(again, text)


def samples_anew(commands: str, shown: str) -> str:
    """commands.md with its samples of these runs as the pages have them; a line that is no more is left, for the test to find."""

    def again(m: re.Match[str]) -> str:
        first, *rest = m[1].split("\n")
        begin = shown.find(f"{first}\n")
        lines = iter(shown[begin : shown.find("\n```", begin)].split("\n")[1:] if begin >= 0 else ())
        found = [next((other for other in lines if _plain(other) == _plain(line)), line) if line != "…" else line for line in rest]
        return "\n".join(["```console", first, *found, "```"])

    return _SAMPLE.sub(again, commands)


def _plain(line: str) -> str:
    return " ".join(re.sub(r"-?\d[\d.:,-]*", "N", line).split())


if __name__ == "__main__":
    for page, files in ((PAGE, {}), (REVISING, EPISODE), (TRANSLATING, POST_BOAT)):
        page.write_text(made_anew(page.read_text("utf-8"), files), "utf-8")
    COMMANDS.write_text(
        samples_anew(COMMANDS.read_text("utf-8"), "\n".join(p.read_text("utf-8") for p in (PAGE, REVISING, TRANSLATING))), "utf-8"
    )
