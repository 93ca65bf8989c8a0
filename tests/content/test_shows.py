"""What ships to be read and built: the example show, the starters and the episode templates hold no mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import jinja2
import pytest

from podbuild.base.diagnostics import render
from podbuild.base.shipped import shipped
from podbuild.model.episode import Clip, Episode, Line, Music, MusicStop, Pause, Picture, Sfx
from podbuild.model.show import Show
from podbuild.source.load import load
from podbuild.source.workspace import Workspace

TEMPLATES = shipped("templates")
NAMES = (
    *("conversation", "daily-briefing", "class-notes", "language-practice", "meditation-story"),
    *("fitness-session", "book-recap", "family-history", "deep-dive", "meeting-recap"),
)


def check(folder: Path) -> tuple[Show, tuple[Episode, ...]]:
    """The show in that folder, which must hold neither an error nor a warning."""
    workspace = Workspace(folder)
    show, episodes, mistakes = load(workspace)
    assert not mistakes, "\n".join(render(mistake, workspace.source_line) for mistake in mistakes)
    assert show is not None
    return show, episodes


def with_sounds(name: str, folder: Path) -> Path:
    """A starter as an author gets it: with its sounds in assets/."""
    starter = TEMPLATES / "starters" / name
    shutil.copytree(starter, folder / name)
    assets = folder / name / "assets"
    assets.mkdir()
    for sound in (starter / "sounds.txt").read_text(encoding="utf-8").split():
        shutil.copy(TEMPLATES / "sounds" / f"{sound}.ogg", assets)
    return folder / name


def filled(name: str, voices: list[str], sounds: list[str]) -> str:
    source = (TEMPLATES / "episodes" / f"{name}.md").read_text(encoding="utf-8")
    values = {"title": 'The "old" bridge: a test', "date": "2026-11-21", "number": 901, "slug": "old-bridge"}
    return jinja2.Template(source, undefined=jinja2.StrictUndefined).render(values, voices=voices, sounds=sounds)


def test_there_is_a_starter_and_an_episode_template_of_each_name() -> None:
    assert sorted(path.name for path in (TEMPLATES / "starters").iterdir()) == sorted(NAMES)
    assert sorted(path.stem for path in (TEMPLATES / "episodes").iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_loads_and_its_template_fills(name: str, tmp_path: Path) -> None:
    folder = with_sounds(name, tmp_path)
    show, (episode,) = check(folder)
    assert len(episode.segments) >= 4 and episode.summary and episode.notes
    assert {line.voice for line in episode.lines} == {voice.name for voice in show.voices}, "each voice of a starter speaks"
    voices, sounds = [voice.name for voice in show.voices], [path.stem for path in (folder / "assets").iterdir()]
    (folder / "episodes" / "old-bridge.md").write_text(filled(name, voices, sounds), encoding="utf-8")
    added = {e.slug: e for e in check(folder)[1]}["old-bridge"]
    assert added.is_draft and added.title == 'The "old" bridge: a test' and added.lines


@pytest.mark.parametrize("name", NAMES)
def test_a_template_needs_no_sound_and_no_second_voice(name: str, tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES / "starters" / "meeting-recap", tmp_path / "show")
    show_file = tmp_path / "show" / "show.yaml"
    show_file.write_text(show_file.read_text(encoding="utf-8").replace(", sting: tick", ""), encoding="utf-8")
    for path in (tmp_path / "show" / "episodes").iterdir():
        path.unlink()
    (tmp_path / "show" / "episodes" / "old-bridge.md").write_text(filled(name, ["minutes"], []), encoding="utf-8")
    (episode,) = check(tmp_path / "show")[1]
    assert {line.voice for line in episode.lines} == {"minutes"}


def test_the_example_holds_no_mistake_and_shows_every_kind_of_item() -> None:
    show, episodes = check(shipped("example-show"))
    items = [item for episode in episodes for segment in episode.segments for item in segment.items]
    kinds = {type(item) for item in items}
    assert kinds == {Line, Pause, Sfx, Music, MusicStop, Clip, Picture}
    lines = [item for item in items if isinstance(item, Line)]
    assert {sfx.is_under for sfx in items if isinstance(sfx, Sfx)} == {True, False}
    assert {bool(line.take) for line in lines} == {bool(line.links) for line in lines} == {True, False}
    assert any(line.language for line in lines) and any(line.rate for line in lines)
    assert {run.emphasis for line in lines for run in line.runs} == {0, 1, 2}
    assert any(run.say for line in lines for run in line.runs)
    assert {episode.kind for episode in episodes} == {"full", "trailer", "bonus"}
    assert {Path(episode.file).suffix for episode in episodes} == {".md", ".yaml"}
    assert any(episode.audio for episode in episodes) and any(episode.is_draft for episode in episodes)
    assert len({line.voice for line in lines}) >= 3 and show.lexicon and show.rights


def test_pictures_and_sounds_of_the_example_are_small() -> None:
    files = [path for path in (shipped("example-show") / "assets").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 6_000_000
    assert all(path.stat().st_size < 300_000 for path in files if path.suffix == ".jpg")
