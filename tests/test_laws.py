"""What runs after which edit, and that a build is a function of its inputs. Real voices, real ffmpeg, small shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from podbuild.audio import ffmpeg
from tests.shows import EPISODE, SHOW, WORLD, actions, built, tree, with_environment, write_show

AUDIO = {"speak", "calibrate", "level", "conform", "encode-chunk"}


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """A show that was built once."""
    root = write_show(tmp_path_factory.mktemp("law") / "show")
    built(root)
    return root


@pytest.fixture
def show(first, tmp_path) -> Path:
    return shutil.copytree(first, tmp_path / "show")


def edit(root: Path, old: str, new: str, file: str = "episodes/glacier.md") -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def same_as_clean(root: Path, folder: Path) -> None:
    """What an incremental build left in public/ is what a clean build of the same sources makes."""
    clean = folder / "a clean copy"
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns("public", ".podbuild"))
    built(clean)
    ours, theirs = tree(root / "public"), tree(clean / "public")
    assert ours.keys() == theirs.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == []


@pytest.mark.parametrize("jobs", [1, 5])
def test_same_inputs_same_bytes_elsewhere_and_with_other_jobs(first, tmp_path, jobs):
    root = write_show(tmp_path / "a path with spaces, 'quotes' and 🎧")
    built(root, jobs=jobs)
    ours, theirs = tree(root / "public"), tree(first / "public")
    assert ours.keys() == theirs.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == []


def test_nothing_changed_nothing_runs_and_nothing_is_written(show):
    again = built(show)
    assert (actions(again), again.installed.written, again.installed.removed) == ({}, (), ())


def test_one_word_speaks_one_line(show, tmp_path):
    edit(show, "three winters.", "four winters.")
    ran = actions(built(show))
    assert ran["speak"] == ran["level"] == 1
    assert "conform" not in ran and "calibrate" not in ran
    same_as_clean(show, tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# What the ice says", "\n\n\n# What the ice says"),
        ("GUEST: It", "<!-- quieter? -->\n\nGUEST: It"),
        ("HOST: We", "HOST:  We"),
    ],
)
def test_what_nobody_hears_runs_nothing(show, old, new):
    edit(show, old, new)
    assert actions(built(show)) == {}


def test_a_title_reworded_mixes_nothing(show, tmp_path):
    edit(show, "title: The glacier that sang", "title: The glacier that hummed")
    ran = actions(built(show))
    assert not AUDIO & ran.keys()
    assert ran["tag"] == 1
    same_as_clean(show, tmp_path)


def test_a_chapter_or_a_note_reworded_mixes_nothing(show):
    edit(show, "# What the ice says", "# What ice says")
    edit(show, "show notes only", "notes, and only notes")
    assert actions(built(show)) == {"tag": 1}


def test_a_lexicon_entry_speaks_exactly_the_lines_it_touches(show, tmp_path):
    (show / "lexicon.yaml").write_text("- {word: winters, say: win ters}\n- {word: elsewhere, say: nowhere}\n", "utf-8")
    assert actions(built(show))["speak"] == 2
    same_as_clean(show, tmp_path)


def test_a_voice_s_rate_speaks_its_lines_alone(show):
    edit(show, "rate: 170", "rate: 180", "show.yaml")
    host_lines, reading, disclosure = 3, 1, 1
    assert actions(built(show))["speak"] == host_lines + reading + disclosure


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("GUEST: It *hums*", "HOST: A new line.\n\nGUEST: It *hums*"),
        ("The same voice goes on until another is named.\n\n", ""),
        ("if you wait.", "if you wait, and wait, and wait a good deal longer than anybody would."),
        ("We begin", "We shall begin"),
        ("one microphone", "one good microphone"),
        ("{sfx: bell, gain: -6 dB}", "{sfx: bell, gain: -9 dB}"),
        ("gain: -22 dB", "gain: -25 dB"),
        ("# What the ice says\n\n", ""),
    ],
)
def test_an_incremental_build_equals_a_clean_one(show, tmp_path, old, new):
    edit(show, old, new)
    built(show)
    same_as_clean(show, tmp_path)


def test_a_renamed_episode_leaves_nothing_behind(show):
    (show / "episodes" / "glacier.md").rename(show / "episodes" / "ice.md")
    again = built(show)
    assert not AUDIO & actions(again).keys()
    assert not [path for path in tree(show / "public") if "glacier" in path and "pictures" not in path]


def test_a_bed_replaced_by_another_file_of_the_same_sound_is_the_same(show):
    shutil.copy(show / "assets" / "calm.ogg", show / "assets" / "quiet.ogg")
    edit(show, "bed: calm", "bed: quiet")
    assert not AUDIO & actions(built(show)).keys()


def test_named_episodes_are_built_and_the_others_stay(show):
    other = EPISODE.replace("number: 1", "number: 2").replace("sang", "slept").replace("2026-11-10", "2026-11-11")
    (show / "episodes" / "sleep.md").write_text(other, "utf-8")
    built(show)
    edit(show, "It *hums*", "It *sings*")
    edit(show, "It *hums*", "It *snores*", "episodes/sleep.md")
    result = built(show, slugs=("sleep",))
    assert result.built == ("sleep",)
    assert [r.slug for r in result.releases] == ["glacier", "sleep"]
    assert actions(result)["speak"] == 1
    feed = (show / "public" / "feed.xml").read_text("utf-8")
    assert "that sang" in feed and "that slept" in feed


def test_drafts_and_the_future_wait(show):
    later = EPISODE.replace("number: 1", "number: 2").replace("2026-11-10", "2027-01-01")
    (show / "episodes" / "later.md").write_text(later, "utf-8")
    (show / "episodes" / "draft.md").write_text(EPISODE.replace("number: 1", "number: 3\ndraft: true"), "utf-8")
    result = built(show)
    assert set(result.left_out) == {"later", "draft"}
    assert len(built(show, has_drafts=True).releases) == 2
    assert len(built(show, has_future=True).releases) == 2
    assert len(built(show, slugs=("later", "draft")).releases) == 3
    assert [r.slug for r in built(show).releases] == ["glacier"]
    assert not [p for p in tree(show / "public") if "later" in p or "draft" in p]


def test_another_encoder_encodes_anew_and_speaks_nothing(show):
    world = with_environment(PODBUILD_FFMPEG=shutil.which("ffmpeg") or ffmpeg.program(WORLD))
    if ffmpeg.version(world) == ffmpeg.version(WORLD):
        pytest.skip("there is only one ffmpeg here")
    result = built(show, world=world)
    ran = actions(result)
    assert not {"speak", "calibrate", "level"} & ran.keys()
    assert ran["conform"] == 2  # the bed and the bell are Ogg files
    assert ran["encode-chunk"] >= 1
    assert result.releases[0].reading.integrated_lufs == pytest.approx(-16, abs=0.5)


def test_out_may_be_elsewhere(show, tmp_path):
    built(show, out=tmp_path / "elsewhere")
    assert tree(tmp_path / "elsewhere") == tree(show / "public")


def test_nothing_is_built_while_there_are_mistakes(tmp_path):
    from podbuild.build import Request, build

    root = write_show(tmp_path / "show", {"a.md": EPISODE.replace("GUEST:", "GUESS:")})
    result = build(Request(root), WORLD)
    assert (result.outcome, result.ran) == ("mistakes", ())
    assert "speaker-unknown" in {d.code for d in result.diagnostics}
    assert not (root / "public").exists()


def test_strict_refuses_warnings(tmp_path):
    from podbuild.build import Request, build

    root = write_show(tmp_path / "show", show=SHOW.replace("email: hello@example.org\n", ""))
    assert build(Request(root, is_strict=True), WORLD).outcome == "refused"
    assert build(Request(root), WORLD).outcome == "done"
