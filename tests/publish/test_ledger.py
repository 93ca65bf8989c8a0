"""The ledger: what is written down of a target, and what is made of it when it was cut short, edited or merged."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.publish.ledger import Entry, Ledger, parse_ledger, read_ledger

KEYS = st.text(min_size=1, max_size=12)
FACTS = st.dictionaries(st.sampled_from(["id", "size", "etag"]), st.one_of(st.integers(0, 2**40), st.text(min_size=1, max_size=8)))
ENTRIES = st.builds(
    Entry, st.text(max_size=8), st.sampled_from(["there", "begun", "deleting", "refused", "lost"]), st.just(""), FACTS
)


def ledger_at(folder: Path) -> Ledger:
    found, mistakes = read_ledger(folder / "publish" / "web.json", "web")
    assert not mistakes
    return found


@given(st.dictionaries(KEYS, KEYS, max_size=4), st.dictionaries(KEYS, ENTRIES, max_size=6))
def test_what_is_written_is_read_again(guids: dict[str, str], entries: dict[str, Entry]) -> None:
    text = Ledger("folder", "/site", guids, entries).text()
    assert json.loads(text)["guids"] == guids
    found, mistakes = parse_ledger(text, "publish/web.json")
    assert (found.guids, found.entries, mistakes) == (guids, entries, ())
    assert found.text() == text


def test_each_entry_has_a_line_of_its_own_in_order_of_key() -> None:
    lines = Ledger("folder", "/site", {"b": "2", "a": "1"}, {"y": Entry("d"), "x": Entry("d")}).text().splitlines()
    assert [line.strip()[:3] for line in lines if line.startswith("    ")] == ['"a"', '"b"', '"x"', '"y"']


def test_what_a_killed_run_took_down_is_known_to_the_next(tmp_path: Path) -> None:
    first = ledger_at(tmp_path)
    first.note("a", Entry("1", "begun"))
    first.note("a", Entry("1", "there", facts={"id": "x"}))
    first.note("b", Entry("2", "begun"))
    journal = tmp_path / "publish" / "web.journal"
    with journal.open("a") as file:
        file.write('{"c": {"dig')  # the machine was switched off here
    second = ledger_at(tmp_path)
    assert second.entries == {"a": Entry("1", "there", facts={"id": "x"}), "b": Entry("2", "begun")}
    second.save()
    assert not journal.exists()
    assert ledger_at(tmp_path).entries == second.entries


def test_a_ledger_that_did_not_change_is_not_written(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    ledger.note("a", Entry("1"))
    ledger.save()
    file = tmp_path / "publish" / "web.json"
    before = file.stat().st_mtime_ns, file.stat().st_ino
    ledger_at(tmp_path).save()
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before


def test_at_another_place_nothing_is_known_but_the_guids() -> None:
    ledger = Ledger("folder", "/old", {"ice": "g"}, {"a": Entry("1")})
    assert ledger.at("/old", "folder").entries == {"a": Entry("1")}
    moved = ledger.at("/new", "folder")
    assert (moved.entries, moved.guids, moved.place) == ({}, {"ice": "g"}, "/new")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ('{"format": 1,\n  "target" "folder"}', (2, 12), "it is no JSON"),
        ('{"format": 9, "target": "", "place": "", "guids": {}, "entries": {}}', (1, 1), "another podbuild (format 9)"),
        ("[]", (1, 1), "the form of a ledger"),
        ('{"format": 1, "target": "", "place": "", "guids": [], "entries": {}}', (1, 1), "the form of a ledger"),
        ('{"format": 1, "target": "", "place": "", "guids": {}, "entries": {"a": 1}}', (1, 1), "the form of a ledger"),
        ('{"format": 1, "target": "", "place": "", "guids": {}, "entries": {"a": {"state": "?"}}}', (1, 1), '"?" is no state'),
        ('{"format": 1, "target": "", "place": "", "guids": {"a": null}, "entries": {}}', (1, 1), 'the episode "a" has no guid'),
        ('{"format": 1, "target": "", "place": "", "guids": {"a": ""}, "entries": {}}', (1, 1), 'the episode "a" has no guid'),
        ('{"format": 1, "target": "", "place": "", "guids": {"a": 5}, "entries": {}}', (1, 1), 'the episode "a" has no guid'),
        ('{"format": 1,\n "guids": {\n "a": "1",\n "a": "2"}}', (4, 1), 'it says "a" twice'),
        ("[" * 100_000, (1, 1), "it is no JSON"),
    ],
)
def test_a_ledger_edited_by_hand_is_told_with_its_place(text: str, place: tuple[int, int], says: str) -> None:
    _, (mistake,) = parse_ledger(text, "publish/web.json")
    assert mistake.code == "ledger-bad" and says in mistake.message
    assert mistake.span and (mistake.span.line, mistake.span.column) == place
    assert mistake.fix == "mend it there, or take it as git has it: git checkout -- publish/web.json"


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=False, capture_output=True, timeout=30)


def merged(folder: Path, one: Ledger, other: Ledger) -> str:
    """What git leaves in the file when both sides of a merge changed it."""
    file = folder / "web.json"
    git(folder, "init", "-q", "-b", "main")
    for branch, ledger in (("main", Ledger("folder", "/site", {}, {"m": Entry("0")})), ("side", one), ("main", other)):
        git(folder, "checkout", "-q", *(["-b"] if branch == "side" else []), branch)
        file.write_text(ledger.text())
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "x")
    git(folder, "merge", "-q", "side")
    return file.read_text()


def test_both_sides_of_a_merge_that_git_gave_up_are_read(tmp_path: Path) -> None:
    one = Ledger("folder", "/site", {"ice": "g1"}, {"a": Entry("1"), "m": Entry("0"), "same": Entry("5")})
    other = Ledger("folder", "/site", {"snow": "g2"}, {"a": Entry("2"), "m": Entry("0"), "b": Entry("3"), "same": Entry("5")})
    text = merged(tmp_path, one, other)
    assert "<<<<<<<" in text
    found, (mistake,) = parse_ledger(text, "publish/web.json")
    assert (mistake.code, mistake.severity) == ("ledger-merged", "warning")
    assert mistake.span and text.splitlines()[mistake.span.line - 1].startswith("<<<<<<<")
    assert found.guids == {"ice": "g1", "snow": "g2"}
    assert {key: entry.state for key, entry in found.entries.items()} == {"a": "lost", "b": "there", "m": "there", "same": "there"}
    assert (found.target, found.place) == ("folder", "/site")


def test_two_guids_for_one_episode_are_for_people_to_decide(tmp_path: Path) -> None:
    text = merged(tmp_path, Ledger("folder", "/site", {"ice": "g1"}), Ledger("folder", "/site", {"ice": "g2"}))
    _, mistakes = parse_ledger(text, "publish/web.json")
    assert [(m.code, m.severity) for m in mistakes] == [("ledger-merged", "warning"), ("guid-conflict", "error")]
    assert '"ice" has two guids here: g2 and g1' in mistakes[1].message


def test_two_lines_about_the_same_are_both_read() -> None:
    """As a merge leaves them that kept both sides, without a mark: JSON would take the last."""
    text = Ledger("folder", "/site", {"ice": "g1"}, {"a": Entry("1"), "b": Entry("3")}).text()
    twice = text.replace('    "a": {', '    "a": {"digest": "2", "state": "there"},\n    "a": {')
    found, (mistake,) = parse_ledger(twice, "publish/web.json")
    assert (mistake.code, mistake.severity, mistake.span and mistake.span.line) == ("ledger-edited", "warning", 10)
    assert {key: entry.state for key, entry in found.entries.items()} == {"a": "lost", "b": "there"}
    guids = text.replace('    "ice": ', '    "ice": "g2",\n    "ice": ')
    _, (conflict,) = parse_ledger(guids, "publish/web.json")
    assert (conflict.code, conflict.severity) == ("guid-conflict", "error")


def test_what_is_no_text_does_not_keep_a_ledger_from_being_written(tmp_path: Path) -> None:
    file = tmp_path / "publish" / "web.json"
    file.parent.mkdir()
    file.write_text(Ledger("folder", "/site", {}, {"a": Entry("1")}).text().replace('"a"', '"\\ud800"'), "utf-8")
    ledger = ledger_at(tmp_path)
    ledger.note("\ud800", Entry("2", "begun"))
    ledger.note("b", Entry("2"))
    ledger.save()
    assert ledger_at(tmp_path).entries.keys() == {"?", "b"}
