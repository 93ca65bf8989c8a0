"""Edits: what is wrong with one is told, and what stands outside of them stays to the byte, whatever the line ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.drafting.edits import MARK, Edit, Ground, apply, decode_edits, lines_of, narrowed

OPEN = Ground({})
TEXT = "---\ntitle: Ice\nguid: one\n---\nHOST: We begin.\n\nGUEST: It hums.\n"
CLOSED = Ground({1: "the line of ---", 3: "the key guid", 4: "the line of ---"})
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n" + MARK), max_size=8) | st.sampled_from(
    ["", " ", "a\u2028b", "x "]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@dataclass(frozen=True)
class Case:
    """A text in lines with their ends, and edits of it."""

    mark: str
    lines: tuple[tuple[str, str], ...]
    edits: tuple[Edit, ...]

    @property
    def text(self) -> str:
        return self.mark + "".join(line + end for line, end in self.lines)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any text, with any line ends, and any edits that a writer may make of it."""
    drawn = draw(st.lists(st.tuples(WORDS, ENDS), max_size=12))
    lines: list[tuple[str, str]] = []
    for line, end in drawn:  # "\r" and "\n" that meet are one end
        is_met = not line and end.startswith("\n") and lines and lines[-1][1] == "\r"
        lines.append((line, "\r\n" if is_met else end))
    if lines and lines[-1][0] and draw(st.booleans()):
        lines[-1] = (lines[-1][0], "")
    edits, at = [], 1
    while at <= len(lines) + 1 and draw(st.booleans()):
        first = draw(st.integers(at, len(lines) + 1))
        size = draw(st.integers(0, min(3, len(lines) + 1 - first)))
        was = tuple(line for line, _ in lines[first - 1 : first - 1 + size])
        edit = Edit(first, was, tuple(draw(st.lists(WORDS, max_size=3))))
        at = first + max(size, 1)
        edits += [edit] if edit.was != edit.now else []
    return Case(draw(st.sampled_from(["", MARK])), tuple(lines), tuple(edits))


def decoded(text: str, *edits: dict[str, object], ground: Ground = OPEN):
    return decode_edits(list(edits), text, ground, "episodes/ice.md")


def plain(edit: Edit) -> dict[str, object]:
    return {"line": edit.first_line, "was": list(edit.was), "now": list(edit.now)}


# ── the law ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def outside(case: Case) -> list[str]:
    """What stands before, between and behind the edits, with its line ends."""
    parts, at = [], 0
    for edit in case.edits:
        parts.append("".join(line + end for line, end in case.lines[at : edit.first_line - 1]))
        at = edit.first_line - 1 + len(edit.was)
    return [*parts, "".join(line + end for line, end in case.lines[at:])]


@given(cases())
def test_no_byte_outside_the_edits_changes(case: Case) -> None:
    parts = outside(case)
    end = "(?:\r\n|\r|\n)"
    pattern = re.escape(case.mark + parts[0])
    for edit, after in zip(case.edits, parts[1:], strict=True):
        is_open = "" if re.search("[\r\n]$", case.text) else f"{end}?"  # a last line that had no end
        pattern += is_open + f"{end}".join(map(re.escape, edit.now)) + (f"{end}?" if edit.now else "") + re.escape(after)
    assert re.fullmatch(pattern, apply(case.text, case.edits))


@given(cases())
def test_the_lines_are_those_that_were_asked_for(case: Case) -> None:
    expected = [line for line, _ in case.lines]
    for edit in reversed(case.edits):
        expected[edit.first_line - 1 : edit.last_line] = edit.now
    got = apply(case.text, case.edits)
    if "\r" not in [end for _, end in case.lines]:  # else a line that goes may leave a "\r" and a "\n" side by side
        assert list(lines_of(got)) == expected
    else:
        assert [line for line in lines_of(got) if line] == [line for line in expected if line]


@given(cases())
def test_narrowing_leaves_the_result_and_touches_no_line_that_stays(case: Case) -> None:
    small = narrowed(case.edits)
    if "\r" not in [end for _, end in case.lines]:
        assert lines_of(apply(case.text, small)) == lines_of(apply(case.text, case.edits))
    assert all(not set(e.was[:1]) & set(e.now[:1]) and not set(e.was[-1:]) & set(e.now[-1:]) for e in small)


@given(cases())
def test_what_a_writer_may_edit_is_taken_as_it_is(case: Case) -> None:
    assert decoded(case.text, *map(plain, case.edits)) == (case.edits, ())


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)))
def test_whatever_is_answered_is_told_not_raised(value: object) -> None:
    for answered in (value, [value], [{"line": value, "was": value, "now": value}]):
        decode_edits(answered, TEXT, CLOSED, "episodes/ice.md")


@given(st.integers(-3, 12), st.lists(st.sampled_from(lines_of(TEXT)), max_size=3), st.lists(WORDS, max_size=2))
def test_edits_that_are_let_through_leave_closed_lines(line: int, was: list[str], now: list[str]) -> None:
    edits, mistakes = decoded(TEXT, {"line": line, "was": was, "now": now}, ground=CLOSED)
    got = lines_of(apply(TEXT, edits))
    assert got[0] == "---" and "guid: one" in got and (not mistakes or not edits)


# ── line ends, one by one ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "edit", "result"),
    [
        ("a\r\nb\r\n", Edit(2, ("b",), ("B", "C")), "a\r\nB\r\nC\r\n"),
        ("a\nb\r\nc\n", Edit(2, ("b",), ("B",)), "a\nB\r\nc\n"),
        ("a\nb", Edit(2, ("b",), ("B",)), "a\nB"),
        ("a\nb", Edit(3, (), ("c",)), "a\nb\nc"),
        ("a\r\nb", Edit(2, ("b",), ()), "a\r\n"),
        ("a\nb", Edit(2, ("b",), ("",)), "a\n\n"),
        ("", Edit(1, (), ("a",)), "a\n"),
        (MARK + "a\n", Edit(1, ("a",), ("b",)), MARK + "b\n"),
        ("a\rb\nc\n", Edit(2, (), ("",)), "a\r\r\nb\nc\n"),
        ("a\rb\r\n\n", Edit(2, ("b",), ("B",)), "a\rB\r\n\n"),
        ("a  \nb\n", Edit(2, ("b",), ("B ",)), "a  \nB \n"),
    ],
)
def test_line_ends(text: str, edit: Edit, result: str) -> None:
    assert apply(text, [edit]) == result


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("edits", "ground", "code", "fix"),
    [
        (
            [{"line": 5, "was": ["GUEST: It hums."], "now": []}],
            OPEN,
            "edit-mismatch",
            "these lines stand from line 7 on: give that",
        ),
        ([{"line": 5, "was": ["HOST: We begin"], "now": []}], OPEN, "edit-mismatch", 'line 5 is, to the letter: "HOST: We begin."'),
        ([{"line": 5, "was": ["HOST: We begin.", "x"], "now": []}], OPEN, "edit-mismatch", 'line 6 is, to the letter: ""'),
        ([{"line": 9, "was": [], "now": ["x"]}], OPEN, "edit-outside", "lines 1 to 7 are there"),
        ([{"line": 0, "was": ["---"], "now": ["x"]}], OPEN, "edit-outside", "lines 1 to 7 are there"),
        ([{"line": 7, "was": ["GUEST: It hums."], "now": []}], Ground({}, 5, 6), "edit-outside", "only lines 5 to 6"),
        ([{"line": 8, "was": [], "now": ["x"]}], Ground({}, 5, 6), "edit-outside", "only lines 5 to 6"),
        ([{"line": 3, "was": ["guid: one"], "now": ["guid: two"]}], CLOSED, "edit-closed", "leave it as it is"),
        ([{"line": 2, "was": ["title: Ice", "guid: one"], "now": []}], CLOSED, "edit-closed", "leave it as it is"),
        ([{"line": 3, "was": [], "now": ["x"]}], Ground({2: "the key voices", 3: "the key voices"}), "edit-closed", "leave it"),
        ([{"line": 5, "was": ["HOST: We begin."], "now": ["a"]}] * 2, OPEN, "edit-overlap", "make one edit of them"),
        ([{"line": 5, "was": [], "now": ["a"]}, {"line": 5, "was": [], "now": ["b"]}], OPEN, "edit-overlap", "make one edit"),
        (
            [{"line": 5, "was": ["HOST: We begin.", ""], "now": ["a"]}, {"line": 6, "was": [], "now": ["b"]}],
            OPEN,
            "edit-overlap",
            "",
        ),
        ([{"line": True, "was": [], "now": ["a"]}], OPEN, "edit-bad", "give {"),
        ([{"line": 1, "was": None, "now": ["a"]}], OPEN, "edit-bad", "give {"),
        ([{"line": 8, "was": [], "now": ["a"]}] * 401, OPEN, "edit-bad", "make fewer"),
    ],
)
def test_mistakes_are_told_with_a_way_out(edits, ground, code, fix) -> None:
    found, mistakes = decoded(TEXT, *edits, ground=ground)
    assert not found and mistakes[0].code == code and fix in mistakes[0].fix


@pytest.mark.parametrize("value", [None, "edits", {"edits": []}, 3])
def test_no_list_is_told(value: object) -> None:
    assert [d.code for d in decode_edits(value, TEXT, OPEN, "x.md")[1]] == ["edit-bad"]


def test_all_mistakes_of_an_answer_are_told_at_once() -> None:
    _, mistakes = decoded(TEXT, {"line": 3, "was": ["guid: one"], "now": []}, {"line": 9, "was": ["x"], "now": []}, ground=CLOSED)
    assert [d.code for d in mistakes] == ["edit-closed", "edit-outside"]


def test_texts_for_lists_and_line_ends_in_them_are_lines() -> None:
    edits, _ = decoded(TEXT, {"line": 5, "was": "HOST: We begin.\n\n", "now": ["HOST: One.\r\n\r\nGUEST: Two."]})
    assert edits == (Edit(5, ("HOST: We begin.", ""), ("HOST: One.", "", "GUEST: Two.")),)


def test_what_changes_nothing_is_no_edit_and_order_is_made() -> None:
    edits, mistakes = decoded(
        TEXT,
        {"line": 7, "was": ["GUEST: It hums."], "now": ["GUEST: It sings."]},
        {"line": 6, "was": [""], "now": [""]},
        {"line": 5, "was": ["HOST: We begin."], "now": ["HOST: Listen."]},
    )
    assert [e.first_line for e in edits] == [5, 7] and not mistakes
