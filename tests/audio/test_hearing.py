"""What is asked of a sound before anything is made of it: whether it can be used, and where it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.audio import ffmpeg, pcm
from podbuild.audio.hearing import sound_problem
from podbuild.steps.world import World
from tests.audio.sounds import tone

WORLD = World()
SECONDS = 3.0


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    pcm.write(path, tone(440, SECONDS, 0.1), "PCM_16")
    return path


FORMATS = (
    ("a.wav", ()),
    ("a.mp3", ("-b:a", "64k")),
    ("vbr.mp3", ("-q:a", "9", "-write_xing", "0")),  # its header does not tell how long it is
    ("a.m4a", ("-c:a", "aac")),
    ("a.aac", ("-c:a", "aac")),  # has no header at all
    ("a.opus", ("-c:a", "libopus")),
)


@pytest.mark.parametrize(("name", "options"), FORMATS, ids=[name for name, _ in FORMATS])
def test_where_a_sound_ends(wav: Path, name: str, options: tuple[str, ...]) -> None:
    path = wav.with_name(name)
    if path != wav:
        ffmpeg.run(["-i", f"file:{wav}", *options, f"file:{path}"], WORLD)
    probe = sound_problem(WORLD)
    assert probe.problem(path) is None
    assert probe.ends_before(path, SECONDS - 0.05) is None
    assert probe.ends_before(path, SECONDS + 0.2) == pytest.approx(SECONDS, abs=0.1)
    assert probe.ends_before(path, 3600.0) == pytest.approx(SECONDS, abs=0.1)


def test_the_last_moment_of_a_sound_is_its_end(wav: Path) -> None:
    probe = sound_problem(WORLD)
    assert (probe.ends_before(wav, SECONDS - 0.001), probe.ends_before(wav, SECONDS)) == (None, SECONDS)


def test_what_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("no sound at all " * 99)
    pcm.write(tmp_path / "silent.wav", pcm.silence(48_000, 1), "PCM_16")
    probe = sound_problem(WORLD)
    found = [probe.problem(tmp_path / name) for name in ("text.mp3", "silent.wav")]
    assert [problem and problem.code for problem in found] == ["audio-unreadable", "audio-silent"]
    assert probe.ends_before(tmp_path / "text.mp3", 1.0) is None
