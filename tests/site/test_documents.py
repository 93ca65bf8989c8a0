"""What each page depends on: nothing is rendered or read for the list, and a change touches what shows it and no more."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from types import CodeType

import pytest
from jinja2.sandbox import SandboxedEnvironment

from podbuild.base import digest
from podbuild.model.release import Document, Entry, Release
from podbuild.site.pages import PAGE_SIZE
from tests.entries import entry

from .fixtures_release import a_release, a_show, documents, entries

COUNT = 4 * PAGE_SIZE + 6
MANY = entries(
    a_release(f"e{n:04}", number=n + 1, title=f"Day {n}", date=f"2020-01-01T00:{n // 60:02}:{n % 60:02}Z")
    for n in range(COUNT + PAGE_SIZE)
)
BEFORE = documents(MANY[:COUNT])
FIRST, MIDDLE, LAST = 0, COUNT // 2, COUNT - 1


def page(n: int) -> str:
    return f"episodes/e{n:04}/index.html"


def rendered(made: dict[str, Document]) -> dict[str, bytes]:
    return {path: document.render() for path, document in made.items()}


def changed(before: dict[str, Document], after: dict[str, Document]) -> set[str]:
    """The paths that are to be rendered, after seeing that no other would be."""
    one, two = rendered(before), rendered(after)
    differing = {path for path in two if two[path] != one.get(path)}
    named = {path for path, d in after.items() if path not in before or d.of != before[path].of}
    assert differing <= named
    return named


def changed_by(n: int, **changes: object) -> set[str]:
    other = entry(a_show(), replace(MANY[n].whole(), **changes))  # type: ignore[arg-type]
    return changed(BEFORE, documents((*MANY[:n], other, *MANY[n + 1 : COUNT])))


@pytest.mark.parametrize("n", [FIRST, MIDDLE, LAST])
def test_notes_change_their_page_alone(n: int) -> None:
    assert changed_by(n, author_notes_html="<p>Other notes.</p>") == {page(n)}


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (FIRST, {page(0), page(1), "page/1/index.html"}),
        (PAGE_SIZE, {page(PAGE_SIZE - 1), page(PAGE_SIZE), page(PAGE_SIZE + 1), "page/2/index.html"}),
        (LAST, {page(COUNT - 2), page(COUNT - 1), "index.html"}),
    ],
)
def test_a_title_changes_its_page_its_neighbours_and_its_list(n: int, expected: set[str]) -> None:
    assert changed_by(n, title="Another title") == expected


def test_a_moved_day_changes_the_sitemap_too() -> None:
    date = MANY[LAST].date.replace("2020-01-01", "2020-01-02")
    assert changed_by(LAST, date=date) == {page(LAST), page(LAST - 1), "index.html", "sitemap.xml"}


def test_the_artworks_colour_changes_the_style_sheet_alone() -> None:
    assert changed(documents(MANY[:COUNT]), documents(MANY[:COUNT], accent="#b3261e")) == {"assets/site.css"}


def test_a_draft_leaves_the_sitemap() -> None:
    neighbourhood = {page(n) for n in (MIDDLE - 1, MIDDLE, MIDDLE + 1)}
    assert changed_by(MIDDLE, is_draft=True) == {*neighbourhood, "page/3/index.html", "search/index.html", "sitemap.xml"}


def test_a_new_episode_changes_the_first_page_only() -> None:
    after = documents(MANY[: COUNT + 1])
    assert changed(BEFORE, after) == {"index.html", page(COUNT - 1), page(COUNT), "sitemap.xml"}


def test_a_page_that_is_split_off_leaves_older_ones_but_for_the_way_back() -> None:
    full = 5 * PAGE_SIZE
    before, after = documents(MANY[: full - 1]), documents(MANY[:full])
    lists = {path for path in changed(before, after) if not path.startswith("episodes/")}
    assert lists == {"index.html", "page/4/index.html", "page/3/index.html", "sitemap.xml"}
    older = after["page/3/index.html"].render().decode().replace("../../page/4/index.html", "../../index.html", 1)
    assert older == before["page/3/index.html"].render().decode()


def test_how_many_stand_on_each_page() -> None:
    listed = {path: d.render().count(b'<li class="episode">') for path, d in BEFORE.items() if path.startswith(("index", "page/"))}
    assert listed == {"index.html": PAGE_SIZE + 6, **{f"page/{n}/index.html": PAGE_SIZE for n in (3, 2, 1)}}


def test_what_an_author_may_show_is_what_a_page_depends_on() -> None:
    """Also with templates that show all that they are given."""
    lists = "{{ count }} {{ newer }} {{ older }} {{ is_first }} {% for row in rows %}{{ row }}{% endfor %}"
    greedy = {"site/index.html.j2": lists, "site/episode.html.j2": "{{ release }} {{ newer }} {{ older }} {{ row }}"}
    before, after = documents(MANY[:COUNT], overrides=greedy), documents(MANY[: COUNT + 1], overrides=greedy)
    assert changed(before, after) == {"index.html", page(COUNT - 1), page(COUNT), "sitemap.xml"}


def unread(slug: str) -> Release:
    raise AssertionError(f"{slug} was read whole")


def test_lists_need_no_release_and_a_page_its_own_only() -> None:
    sealed = [replace(e, whole=lambda slug=e.slug: unread(slug)) for e in MANY[:COUNT]]
    made = documents((*sealed[:MIDDLE], MANY[MIDDLE], *sealed[MIDDLE + 1 :]))
    for path in ("index.html", "page/1/index.html", "sitemap.xml", "404.html", page(MIDDLE)):
        assert made[path].render() == BEFORE[path].render()
    with pytest.raises(AssertionError, match="e0000 was read whole"):
        made[page(0)].render()


def test_what_pages_depend_on_are_plain_values() -> None:
    for document in BEFORE.values():
        assert len(digest.of_value(document.of)) == 64


THOUSAND = """
import sys
from podbuild.feed.archive import documents
from podbuild.model.release import Entry, OutputFile
from podbuild.model.show import Category, Show, Voice
from podbuild.site.pages import pages

show = Show("T", "D", "A", "https://example.org/", "en", (Category("Arts"),), (Voice("host"),))
art = OutputFile("artwork/cover.jpg", "0" * 64, 1, "image/jpeg")
days = [f"{2000 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}T06:00:00Z" for n in range(1000)]
found = [Entry(f"e{n:04}", day, n, False, True, f"{n:064}", str, str, f"{n:064}", None, str, "") for n, day in enumerate(days)]
site = pages(show, found, artwork={"cover": art, "cover-small": art, "cover-600": art}, overrides={}, generator="")
feeds = documents(show, found, feed_path="feed.xml", artwork=art, generator="")
assert (len(site), len(feeds)) == (1000 + 25 + 8, 7 + 1)
print(*sorted({"jinja2", "babel", "feedgen", "lxml", "dateutil", "urllib.request"} & set(sys.modules)))
"""


def test_a_thousand_are_listed_without_what_renders_them() -> None:
    """In a process of its own: neither templates nor calendars nor XML are so much as imported."""
    done = subprocess.run([sys.executable, "-c", THOUSAND], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_entries_come_in_any_order() -> None:
    def parts(found: tuple[Entry, ...]) -> list[tuple[str, object]]:
        return [(path, d.of) for path, d in documents(found).items()]

    assert parts(MANY[:50]) == parts(MANY[:50][::-1])


def test_a_template_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept code is used as long as the template is the same, and only then."""
    kept: dict[str, bytes] = {}
    once = rendered(documents(MANY[:2], compiled=kept))
    assert once == rendered(documents(MANY[:2]))
    compiled: list[str] = []

    def compiling(self: SandboxedEnvironment, source: str, name: str | None = None, *others: str | None) -> CodeType:
        compiled.append(str(name))
        return original(self, source, name, *others)

    original = SandboxedEnvironment.compile
    monkeypatch.setattr(SandboxedEnvironment, "compile", compiling)
    assert rendered(documents(MANY[:2], compiled=kept)) == once
    assert compiled == []
    own = rendered(documents(MANY[:2], overrides={"site/404.html.j2": "lost"}, compiled=kept))
    assert (compiled, own["404.html"]) == (["404.html.j2"], b"lost")
