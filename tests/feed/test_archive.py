"""Long feeds: what stands in which document, that archives stay, and that the parts make what feedgen would make whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from podbuild.feed.archive import Head
from podbuild.feed.rss import document, envelope, item_text
from podbuild.feed.validate import problems
from podbuild.model.release import Document, Entry, Release, moment
from podbuild.model.show import Feed

from .releases import AI_NO, AI_YES, ARTWORK, SELF_URL, SHOW, a_day_each, entries, feeds, release
from .test_rss import HOSTILE, NS, awkward

MANY = a_day_each(120)
SIZES = st.builds(Feed, items=st.integers(1, 40), archive=st.integers(1, 40))
COUNTS = st.integers(0, len(MANY) - 1)


def found(data: bytes, path: str) -> list[Any]:
    """The texts or attributes that stand at a path, in their order."""
    return [f if isinstance(f, str) else f.text for f in etree.fromstring(data).xpath(path, namespaces=NS)]


def made(count: int, sizes: Feed) -> dict[str, Document]:
    return feeds(MANY[:count], replace(SHOW, feed=sizes))


def guids(documents: dict[str, Document]) -> dict[str, list[str]]:
    return {path: found(document.render(), "channel/item/guid") for path, document in documents.items()}


# ── joined as feedgen would ──────────────────────────────────────────────────────────────────────────────────────────

ANY = st.text(max_size=30) | st.just(HOSTILE) | st.just("    <item>\n  </channel>\n") | st.just(" \r\n\tx\x85\u2028")


@st.composite
def any_release(draw: st.DrawFn) -> Release:
    words = {name: draw(ANY) for name in ("title", "summary", "subtitle", "notes_html", "description_html")}
    numbers = {name: draw(st.none() | st.integers(0, 9)) for name in ("number", "season")}
    date = draw(st.sampled_from(["", "2026-11-20T08:00:00+01:00", "2026-11-20T08:00:00"]))
    return release(draw(st.sampled_from(["a", "ærø 100%"])), date, tags=tuple(draw(st.lists(ANY, max_size=2))), **words, **numbers)


@given(st.lists(any_release(), max_size=4), ANY, st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_joined_parts_are_what_feedgen_makes_of_the_whole(releases: list[Release], words: str, is_archive: bool) -> None:
    show = replace(SHOW, title=f"T{words}", description=f"D{words}")  # an author must write both
    head = Head(SELF_URL, ARTWORK.path, words, moment(release()), True, SELF_URL + "?older", SELF_URL if is_archive else "")
    before, after = envelope(show, head)
    joined = before + "".join(item_text(show, r, r.description_html) for r in releases) + after
    assert joined == document(show, head, [(r, r.description_html) for r in releases])


def test_documents_are_joined_of_their_entries() -> None:
    releases = (release("b", description_html="<p>B</p>"), awkward("a"))
    whole = document(
        SHOW,
        Head(SELF_URL, ARTWORK.path, "podbuild 1.0", moment(releases[0]), True),
        [(releases[0], "<p>B</p>"), (releases[1], "")],
    )
    assert feeds(entries(*releases[::-1]))["feed.xml"].render() == whole.encode()


# ── what stands where ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "items", "archive", "expected"),
    [
        (0, 30, 10, [0]),
        (30, 30, 10, [30]),
        (31, 30, 10, [10, 30]),
        (40, 30, 10, [10, 30]),
        (41, 30, 10, [10, 10, 30]),
        (12, 5, 10, [5, 5, 5]),  # an archive is never larger than the feed
        (3, 1, 1, [1, 1, 1]),
    ],
)
def test_how_many_stand_in_each(count: int, items: int, archive: int, expected: list[int]) -> None:
    assert [len(g) for g in guids(made(count, Feed(items, archive))).values()] == expected


@given(COUNTS, SIZES)
@settings(max_examples=25, deadline=None)
def test_all_episodes_are_there_and_the_newest_in_the_feed(count: int, sizes: Feed) -> None:
    newest = [f"guid-{entry.slug}" for entry in reversed(MANY[:count])]
    listed = guids(made(count, sizes))
    assert listed.pop("feed.xml") == newest[: sizes.items]
    assert all(len(page) == min(sizes.items, sizes.archive) for page in listed.values())
    archived = [guid for page in reversed(listed.values()) for guid in page]
    assert archived == newest[len(newest) - len(archived) :]  # no gap and none twice
    assert len(archived) >= count - sizes.items


@given(COUNTS, SIZES)
@settings(max_examples=25, deadline=None)
def test_a_new_episode_changes_no_archive(count: int, sizes: Feed) -> None:
    before, after = made(count, sizes), made(count + 1, sizes)
    del before["feed.xml"]
    assert {path: (d.of, d.render()) for path, d in before.items()} == {
        path: (after[path].of, after[path].render()) for path in before
    }
    assert len(after) - len(before) in (1, 2)  # the feed, and now and then another archive


def test_not_even_the_answer_on_ai_of_a_newer_episode_changes_an_archive() -> None:
    human = tuple(replace(entry, is_ai=False) for entry in MANY)
    show = replace(SHOW, feed=Feed(10, 10))
    before, after = feeds(human, show), feeds((*human[:-1], replace(human[-1], is_ai=True)), show)
    answers = [found(after[path].render(), "channel/podcast:txt")[0] for path in ("feed-archive-1.xml", "feed.xml")]
    assert answers == ["false", "true"]
    assert before["feed-archive-1.xml"].of == after["feed-archive-1.xml"].of


def test_the_feed_answers_on_ai_for_the_whole_show() -> None:
    some = entries(release("old", "2020-01-01", disclosure=AI_YES), release("new", disclosure=AI_NO))
    assert found(feeds(some, replace(SHOW, feed=Feed(1, 1)))["feed.xml"].render(), "channel/podcast:txt") == ["true"]


@given(COUNTS, SIZES)
@settings(max_examples=25, deadline=None)
def test_documents_lead_to_each_other(count: int, sizes: Feed) -> None:
    data = {path: document.render() for path, document in made(count, sizes).items()}
    links = {path: {rel: found(d, f"channel/atom:link[@rel='{rel}']/@href") for rel in RELATIONS} for path, d in data.items()}
    older: list[str] = []
    for path, relations in links.items():
        current = [] if path == "feed.xml" else [SELF_URL]
        assert relations == {"self": [SHOW.url + path], "prev-archive": older, "next": older, "current": current, "previous": []}
        assert found(data[path], "channel/fh:archive") == [None] * len(current)
        older = [SHOW.url + path]
    assert list(links) == [*(f"feed-archive-{n}.xml" for n in range(1, len(links))), "feed.xml"]


RELATIONS = ("self", "prev-archive", "next", "current", "previous")


def test_every_document_is_valid_and_dated_by_its_newest_episode() -> None:
    listed = made(45, Feed(20, 10))
    for one in listed.values():
        assert problems(one.render()) == ()
    dates = [found(one.render(), "channel/lastBuildDate")[0][:16] for one in listed.values()]
    assert dates == ["Fri, 10 Jan 2020", "Mon, 20 Jan 2020", "Thu, 30 Jan 2020", "Fri, 14 Feb 2020"]
    guid = {found(one.render(), "channel/podcast:guid")[0] for one in listed.values()}
    assert len(guid) == 1  # all are of one show


# ── what decides a document ──────────────────────────────────────────────────────────────────────────────────────────


def with_another(listed: tuple[Entry, ...], n: int, **changes: object) -> tuple[Entry, ...]:
    (other,) = entries(replace(listed[n].whole(), **changes))  # type: ignore[arg-type]
    return (*listed[:n], other, *listed[n + 1 :])


@pytest.mark.parametrize(
    ("n", "expected"), [(0, ["feed-archive-1.xml"]), (16, ["feed-archive-2.xml", "feed.xml"]), (44, ["feed.xml"])]
)
def test_an_episode_changes_the_documents_that_it_stands_in(n: int, expected: list[str]) -> None:
    show, listed = replace(SHOW, feed=Feed(30, 10)), MANY[:45]
    before, after = feeds(listed, show), feeds(with_another(listed, n, description_html="<p>New notes.</p>"), show)
    assert [path for path in before if before[path].render() != after[path].render()] == expected
    assert [path for path in before if before[path].of != after[path].of] == expected
