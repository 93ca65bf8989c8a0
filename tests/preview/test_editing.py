"""Texts saved from the browser: over what they began with, and over nothing else."""

from __future__ import annotations

import os

import pytest

from podbuild.preview.script_texts import read_script, save_script
from tests.cli.running import EPISODE, GOOD, write

FILE = "episodes/ice.md"


def test_a_text_is_saved_and_built(own_preview):
    found = own_preview.ask(f"-/text?file={FILE}").json
    assert found["text"] == EPISODE
    before = len(own_preview.heard)
    body = {"text": EPISODE.replace("A word or two.", "From the browser."), "digest": found["digest"]}
    answer = own_preview.ask(f"-/text?file={FILE}", "PUT", body, X_Podbuild_Token=own_preview.token())
    assert (answer.status, answer.json["outcome"]) == (200, "saved")
    assert (own_preview.root / FILE).read_text("utf-8") == body["text"]
    assert own_preview.wait("build", before)["outcome"] == "done"
    assert "From the browser." in own_preview.ask("episodes/ice/").text


def test_a_file_that_was_changed_meanwhile_is_not_written_over(own_preview):
    found = own_preview.ask(f"-/text?file={FILE}").json
    theirs = EPISODE.replace("A word or two.", "By another hand.")
    (own_preview.root / FILE).write_text(theirs, "utf-8")
    body = {"text": "mine", "digest": found["digest"]}
    answer = own_preview.ask(f"-/text?file={FILE}", "PUT", body, X_Podbuild_Token=own_preview.token())
    assert (answer.status, answer.json["outcome"], answer.json["now"]["text"]) == (409, "conflict", theirs)
    assert (own_preview.root / FILE).read_text("utf-8") == theirs
    again = own_preview.ask(
        f"-/text?file={FILE}",
        "PUT",
        {"text": EPISODE, "digest": answer.json["now"]["digest"]},
        X_Podbuild_Token=own_preview.token(),
    )
    assert again.status == 200 and (own_preview.root / FILE).read_text("utf-8") == EPISODE


@pytest.mark.parametrize(
    "name",
    [
        "../show.yaml",
        "assets/bell.ogg",
        ".podbuild/memory.json",
        "episodes/../show.yaml",
        "/etc/passwd",
        "episodes/none.md",
        "episodes",
        "",
    ],
)
def test_only_texts_of_the_show_are_read_or_written(own_preview, name):
    assert own_preview.ask(f"-/text?file={name}").status == 404
    answer = own_preview.ask(f"-/text?file={name}", "PUT", {"text": "x", "digest": "y"}, X_Podbuild_Token=own_preview.token())
    assert answer.status in (409, 422)
    assert not (own_preview.root / "episodes/none.md").exists()


@pytest.mark.parametrize("body", [[], {}, {"text": "x"}, "text", None])
def test_what_is_no_save_is_refused(own_preview, body):
    answer = own_preview.ask(f"-/text?file={FILE}", "PUT", body, X_Podbuild_Token=own_preview.token())
    assert answer.status == 400


def saved(root, data: bytes, typed) -> bytes:
    """What a file holds after its text was changed by `typed` and saved."""
    (root / FILE).write_bytes(data)
    found = read_script(root, FILE)
    assert found is not None
    assert save_script(root, FILE, typed(found.text), found.digest).outcome == "saved"
    return (root / FILE).read_bytes()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"one\ntwo\n", b"one\nthree\n"),
        (b"one\r\ntwo\r\n", b"one\r\nthree\r\n"),
        (b"\xef\xbb\xbfone\r\ntwo", b"\xef\xbb\xbfone\r\nthree"),
        ("æ\ntwo".encode(), "æ\nthree".encode()),
    ],
    ids=["unix", "windows", "mark", "letters"],
)
def test_line_ends_and_marks_stay(tmp_path, data, expected):
    assert saved(write(tmp_path, GOOD), data, lambda text: text.replace("two", "three")) == expected


def test_permissions_and_links_stay(tmp_path):
    root = write(tmp_path, GOOD)
    (root / "kept").mkdir()
    (root / FILE).rename(root / "kept/ice.md")
    (root / "kept/ice.md").chmod(0o640)
    (root / FILE).symlink_to("../kept/ice.md")
    saved(root, b"one", lambda text: "two")
    assert (root / FILE).is_symlink() and (root / "kept/ice.md").read_bytes() == b"two"
    assert (root / "kept/ice.md").stat().st_mode & 0o777 == 0o640
    assert [p.name for p in (root / "kept").iterdir()] == ["ice.md"]


def test_a_link_out_of_the_show_is_neither_read_nor_written(tmp_path):
    root = write(tmp_path / "show", GOOD)
    outside = tmp_path / "outside.md"
    outside.write_text("theirs", "utf-8")
    (root / "episodes/out.md").symlink_to(outside)
    assert read_script(root, "episodes/out.md") is None
    assert save_script(root, "episodes/out.md", "mine", "").outcome != "saved"
    assert outside.read_text("utf-8") == "theirs"


def test_what_is_no_utf8_is_left_alone(tmp_path):
    root = write(tmp_path, GOOD)
    (root / FILE).write_bytes("Öl".encode("latin-1"))
    assert read_script(root, FILE) is None
    assert save_script(root, FILE, "x", "").outcome == "refused"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    root = write(tmp_path, GOOD)
    (root / "episodes").chmod(0o500)
    try:
        found = read_script(root, FILE)
        done = save_script(root, FILE, "x", found.digest)
    finally:
        (root / "episodes").chmod(0o700)
    assert done.outcome == "refused" and "could not be written" in done.reason
