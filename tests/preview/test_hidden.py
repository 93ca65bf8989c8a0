"""The preview of a show that is not public: as if it lay at the top, and at its secret addresses too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.running import GOOD, SHOW, write_warm
from tests.preview.living import serving

PATH, ANA = "r7ybk2m4ztq5c6xh3wdeulgfa5nosivp", "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla"
LISTENERS = f"path: {PATH}\nlisteners:\n  - {{name: Ana, token: {ANA}}}\n"


@pytest.mark.parametrize("visibility", ["private", "unlisted"])
def test_a_hidden_show_is_previewed(tmp_path: Path, visibility: str) -> None:
    files = {**GOOD, "show.yaml": f"{SHOW}visibility: {visibility}\n", "listeners.yaml": LISTENERS}
    with serving(write_warm(tmp_path / "show", files)) as living:
        page = living.ask("")
        assert page.status == 200 and '<meta name="podbuild-page" content="index.html">' in page.text
        assert living.ask(f"{PATH}/").text == page.text
        assert living.ask("episodes/ice/").status == living.ask("audio/ice.mp3").status == 200
        lost = living.ask("nowhere")
        assert lost.status == 404 and 'href="/assets/site.css"' in lost.text and PATH not in lost.text
        feed = living.ask("feed.xml")
        assert feed.status == 200 and feed.headers["content-type"].startswith("application/rss+xml")
        if visibility == "private":
            assert living.ask(f"{ANA}/feed.xml").body == feed.body
        urls = re.findall(r'(?:url|href)="(http://127[^"]+)"', feed.text)
        assert len(urls) > 5 and "https://example.org" not in feed.text
        assert {living.ask(url.partition(living.address)[2]).status for url in urls} == {200}
        assert not [line for line in living.said if PATH in line or ANA in line]

        before = living.save("episodes/ice.md", GOOD["episodes/ice.md"].replace("title: Ice", "title: Snow"))
        news = living.wait("build", since=before, outcome="done")
        assert {"index.html", "episodes/ice/index.html"} <= set(news["changed"])
        assert not [path for path in news["changed"] if path.startswith(PATH)]


def test_a_show_that_becomes_private_while_it_is_served(tmp_path: Path) -> None:
    with serving(write_warm(tmp_path / "show", GOOD)) as living:
        before = living.save("show.yaml", f"{SHOW}visibility: private\n")
        living.wait("build", since=before, outcome="mistakes")
        assert living.ask("").status == living.ask("feed.xml").status == 200  # the last good build
        before = living.save("listeners.yaml", LISTENERS)
        living.wait("build", since=before, outcome="done")
        assert "feed.xml" not in living.ask("").text and living.ask(f"{PATH}/audio/ice.mp3").status == 200
