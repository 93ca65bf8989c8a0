"""A show whose pages lie on a branch and whose audio lies in a bucket, from `podbuild publish` to what listeners fetch."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from podbuild.model.destination import Destination
from podbuild.model.edition import PublicFile
from podbuild.publish.holding import files_for
from tests.cli.running import GOOD, SHOW, run, write_warm
from tests.docs.pages import DOCS
from tests.preview.living import serving
from tests.publish import editions, loopback
from tests.publish.loopback import Answer, Listener, branch_files

CDN = "https://cdn.example.org/show/"
HERE = "https://example.org/quiet-roads/"
ELSEWHERE = f"""\
publish:
  web: {{target: folder, path: /nowhere, media: cdn}}
  cdn: {{target: object_store, url: "s3://bucket/show", public_url: "{CDN}"}}
"""


def targets(remote: Path, bucket: str, hub: str) -> str:
    return f"""\
publish:
  pages: {{target: github_pages, remote: "{remote}", media: cdn}}
  cdn: {{target: object_store, url: "s3://{loopback.BUCKET}/show", endpoint: "{bucket}", public_url: "{CDN}"}}
  hub: {{target: websub, hub: "{hub}"}}
"""


def test_from_source_to_listeners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**loopback.KEYS, **loopback.GIT}.items():
        monkeypatch.setenv(name, value)
    remote = loopback.bare_remote(tmp_path / "remote.git")
    with loopback.s3_server() as server, loopback.listening(lambda seen: Answer(204)) as hub:
        client = loopback.s3_client(server)
        with loopback.listening(lambda seen: None, server) as proxy:
            show = write_warm(tmp_path / "show", {**GOOD, "show.yaml": SHOW + targets(remote, proxy.url, f"{hub.url}/hub")})
            # Before there is a bucket, nothing of the pages goes out, and nobody is told of anything.
            done = run("publish", "--show", show, "--yes")
            assert done.status == 5, done.said
            assert "target-missing" in done.said and '"pages" was left as it is, since "cdn" failed' in done.said
            assert (branch_files(remote), hub.seen) == ({}, [])
            client.create_bucket(Bucket=loopback.BUCKET)
            done = run("publish", "--show", show, "--yes")
            assert done.status == 0, done.said
            see_what_listeners_get(show, remote, client, hub)
            proxy.seen.clear()
            done = run("publish", "--show", show)
            assert (done.status, done.stdout.count("nothing had changed")) == (0, 3)
            assert {seen.method for seen in proxy.seen} == {"GET"}
            assert len(hub.seen) == 1
            # Who publishes the pages publishes the audio that they name.
            assert "cdn" in run("publish", "--show", show, "pages").stdout
            see_that_audio_goes_after_the_feed_that_names_it(show, remote, client)


def see_that_audio_goes_after_the_feed_that_names_it(show: Path, remote: Path, client: object) -> None:
    def held() -> set[str]:
        return {item["Key"] for item in client.list_objects_v2(Bucket=loopback.BUCKET)["Contents"]}  # type: ignore[attr-defined]

    snow = show / "episodes" / "snow.md"
    snow.write_text(str(GOOD["episodes/ice.md"]).replace("title: Ice", "title: Snow"), "utf-8")
    assert run("publish", "--show", show, "--yes").status == 0
    snow.unlink()
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    done = run("publish", "--show", show, "--yes")
    assert (done.status, '1 file stays at "cdn": the pages at "pages" may still name' in done.said) == (5, True), done.said
    assert "show/audio/snow.mp3" in held() and b"audio/snow.mp3" in branch_files(remote)["feed.xml"]
    assert run("publish", "--show", show, "cdn", "--yes").status == 0
    assert "show/audio/snow.mp3" in held()  # the pages were not meant
    hook.unlink()
    assert run("publish", "--show", show, "--yes").status == 0
    assert held() == {"show/audio/ice.mp3"} and b"audio/snow.mp3" not in branch_files(remote)["feed.xml"]


def see_what_listeners_get(show: Path, remote: Path, client: object, hub: Listener) -> None:
    pages = branch_files(remote)
    built = {path.relative_to(show / "public").as_posix() for path in (show / "public").rglob("*") if path.is_file()}
    there = {item["Key"] for item in client.list_objects_v2(Bucket=loopback.BUCKET)["Contents"]}  # type: ignore[attr-defined]
    assert there == {"show/audio/ice.mp3"}
    assert set(pages) == built - {"audio/ice.mp3"}
    feed = etree.fromstring(pages["feed.xml"])
    assert feed.find(".//enclosure").get("url") == f"{CDN}audio/ice.mp3"
    sources = feed.findall(".//{https://podcastindex.org/namespace/1.0}source")
    assert [source.get("uri") for source in sources] == [f"{CDN}audio/ice.mp3"]
    links = {link.get("rel"): link.get("href") for link in feed.findall(".//{http://www.w3.org/2005/Atom}link")}
    assert links["hub"] == f"{hub.url}/hub"
    assert hub.seen[0].body.decode().startswith("hub.mode=publish")
    page = pages["episodes/ice/index.html"].decode()
    assert f'<source src="{CDN}audio/ice.mp3"' in page
    assert f'<a href="{CDN}audio/ice.mp3" download' in page
    assert f'"contentUrl": "{CDN}audio/ice.mp3"' in page
    assert "media-src 'self' https://cdn.example.org;" in page
    # Nothing names audio at the pages' address, in whatever file.
    for path, content in pages.items():
        assert f"{HERE}audio/".encode() not in content, path
        assert not re.search(rb'(src|href)="(\.\./)*audio/', content), path


def test_to_move_the_audio_moves_its_addresses_and_speaks_nothing_anew(tmp_path: Path) -> None:
    show = write_warm(tmp_path / "show")
    run("build", "--show", show)
    before = (show / "public/audio/ice.mp3").stat().st_mtime_ns
    assert f'url="{HERE}audio/ice.mp3"' in (show / "public/feed.xml").read_text("utf-8")
    (show / "show.yaml").write_text(SHOW + ELSEWHERE, "utf-8")
    assert run("build", "--show", show).status == 0
    assert f'url="{CDN}audio/ice.mp3"' in (show / "public/feed.xml").read_text("utf-8")
    assert f'src="{CDN}audio/ice.mp3"' in (show / "public/episodes/ice/index.html").read_text("utf-8")
    assert (show / "public/audio/ice.mp3").stat().st_mtime_ns == before


def test_the_preview_plays_what_lies_here(tmp_path: Path) -> None:
    show = write_warm(tmp_path / "show", {**GOOD, "show.yaml": SHOW + ELSEWHERE})
    with serving(show) as preview:
        page = preview.ask("episodes/ice/").text
        assert '<source src="/audio/ice.mp3"' in page.replace(preview.address, "/")
        feed = etree.fromstring(preview.ask("feed.xml").text.encode())
        assert feed.find(".//enclosure").get("url") == f"{preview.address}audio/ice.mp3"
        assert preview.ask("audio/ice.mp3").status == 200


def test_one_show_has_one_address_for_its_audio(tmp_path: Path) -> None:
    two = """\
publish:
  one: {target: folder, path: /a, media: cdn}
  two: {target: folder, path: /b, media: other}
  cdn: {target: object_store, url: s3://b, public_url: https://cdn.example.org/}
  other: {target: object_store, url: s3://c, public_url: https://other.example.org/}
"""
    done = run("plan", "--show", write_warm(tmp_path / "show", {**GOOD, "show.yaml": SHOW + two}))
    assert done.status == 1
    assert 'audio lives at "cdn" already' in done.said


def test_audio_of_a_show_that_is_not_public_lies_in_its_secret_folder_there_too() -> None:
    hidden = replace(editions.SHOW, visibility="unlisted", secret="k3v9", url=f"{HERE}k3v9/", media_url=CDN)
    assert hidden.audio_root == f"{CDN}k3v9/"
    assert replace(hidden, media_url="").audio_root == f"{HERE}k3v9/"
    assert editions.SHOW.audio_root == editions.SHOW.url


def test_which_files_a_target_holds() -> None:
    audio, page = PublicFile("audio/one.mp3", "", 1), PublicFile("index.html", "", 1)
    pages = Destination("pages", "github_pages", {"media": "cdn"})
    cdn, mirror = Destination("cdn", "object_store"), Destination("mirror", "folder")
    show = replace(editions.SHOW, publish=(pages, cdn, mirror))
    assert files_for(pages, show, (audio, page)) == (page,)
    assert files_for(cdn, show, (audio, page)) == (audio,)
    assert files_for(mirror, show, (audio, page)) == (audio, page)


@pytest.mark.parametrize("example", re.findall(r"```yaml publish\n(.*?)```", (DOCS / "targets.md").read_text("utf-8"), re.DOTALL))
def test_the_pages_examples_can_be_read(example: str, tmp_path: Path) -> None:
    done = run("plan", "--show", write_warm(tmp_path / "show", {**GOOD, "show.yaml": SHOW + example}))
    assert done.status == 0, done.said
