"""The example of importing.md, imported: what the page shows is what is written, and what its feed then says."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from tests.cli.running import run
from tests.docs.pages import DOCS
from tests.importing.loopback import host

PAGE = (DOCS / "importing.md").read_text(encoding="utf-8")


def test_the_example_is_what_is_written(tmp_path: Path) -> None:
    (name, feed) = re.findall(r"^```xml file=(\S+)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)[0]
    (file, shown) = re.findall(r"^```markdown shows=(\S+)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)[0]
    (tmp_path / name).write_text(feed, encoding="utf-8")
    assert f"`podbuild import {name} {file.split('/')[0]}`" in PAGE
    done = run("import", tmp_path / name, tmp_path / file.split("/")[0])
    assert done.status == 0
    assert "<podcast:chat>" in done.stdout
    assert (tmp_path / file).read_text(encoding="utf-8") == shown


def test_every_command_of_the_page_is_one(tmp_path: Path) -> None:
    commands = re.findall(r"^podbuild import (\S+) (\S+)(?: --audio (\w+))?$", PAGE, flags=re.MULTILINE)
    assert len(commands) == 3
    with host({}) as served:
        for feed, _, audio in commands:
            named = f"{served.address}/feed.xml" if feed.startswith("https") else str(tmp_path / feed)
            done = run("import", named, tmp_path / "show", *(["--audio", audio] if audio else []))
            assert done.status == (5 if feed.startswith("https") else 1)


def test_the_line_of_the_move_stands_in_the_feed(tmp_path: Path) -> None:
    (name, feed) = re.findall(r"^```xml file=(\S+)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)[0]
    line = re.findall(r"^new_feed_url: .*$", PAGE, flags=re.MULTILINE)[0]
    (tmp_path / name).write_text(feed, encoding="utf-8")
    assert run("import", tmp_path / name, tmp_path / "show").status == 0
    show = tmp_path / "show" / "show.yaml"
    show.write_text(f"{show.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    assert run("build", "--show", tmp_path / "show").status == 0
    built = etree.parse(tmp_path / "show" / "public" / "feed.xml")
    told = built.findtext("channel/{http://www.itunes.com/dtds/podcast-1.0.dtd}new-feed-url")
    assert told == line.partition(": ")[2]
