"""Taking revisions back: the lines come back where the new ones stand as written, whatever else became of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.authoring.places_again import is_taken_back, replaced, taking_back
from podbuild.drafting.edits import Edit, apply, lines_of
from tests.authoring.revising import EPISODE, FILE, OPENING, PROVENANCE, WARMER, acts, edit, edits, revised, show, text, warmer
from tests.cli.running import run
from tests.drafting.messages_api import MessagesApi
from tests.drafting.test_edits import Case, cases
from tests.shows import edited

NAMED = EPISODE.replace("tags: [ice]\n", f"tags: [ice]\n{PROVENANCE}")
GUEST = "GUEST: It *hums*, if you wait. <!-- src: notes#3 -->"


def undo(root: Path, *more: str):
    return run("revise", "--undo", *more, "--show", root)


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_revision_is_taken_back_then_the_one_before(api: MessagesApi, tmp_path: Path) -> None:
    root = show(tmp_path)
    revised(api, root, warmer())
    revised(api, root, edits(edit(15, GUEST, "GUEST: It sings.")), wish="sing")
    done = undo(root)
    assert done.status == 0 and 'taken back: "sing"' in done.stdout and "{+GUEST: It *hums*, if you wait." in done.stdout
    assert text(root) == NAMED.replace(OPENING, WARMER)
    assert 'taken back: "make it warmer"' in undo(root, "ice").stdout and text(root) == NAMED
    assert [act["deed"] for act in acts(root)] == ["revise", "revise", "undo", "undo"]
    assert [act.get("undone") for act in acts(root)[2:]] == [acts(root)[1]["id"], acts(root)[0]["id"]]
    done = undo(root)
    assert done.status == 1 and "error[undo-nothing]" in done.said and text(root) == NAMED


def test_a_revision_after_an_undo_is_the_last_one_again(api: MessagesApi, tmp_path: Path) -> None:
    root = show(tmp_path)
    revised(api, root, warmer())
    undo(root)
    revised(api, root, edits(edit(11, OPENING, WARMER)))
    assert text(root) == NAMED.replace(OPENING, WARMER)
    assert undo(root).status == 0 and text(root) == NAMED and undo(root).status == 1


@pytest.mark.parametrize(
    "found",
    [
        warmer()["edits"],
        [edit(12, ["{sfx: bell, gain: -6 dB}", ""], [])],
        [edit(16, [], ["HOST: New.", ""])],
        [edit(5, "summary: A word or two.", ["summary: Other.", "subtitle: New"]), edit(20, [], ["GUEST: New.", ""])],
        [
            edit(10, OPENING, []),
            edit(11, "", []),
            edit(22, "# Notes {.unspoken}", ["# Notes", "", "HOST: X.", "", "# Notes {.unspoken}"]),
        ],
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_everything_comes_back_also_when_the_file_was_edited_elsewhere(api: MessagesApi, tmp_path: Path, found, end: str) -> None:
    root = show(tmp_path, EPISODE.replace("\n", end).encode())
    revised(api, root, edits(*found))
    edited_text = text(root).replace("# What the ice says", f"HOST: Mine.{end}{end}# What it says").replace("number", "x")
    (root / FILE).write_bytes(edited_text.encode())
    assert undo(root).status == 0
    assert text(root) == NAMED.replace("# What the ice says", "HOST: Mine.\n\n# What it says").replace("\n", end)


def test_what_was_changed_since_is_not_taken_back_and_its_place_is_told(api: MessagesApi, tmp_path: Path) -> None:
    root = show(tmp_path)
    revised(api, root, edits(edit(10, OPENING, WARMER), edit(14, GUEST, "GUEST: It sings.")))
    edited(root, FILE, "at night", "in the dark")
    before = text(root), acts(root)
    done = undo(root)
    assert done.status == 1 and f"{FILE}:10:1: error[undo-changed]" in done.said and "We stand on the ice, at night." in done.said
    assert (text(root), acts(root)) == before


def test_the_episode_that_was_revised_last_is_meant(api: MessagesApi, tmp_path: Path) -> None:
    root = show(tmp_path, **{"episodes_of_sea__md": EPISODE.replace("guid: one", "guid: two")})
    revised(api, root, warmer())
    line = acts(root)[0]
    (root / "sources/provenance/ice.jsonl").write_text(
        (root / "sources/provenance/ice.jsonl").read_text().replace(line["date"], "2026-01-01T00:00:00Z")
    )
    api.will(warmer())
    assert run("revise", "sea", "make it warmer", "--yes", "--show", root).status == 0
    assert "episodes/sea.md" in undo(root).stdout and FILE in undo(root).stdout


def test_what_was_taken_back_by_other_means_is_struck_and_the_file_left(api: MessagesApi, tmp_path: Path) -> None:
    root = show(tmp_path)
    revised(api, root, warmer())
    edited(root, FILE, WARMER, OPENING)  # as `git checkout` would, or an editor
    done = undo(root)
    assert done.status == 0 and "were not in the file any more" in done.stdout and text(root) == NAMED
    assert [act["deed"] for act in acts(root)] == ["revise", "undo"] and undo(root).status == 1


# ── finding lines again ──────────────────────────────────────────────────────────────────────────────────────────────


@given(cases())
def test_what_was_recorded_can_be_taken_back_or_is_told(case: Case) -> None:
    recorded = replaced(case.edits, case.text)
    now = apply(case.text, case.edits)
    back, missing = taking_back(recorded, now)
    if "\r" not in [end for _, end in case.lines] and not missing:
        assert lines_of(apply(now, back)) == lines_of(case.text)


@given(cases(), st.lists(st.sampled_from(["above", "", "# more"]), max_size=3))
def test_lines_with_words_of_their_own_are_found_below_others(case: Case, above: list[str]) -> None:
    text = "".join(f"{n} {line}\n" for n, (line, _) in enumerate(case.lines))
    found = [
        Edit(e.first_line, lines_of(text)[e.first_line - 1 : e.last_line], tuple(f"new {e.first_line} {n}" for n in range(2)))
        for e in case.edits
    ]
    now = "".join(f"{line}\n" for line in above) + apply(text, found)
    back, missing = taking_back(replaced(found, text), now)
    assert not missing and apply(now, back) == "".join(f"{line}\n" for line in above) + text


def test_of_a_kill_before_the_file_was_written_only_the_act_is_left() -> None:
    before = "one\n\ntwo\n\nthree\n"
    for found in ([Edit(3, ("two",), ("TWO",))], [Edit(3, ("two", ""), ())], [Edit(3, (), ("new", ""))]):
        recorded = replaced(found, before)
        assert is_taken_back(recorded, before) and not is_taken_back(recorded, apply(before, found))


def test_an_added_line_that_an_author_reworded_is_not_taken_for_taken_back() -> None:
    recorded = replaced([Edit(3, (), ("new", ""))], "one\n\ntwo\n")
    assert not is_taken_back(recorded, "one\n\nnewer\n\ntwo\n")


@pytest.mark.parametrize("above", ["", "\n\n\n", "GUEST: Yes.\n\n"])
def test_of_equal_lines_the_one_that_was_revised_is_meant(above: str) -> None:
    before = "HOST: Yes.\n\nGUEST: No.\n\nHOST: Yes.\n\nHOST: End.\n"
    found = [Edit(3, ("GUEST: No.",), ("HOST: Yes.",))]
    back, missing = taking_back(replaced(found, before), above + apply(before, found))
    assert not missing and apply(above + apply(before, found), back) == above + before


def test_what_stands_there_twice_since_is_told() -> None:
    before = "one\ntwo\nthree\n"
    found = [Edit(2, ("two",), ("TWO",))]
    back, missing = taking_back(replaced(found, before), "TWO\n" + apply(before, found))
    assert missing and not back
