"""`podbuild templates`: what ships is listed, copied, and told apart from what is the author's; and what a template may do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podbuild.base.shipped import shipped
from podbuild.ejecting import makes, names
from tests.cli.running import EPISODE, SHOW, run, write, write_warm
from tests.shows import tree


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return write_warm(tmp_path / "show")


def states(show: Path) -> dict[str, str]:
    """The state of each template that the show has its own of."""
    rows = map(json.loads, run("templates", "list", "--show", show, "--format", "json").stdout.splitlines())
    return {row["template"]: row["state"] for row in rows if row["state"] != "built-in"}


def site(show: Path) -> dict[str, bytes]:
    """Build it; the pages and what belongs to them."""
    done = run("build", "--show", show)
    assert done.status == 0, done.said
    return {name: text for name, text in tree(show / "public").items() if name.endswith((".html", ".css", ".js"))}


# ── listing and copying ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_template_that_ships_says_what_it_makes(show):
    listed = run("templates", "list", "--show", show).stdout
    assert [name for name in names() if name not in listed] == []
    assert [name for name in names() if makes(name) == "something of its own"] == [], "add it to podbuild/ejecting.py"
    assert not any(name.startswith(("starters", "sounds")) for name in names())
    assert states(show) == {}


def test_outside_a_show_there_is_a_list_all_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "site/index.html.j2" in run("templates", "list").stdout
    assert run("templates", "eject", "index").status == 1


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (["index"], ["site/index.html.j2"]),
        (["templates/site/player.js", "cover.svg.j2"], ["site/player.js", "artwork/cover.svg.j2"]),
        (["artwork/", "card"], ["artwork/card.svg.j2", "artwork/cover.svg.j2"]),
        (["nl"], []),
    ],
)
def test_names_are_understood(show, words, written):
    done = run("templates", "eject", *words, "--show", show)
    files = [name for name in tree(show / "templates") if name != ".ejected.json"] if written else []
    assert sorted(files) == sorted(written)
    assert done.status == (0 if written else 1), done.said
    for name in written:
        assert (show / "templates" / name).read_bytes() == (shipped("templates") / name).read_bytes()
        assert name in done.stdout


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("indx", 'did you mean "index"?'),
        ("site/epsode.html.j2", 'did you mean "site/episode.html.j2"?'),
        ("", "there is no template"),
    ],
)
def test_a_wrong_name_gets_the_nearest(show, word, says):
    done = run("templates", "eject", word, "--show", show)
    assert (done.status, says in done.said) == (1, True), done.said
    assert "podbuild templates list" in done.said


def test_json_says_what_was_written(show):
    done = run("templates", "eject", "site/words", "--show", show, "--format", "json")
    assert "templates/site/words/en.json" in json.loads(done.stdout)["written"]
    refused = run("templates", "eject", "nobody", "--show", show, "--format", "json")
    assert json.loads(refused.stdout.splitlines()[0])["code"] == "template-unknown"


def test_what_is_yours_is_not_written_over(show):
    write(show, {"templates/site/404.html.j2": "mine"})
    refused = run("templates", "eject", "site", "--show", show)
    assert refused.status == 1 and "templates/site/404.html.j2 is there, and is yours" in refused.said
    assert list(tree(show / "templates")) == ["site/404.html.j2"], "nothing at all is written"
    assert run("templates", "eject", "site", "--force", "--show", show).status == 0
    assert run("templates", "eject", "site", "--show", show).status == 0, "a copy without a change is in nobody's way"


def test_nothing_is_written_through_a_link(show, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (show / "templates").symlink_to(tmp_path / "elsewhere")
    refused = run("templates", "eject", "index", "--show", show)
    assert refused.status == 1 and "leads out of the show" in refused.said
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_copy_is_told_from_a_change_and_from_an_older_one(show):
    run("templates", "eject", "index", "404", "base", "--show", show)
    folder, memory = show / "templates" / "site", show / "templates" / ".ejected.json"
    assert set(states(show).values()) == {"as shipped"}
    (folder / "404.html.j2").write_text("mine")
    assert states(show)["site/404.html.j2"] == "yours"
    # As if podbuild's own had been another when they were copied: of one the copy is kept, one was changed since.
    (folder / "base.html.j2").write_text("of an earlier podbuild")
    remembered = json.loads(memory.read_text("utf-8"))
    from podbuild.ejecting import _digest

    remembered |= {"site/base.html.j2": _digest(b"of an earlier podbuild"), "site/404.html.j2": "0123456789abcdef"}
    memory.write_text(json.dumps(remembered))
    write(show, {"templates/site/words/nl.json": "{}", "templates/site/index.html.j2": "mine, copied by hand"})
    assert states(show) == {
        "site/base.html.j2": "behind",
        "site/404.html.j2": "yours, behind",
        "site/index.html.j2": "yours",
        "site/words/nl.json": "your own",
    }
    memory.write_text("[damaged")
    assert states(show)["site/404.html.j2"] == "yours"


# ── what a template of the show does ─────────────────────────────────────────────────────────────────────────────────


def test_an_ejected_template_makes_the_same_site(show):
    before = site(show)
    assert run("templates", "eject", "site", "artwork", "--show", show).status == 0
    assert site(show) == before


def test_one_block_is_replaced_and_the_rest_stays(show):
    before = site(show)
    own = '{% extends "builtin/base.html.j2" %}\n{% block foot %}<footer>{{ super() }}Told by the fire.</footer>{% endblock %}\n'
    write(show, {"templates/site/base.html.j2": own})
    after = site(show)
    for name in ("index.html", "404.html", "episodes/ice/index.html"):
        assert after[name].count(b"Told by the fire.") == 1
        assert after[name].split(b"<footer")[0] == before[name].split(b"<footer")[0]
    title = '{% extends "builtin/episode.html.j2" %}{% block title %}Hear {{ release.title }}{% endblock %}'
    write(show, {"templates/site/episode.html.j2": title})
    page = site(show)["episodes/ice/index.html"]
    assert b"<title>Hear Ice</title>" in page and b"Told by the fire." in page


@pytest.mark.parametrize(
    ("template", "line", "says"),
    [
        ("<p>\n{% if %}", 2, "Expected an expression"),
        ("<p>\n\n{{ nobody }}", 3, "'nobody' is undefined"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
        ("\n{{ ''.__class__.__mro__[1].__subclasses__() }}", 2, "unsafe"),
        ("\n{{ show.__init__.__globals__ }}", 2, "unsafe"),
        ("\n{{ show.title / 0 }}", 2, "unsupported operand"),
        ("\n{{ 1 / 0 }}", 2, "division by zero"),
        ('{% extends "404.html.j2" %}', 1, '"builtin/404.html.j2"'),
        ('{% extends "builtin/404.html.j2" %}\n{% block title %}\n{{ nobody }}{% endblock %}', 3, "'nobody' is undefined"),
    ],
)
def test_a_mistake_has_file_and_line(show, template, line, says):
    write(show, {"templates/site/404.html.j2": template})
    done = run("build", "--show", show)
    assert done.status in (1, 4) and not (show / "public" / "feed.xml").exists()
    assert f"templates/site/404.html.j2:{line}:" in done.said, done.said
    assert says in done.said


DUTCH = {
    "all_episodes": "Afleveringen",
    "chapters": "Hoofdstukken",
    "episodes": {"one": "{n} aflevering", "other": "{n} afleveringen"},
}


def test_a_language_is_added_by_a_file(tmp_path):
    dutch = SHOW.replace("language: en", "language: nl")
    files = {"show.yaml": dutch, "episodes/ice.md": EPISODE, "templates/site/words/nl.json": json.dumps(DUTCH)}
    root = write_warm(tmp_path / "show", files)
    page = site(root)["index.html"].decode()
    assert '<html lang="nl' in page
    assert "Afleveringen" in page and "1 aflevering" in page
    assert "2 januari 2026" in page
    assert "RSS feed" in page, "what the file does not name is English"
    assert states(root) == {"site/words/nl.json": "your own"}
