"""Makes docs/images/terminal.svg from two real builds: the example from nothing, and again after one line was edited.

python docs/terminal_picture.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).parent / "images" / "terminal.svg"
EPISODE, OLD, NEW = "the-glacier-that-sang.md", "an hour after the sun", "two hours after the sun"


def podbuild(*arguments: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "podbuild", *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.replace(str(cwd.resolve()), cwd.name).replace(str(cwd), cwd.name)


def main() -> None:
    console = Console(record=True, width=86, file=StringIO())

    def show(command: str, output: str) -> None:
        console.print(Text("$ ", style="bold green") + Text(command, style="bold"))
        console.print(Text(output))

    with tempfile.TemporaryDirectory() as folder:
        podbuild("init", "quiet-roads", cwd=Path(folder))
        root = Path(folder) / "quiet-roads"
        show("podbuild init quiet-roads && cd quiet-roads && podbuild build", podbuild("build", cwd=root))
        episode = root / "episodes" / EPISODE
        text = episode.read_text("utf-8")
        if OLD not in text:
            raise SystemExit(f"{EPISODE} has other words now: mend OLD and NEW here")
        episode.write_text(text.replace(OLD, NEW), "utf-8")
        show(f"sed -i 's/{OLD}/{NEW}/' episodes/{EPISODE} && podbuild build", podbuild("build", cwd=root))
    console.save_svg(str(PICTURE), title="podbuild")


if __name__ == "__main__":
    main()
