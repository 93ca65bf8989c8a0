"""Shows in odd places, and programs that die: a build comes through, or says what happened."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.cli.test_interrupting import descendants
from tests.surviving import small_show
from tests.surviving.small_show import STATE, assert_clean, built, clean, differences, episode, files_of, write_small

# Root may write whatever a file's permissions say, unless that is taken from it.
AS_READER = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--") if os.geteuid() == 0 else ()


def as_reader(*command: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run as somebody to whom the permissions of files apply."""
    env = small_show.environment(**more)
    return subprocess.run([*AS_READER, *command], cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=120)


def make_writable(folder: Path, is_so: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod((0o755 if is_so else 0o555) if path.is_dir() else (0o644 if is_so else 0o444))


@pytest.fixture
def sealed(tmp_path):
    """A show that may only be read."""
    show = write_small(tmp_path / "show")
    make_writable(show, is_so=False)
    if (AS_READER and shutil.which("setpriv") is None) or as_reader("mkdir", "here", cwd=show).returncode == 0:
        pytest.skip("permissions do not hold for this user")
    yield show
    make_writable(show, is_so=True)


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "HOME"])
def test_a_show_that_may_only_be_read(tmp_path, sealed, variable):
    before, home, out = files_of(sealed), tmp_path / "home", tmp_path / "out"
    home.mkdir()
    more = {"HOME": str(home), "XDG_CACHE_HOME": str(home) if variable == "XDG_CACHE_HOME" else ""}
    command = (sys.executable, "-m", "podbuild", "build", "--out", str(out))
    for told in ("steps run", "nothing had changed", "nothing had changed"):
        done = as_reader(*command, cwd=sealed, **more)
        assert done.returncode == 0 and told in " ".join(done.stdout.split()), done.stdout + done.stderr
    assert files_of(sealed) == before and not (sealed / STATE).exists()
    assert differences(files_of(out), clean(sealed)) == []
    assert len(list(home.rglob("memory.json"))) == 1

    text = sealed / "episodes" / "ice.md"
    text.chmod(0o644)
    text.write_text(episode("Ice", 2, "Late."), "utf-8")
    done = as_reader(*command, "--format", "json", cwd=sealed, **more)
    assert json.loads(done.stdout.splitlines()[-1])["ran"]["speak"] == 1, done.stderr
    assert differences(files_of(out), clean(sealed)) == []


def test_a_show_that_may_only_be_read_and_no_place_to_write(tmp_path, sealed):
    home = tmp_path / "home"
    home.mkdir()
    done = as_reader(sys.executable, "-m", "podbuild", "build", cwd=sealed, HOME=str(home), XDG_CACHE_HOME="")
    assert done.returncode == 4 and "could not be written" in done.stderr and "--out" in done.stderr, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["two words", 'it\'s "quoted" & $HOME `x`', "ein🎙️ Häuschen", "two\nlines", "-rf", "100%d {x}"])
def test_a_show_in_a_folder_called(tmp_path, name):
    try:
        show = write_small(tmp_path / name)
    except OSError:
        pytest.skip("no such name on this file system")
    built(cwd=show)
    assert "nothing had changed" in " ".join(built(cwd=show).split())
    (show / "episodes" / "ice.md").write_text(episode("Ice", 2, "Late."), "utf-8")
    built("--out", tmp_path / f"{name} out", cwd=show)
    assert_clean(show, out=tmp_path / f"{name} out")


def kill_ffmpeg(build: subprocess.Popen[str], most: int, struck: list[int]) -> None:
    """Kill the first programs called ffmpeg that a build starts."""
    while build.poll() is None and len(struck) < most:
        for pid in descendants(build.pid):
            try:
                name = Path(f"/proc/{pid}/comm").read_text()
                if name.startswith("ffmpeg") and pid not in struck and len(struck) < most:
                    os.kill(pid, signal.SIGKILL)
                    struck.append(pid)
            except OSError:
                continue
        time.sleep(0.002)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("most", [1, pytest.param(4, marks=pytest.mark.slow), pytest.param(1000, marks=pytest.mark.slow)])
def test_an_ffmpeg_that_the_kernel_kills(tmp_path, most):
    show = write_small(tmp_path / "show")
    command = [sys.executable, "-m", "podbuild", "build"]
    build = subprocess.Popen(
        command, cwd=show, env=small_show.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    struck: list[int] = []
    killer = threading.Thread(target=kill_ffmpeg, args=(build, most, struck))
    killer.start()
    _, err = build.communicate(timeout=120)
    killer.join()
    assert struck, "there was an ffmpeg to kill"
    assert build.returncode in (0, 4) and "Traceback" not in err, err
    if build.returncode == 4:
        assert "error[worker-killed]" in err and "memory may have run out" in " ".join(err.split()), err
    built(cwd=show)
    assert_clean(show)
    assert small_show.leftovers(show) == []


@pytest.mark.parametrize("times", [1, 2])
def test_an_encoder_that_dies_gets_a_second_try(tmp_path, times):
    """An ffmpeg that kills itself at its first encodings: once is mended by another try, twice is told."""
    real = shutil.which("ffmpeg")
    if real is None:
        pytest.skip("no ffmpeg on PATH to call")
    show, wrapper, deaths = write_small(tmp_path / "show"), tmp_path / "ffmpeg", tmp_path / "deaths"
    deaths.mkdir()
    dies = f'[ $(ls "{deaths}" | wc -l) -lt {times} ] && touch "{deaths}/$$" && kill -9 $$'
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in *s16le*|*f32le*) {dies};; esac\nexec "{real}" "$@"\n')
    wrapper.chmod(0o755)
    done = small_show.podbuild("-j", "1", cwd=show, PODBUILD_FFMPEG=str(wrapper))
    assert len(list(deaths.iterdir())) == times
    assert done.returncode == (0 if times == 1 else 4), done.stderr
    assert times == 1 or "the machine ended ffmpeg" in " ".join(done.stderr.split()), done.stderr
    built(cwd=show)
    assert_clean(show)


def test_files_that_somebody_else_put_there_are_not_overwritten(tmp_path):
    """A folder of theirs, say a checked-out site: nothing is lost, and nothing of ours lies in it either."""
    show, site = write_small(tmp_path / "show"), tmp_path / "site"
    (site / "artwork").mkdir(parents=True)
    theirs = {"index.html": "<p>my home", "artwork/cover.jpg": "a photo", "notes.txt": "mine"}
    for path, text in theirs.items():
        (site / path).write_text(text, "utf-8")
    done = small_show.podbuild("--out", str(site), cwd=show)
    said = " ".join(done.stderr.split())
    assert done.returncode == 4 and "error[out-taken]" in said and "index.html, artwork/cover.jpg" in said, done.stderr
    assert {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*") if p.is_file()} == theirs
    for path in ("index.html", "artwork/cover.jpg"):
        (site / path).unlink()
    built("--out", str(site), cwd=show)
    assert (site / "notes.txt").read_text("utf-8") == "mine"


def test_the_site_of_another_show_is_not_overwritten(tmp_path):
    one, other = write_small(tmp_path / "one"), write_small(tmp_path / "other")
    text = (other / "show.yaml").read_text("utf-8").replace("title: Quiet Roads", "title: Loud Roads")
    (other / "show.yaml").write_text(text.replace("quiet-roads", "loud-roads"), "utf-8")
    site = tmp_path / "site"
    built("--out", str(site), cwd=one)
    before = files_of(site)
    done = small_show.podbuild("--out", str(site), cwd=other)
    assert done.returncode == 4 and "error[out-taken]" in done.stderr, done.stderr
    assert "speak" not in done.stdout + done.stderr and not list((other / STATE).glob("store/results/*/*")), "found before any work"
    assert files_of(site) == before


@pytest.mark.parametrize("change", [("title: Quiet Roads", "title: Silent Roads"), ("quiet-roads/", "silent-roads/")])
@pytest.mark.parametrize("is_half_written", [False, True])
def test_a_folder_is_known_by_title_or_address(tmp_path, change, is_half_written):
    show = write_small(tmp_path / "show")
    built(cwd=show)
    shutil.rmtree(show / STATE)
    if is_half_written:
        (show / "public" / "feed.xml").unlink()
    text = show / "show.yaml"
    text.write_text(text.read_text("utf-8").replace(*change), "utf-8")
    built(cwd=show)
    assert_clean(show)


def test_a_folder_of_ours_is_ours_though_it_was_forgotten(tmp_path):
    show = write_small(tmp_path / "show")
    built(cwd=show)
    shutil.rmtree(show / STATE)
    text = show / "episodes" / "ice.md"
    text.write_text(text.read_text("utf-8").replace("title: ", "title: Thick ", 1), "utf-8")
    built(cwd=show)
    assert_clean(show)
