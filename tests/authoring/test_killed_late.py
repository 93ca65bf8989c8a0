"""Commands that are killed when all is paid for: the same command again finds what is done, pays for nothing, and loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.authoring import revising
from tests.authoring.played_writer import PlayedWriter
from tests.cli.running import run, write
from tests.drafting.messages_api import MessagesApi

# Ends a command at once, as a power cut would, when it is about to give a file a name that the first argument is a part of.
KILLED = """\
import os, signal, sys
from podbuild.cli.main import main
mark = sys.argv.pop(1)
sys.addaudithook(lambda event, told: event == "os.rename" and mark in str(told[1]) and os.kill(os.getpid(), signal.SIGKILL))
sys.exit(main())
"""
FEED = """\
<rss version="2.0"><channel><title>News</title>
<item><title>The lamp is lit</title><guid>lamp</guid><description>The lamp was lit at dusk.</description></item>
</channel></rss>
"""
NOTES = {"titles": ["A"], "summary": "Short.", "tags": ["a"], "notes": ["One."], "chapters": []}


def killed_at(mark: str, root: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, mark, *arguments, "--show", str(root)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


def files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {str(p.relative_to(root)): p.read_bytes() for p in found if not {".podbuild", ".git"} & set(p.parts)}


@pytest.mark.parametrize("arguments", [("draft", "what the ice says"), ("revise", "ice", "warmer"), ("draft", "--notes", "ice")])
def test_what_was_written_is_not_written_again(api: MessagesApi, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    root = revising.show(tmp_path, revising.EPISODE.replace("summary: A word or two.\n", ""))
    warmer = revising.edits(revising.edit(9, revising.OPENING, revising.WARMER))
    answers = {"revise": warmer, "--notes": NOTES}
    known = next((answers[word] for word in arguments if word in answers), None)
    api.by = (lambda _: known) if known else PlayedWriter()
    killed_at(".done-", root, *arguments, "--yes")
    written, asked = files(root), len(api.asked)
    done = run(*arguments, "--yes", "--show", root)
    assert done.status == 0 and "an earlier run wrote" in done.stdout
    assert files(root) == written and len(api.asked) == asked
    run(*arguments, "--yes", "--show", root)  # from now on it is a wish like any other
    assert len(api.asked) > asked


def test_a_revision_is_committed_by_the_run_after_a_kill(api: MessagesApi, tmp_path: Path) -> None:
    root = revising.in_git(revising.show(tmp_path))
    api.will(revising.warmer())
    killed_at(".done-", root, "revise", "ice", "warmer", "--yes")
    done = run("revise", "ice", "warmer", "--yes", "--commit", "--show", root)
    assert done.status == 0 and "committed" in done.stdout, done.said
    assert revising.git(root, "log", "-1", "--format=%s").strip() == "warmer"
    assert len(api.asked) == 1 and not revising.git(root, "status", "--porcelain")


def test_an_undo_that_was_killed_is_done_by_the_next_one(api: MessagesApi, tmp_path: Path) -> None:
    root = revising.show(tmp_path)
    revising.revised(api, root, revising.warmer())
    killed_at("episodes/ice.md", root, "revise", "--undo")
    assert revising.WARMER in revising.text(root)
    assert run("revise", "--undo", "--show", root).status == 0
    assert revising.OPENING in revising.text(root) and "human" in run("provenance", "ice", "--show", root).stdout.splitlines()[-1]


def test_what_a_killed_run_had_begun_to_write_is_swept_away(api: MessagesApi, tmp_path: Path) -> None:
    root = revising.show(tmp_path)
    api.will(revising.warmer())
    killed_at("episodes/ice.md", root, "revise", "ice", "warmer", "--yes")
    assert list((root / "episodes").glob(".*")), "nothing was begun"
    assert run("revise", "ice", "warmer", "--yes", "--show", root).status == 0
    assert [path.name for path in (root / "episodes").iterdir()] == ["ice.md"] and len(api.asked) == 1


def test_news_of_an_episode_that_never_came_to_be_are_still_new(api: MessagesApi, tmp_path: Path) -> None:
    root = write(revising.show(tmp_path), {"sources/news.xml": FEED})
    api.by = PlayedWriter()
    wish = ("draft", "what is new", "--source", "sources/news.xml", "--yes")
    killed_at("episodes/", root, *wish)
    asked = len(api.asked)
    assert run(*wish, "--show", root).status == 0
    assert len(api.asked) == asked, "the sources read otherwise than before"
    assert "news#1" in revising.text(root, "episodes/what-the-ice-says.md")
