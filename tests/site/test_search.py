"""Which episodes are indexed together, what is indexed of them, and when it is done again; and what a failing pagefind says."""

from __future__ import annotations

import errno
import gzip
import json
import subprocess
from pathlib import Path

import pytest

from podbuild.base.diagnostics import has_errors
from podbuild.build import Request, build
from podbuild.model.release import Caption, Entry, newest_first
from podbuild.site import pagefind_program
from podbuild.site.search_index import SIZES, bundles, index_steps
from podbuild.site.search_text import index_page, search_text
from podbuild.steps.step import StepFailed
from tests.shows import EPISODE, WORLD, actions, built, edited, tree, write_show

from .fixtures_release import a_release, entries

COUNT = 700
ALL = entries(
    a_release(f"e{n:04}", date=f"2020-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z", captions=()) for n in range(COUNT)
)


def oldest(count: int) -> tuple[Entry, ...]:
    """So many of the oldest, the newest first."""
    return ALL[:count][::-1]


def sizes(count: int) -> list[tuple[str, int]]:
    return [(bundle.name, len(bundle.entries)) for bundle in bundles(oldest(count))]


# ── which ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (5, [("1", 5)]),
        (16, [("1", 16)]),
        (17, [("1", 16), ("17", 1)]),
        (64, [("1", 64)]),
        (100, [("1", 64), ("65", 16), ("81", 16), ("97", 4)]),
        (257, [("1", 256), ("257", 1)]),
    ],
)
def test_bundles_are_filled_from_the_oldest_episode_on(count, expected):
    assert sizes(count) == expected


def test_a_new_episode_changes_the_newest_bundle_alone_but_when_bundles_become_one():
    changes = []
    for count in range(1, COUNT):
        before, after = (index_steps(bundles(oldest(n)), "1", "en") for n in (count, count + 1))
        new = {step.key for step in after} - {step.key for step in before}
        assert len(new) == 1, count
        changes.append(len(bundles(oldest(count + 1))[-1].entries))
    assert sum(n <= SIZES[-1] for n in changes) > 0.95 * len(changes)


def test_a_visitor_of_many_episodes_fetches_few_bundles():
    one = ALL[0]
    many = tuple(Entry(str(n), f"2020-01-01T00:00:{n % 60:02}Z", n, *_rest(one)) for n in range(10_000))
    assert len(bundles(many)) <= 40


def _rest(entry: Entry) -> tuple:
    return tuple(getattr(entry, name) for name in Entry.__slots__[3:])


def test_drafts_stand_by_themselves():
    drafts = entries([a_release("sketch", date="", is_draft=True), a_release("half", date="2020-01-01T00:00:30Z", is_draft=True)])
    with_drafts = bundles(newest_first((*ALL[:40], *drafts)))
    assert with_drafts[:-1] == bundles(oldest(40))
    assert (with_drafts[-1].name, {e.slug for e in with_drafts[-1].entries}) == ("drafts", {"sketch", "half"})


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_episode_is_indexed_by_its_words_with_the_times_of_its_paragraphs():
    hostile = a_release(
        title="Ice & <b>bells</b>", captions=(Caption(0, 2, 'A "B"', "One < two."), Caption(3.26, 5, "C", "Three."))
    )
    page = index_page(search_text(hostile))
    assert "<b>" not in page and "Recorded in one night" not in page
    assert '<span id="0.0-0"></span>One &lt; two.' in page and '<span id="3.3-1"></span>Three.' in page


def test_notes_are_no_part_of_what_is_searched_and_words_are():
    one = search_text(a_release())
    assert one == search_text(a_release(notes_html="<p>Else.</p>", author_notes_html="<p>Else.</p>", tags=("ice",)))
    for change in ({"title": "Else"}, {"summary": "Else"}, {"subtitle": "Else"}, {"captions": (Caption(0, 1, "A", "Else."),)}):
        assert one != search_text(a_release(**change))


def test_pagefind_finds_each_letter_of_a_script_without_spaces(tmp_path):
    page = index_page(search_text(a_release(captions=(Caption(0, 2, "甲", "氷河が2度歌った。「また」"),))))
    made = pagefind_program.indexed([page], "ja", tmp_path)
    (fragment,) = (json.loads(gzip.decompress(data)[12:]) for name, data in made.items() if name.endswith("pf_fragment"))
    assert fragment["content"].endswith("氷 河 が 2 度 歌 っ た。「 ま た」")
    assert list(tmp_path.iterdir()) == []


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def show(tmp_path):
    root = write_show(
        tmp_path / "show",
        {"glacier.md": EPISODE, "sea.md": EPISODE.replace("2026-11-10", "2026-11-11").replace("number: 1", "number: 2")},
    )
    built(root)
    return root


def indexed(root: Path, **request) -> int:
    return actions(built(root, **request)).get("search-index", 0)


def test_an_edit_of_what_is_searched_indexes_again_and_no_other_edit_does(show):
    before = tree(show / "public" / "search")
    edited(show, "episodes/sea.md", "What stands here", "What you read here")
    assert indexed(show) == 0
    assert tree(show / "public" / "search") == before
    edited(show, "episodes/sea.md", "if you wait", "when you wait")
    assert indexed(show) == 1
    after = tree(show / "public" / "search")
    assert after != before
    assert sum(name.endswith("pf_fragment") for name in after) == 2, "what was found before is gone"
    edited(show, "episodes/sea.md", "when you wait", "if you wait")
    assert indexed(show) == 0
    assert tree(show / "public" / "search") == before


def test_a_clean_build_makes_the_same_bytes(show, tmp_path):
    copy = write_show(tmp_path / "copy", {p.name: p.read_text("utf-8") for p in (show / "episodes").iterdir()})
    built(copy, jobs=5)
    assert tree(copy / "public" / "search") == tree(show / "public" / "search")


def test_a_preview_can_leave_the_search_for_later(show):
    before = tree(show / "public" / "search")
    edited(show, "episodes/sea.md", "if you wait", "when you wait")
    assert indexed(show, leaves_search=True) == 0
    assert tree(show / "public" / "search") == before
    assert indexed(show) == 1
    assert tree(show / "public" / "search") != before


def test_why_it_was_indexed_is_told(show):
    edited(show, "episodes/sea.md", "if you wait", "when you wait")
    (reason,) = [r for r in built(show, is_explained=True).reasons if r.action == "search-index"]
    assert (reason.place, reason.text) == ("the search of episodes 1 to 2", "what is said there changed")


def test_what_is_searched_of_an_episode_is_made_again_when_it_is_lost(show):
    for file in (show / ".podbuild" / "releases").glob("*.search"):
        file.unlink()
    edited(show, "episodes/sea.md", "if you wait", "when you wait")
    assert indexed(show) == 1


def test_an_episode_that_is_no_more_is_not_found_any_more(show):
    (show / "episodes" / "sea.md").unlink()
    built(show)
    assert sum(name.endswith("pf_fragment") for name in tree(show / "public" / "search")) == 1


def test_a_search_page_searches_what_there_is(show):
    page = (show / "public" / "search" / "index.html").read_text("utf-8")
    assert 'data-bundles="1"' in page and (show / "public" / "search" / "1" / "pagefind.js").is_file()
    assert not list((show / "public" / "search").rglob("*ui*")), "pagefind's own surface is not ours"


# ── when it fails ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("program", "code", "why"),
    [
        ("#!/bin/sh\necho 'out of luck' >&2; exit 3\n", "search-failed", "pagefind says: out of luck"),
        ("#!/bin/sh\nexit 0\n", "search-failed", "pagefind says: it ended with status 0"),
        ("no program", "search-failed", "pagefind says: Exec format error"),
        ("#!/bin/sh\nkill -9 $$\n", "worker-killed", ""),
        (None, "search-missing", ""),
    ],
)
def test_a_pagefind_that_fails_is_told_and_the_old_search_stays(show, monkeypatch, tmp_path, program, code, why):
    before = tree(show / "public")
    edited(show, "episodes/sea.md", "if you wait", "when you wait")
    package = tmp_path / "pagefind_bin"
    package.mkdir()
    (package / "__init__.py").touch()
    if program:
        (package / "pagefind").write_text(program)
        (package / "pagefind").chmod(0o755)
    found = type("Found", (), {"submodule_search_locations": [str(package)]})
    monkeypatch.setattr(pagefind_program.importlib.util, "find_spec", lambda name: found)
    result = build(Request(show), WORLD)
    assert result.outcome == "failed" and has_errors(result.diagnostics)
    (said,) = [d for d in result.diagnostics if d.is_error]
    assert (said.code, said.why) == (code, why)
    assert "the search of episodes 1 to 2" in said.message
    assert tree(show / "public") == before
    monkeypatch.undo()
    assert set(actions(built(show))) == {"search-index"}


@pytest.mark.parametrize(
    ("number", "times", "is_made"), [("EAGAIN", 1, True), ("EFAULT", 1, True), ("EFAULT", 2, False), ("ENOMEM", 1, False)]
)
def test_what_a_system_refuses_for_a_moment_is_tried_once_more(tmp_path, monkeypatch, number, times, is_made):
    """No system can be asked to do so: the refusals are put in its way, and the rest is pagefind."""
    run, left = subprocess.run, [times]

    def refusing(*arguments, **options):
        if left[0]:
            left[0] -= 1
            raise OSError(getattr(errno, number), "refused")
        return run(*arguments, **options)

    monkeypatch.setattr(pagefind_program.subprocess, "run", refusing)
    pages = ["<html lang=en><body>The ice hums.</body></html>"]
    if is_made:
        assert "pagefind-entry.json" in pagefind_program.indexed(pages, "en", tmp_path)
    else:
        with pytest.raises(StepFailed, match="pagefind could not make"):
            pagefind_program.indexed(pages, "en", tmp_path)
