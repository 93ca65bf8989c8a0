"""From a save to the event that pages hear: what is built, what is told, and what is not built at all."""

from __future__ import annotations

import re
import time
from pathlib import Path

from tests.cli.running import EPISODE, SHOW
from tests.preview.living import good_show, serving

FILE = "episodes/ice.md"


def test_a_save_is_built_and_told_with_what_changed(own_preview):
    before = own_preview.save(FILE, EPISODE.replace("A word or two.", "Another word."))
    build = own_preview.wait("build", before)
    assert build["outcome"] == "done" and build["mistakes"] == []
    assert {"episodes/ice/index.html", "feed.xml", "index.html"} <= set(build["changed"])
    assert "Another word." in own_preview.ask("episodes/ice/").text


def test_the_lines_that_changed_are_told_with_voice_time_and_loudness(own_preview):
    before = own_preview.save(FILE, EPISODE.replace("It hums,", "It roars and roars,"))
    lines = own_preview.wait("lines", before)["ice"]
    assert [line["text"] for line in lines] == ["It roars and roars, if you wait."]
    (line,) = lines
    assert (line["voice"], line["engine"], line["line"], line["is_made"]) == ("guest", "tone", 8, True)
    assert 0 < line["start_seconds"] < line["end_seconds"]
    assert -30 < line["lufs"] < -18


def test_a_word_that_is_not_heard_marks_no_line(own_preview):
    before = own_preview.save(FILE, EPISODE + "\n# Notes {.unspoken}\n\nOnly read.\n")
    own_preview.wait("build", before)
    time.sleep(0.5)
    assert [name for name, _ in own_preview.heard[before:] if name == "lines"] == []


def test_mistakes_are_told_with_place_and_excerpt_and_the_last_good_build_stays(own_preview):
    good = own_preview.ask("episodes/ice/").text
    before = own_preview.save(FILE, EPISODE.replace("GUEST:", "GEUST:"))
    build = own_preview.wait("build", before, outcome="mistakes")
    (mistake,) = build["mistakes"]
    assert (mistake["code"], mistake["file"], mistake["line"], mistake["column"]) == ("speaker-unknown", FILE, 8, 1)
    assert mistake["excerpt"][1].endswith("^^^^^")
    assert 'did you mean "guest"?' in mistake["fix"]
    assert re.sub(r'content="\d+"', "", own_preview.ask("episodes/ice/").text) == re.sub(r'content="\d+"', "", good)
    assert own_preview.says("error[speaker-unknown]").startswith(f"{FILE}:8:1: ")

    before = own_preview.save(FILE, EPISODE.replace("A word or two.", "Mended."))
    assert own_preview.wait("build", before, outcome="done")["mistakes"] == []
    assert FILE in own_preview.says("mended: ")


def test_a_broken_show_file_is_told_and_mended_too(own_preview):
    before = own_preview.save("show.yaml", SHOW.replace("language: en", "langauge: en"))
    assert own_preview.wait("build", before, outcome="mistakes")["mistakes"][0]["file"] == "show.yaml"
    before = own_preview.save("show.yaml", SHOW.replace("Quiet Roads\n", "Loud Roads\n", 1))
    own_preview.wait("build", before, outcome="done")
    assert "Loud Roads" in own_preview.ask("").text


def test_a_new_episode_appears_and_a_deleted_one_goes(own_preview):
    before = own_preview.save("episodes/snow.md", EPISODE.replace("title: Ice", "title: Snow"))
    own_preview.wait("build", before, outcome="done")
    assert own_preview.ask("episodes/snow/").status == 200
    before = len(own_preview.heard)
    (own_preview.root / "episodes/snow.md").unlink()
    own_preview.wait("build", before, outcome="done")
    assert own_preview.ask("episodes/snow/").status == 404


def test_an_editor_that_saves_by_renaming_is_followed(own_preview):
    before = len(own_preview.heard)
    beside = own_preview.root / "episodes/.ice.md.swp"
    beside.write_text(EPISODE.replace("A word or two.", "Renamed."), "utf-8")
    beside.replace(own_preview.root / FILE)
    assert own_preview.wait("build", before)["outcome"] == "done"
    assert "Renamed." in own_preview.ask("episodes/ice/").text


def test_a_folder_that_is_made_while_it_runs_is_watched(own_preview):
    words = own_preview.root / "templates" / "site" / "words"
    before = len(own_preview.heard)
    words.mkdir(parents=True)
    time.sleep(0.3)
    (words / "en.json").write_text('{"all_episodes": "Journeys"}', "utf-8")
    own_preview.wait("build", before, outcome="done")
    deadline = time.monotonic() + 30
    while "Journeys" not in own_preview.ask("").text and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "Journeys" in own_preview.ask("").text


def test_a_storm_of_saves_makes_few_builds_and_ends_with_the_last_one(own_preview):
    before = len(own_preview.heard)
    for n in range(30):
        own_preview.save(FILE, EPISODE.replace("A word or two.", f"Save {n}."))
        time.sleep(0.004)
    deadline = time.monotonic() + 30
    while "Save 29." not in own_preview.ask("episodes/ice/").text and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "Save 29." in own_preview.ask("episodes/ice/").text
    time.sleep(0.5)
    builds = [value for name, value in own_preview.heard[before:] if name == "build"]
    assert 1 <= len(builds) <= 10


def test_a_newer_save_abandons_an_older_build_and_what_was_finished_is_kept(tmp_path):
    root = good_show(tmp_path / "show")
    with serving(root, "--jobs", "1") as preview:
        before = _kept(root)
        long = EPISODE + "".join(f"\nHOST: Sentence number {n} of a long story about ice.\n" for n in range(400))
        saved = preview.save(FILE, long)
        while not any(name == "progress" and value["done"] > 20 for name, value in preview.heard[saved:]):
            assert preview.process.poll() is None
            time.sleep(0.01)
        begun = preview.save(FILE, EPISODE.replace("A word or two.", "Never mind."))
        preview.wait("build", begun, outcome="done")
        page = preview.ask("episodes/ice/").text
        assert "Never mind." in page and "Sentence number" not in page
        assert before + 10 < _kept(root) < before + 400


def _kept(root: Path) -> int:
    return len(list((root / ".podbuild/store/results").glob("*/*")))


def test_what_is_shown_lies_apart_from_public(own_preview):
    assert not (own_preview.root / "public").exists()
    assert (own_preview.root / ".podbuild/preview/index.html").is_file()


def test_drafts_and_coming_episodes_are_shown_unless_they_are_not_wanted(tmp_path):
    draft = EPISODE.replace("title: Ice", "title: Later\ndraft: true")
    coming = EPISODE.replace("2026-01-02", "2099-01-02")
    for arguments, statuses in (((), (200, 200)), (("--no-drafts", "--no-future"), (404, 404))):
        root = good_show(tmp_path / str(len(arguments)))
        (root / "episodes/later.md").write_text(draft, "utf-8")
        (root / "episodes/coming.md").write_text(coming, "utf-8")
        with serving(root, *arguments) as preview:
            assert (preview.ask("episodes/later/").status, preview.ask("episodes/coming/").status) == statuses
            states = {row["slug"]: row["state"] for row in preview.ask("-/show.json").json["episodes"]}
            wanted = {"later": "draft", "coming": "scheduled"} if not arguments else {"later": "left out", "coming": "left out"}
            assert states == {"ice": "new", **wanted}


def test_a_first_build_with_mistakes_is_waited_for(tmp_path):
    root = good_show(tmp_path / "show")
    (root / "show.yaml").write_text("title: [\n", "utf-8")
    with serving(root) as preview:
        waiting = preview.ask("")
        assert waiting.status == 503 and "Building the show" in waiting.text
        preview.says("the show: ")
        before = preview.save("show.yaml", SHOW)
        preview.wait("build", before, outcome="done")
        assert preview.ask("").status == 200


def test_the_search_is_renewed_a_moment_after_what_is_shown(own_preview):
    before = own_preview.save(FILE, EPISODE.replace("It hums,", "It roars,"))
    build = own_preview.wait("build", before)
    assert not any(path.startswith("search/") for path in build["changed"])
    assert own_preview.ask("search/").status == 200
    search = own_preview.wait("search", before)
    assert search["number"] == build["number"] + 1
    assert any(path.startswith("search/") for path in search["changed"])
    # With mistakes there is nothing to index, and nothing is built again and again for it.
    before = own_preview.save(FILE, EPISODE.replace("It hums,", "It whispers,"))
    own_preview.wait("build", before)
    before = own_preview.save(FILE, EPISODE.replace("GUEST:", "GEUST:"))
    own_preview.wait("build", before, outcome="mistakes")
    heard = len(own_preview.heard)
    time.sleep(2.5)
    assert len(own_preview.heard) == heard
