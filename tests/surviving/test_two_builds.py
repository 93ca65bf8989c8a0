"""Two builds of one show at once: the second says for whom it waits, and both end with one result."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.surviving import small_show
from tests.surviving.small_show import STATE, assert_clean, built, write_small


def started(show: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "podbuild", "build", *arguments],
        cwd=show,
        env=small_show.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_lock(show: Path) -> None:
    """Wait until a build has the lock and has begun to work."""
    deadline = time.monotonic() + 30
    while not (show / STATE / "store" / "scratch").is_dir() and time.monotonic() < deadline:
        time.sleep(0.002)
    assert (show / STATE / "lock-holder").exists()


@pytest.fixture
def first(tmp_path):
    """A build that has begun, and is halted until the test lets it go on."""
    build = started(write_small(tmp_path / "show"))
    wait_for_lock(tmp_path / "show")
    build.send_signal(signal.SIGSTOP)
    yield build
    if build.poll() is None:
        build.kill()
    build.communicate()


def first_line(build: subprocess.Popen[str], stream: str) -> str:
    line: str = getattr(build, stream).readline()
    return line


def test_the_second_names_the_first_waits_and_agrees(tmp_path, first):
    show = tmp_path / "show"
    second = started(show)
    said = first_line(second, "stderr")
    assert re.fullmatch(rf"waiting: another build of this show is running \(process {first.pid} on \S+, since 20.* UTC\)\n", said)
    time.sleep(0.5)
    assert second.poll() is None, "it waits"
    first.send_signal(signal.SIGCONT)
    assert first.wait(60) == 0
    out, err = second.communicate(timeout=60)
    assert (second.returncode, err) == (0, "")
    assert "nothing had changed" in out
    assert_clean(show)
    assert small_show.leftovers(show) == []


@pytest.mark.slow
def test_programs_are_told_that_it_waits(tmp_path, first):
    second = started(tmp_path / "show", "--format", "json")
    event = json.loads(first_line(second, "stdout"))
    assert event["event"] == "waiting" and f"process {first.pid} " in event["holder"]
    first.send_signal(signal.SIGCONT)
    out, _ = second.communicate(timeout=60)
    assert json.loads(out.splitlines()[-1])["outcome"] == "done" and second.returncode == 0


def test_a_first_that_is_killed_lets_the_second_go_on_at_once(tmp_path, first):
    show = tmp_path / "show"
    second = started(show)
    assert first_line(second, "stderr").startswith("waiting")
    first.kill()
    first.wait(10)
    _, err = second.communicate(timeout=60)
    assert second.returncode == 0, err
    assert_clean(show)
    assert small_show.leftovers(show) == []


def test_the_name_of_a_dead_holder_is_no_obstacle(tmp_path):
    show = write_small(tmp_path / "show")
    built(cwd=show)
    state = show / STATE
    (state / "lock-holder").write_text("process 999999 on nowhere, since the flood")
    (state / "store" / "scratch" / "tmpold").mkdir(parents=True)
    for part in (
        show / "public" / "feed.xml",
        state / "memory.json",
        state / "releases" / "0000.said",
    ):  # what is not written again
        part.with_name(f"{part.name}.podbuild-part").write_text("half")
    (show / "episodes" / "ice.md").write_text(small_show.episode("Ice", 2, "Now."), "utf-8")
    begun = time.monotonic()
    assert "waiting" not in small_show.podbuild(cwd=show).stderr
    assert time.monotonic() - begun < 30
    assert_clean(show)
    assert not (state / "lock-holder").exists()
    assert list((state / "store" / "scratch").glob("*")) == []
    assert small_show.leftovers(show) == []


@pytest.mark.slow
def test_many_at_once_with_an_edit_between(tmp_path):
    show = write_small(tmp_path / "show")
    builds = [started(show, *flags) for flags in ((), ("--drafts",), ("-j", "1"))]
    (show / "episodes" / "sea.md").write_text(small_show.episode("Sea", 3, "Otherwise."), "utf-8")
    builds.append(started(show))
    ends = [(build.communicate(timeout=120), build.returncode) for build in builds]
    assert [status for _, status in ends] == [0] * 4, ends
    built(cwd=show)
    assert_clean(show)
    assert small_show.leftovers(show) == []
