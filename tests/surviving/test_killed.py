"""kill -9 at any moment: nothing that was finished is lost, no reader meets a broken feed, and the next build is as a clean one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.surviving import small_show
from tests.surviving.killing import Broken, Launcher, Ordeal

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
MUTANTS = ("records-first", "feed-first", "in-place")


def ordeal(folder: Path, seed: int, kills: int, mutant: str = "") -> Ordeal:
    launcher = Launcher(mutant)
    found = Ordeal(small_show.write_small(folder / "show"), launcher, random.Random(seed))
    try:
        found.run(kills)
    finally:
        launcher.close()
    return found


def test_a_few_kills(tmp_path):
    found = ordeal(tmp_path, seed=1, kills=15)
    assert found.kills >= 15 and found.finished > 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_two_hundred_kills(tmp_path, seed):
    assert ordeal(tmp_path, seed, kills=50).kills >= 50


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_podbuild_that_writes_otherwise_is_caught(tmp_path, mutant):
    with pytest.raises(Broken):
        ordeal(tmp_path, seed=7, kills=50, mutant=mutant)


def test_the_command_itself_killed_half_way(tmp_path):
    """As a user runs it: with a Python that has to load everything first."""
    show = small_show.write_small(tmp_path / "show")
    command = [sys.executable, "-m", "podbuild", "build"]
    how = {"cwd": show, "env": small_show.environment(), "stderr": subprocess.DEVNULL, "start_new_session": True}
    for seconds in (0.1, 0.5, 1.0, 1.5):
        with subprocess.Popen(command, **how) as build:
            time.sleep(seconds)
            if build.poll() is None:
                os.killpg(build.pid, signal.SIGKILL)
        assert small_show.torn_in_store(show) == small_show.missing_of_feed(show / "public") == []
    small_show.built(cwd=show)
    small_show.assert_clean(show)
    assert small_show.leftovers(show) == []
