"""The samples of commands.md, really run: `python docs/samples.py` writes them anew.

Each block that begins with `$ podbuild …` is run in a folder where the guide's show lies as `window-seat`. What differs from
machine to machine (doctor), what would fill pages (completion), and what needs a repository with a past (diff) stays as it was
written.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from podbuild.base.shipped import shipped

DOCS = Path(__file__).resolve().parent
COMMANDS = DOCS / "commands.md"
GUIDE = DOCS / "guide.md"
PRIVATE = DOCS / "private-feeds.md"
IMPORTING = DOCS / "importing.md"
SOUNDS = ("calm", "bell")  # those that the guide copies
IN_A_SHOW = ("new", "say")
EDITS = {  # what an author did to the slow train before a command: (the words as they were, and as they are then)
    "build --show window-seat --explain": ("She waves at the cows.", "She waves at all the cows."),
    "plan --show window-seat": ("And nobody on it is in a hurry?", "And nobody on board is in a hurry?"),
}
WRITING = ("draft", "brief", "revise", "provenance", "translate")  # recorded_run.py runs these
NOT_RUN = ("doctor", "completion", "serve", "diff", "publish", *WRITING)
_FILE = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAMPLE = re.compile(r"^```console\n\$ podbuild (?P<command>.*)\n(?P<said>(?:.*\n)*?)^```$", re.MULTILINE)


def write_show(folder: Path, *pages: Path) -> None:
    """Every file that these pages write down, and the sounds that the guide copies."""
    for page in pages:
        for name, text in _FILE.findall(page.read_text(encoding="utf-8")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    (folder / "assets").mkdir()
    for sound in SOUNDS:
        shutil.copyfile(shipped("templates") / "sounds" / f"{sound}.ogg", folder / "assets" / f"{sound}.ogg")


def prepare(folder: Path) -> None:
    """The guide's show three times: one to be built, one that commands may change, and one with listeners by name; and the feed of
    importing.md."""
    write_show(folder / "window-seat", GUIDE)
    write_show(folder / "aside", GUIDE)
    write_show(folder / "family", GUIDE, PRIVATE)
    with (folder / "family" / "show.yaml").open("a", encoding="utf-8") as file:
        file.write("visibility: private\n")
    for name, text in _FILE.findall(IMPORTING.read_text(encoding="utf-8")):
        (folder / name).write_text(text, encoding="utf-8")


def samples() -> Mapping[str, str]:
    """What commands.md shows: command → what it says."""
    return {m["command"]: m["said"] for m in _SAMPLE.finditer(COMMANDS.read_text(encoding="utf-8"))}


def run(command: str, folder: Path) -> str:
    """What a command says, errors included. Quotes are a shell's; a redirection is left out. CalledProcessError where it fails."""
    words = [a or b for a, b in re.findall(r'"([^"]*)"|(\S+)', command.partition(" >>")[0])]
    where = folder / "aside" if words[0] in IN_A_SHOW else folder
    if command in EDITS:
        file = folder / "window-seat" / "episodes" / "the-slow-train.md"
        file.write_text(file.read_text(encoding="utf-8").replace(*EDITS[command]), encoding="utf-8")
    how = [sys.executable, "-m", "podbuild", *words]
    return subprocess.run(
        how, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=True
    ).stdout  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)

        def again(m: re.Match[str]) -> str:
            said = m["said"] if m["command"].split()[0] in NOT_RUN else run(m["command"], folder)
            tidy = "".join(f"{line.rstrip()}\n" for line in said.splitlines() if line.strip())
            return f"```console\n$ podbuild {m['command']}\n{tidy}```"

        COMMANDS.write_text(_SAMPLE.sub(again, COMMANDS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
