"""Never a stale result: whatever changes, however little the file system shows of it, a build gives what a clean build gives.

Every build here is a process of its own and goes the whole way, the answer from the memo included.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import soundfile

from podbuild.base.digest import of_file
from podbuild.base.shipped import shipped
from podbuild.build import build, choose
from podbuild.request import Request
from podbuild.steps.memo import Memo
from podbuild.steps.world import World
from tests.surviving import small_show
from tests.surviving.small_show import STATE, assert_clean, built, clean, episode, small, write_small

RIGHTS = "- files: [assets/**]\n  holder: podbuild\n  license: CC0-1.0\n"


def bell(level: float = 0.5) -> bytes:
    """A short sound; always of the same size."""
    data = BytesIO()
    soundfile.write(data, [level, -level] * 4000, 48_000, format="WAV", subtype="PCM_16")
    return data.getvalue()


def write_full(root: Path) -> Path:
    """The small show with one of everything that an episode can depend on."""
    ice = episode("Ice", 2, "We begin on the ice. {sfx: bell}")
    spoken = small()["show.yaml"].replace("host: {engine: tone}", "host: {engine: espeak, voice: en-gb}")
    texts = {"show.yaml": spoken, "episodes/ice.md": ice, "rights.yaml": RIGHTS, "lexicon.yaml": "- {word: ice, say: ais}\n"}
    return write_small(root, {**texts, "assets/bell.wav": bell()})


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """Such a show, built twice: its memo answers."""
    show = write_full(tmp_path_factory.mktemp("stale") / "show")
    built(cwd=show)
    assert "nothing had changed" in built(cwd=show)
    return show


@pytest.fixture
def show(tmp_path, once):
    """A copy of it, with a memo of its own."""
    shutil.copytree(once, tmp_path / "show", ignore=shutil.ignore_patterns("memo-*"))
    built(cwd=tmp_path / "show")
    return tmp_path / "show"


def check(show: Path, *arguments: str, out: Path | None = None) -> None:
    """Build twice: both times as a clean build would."""
    for _ in range(2):
        built(*arguments, cwd=show)
        words = [a for a in arguments if not a.startswith("--out")]
        assert_clean(show, *words, out=out)


def edit_quietly(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes for as many others, and put the time of the last change back."""
    stat, data = path.stat(), path.read_bytes()
    assert old in data and len(old) == len(new)
    path.write_bytes(data.replace(old, new))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


QUIET = [
    ("episodes/ice.md", b"begin", b"start"),
    ("show.yaml", b"cold places", b"dark places"),
    ("lexicon.yaml", b"ais", b"eis"),
    ("assets/bell.wav", bell(0.5)[60:80], bell(0.3)[60:80]),
    ("rights.yaml", b"podbuild", b"somebody"),
]


@pytest.mark.parametrize(("path", "old", "new"), QUIET)
@pytest.mark.parametrize("wait_seconds", [0, pytest.param(3, marks=pytest.mark.slow)])
def test_the_same_size_and_the_same_time(show, path, old, new, wait_seconds):
    time.sleep(wait_seconds)
    if wait_seconds:
        built(cwd=show)  # nothing is unsettled any more
    edit_quietly(show / path, old, new)
    check(show)


@pytest.mark.slow
def test_changed_twice_within_a_tick(show):
    file = show / "episodes" / "sea.md"
    for word in (b"on, or.", b"by, or.", b"up, or."):
        file.write_bytes(file.read_bytes())
        command = [sys.executable, "-m", "podbuild", "build"]
        build = subprocess.Popen(command, cwd=show, env=small_show.environment(), stdout=subprocess.DEVNULL)
        for _ in range(2):
            file.write_bytes(episode("Sea", 3, f"We go {word.decode()}").encode())
        assert build.wait(60) == 0
        check(show)


def test_an_older_file_in_its_place(show):
    file, other = show / "episodes" / "sea.md", show / "other.md"
    stat = file.stat()
    other.write_bytes(file.read_bytes().replace(b"We go on", b"We go by"))
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(file)
    check(show)


@pytest.mark.slow
def test_checkouts_back_and_forth(show):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.fsync=none"]

    def run(*words: str) -> None:
        subprocess.run([*git, *words], cwd=show, check=True, capture_output=True)

    (show / ".gitignore").write_text("public\n.podbuild\n")
    run("init", "-q", "-b", "one")
    run("add", "-A")
    run("commit", "-qm", "one")
    run("checkout", "-qb", "two")
    edit_quietly(show / "episodes" / "ice.md", b"begin", b"start")
    (show / "assets" / "bell.wav").write_bytes(bell(0.25))
    (show / "episodes" / "dune.md").write_text(episode("Dune", 4, "Sand."), "utf-8")
    run("add", "-A")
    run("commit", "-qm", "two")
    for branch in ("one", "two", "one", "one", "two"):
        run("checkout", "-q", branch)
        built(cwd=show)
        assert_clean(show)


def _move_bell(show: Path) -> None:
    (show / "assets" / "sub").mkdir()
    (show / "assets" / "bell.wav").rename(show / "assets" / "sub" / "bell.wav")


def _hide_bell(show: Path) -> None:
    """A name with a leading dot, which no listing of the show holds."""
    (show / "assets" / "bell.wav").rename(show / "assets" / ".bell.wav")
    file = show / "episodes" / "ice.md"
    file.write_text(file.read_text("utf-8").replace("{sfx: bell}", "{sfx: assets/.bell.wav}"), "utf-8")
    built(cwd=show)
    assert_clean(show)
    edit_quietly(show / "assets" / ".bell.wav", bell(0.5)[60:80], bell(0.3)[60:80])


def _add_template(show: Path) -> None:
    page = show / "templates" / "site" / "episode.html.j2"
    page.parent.mkdir(parents=True)
    shutil.copy(shipped("templates") / "site" / "episode.html.j2", page)
    page.write_text(page.read_text("utf-8").replace("<h1", "<h1 data-own", 1), "utf-8")
    assert "data-own" in page.read_text("utf-8")


def _come_and_go(show: Path) -> None:
    _add_template(show)
    built(cwd=show)
    assert_clean(show)
    shutil.rmtree(show / "templates")


def _truncate_in_place(show: Path) -> None:
    with (show / "public" / "audio" / "ice.mp3").open("r+b") as file:
        file.truncate(100)


def _overwrite_keeping_times(show: Path) -> None:
    page = show / "public" / "index.html"
    stat = page.stat()
    page.write_bytes(page.read_bytes().replace(b"Quiet", b"Noisy"))
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _other_right(show: Path) -> None:
    (show / "rights.yaml").write_text("- files: [assets/bell.wav]\n  holder: A. Ringer\n  license: CC-BY-4.0\n" + RIGHTS, "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "an asset moved": _move_bell,
    "a hidden asset changed": _hide_bell,
    "a template added": _add_template,
    "a template added and taken away": _come_and_go,
    "a right changed": _other_right,
    "no lexicon any more": lambda show: (show / "lexicon.yaml").unlink(),
    "a page deleted": lambda show: (show / "public" / "index.html").unlink(),
    "the sound deleted": lambda show: (show / "public" / "audio" / "ice.mp3").unlink(),
    "the sound cut off": _truncate_in_place,
    "a page overwritten": _overwrite_keeping_times,
    "everything deleted": lambda show: shutil.rmtree(show / "public"),
    "another picture": lambda show: (show / "assets" / "cover.png").write_bytes(small_show.cover(99)),
    "an episode renamed": lambda show: (show / "episodes" / "sea.md").rename(show / "episodes" / "lake.md"),
    "an episode made a draft": lambda show: (show / "episodes" / "sea.md").write_text(episode("Sea", 3, draft="true"), "utf-8"),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of(show, change):
    CHANGES[change](show)
    check(show)


def test_a_name_that_is_not_clear_any_more(show):
    (show / "assets" / "sub").mkdir()
    (show / "assets" / "sub" / "bell.wav").write_bytes(bell(0.2))
    done = small_show.podbuild(cwd=show)
    assert (done.returncode, "asset-ambiguous" in done.stderr) == (1, True), done.stderr
    (show / "assets" / "sub" / "bell.wav").unlink()
    check(show)


@pytest.mark.slow
def test_one_folder_then_another_and_back(show, tmp_path):
    (show / "episodes" / "new.md").write_text(episode("New", 5, draft="true"), "utf-8")
    other = tmp_path / "other"
    for word in ("one", "two"):
        check(show)
        check(show, f"--out={other}", out=other)
        check(show, "--drafts")
        check(show, f"--out={other}", "--drafts", out=other)
        (show / "episodes" / "sea.md").write_text(episode("Sea", 3, f"Number {word}."), "utf-8")
    check(show)


@pytest.mark.parametrize("line", ["He begin on the ice.", "We {nonsense} on the ice."])
def test_an_edit_between_two_looks(show, line, monkeypatch):
    """An episode that is compiled because its sound got lost, and is not the one any more that the build looked at."""
    file, old = show / "episodes" / "ice.md", (show / "episodes" / "ice.md").read_bytes()
    (show / "public" / "audio" / "ice.mp3").unlink()

    def choose_after_a_save(*arguments):
        file.write_bytes(old.replace(b"We begin on the ice.", line.encode()))
        return choose(*arguments)

    with monkeypatch.context() as patch:  # all files have been looked at when it chooses, and none is compiled
        patch.setattr("podbuild.build.choose", choose_after_a_save)
        done = build(Request(show), World())
    assert (done.outcome, [d.code for d in done.diagnostics]) == ("failed", ["asset-changed"])
    file.write_bytes(old)
    built(cwd=show)
    assert_clean(show)


@pytest.mark.slow
def test_an_edit_while_the_build_runs(show):
    """Whatever that build made of it, the next one is as a clean one."""
    rng = random.Random(5)
    files = [show / "episodes" / "ice.md", show / "episodes" / "sea.md", show / "lexicon.yaml", show / "assets" / "bell.wav"]
    texts = {file: file.read_bytes() for file in files}

    def edit(is_over: threading.Event) -> None:
        while not is_over.wait(rng.uniform(0.01, 0.2)):
            file = rng.choice(files)
            data = bell(rng.choice([0.2, 0.4])) if file.suffix == ".wav" else texts[file].replace(b"i", rng.choice([b"i", b"e"]))
            if file.suffix == ".md":
                data = texts[file].replace(b"We ", rng.choice([b"We ", b"He ", b"Me "]))
            file.write_bytes(data)

    for _ in range(4):
        (show / "episodes" / "dune.md").write_text(episode("Dune", 4, f"Sand {rng.random()}."), "utf-8")
        is_over = threading.Event()
        editor = threading.Thread(target=edit, args=(is_over,))
        editor.start()
        done = small_show.podbuild(cwd=show)
        is_over.set()
        editor.join()
        assert done.returncode in (0, 1, 4) and "Traceback" not in done.stderr, done.stderr
        assert done.returncode != 4 or "changed while it was being read" in done.stderr, done.stderr
        assert small_show.missing_of_feed(show / "public") == []
        built(cwd=show)
        assert_clean(show)


def memo_of(show: Path) -> Memo:
    (place,) = (show / STATE).glob("memo-*")
    memo = Memo.read(str(place))
    assert memo is not None
    return memo


def holds(show: Path, now_seconds: float) -> bool:
    root = str(show)
    return memo_of(show).still_holds(
        root, f"{root}/public", int(now_seconds * 1e9), small_show.environment(), lambda rel: of_file(show / rel)
    )


def test_the_clock_decides_what_is_due(show, monkeypatch):
    """Before the date of the last that is out, and from the date of the next that comes, the memo does not answer."""
    (show / "episodes" / "later.md").write_text(
        "---\ntitle: Later\ndate: 2199-01-01T00:00:00Z\nsummary: A word.\n---\nHOST: One day.\n", "utf-8"
    )
    built(cwd=show)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p])
    due, later = 1_767_398_400, 7_226_582_400  # 2026-01-03 and 2199-01-01, midnight UTC
    told = {now: holds(show, now) for now in (due - 86_400, due - 1, due + 86_400, later - 1, later, later + 1)}
    assert list(told.values()) == [False, False, True, True, False, False]


@pytest.mark.slow
@pytest.mark.parametrize("hours", [-48, 48])
def test_files_from_another_time(show, hours):
    """A clock that was wrong when the files were written, or is wrong now, hides no change."""
    file = show / "episodes" / "ice.md"
    then = time.time() + 3600 * hours
    for word in (b"start", b"begin", b"start"):
        data = file.read_bytes()
        file.write_bytes(data.replace(b"begin", word) if b"begin" in data else data.replace(b"start", word))
        os.utime(file, (then, then))
        built(cwd=show)
        assert_clean(show)


@pytest.mark.slow
def test_what_is_compared_is_a_clean_build(show):
    """Of the tests themselves: a show with one word changed is another one."""
    before = clean(show)
    edit_quietly(show / "episodes" / "ice.md", b"begin", b"start")
    found = small_show.differences(before, clean(show))
    assert {"audio/ice.mp3", "feed.xml", "transcripts/ice.vtt"} <= set(found)
