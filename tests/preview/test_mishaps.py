"""What happens to previews that run for a day: undone edits, odd names, folders that come and go, two hands at one file."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from podbuild.preview.script_texts import read_script, save_script
from tests.cli.running import EPISODE, GOOD, write
from tests.preview.living import good_show, serving

FILE = "episodes/ice.md"


def test_edits_of_many_episodes_that_are_undone_while_they_are_built(tmp_path):
    root = good_show(tmp_path / "show")
    texts = {f"episodes/e{n}.md": EPISODE.replace("title: Ice", f"title: Ice {n}") for n in range(7)}
    for name, text in texts.items():
        (root / name).write_text(text, "utf-8")
    template = root / "templates/site/index.html.j2"
    with serving(root) as preview:
        template.parent.mkdir(parents=True)
        before = len(preview.heard)
        template.write_text("{{ 1/0 }}", "utf-8")  # episodes are pressed, and then nothing is installed
        preview.wait("build", before, outcome="failed")
        for name, text in texts.items():
            (root / name).write_text(text.replace("It hums", "It roars"), "utf-8")
        time.sleep(2)
        assert preview.ask("-/episodes/e1").status == 200 and preview.ask("-/episodes/e1.json").status == 200
        before = len(preview.heard)
        for name, text in texts.items():
            (root / name).write_text(text, "utf-8")
        template.unlink()
        preview.save("episodes/e6.md", texts["episodes/e6.md"].replace("A word or two.", "Good again."))
        preview.wait("build", before, outcome="done")
        deadline = time.monotonic() + 30
        while "Good again." not in preview.ask("episodes/e6/").text and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "Good again." in preview.ask("episodes/e6/").text
        assert "It hums" in preview.ask("episodes/e1/").text
        assert not any("bug" in line for line in preview.said)


def test_folders_that_are_gone_before_they_can_be_watched(own_preview):
    for n in range(150):
        (own_preview.root / f"tmp{n % 3}").mkdir()
        (own_preview.root / f"tmp{n % 3}").rmdir()
    time.sleep(0.5)
    before = own_preview.save(FILE, EPISODE.replace("A word or two.", "Still awake."))
    own_preview.wait("build", before, outcome="done")


def test_a_deleted_episode_leaves_the_search_too(tmp_path):
    root = good_show(tmp_path / "show")
    (root / "episodes/snow.md").write_text(EPISODE.replace("title: Ice", "title: Snow"), "utf-8")
    with serving(root) as preview:
        fragments = root / ".podbuild/preview/search"
        assert len(list(fragments.rglob("*.pf_fragment"))) == 2
        before = len(preview.heard)
        (root / "episodes/snow.md").unlink()
        preview.wait("search", before)
        assert len(list(fragments.rglob("*.pf_fragment"))) == 1


def test_what_came_to_nothing_is_said_to_be_over(own_preview):
    words = EPISODE.replace("It hums,", "It whispers in the long and very cold night,")
    for _ in range(3):  # a build that is abandoned by an undo has told of its progress
        before = own_preview.save(FILE, words)
        own_preview.wait("progress", before)
        own_preview.save(FILE, EPISODE)
        end = time.monotonic() + 20
        while own_preview.heard[-1][0] == "progress" and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(1.5)
        assert own_preview.heard[-1][0] in ("build", "state", "search", "lines")


def test_lines_that_a_lexicon_changes_are_marked_too(own_preview):
    before = own_preview.save("lexicon.yaml", "- {word: hums, say: hummmms}\n")
    lines = own_preview.wait("lines", before)
    assert [line["text"] for line in lines["ice"]] == ["It hums, if you wait."]


def test_lines_that_changed_while_there_were_mistakes_are_marked_when_they_are_mended(own_preview):
    before = own_preview.save(FILE, EPISODE.replace("It hums,", "It barks,").replace("HOST:", "HSOT:"))
    own_preview.wait("build", before, outcome="mistakes")
    before = own_preview.save(FILE, EPISODE.replace("It hums,", "It barks,"))
    lines = own_preview.wait("lines", before)
    assert [line["text"] for line in lines["ice"]] == ["It barks, if you wait."]


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="names are Unicode there")
def test_a_file_name_that_is_no_unicode_is_listed(own_preview):
    (own_preview.root / os.fsdecode(b"episodes/\xff x.md")).write_text(EPISODE, "utf-8")
    time.sleep(1)
    assert own_preview.ask("-/show.json").status == 200
    assert len(own_preview.ask("-/show.json").json["episodes"]) == 2


def test_a_good_episode_waits_while_another_has_mistakes(own_preview):
    own_preview.save("episodes/bad.md", EPISODE.replace("HOST:", "HSOT:"))
    before = own_preview.save("episodes/good.md", EPISODE.replace("title: Ice", "title: Good"))
    own_preview.wait("build", before, outcome="mistakes")
    states = {row["slug"]: row["state"] for row in own_preview.ask("-/show.json").json["episodes"]}
    assert states == {"bad": "mistakes", "good": "waiting", "ice": "new"}


def test_a_start_with_a_mistake_leads_the_feed_here_all_the_same(tmp_path):
    root = good_show(tmp_path / "show")
    with serving(root):
        pass
    (root / FILE).write_text(EPISODE.replace("HOST:", "HSOT:"), "utf-8")
    with serving(root) as preview:
        assert f"{preview.address}audio/ice.mp3" in preview.ask("feed.xml").text
        assert preview.ask("episodes/ice/").status == 200


def test_each_start_counts_for_itself(tmp_path):
    root = good_show(tmp_path / "show")
    runs = []
    for _ in range(2):
        with serving(root) as preview:
            runs.append(preview.heard[0][1]["run"])
            assert f'name="podbuild-run" content="{runs[-1]}"' in preview.ask("").text
    assert runs[0] != runs[1]


def test_the_studio_is_given_to_a_window_and_to_no_script(preview):
    fetched = {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "cors", "Sec_Fetch_Dest": "empty"}
    for path in ("-/", "-/episodes/ice", "-/files/show.yaml"):
        assert preview.ask(path, **fetched).status == 403
        assert preview.ask(path, Sec_Fetch_Site="none", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document").status == 200
    assert preview.ask("-/show.json", **fetched).status == 200
    assert preview.ask("-").headers["location"].endswith("/-/")


def test_odd_requests_are_refused_and_nothing_breaks(preview):
    token = preview.token()
    assert preview.ask("-/text?file=episodes/%00.md").status == 404
    for body in (
        {"file": FILE, "line": float("inf")},
        {"file": "a\0b", "line": 1},
        {"file": FILE},
        [1],
        {"file": FILE, "line": "x"},
    ):
        assert preview.ask("-/open", "POST", body, X_Podbuild_Token=token).status in (400, 404, 409)
    assert preview.ask("", X_Forwarded_Proto="https", X_Forwarded_For="10.0.0.1").status == 200
    assert f"{preview.address}audio/ice.mp3" in preview.ask("feed.xml", X_Forwarded_Proto="https").text
    assert not any("Traceback" in line for line in preview.said)


def test_two_hands_at_one_file(tmp_path):
    root = write(tmp_path, GOOD)
    for n in range(30):
        began = read_script(root, FILE)
        with ThreadPoolExecutor(4) as hands:
            saves = [hands.submit(save_script, root, FILE, f"text {n} {k}", began.digest) for k in range(4)]
        assert sorted(save.result().outcome for save in saves) == ["conflict", "conflict", "conflict", "saved"]
    assert [p.name for p in (root / "episodes").iterdir()] == ["ice.md"]


@pytest.mark.parametrize(
    ("old", "typed", "new"),
    [
        (b"a\r\nb\nc\nd\n", "a\nb\nnew\nc\nd\n", b"a\r\nb\nnew\nc\nd\n"),
        (b"a\rb\rc", "a\nx\nc", b"a\rx\rc"),
        (b"", "a\nb", b"a\nb"),
        (b"a\r\nb", "", b""),
    ],
)
def test_each_line_keeps_its_own_end(tmp_path, old, typed, new):
    root = write(tmp_path, GOOD)
    (root / FILE).write_bytes(old)
    assert save_script(root, FILE, typed, read_script(root, FILE).digest).outcome == "saved"
    assert (root / FILE).read_bytes() == new


def test_a_file_that_may_only_be_read_is_not_written(tmp_path):
    root = write(tmp_path, GOOD)
    (root / FILE).chmod(0o444)
    done = save_script(root, FILE, "mine", read_script(root, FILE).digest)
    assert done.outcome == "refused" and "may only be read" in done.reason
    assert (root / FILE).read_text("utf-8") == EPISODE
