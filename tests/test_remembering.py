"""What is remembered of episodes: when it stays, when it goes, and what is said again."""

from __future__ import annotations

import json

import pytest

from podbuild.build import Request, build
from tests.cli.running import EPISODE, GOOD, SHOW, run, write
from tests.shows import WORLD, actions, built, edited, tree

TWO = {**GOOD, "episodes/sea.md": EPISODE.replace("Ice", "Sea").replace("2026-01-02", "2026-01-03")}


@pytest.fixture
def show(tmp_path):
    show = write(tmp_path / "show", TWO)
    built(show)
    return show


def test_named_episodes_leave_the_others_in_their_older_state_however_often(show):
    before = (show / "public" / "transcripts" / "sea.vtt").read_bytes()
    edited(show, "episodes/sea.md", "if you wait", "when you wait")
    for word in ("snow", "sleet"):
        edited(show, "episodes/ice.md", "on the ", f"on the {word} and the ")
        assert built(show, slugs=("ice",)).built == ("ice",)
        assert (show / "public" / "transcripts" / "sea.vtt").read_bytes() == before
    assert built(show).built == ("sea",)
    assert (show / "public" / "transcripts" / "sea.vtt").read_bytes() != before


def test_an_episode_with_a_mistake_is_not_called_unknown(show):
    edited(show, "episodes/ice.md", "HOST:", "{sfx: nothing}\n\nHOST:")
    codes = [d.code for d in build(Request(show, slugs=("ice",)), WORLD).diagnostics]
    assert "asset-missing" in codes and "slug-unknown" not in codes


def test_a_result_that_is_gone_costs_its_own_episode_alone(show):
    records = [json.loads(p.read_bytes().partition(b"\n")[2]) for p in (show / ".podbuild/store/results").glob("*/*")]
    for record in records:
        if record["step"][0] in ("tag", "encode-chunk"):
            (show / ".podbuild/store/results" / record["key"][:2] / record["key"]).unlink()
    edited(show, "episodes/ice.md", "title: Ice", "title: Snow")
    result = built(show)
    assert result.built == ("ice",) and "speak" not in actions(result)


def test_a_file_that_is_lost_in_both_places_is_made_again(show):
    """Its episode is compiled again, but not for that file: the step counts as done, until its file is wanted."""
    records = [json.loads(p.read_bytes().partition(b"\n")[2]) for p in (show / ".podbuild/store/results").glob("*/*")]
    for record in records:
        if record["step"][0] in ("tag", "encode-chunk", "level"):
            for name, _ in record["files"].values():
                blob = show / ".podbuild/store/blobs" / name[:2] / name
                if blob.exists():
                    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    wanted = (show / "public/audio/ice.mp3").read_bytes()
    (show / "public/audio/ice.mp3").unlink()
    edited(show, "episodes/ice.md", "title: Ice", "title: Ice\ntags: [snow]")
    assert "ice" in built(show).built
    assert (show / "public/audio/ice.mp3").read_bytes() == wanted


def test_strict_refuses_what_steps_warn_of_the_first_time_and_ever_after(show):
    edited(show, "episodes/ice.md", "title: Ice", "title: Ice \U000105a0")  # a letter of a script that few fonts have
    said = [run("build", "--strict", "--show", show) for _ in range(2)]
    if "artwork-letters" not in said[0].stderr:
        pytest.skip("a font here has that letter")
    assert [s.status for s in said] == [3, 3]
    assert all("artwork-letters" in s.stderr for s in said)
    assert [run("build", "--show", show).stderr.count("artwork-letters") for _ in range(3)] == [1, 1, 1]


def test_a_warning_points_to_where_a_line_is_now(tmp_path):
    show = write(tmp_path / "show", {**GOOD, "show.yaml": SHOW.replace("license: CC-BY-4.0", "license: CC-BY-4.0")})
    (show / "assets").mkdir()
    from podbuild.base.shipped import shipped

    (show / "assets" / "bell.ogg").write_bytes((shipped("templates") / "sounds" / "bell.ogg").read_bytes())
    (show / "rights.yaml").write_text("- files: [assets/**]\n  holder: somebody\n  license: CC-BY-NC-4.0\n", "utf-8")
    edited(show, "episodes/ice.md", "HOST:", "{sfx: bell}\n\nHOST:")
    for lines in (1, 4):
        (warning,) = [d for d in built(show).diagnostics if d.code == "rights-conflict"]
        assert warning.notes[0].span.line == lines
        rights = show / "rights.yaml"
        rights.write_text("# one\n# two\n# three\n" + rights.read_text("utf-8"), "utf-8")


def test_a_link_that_now_leads_out_is_found(tmp_path, show):
    inside, outside = show / "assets" / "in.ogg", tmp_path / "out.ogg"
    inside.parent.mkdir()
    from podbuild.base.shipped import shipped

    for place in (inside, outside):
        place.write_bytes((shipped("templates") / "sounds" / "bell.ogg").read_bytes())
    link = show / "assets" / "link.ogg"
    link.symlink_to(inside)
    (show / "rights.yaml").write_text("- files: [assets/**]\n  holder: me\n  license: CC0-1.0\n", "utf-8")
    edited(show, "episodes/ice.md", "HOST:", "{sfx: link}\n\nHOST:")
    built(show)
    link.unlink()
    link.symlink_to(outside)
    assert "path-escapes" in {d.code for d in build(Request(show), WORLD).diagnostics}


def test_fonts_that_come_draw_the_pictures_anew(tmp_path):
    show = write(tmp_path / "show", {**GOOD, "episodes/ice.md": EPISODE.replace("title: Ice", "title: 氷 Ice")})
    home = tmp_path / "home"
    (home / ".fonts" / "more").mkdir(parents=True)
    from dataclasses import replace

    world = replace(WORLD, environment={**WORLD.environment, "HOME": str(home)})
    built(show, world)
    assert "artwork-cover" not in actions(built(show, world))
    (home / ".fonts" / "more" / "new.ttf").write_bytes(b"a font")
    assert {"artwork-cover", "artwork-card"} <= actions(built(show, world)).keys()


@pytest.mark.parametrize("words", [("--out", ""), ("--out",), ("-j", "100"), ("-j", "0"), ("--format", "xml")])
def test_the_quick_answer_takes_no_command_line_that_is_wrong(show, words):
    from tests.cli.running import process

    for _ in range(2):
        assert process("build", cwd=show).returncode == 0
    assert process("build", *words, cwd=show).returncode == 2


def test_scratch_folders_of_an_interrupted_build_go(show):
    left = show / ".podbuild" / "store" / "scratch" / "tmpleft"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x")
    edited(show, "episodes/ice.md", "if you wait", "when you wait")
    built(show)
    assert not left.exists()


def test_clear_leaves_nothing_but_the_lock(show):
    clean = tree(show / "public")
    assert run("cache", "clear", "--show", show).status == 0
    kept = {p.name for p in (show / ".podbuild").rglob("*") if p.is_file() and not p.name.startswith("installed-")}
    assert kept <= {"lock", "schemas"} | {p for p in kept if p.endswith(".schema.json")}
    assert tree(show / "public") == clean


def test_a_renamed_episode_is_told_what_it_loses(show):
    (guid,) = [r.guid for r in built(show).releases if r.slug == "sea"]
    (show / "episodes" / "sea.md").rename(show / "episodes" / "ocean.md")
    (warning,) = [d for d in built(show).diagnostics if d.code == "episode-renamed"]
    assert warning.span.file == "episodes/ocean.md" and guid in warning.fix
    edited(show, "episodes/ocean.md", "title: Sea", f"title: Sea\nguid: {guid}")
    assert "episode-renamed" not in {d.code for d in built(show).diagnostics}


def test_what_the_show_itself_needs_is_kept_and_explained(show):
    run("cache", "gc", "--keep", "0", "--show", show)
    edited(show, "episodes/ice.md", "if you wait", "when you wait")
    assert "artwork-cover" not in actions(built(show))
    edited(show, "show.yaml", "title: Quiet Roads", "title: Loud Roads")
    assert any(r.owner == "the show" and "title" in r.text for r in built(show, is_explained=True).reasons)


def test_a_library_that_has_a_say_is_asked_for_its_version(show, monkeypatch):
    """Other words for numbers, another feed: every episode is compiled again, and spoken where its words are others."""
    from importlib import metadata

    from podbuild.steps import memo

    known, program = metadata.version, memo.program
    monkeypatch.setattr(metadata, "version", lambda name: "99.0" if name == "num2words" else known(name))
    assert built(show).built == ()  # nothing was installed, as far as the folders of the libraries tell
    monkeypatch.setattr(memo, "program", lambda environment: {**program(environment), "libraries": (1, 2, 3, 4)})
    result = built(show)
    assert set(result.built) == {"ice", "sea"}
    assert not result.ran
    monkeypatch.undo()
    assert set(built(show).built) == {"ice", "sea"}
    assert built(show).built == ()
