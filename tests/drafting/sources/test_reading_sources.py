"""What an author names → sources with names of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.drafting.snapshots import keep_snapshot
from podbuild.drafting.sources.address_privacy import told_address
from podbuild.drafting.sources.reader import Wanted
from podbuild.drafting.sources.reading_sources import wanted
from podbuild.drafting.sources.source_opening import leads_out
from podbuild.drafting.sources.source_readers import READERS
from podbuild.steps.world import World
from tests.drafting.sources.trying import NOW_SECONDS, file, mistake, read_all, texts
from tests.importing.loopback import host


@pytest.mark.parametrize(
    ("text", "kind", "location"),
    [
        ("notes.md", "", "notes.md"),
        ("https://e.org/a", "", "https://e.org/a"),
        ("HTTPS://e.org/a", "", "HTTPS://e.org/a"),
        ("page:https://e.org/a", "page", "https://e.org/a"),
        ("Calendar:sources/term.ics", "calendar", "sources/term.ics"),
        ("git:.", "git", "."),
        ("tasks:todo.txt", "tasks", "todo.txt"),
        ("C:\\notes.md", "", "C:\\notes.md"),
        ("notes:C:\\notes.md", "notes", "C:\\notes.md"),
        ("c:/notes.md", "", "c:/notes.md"),
        ("webcal://e.org/a.ics", "calendar", "https://e.org/a.ics"),
        ("calendar:webcal://e.org/a.ics", "calendar", "https://e.org/a.ics"),
        ("feed://e.org/a.xml", "feed", "https://e.org/a.xml"),
        ("unknown:a.md", "", "unknown:a.md"),
        ("notes: with blanks.md", "notes", "with blanks.md"),
        (" notes.md ", "", "notes.md"),
        ("calendar:", "calendar", ""),
    ],
)
def test_what_an_author_writes(text: str, kind: str, location: str) -> None:
    assert wanted(text) == Wanted(location, kind)


@pytest.mark.parametrize("reader", READERS, ids=lambda r: r.name)
def test_each_reader_is_found_by_its_example(reader: object) -> None:
    asked = wanted(reader.example)  # type: ignore[attr-defined]
    assert asked.kind in ("", reader.name) or reader.suits(asked.location)  # type: ignore[attr-defined]


def test_names_are_unique_and_hold_letters_digits_and_hyphens(tmp_path: Path) -> None:
    for name in ("notes.md", "more/notes.md", "Årets Is_2026.txt", "氷.md"):
        file(tmp_path, name, f"Words of {name}.")
    asked = [
        Wanted("notes.md"),
        Wanted("more/notes.md"),
        Wanted("Årets Is_2026.txt"),
        Wanted("氷.md"),
        Wanted("notes.md", name="The Ice!"),
    ]
    sources, codes = read_all(tmp_path, *asked)
    assert codes == []
    assert [s.name for s in sources] == ["notes", "notes-2", "arets-is-2026", "notes-3", "the-ice"]
    assert sources[1].reference(sources[1].passages[0]) == "notes-2#1"


def test_all_mistakes_are_told_and_the_others_are_read(tmp_path: Path) -> None:
    file(tmp_path, "a.md", "Words.")
    file(tmp_path, "empty.md", "")
    sources, codes = read_all(
        tmp_path, "gone.md", "a.md", "empty.md", "file:///etc/passwd", Wanted("x", kind="nonsense"), Wanted("")
    )
    assert [s.name for s in sources] == ["a"]
    assert codes == ["source-missing", "source-empty", "source-missing", "source-kind-unknown", "source-missing"]


def test_nothing_is_fetched_twice(tmp_path: Path) -> None:
    with host({"/a.md": b"Words."}) as served:
        address = f"{served.address}/a.md"
        asked = [Wanted(address), Wanted(address), Wanted(address, name="again"), Wanted(address, kind="meeting")]
        sources, codes = read_all(tmp_path, *asked, hosts=(served.address.partition("://")[2],))
        assert codes == []
        assert [s.name for s in sources] == ["a", "again", "a-2"]
        assert len(served.asked) == 1


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_of_the_show_come_before_those_where_the_author_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show, here = tmp_path / "show", tmp_path / "here"
    file(show, "both.md", "Of the show.")
    file(here, "both.md", "From here.")
    file(here, "mine.md", "Mine.")
    monkeypatch.chdir(here)
    assert texts(show, "both.md") == ["Of the show."]
    assert texts(show, "mine.md") == ["Mine."]


def test_what_lies_outside_is_named_by_its_name_alone(tmp_path: Path) -> None:
    show = tmp_path / "show"
    file(show, "sources/a.md", "A.")
    elsewhere = file(tmp_path, "private/plans.md", "B.")
    sources, _ = read_all(show, "sources/a.md", str(show / "sources" / "a.md"), str(elsewhere), "../private/plans.md")
    assert [s.origin for s in sources] == ["sources/a.md", "sources/a.md", "plans.md", "plans.md"]
    assert not any(str(tmp_path) in repr(source) for source in sources)


def test_a_file_of_ones_home(tmp_path: Path) -> None:
    file(tmp_path, "home/a.md", "At home.")
    assert texts(tmp_path / "show", "notes:~/a.md", world=World({"HOME": str(tmp_path / "home")}, NOW_SECONDS)) == ["At home."]


def test_no_link_of_a_show_leads_out_of_it(tmp_path: Path) -> None:
    secret = file(tmp_path, "secret.md", "Secret.")
    show = tmp_path / "show"
    file(show, "real.md", "Mine.")
    (show / "out.md").symlink_to(secret)
    (show / "in.md").symlink_to(show / "real.md")
    (show / "folder").symlink_to(tmp_path)
    assert mistake(show, "out.md").code == "source-link-out"
    assert mistake(show, "folder/secret.md").code == "source-link-out"
    assert mistake(show, "log:folder").code == "source-link-out"
    assert texts(show, "in.md") == ["Mine."]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("a.md", False),
        ("gone.md", False),
        ("mine.md", True),  # of where the author stands
        ("../a.md", True),
        ("../gone.md", False),
        ("/dev/null", True),
        ("~/a.md", True),
        ("x/../a.md", False),
        ("https://e.org/", False),
        ("out/a.md", True),
        ("a\0b", False),
    ],
)
def test_what_leads_out_of_a_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, location: str, expected: bool) -> None:
    show = tmp_path / "show"
    for name in ("show/a.md", "show/x/b.md", "a.md", "mine.md"):
        file(tmp_path, name, "x")
    (show / "out").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert leads_out(show, location) is expected


@pytest.mark.parametrize("name", ["folder", "/dev/null", "a\0b", "x" * 5000, "gone.md", "", "."])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    found = mistake(tmp_path, f"notes:{name}")
    assert found.code == "source-missing"
    assert found.fix
    assert str(tmp_path) not in found.message


# ── snapshots ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_snapshot_is_read_back_to_what_was_read(tmp_path: Path) -> None:
    file(tmp_path, "notes.md", "# Ice\n\n[notes#9] sings\n\nSee [map](https://e.org).\n")
    (first,), _ = read_all(tmp_path, "notes.md")
    kept = keep_snapshot(tmp_path, first)
    file(tmp_path, "notes.md", "Other words now.")
    sources, codes = read_all(tmp_path, "notes.md", kept)
    assert codes == []
    assert sources[1] == first
    assert sources[0].name == "notes-2"
    assert keep_snapshot(tmp_path, sources[1]) == kept


def test_a_snapshot_that_was_edited(tmp_path: Path) -> None:
    file(tmp_path, "a.md", "podbuild-snapshot: 1\nname: a\nkind: notes\norigin: a.md\n\n<<<<<<< ours\n[a#1] x\n")
    assert mistake(tmp_path, "a.md").code == "source-snapshot-broken"


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "kind", "is_kept"),
    [
        ("https://e.org/2026/11/why-the-ice-sings?page=2", "page", True),
        ("https://www.e.org/", "page", True),
        ("https://feeds.e.org/tide-desk.xml", "feed", True),
        ("https://e.org/watch?v=dQw4w9WgXcQ", "page", True),
        ("https://e.org/rss?auth=AbC123", "feed", False),
        ("https://e.org/rss/0a1b2c3d4e5f60718293a4b5", "feed", False),
        ("https://e.org/a?X-Amz-Signature=00", "page", False),
        ("https://e.org/u/3f2504e0-4f89-11d3-9a0c-0305e82c3301/feed", "feed", False),
        ("https://e.org/holidays.ics", "calendar", False),
        ("https://e.org/todo.txt", "tasks", False),
    ],
)
def test_addresses_that_may_be_secrets(address: str, kind: str, is_kept: bool) -> None:
    assert (told_address(address, kind) == address) is is_kept
    assert ("/…" in told_address(address, kind)) is not is_kept
    assert told_address(address, kind) == told_address(address.replace("https://", "https://ada:pw@"), kind)
    assert told_address(address, kind) != told_address(address + "0", kind)
