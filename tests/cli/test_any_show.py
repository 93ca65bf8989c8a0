"""Whatever stands in a show's files, an author meets a message and a known exit status: no traceback, and no bug."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import EPISODE, GOOD, SHOW, Files, run, write, write_warm
from tests.source.test_faults import FAULTS

SCRAPS = (
    *(
        "{",
        "}",
        "[",
        "]",
        "&a ",
        "*a",
        "|",
        ">",
        "!",
        "!!python/object:os.system",
        "%",
        "@",
        "`",
        '"',
        "'",
        "\\",
        "\t",
        "\0",
        "\x1b",
    ),
    *("---\n", "- ", "? ", ": ", "{pause: 1s}", "{sfx: x}", "{say: x}", "{voice: nobody}", "{rate: -5}", "{gain: inf dB}"),
    *("HOST:", "HOST: ", "NOBODY: ", "# ", "```\n", "<!--", "![a](b)", "[a](b)", "| a | b |\n|---|---|\n", "\n\n", "\r", "\u2028"),
    *("氷", "🎧", "\ud800", "\u202e", "../../etc/passwd", "file:///etc/passwd", "9" * 400, "-1", "1e999", "nan", "0x10", "1:99"),
    *("draft: true\n", "date: 9999-99-99\n", "number: -1\n", "audio: x.wav\n", "language: xx\n", "voices: {}\n", "guid: a\n"),
)


def mutated(text: str, chance: random.Random) -> str:
    """The text with some scraps put in, some of it taken out or said twice."""
    for _ in range(chance.randint(1, 4)):
        at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        match chance.randrange(4):
            case 0:
                text = text[:at] + chance.choice(SCRAPS) + text[at:]
            case 1:
                text = text[:at] + text[min(to, at + 20) :]
            case 2:
                text = text[:at] + text[at:to][:40] + text[at:]
            case _:
                lines = text.split("\n")
                chance.shuffle(lines)
                text = "\n".join(lines) if chance.random() < 0.3 else text
    return text


def malformed_shows() -> Iterator[Files]:
    chance = random.Random(20261121)  # the same shows in every run
    extra = {
        "lexicon.yaml": "- {word: Nowak, say: Noh-vack}\n",
        "rights.yaml": "- {files: [assets/**], holder: A, license: CC0-1.0}\n",
    }
    whole = {"show.yaml": SHOW, "episodes/ice.md": EPISODE, **extra}
    for n in range(300):
        name = list(whole)[n % len(whole)]
        yield {**whole, name: mutated(whole[name], chance)}


def check(show: Path) -> None:
    # --strict with a show that always has a warning: what reads well is refused before anything is spoken.
    done = run("build", "--strict", "--show", show)
    assert done.status in (0, 1, 3, 4)
    assert "Traceback" not in done.said and "bug" not in done.said


def test_malformed_shows(tmp_path):
    for n, files in enumerate(malformed_shows()):
        show = write(tmp_path / str(n), {**GOOD, **files, "episodes/warned.md": "---\ntitle: W\ndate: 2026-01-09\n---\nHOST: W.\n"})
        check(show)


def test_the_faults_of_the_loader(tmp_path):
    for n, (files, _) in enumerate(FAULTS):
        check(write(tmp_path / str(n), {"show.yaml": SHOW, **files}))


@pytest.mark.slow
def test_malformed_shows_built_as_far_as_they_go(tmp_path):
    for n, files in enumerate(malformed_shows()):
        if n % 5:
            continue
        show = write_warm(tmp_path / str(n), {**GOOD, **files})
        done = run("build", "--drafts", "--future", "--show", show)
        assert done.status in (0, 1, 4) and "Traceback" not in done.said, done.said
        shutil.rmtree(show)


@pytest.mark.parametrize("command", [("new", "X"), ("doctor",), ("say", "hi", "-V", "host", "-o", "x.wav")])
@pytest.mark.parametrize("text", ["", "\0", "[", "title: 1\n", SHOW + "voices: {}\n", "\ud800", "- a\n", "a: &a [*a]\n"])
def test_other_commands_in_a_broken_show(tmp_path, monkeypatch, command, text):
    monkeypatch.chdir(tmp_path)
    show = write(tmp_path / "show", {"show.yaml": text})
    done = run(*command, "--show", show)
    assert done.status in (0, 1, 4)
    assert "bug" not in done.said
