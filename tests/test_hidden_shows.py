"""Shows that not everybody may find: where their files lie, what names their secrets, and what is left when one is taken back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from podbuild.build import Request, build
from podbuild.feed.validate import problems
from podbuild.model.places import is_secret, secret_folders
from tests.cli.running import EPISODE, GOOD, SHOW, process, run, write_warm
from tests.shows import WORLD, actions, built, edited, tree

PATH, ANA, BO = "r7ybk2m4ztq5c6xh3wdeulgfa5nosivp", "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla", "h2c7dw5yz3xkq6mb4tfgvpnrs9eajlu8"
HOME = "https://example.org/quiet-roads/"
AROUND = {"robots.txt", ".nojekyll", "index.html"}
LISTENERS = f"""\
path: {PATH}
listeners:
  - {{name: Anastasia Listens, token: {ANA}, added: 2026-11-01}}
  - {{name: Bo, token: {BO}}}
"""
ITUNES, PODCAST = "http://www.itunes.com/dtds/podcast-1.0.dtd", "https://podcastindex.org/namespace/1.0"


def hidden(root: Path, visibility: str = "private", more: str = "", episodes: int = 1) -> Path:
    files = {f"episodes/e{n}.md": EPISODE.replace("2026-01-02", f"2026-01-{n + 2:02}") for n in range(1, episodes)}
    named = {"show.yaml": f"{SHOW}visibility: {visibility}\n{more}", "listeners.yaml": LISTENERS}
    return write_warm(root, {**GOOD, **named, **files})


def public(root: Path) -> dict[str, bytes]:
    return tree(root / "public")


@pytest.fixture
def private(tmp_path: Path) -> Path:
    root = hidden(tmp_path / "show")
    built(root)
    return root


# ── what lies where ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("visibility", "folders"), [("private", {PATH, ANA, BO}), ("unlisted", {PATH})])
def test_outside_the_secret_folders_lies_nothing_of_the_show(tmp_path: Path, visibility: str, folders: set[str]) -> None:
    root = hidden(tmp_path / "show", visibility)
    show = built(root).source.show
    assert show is not None and set(secret_folders(show)) == folders
    found = public(root)
    outside = {path: data for path, data in found.items() if path.partition("/")[0] not in folders}
    assert outside.keys() == AROUND
    assert {path for path in found if not is_secret(show, path)} == AROUND
    for path, data in outside.items():
        for told in (PATH, ANA, BO, "Quiet", "Ice", "listeners", "Ana"):
            assert told.encode() not in data and told not in path, (path, told)
    assert found["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert b"noindex" in found["index.html"]


def test_no_file_names_a_listener_and_no_feed_another_ones_token(private: Path) -> None:
    for path, data in public(private).items():
        for word in (b"Anastasia", b"Listens", b"2026-11-01"):
            assert word not in data, path
        for token in (ANA, BO):
            assert (token.encode() in data) == (path == f"{token}/feed.xml"), path
    assert {path for path in public(private) if path.startswith((ANA, BO))} == {f"{ANA}/feed.xml", f"{BO}/feed.xml"}
    assert f"{PATH}/feed.xml" not in public(private)


def test_an_audio_file_that_is_passed_on_does_not_lead_to_the_others(tmp_path: Path) -> None:
    root = hidden(tmp_path / "show")
    edited(root, "show.yaml", "channels: mono", "channels: mono, formats: [mp3, m4a, opus]")
    built(root)
    audio = {path: data for path, data in public(root).items() if "/audio/" in path}
    assert len(audio) == 3
    assert not [path for path, data in audio.items() if PATH.encode() in data or b"example.org" in data]


def test_a_hidden_show_has_the_bytes_of_a_clean_build_on_any_machine(private: Path, tmp_path: Path) -> None:
    other = hidden(tmp_path / "elsewhere" / "show")
    built(other, jobs=1)
    assert public(other) == public(private)


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def feed(root: Path, path: str) -> etree._Element:
    data = (root / "public" / path).read_bytes()
    assert problems(data) == ()
    return etree.fromstring(data).find("channel")


def attribute(channel: etree._Element, path: str, name: str) -> list[str]:
    return [element.get(name) for element in channel.iterfind(path)]


@pytest.mark.parametrize(
    ("visibility", "path"), [("private", f"{ANA}/feed.xml"), ("private", f"{BO}/feed.xml"), ("unlisted", f"{PATH}/feed.xml")]
)
def test_feeds_ask_not_to_be_listed_and_know_their_own_address(tmp_path: Path, visibility: str, path: str) -> None:
    root = hidden(tmp_path / "show", visibility)
    built(root)
    channel = feed(root, path)
    assert channel.findtext(f"{{{ITUNES}}}block") == "Yes" and channel.findtext(f"{{{PODCAST}}}block") == "yes"
    assert attribute(channel, "{http://www.w3.org/2005/Atom}link[@rel='self']", "href") == [HOME + path]
    assert attribute(channel, "item/enclosure", "url") == [f"{HOME}{PATH}/audio/ice.mp3"]
    for url in re.findall(rb'(?:url|href|uri)="(https://example.org[^"]*)"', etree.tostring(channel)):
        inside = url.decode().removeprefix(HOME)
        assert inside.endswith("/") or (root / "public" / inside).is_file(), url


def test_identities_are_those_that_the_show_would_have_in_public(tmp_path: Path) -> None:
    root = write_warm(tmp_path / "show", {**GOOD, "listeners.yaml": LISTENERS})
    built(root)

    def identities(path: str) -> tuple[str | None, list[str | None]]:
        channel = feed(root, path)
        return channel.findtext(f"{{{PODCAST}}}guid"), [item.findtext("guid") for item in channel.iterfind("item")]

    before = identities("feed.xml")
    for visibility, path in (("unlisted", f"{PATH}/feed.xml"), ("private", f"{ANA}/feed.xml")):
        text = SHOW + f"visibility: {visibility}\n"
        (root / "show.yaml").write_text(text)
        built(root)
        assert identities(path) == before
    edited(root, "listeners.yaml", PATH, PATH[::-1])
    built(root)
    assert identities(f"{ANA}/feed.xml") == before


def test_a_long_show_has_archives_for_each_listener(tmp_path: Path) -> None:
    root = hidden(tmp_path / "show", more="feed: {items: 2, archive: 2}\n", episodes=5)
    built(root)
    for token in (ANA, BO):
        names = sorted(path.name for path in (root / "public" / token).iterdir())
        assert names == ["feed-archive-1.xml", "feed-archive-2.xml", "feed.xml"]
        older = attribute(feed(root, f"{token}/feed.xml"), "{http://www.w3.org/2005/Atom}link[@rel='next']", "href")
        assert older == [f"{HOME}{token}/feed-archive-2.xml"]
        archive = feed(root, f"{token}/feed-archive-2.xml")
        current = attribute(archive, "{http://www.w3.org/2005/Atom}link[@rel='current']", "href")
        assert current == [f"{HOME}{token}/feed.xml"]
        guids = {feed(root, f"{token}/{name}").findtext(f"{{{PODCAST}}}guid") for name in names}
        assert len(guids) == 1


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def pages(root: Path) -> dict[str, str]:
    found = {path: data.decode() for path, data in public(root).items() if path.startswith(PATH) and path.endswith(".html")}
    assert len(found) >= 4
    return found


def test_pages_ask_not_to_be_found_and_tell_no_other_site_their_address(tmp_path: Path) -> None:
    for visibility in ("private", "unlisted"):
        root = hidden(tmp_path / visibility, visibility)
        built(root)
        for path, page in pages(root).items():
            assert '<meta name="robots" content="noindex, nofollow">' in page, path
            assert '<meta name="referrer" content="no-referrer">' in page, path
            assert "antennapod.org" not in page and "podcastaddict.com" not in page, path
        assert not [path for path in public(root) if path.endswith("sitemap.xml")]


def test_pages_of_a_private_show_name_no_feed(private: Path) -> None:
    for path, page in pages(private).items():
        assert "feed.xml" not in page and "application/rss+xml" not in page and "RSS" not in page, path
        assert "data-copy" not in page, path
    assert "Each listener has a feed of their own" in pages(private)[f"{PATH}/index.html"]


def test_no_template_can_print_who_listens(tmp_path: Path) -> None:
    root = hidden(tmp_path / "show")
    (root / "templates/site").mkdir(parents=True)
    (root / "templates/site/404.html.j2").write_text("<p>{{ show.title }}, {{ show.listeners }}, [{{ feed_path }}]</p>")
    built(root)
    assert pages(root)[f"{PATH}/404.html"] == "<p>Quiet Roads, (), []</p>"


def test_pages_of_an_unlisted_show_offer_its_feed_to_apps_on_the_spot(tmp_path: Path) -> None:
    root = hidden(tmp_path / "show", "unlisted")
    built(root)
    page = pages(root)[f"{PATH}/index.html"]
    assert f'href="podcast://example.org/quiet-roads/{PATH}/feed.xml"' in page
    assert f'data-copy="{HOME}{PATH}/feed.xml"' in page


def test_every_link_of_a_page_leads_to_a_file(private: Path) -> None:
    for path, page in pages(private).items():
        for link in re.findall(r'(?:href|src)="([^"#?]+)', page):
            if link.startswith(("http", "mailto")):
                continue
            target = private / "public" / (link.removeprefix("/quiet-roads/") if link.startswith("/") else f"{path}/../{link}")
            assert target.resolve().is_file() or (target / "index.html").is_file(), (path, link)


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_listener_who_is_revoked_has_no_feed_after_the_next_build(private: Path) -> None:
    before = public(private)
    assert run("listener", "revoke", "anastasia listens", "--show", private).status == 0
    result = built(private)
    assert result.built == () and result.installed.removed == (f"{ANA}/feed.xml",)
    assert not (private / "public" / ANA).exists()
    assert public(private) == {path: data for path, data in before.items() if path != f"{ANA}/feed.xml"}


def test_a_listener_who_is_added_costs_one_file(private: Path) -> None:
    before = public(private)
    assert run("listener", "add", "Cy", "--show", private).status == 0
    result = built(private)
    (path,) = result.installed.written
    assert result.built == () and path.endswith("/feed.xml")
    assert {**public(private), path: b""} == {**before, path: b""}


def test_a_new_path_moves_the_show_and_no_feed_and_speaks_nothing_anew(private: Path) -> None:
    before = public(private)
    assert run("listener", "rotate", "--show", private).status == 0
    result = built(private)
    now = result.source.show.secret
    assert now != PATH and not (private / "public" / PATH).exists()
    assert {path.replace(now, PATH) for path in public(private)} == before.keys()
    assert (private / "public" / now / "audio/ice.mp3").read_bytes() == before[f"{PATH}/audio/ice.mp3"]
    assert "speak" not in actions(result) and "encode-chunk" not in actions(result)
    assert PATH.encode() not in b"".join(public(private).values())
    assert attribute(feed(private, f"{ANA}/feed.xml"), "item/enclosure", "url") == [f"{HOME}{now}/audio/ice.mp3"]


def test_from_public_to_private_and_back_nothing_is_left_behind(tmp_path: Path) -> None:
    root = write_warm(tmp_path / "show", {**GOOD, "listeners.yaml": LISTENERS})
    built(root)
    open_to_all = public(root)
    (root / "show.yaml").write_text(SHOW + "visibility: private\n")
    built(root)
    assert {path.partition("/")[0] for path in public(root)} == {PATH, ANA, BO, *AROUND}
    (root / "show.yaml").write_text(SHOW)
    built(root)
    assert public(root) == open_to_all
    assert b"block" not in open_to_all["feed.xml"]


@pytest.mark.parametrize("before", ["public", "private"])
def test_where_it_was_forgotten_what_was_installed_the_rest_is_told_and_no_secret_with_it(tmp_path: Path, before: str) -> None:
    root = hidden(tmp_path / "show")
    edited(root, "show.yaml", "visibility: private", f"visibility: {before}")
    built(root)
    edited(root, "show.yaml", f"visibility: {before}", "visibility: private")
    edited(root, "listeners.yaml", PATH, PATH[::-1])
    for file in (root / ".podbuild").glob("installed-*"):
        file.unlink()
    (told,) = [d for d in built(root).diagnostics if d.code == "out-strangers"]
    assert ("404.html, " if before == "public" else f"{PATH[:4]}{'·' * 28}/404.html, ") in told.message
    assert PATH not in told.message and (root / "public" / PATH[::-1] / "index.html").is_file()


def test_nothing_is_built_without_a_secret_folder(tmp_path: Path) -> None:
    root = write_warm(tmp_path / "show", {**GOOD, "show.yaml": SHOW + "visibility: private\n"})
    result = build(Request(root), WORLD)
    assert result.outcome == "mistakes" and [d.code for d in result.diagnostics] == ["listeners-missing"]
    assert not (root / "public").exists()


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_word_of_a_build_or_plan_has_a_token_in_it(tmp_path: Path, form: str) -> None:
    """Logs of continuous integration are read by others."""
    root = hidden(tmp_path / "show")
    faulty = LISTENERS.replace("name: Bo", "name: Anastasia LISTENS").replace("added: 2026-11-01", "added: then")
    said = ""
    for text in (LISTENERS, LISTENERS, faulty, f"{LISTENERS}  - {BO}\n", f"path: {PATH}\n", f"path: {PATH}!\n"):
        (root / "listeners.yaml").write_text(text)
        for command in ("plan", "build", "build"):
            done = process(command, "--show", root, "--format", form, CI="true")
            assert done.returncode in (0, 1), done.stderr
            said += done.stdout + done.stderr
    assert "listener-duplicate" in said and "token-bad" in said
    assert not [token for token in (PATH, ANA, BO) if token in said]


def test_an_unchanged_private_show_is_answered_at_once_and_a_changed_list_is_seen(private: Path) -> None:
    assert "nothing had changed" in process("build", "--show", private).stdout
    assert "nothing had changed" in process("build", "--show", private).stdout
    edited(private, "listeners.yaml", f"  - {{name: Bo, token: {BO}}}\n", "")
    assert "1 removed" in process("build", "--show", private).stdout
