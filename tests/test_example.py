"""The example show and every starter, built as a newcomer builds them: complete, on target, and valid."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from podbuild.base.shipped import shipped
from podbuild.feed.validate import problems
from podbuild.source.categories import WRITTEN
from podbuild.starters import new_show, starter_names
from tests.measuring import ebur128, mp3val, seconds
from tests.shows import built, tree

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    root = tmp_path_factory.mktemp("example") / "show"
    shutil.copytree(shipped("example-show"), root, ignore=shutil.ignore_patterns("public", ".podbuild"))
    return root, built(root)


def test_it_builds_without_a_word_of_complaint(example):
    _, result = example
    assert [str(d.span) + d.code for d in result.diagnostics] == []
    assert sum(r.enclosure.duration_seconds for r in result.releases) > 600
    assert len(result.releases) in range(3, 7)


def test_every_episode_is_on_target_and_sound(example):
    root, result = example
    for release in result.releases:
        path = root / "public" / release.enclosure.file.path
        loudness, peak = ebur128(path)
        assert loudness == pytest.approx(-16, abs=0.5), release.slug
        assert peak <= -1.0, release.slug
        assert mp3val(path) == "", release.slug
        assert seconds(path) == pytest.approx(release.enclosure.duration_seconds, abs=1e-3)
        assert path.stat().st_size == release.enclosure.file.size_bytes


def test_the_feed_is_valid_and_names_only_files_that_are_there(example):
    root, result = example
    feed = (root / "public" / "feed.xml").read_bytes()
    assert problems(feed, known_categories=WRITTEN) == ()
    url = result.source.show.url
    named = [v for e in ElementTree.fromstring(feed).iter() for v in (*e.attrib.values(), e.text or "") if v.startswith(url)]
    assert len(named) > 20
    for address in named:
        path = root / "public" / address.removeprefix(url)
        assert path.is_file() or (path / "index.html").is_file(), address


def test_transcripts_and_chapters_lie_within_the_sound(example):
    root, result = example
    for release in result.releases:
        end = release.enclosure.duration_seconds
        assert all(0 <= c.start_seconds < c.end_seconds <= end for c in release.captions)
        assert all(c.start_seconds <= word[0] <= c.end_seconds for c in release.captions for word in c.words)
        assert all(0 <= c.start_seconds < c.end_seconds <= end + 1e-6 for c in release.chapters)
        if release.chapters_file:
            told = json.loads((root / "public" / release.chapters_file.path).read_text("utf-8"))
            assert told["version"].startswith("1.2")
            assert [c["title"] for c in told["chapters"] if c.get("toc", True)] == [c.title for c in release.chapters]


def test_no_markup_is_spoken_or_shown(example):
    _, result = example
    for release in result.releases:
        text = " ".join(c.text for c in release.captions)
        assert not set("*`{}<>") & set(text), release.slug
    spoken = [r.facts["text"] for r in _speech(example)]
    assert len(spoken) > 80
    assert not [t for t in spoken if set("*_`{}<>#[]") & set(t) or "http" in t or "asterisk" in t]


def _speech(example):
    from podbuild.build import STATE
    from podbuild.steps.store import Store

    root, result = example
    store = Store(root / STATE / "store")
    return [store.get(step.key) for step in result.ran if step.action.name == "speak"]


def test_disclosure_stands_everywhere_it_is_due(example):
    root, result = example
    feed = (root / "public" / "feed.xml").read_text("utf-8")
    for release in result.releases:
        label = release.disclosure
        assert label.reason
        if label.is_due:
            assert label.text in release.description_html
            page = (root / "public" / "episodes" / release.slug / "index.html").read_text("utf-8")
            assert label.text in page
        if label.spoken:
            first = release.captions[0]
            assert first.text == label.spoken
            assert first.end_seconds < 15
    assert 'purpose="ai-content">true' in feed


@pytest.mark.parametrize("name", starter_names())
def test_every_starter_builds_at_once(tmp_path, name):
    root = tmp_path / name
    files, mistakes = new_show(root, name)
    assert mistakes == () and files
    result = built(root, has_drafts=True)
    assert [f"{d.span}: {d.code}" for d in result.diagnostics] == []
    target = result.source.show.sound.loudness.integrated_lufs
    for release in result.releases:
        loudness, peak = ebur128(root / "public" / release.enclosure.file.path)
        assert loudness == pytest.approx(target, abs=0.5)
        assert peak <= result.source.show.sound.loudness.true_peak_dbtp
    assert "feed.xml" in tree(Path(root) / "public")
    found = problems((root / "public" / "feed.xml").read_bytes(), known_categories=WRITTEN)
    assert [d.message for d in found] == ["the channel has no item"]  # for what a starter has are drafts


def test_there_are_the_ten_starters():
    assert set(starter_names()) >= {
        *("conversation", "daily-briefing", "class-notes", "language-practice", "meditation-story"),
        *("fitness-session", "book-recap", "family-history", "deep-dive", "meeting-recap"),
    }
