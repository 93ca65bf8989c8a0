"""Preview servers over the same episodes: podbuild serve, hugo server, mkdocs serve, Eleventy.

Hugo's site is that of hugo.py, with all that podbuild's has. MkDocs and Eleventy get the same Markdown and make less of it: a page
an episode and an index (Eleventy a feed too), no player and no transcript with times.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import archive_show
import hugo
from archive_show import Story, Voices, stories
from processes import PODBUILD
from reload_events import HUGO_HELLO, Listener, long_poll, server_sent, websocket

_MKDOCS = "site_name: Quiet Roads, the archive\ndocs_dir: docs\nplugins: []\ntheme: {name: mkdocs}\n"
_ELEVENTY = """\
module.exports = (config) => {
  config.setServerOptions({ showAllHosts: false });
  return { dir: { input: "content", includes: "../_includes", output: "_site" }, markdownTemplateEngine: false };
};
"""
_ELEVENTY_EPISODES = """\
module.exports = { layout: "episode.njk", tags: "story", permalink: (data) => `episodes/${data.page.fileSlug}/` };
"""
_ELEVENTY_FRAME = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>{{ summary }}</p>{{ content | safe }}</body></html>
"""
_ELEVENTY_INDEX = """\
---
title: Quiet Roads, the archive
permalink: index.html
---
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><ol>
{%- for one in collections.story | reverse %}
<li><a href="{{ one.url }}">{{ one.data.title }}</a> {{ one.data.summary }}</li>
{%- endfor -%}
</ol></body></html>
"""
_ELEVENTY_FEED = """\
---
permalink: feed.xml
---
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Quiet Roads</title>
{%- for one in collections.story | reverse %}<item><title>{{ one.data.title }}</title><link>https://example.org{{ one.url }}</link>
<description>{{ one.templateContent }}</description></item>{% endfor -%}
</channel></rss>
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A tool that shows what is being written.

    `command` is given the port; `edit` saves an episode with a paragraph more in its notes; `page` is where it is then served;
    `is_reload` whether a message says that it is built.
    """

    name: str
    folder: Path
    command: Callable[[int], list[str]]
    edit: Callable[[Story, str], None]
    page: Callable[[Story], str]
    listen: Listener
    is_reload: Callable[[str], bool]


def podbuild_server(root: Path, voices: Voices) -> Server:
    return Server(
        "podbuild serve",
        hugo.ROOT,
        lambda port: [*PODBUILD, "serve", "--show", str(root), "--port", str(port), "--no-open"],
        lambda story, words: archive_show.write_episode(root, story, voices, words),
        lambda story: f"/episodes/{story.slug}/",
        server_sent("/-/events"),
        lambda text: json.loads(text).get("outcome") == "done",
    )


def hugo_server(binary: Path, site: Path) -> Server:
    return Server(
        "hugo server",
        site,
        lambda port: [str(binary), "server", "--port", str(port), "--bind", "127.0.0.1", "--baseURL", f"http://127.0.0.1:{port}/"],
        lambda story, words: hugo.write_page(site, story, words),
        lambda story: f"/episodes/{story.slug}/",
        websocket("/livereload", HUGO_HELLO),
        lambda text: json.loads(text).get("command") == "reload",
    )


def mkdocs_server(python: str, site: Path, count: int) -> Server:
    folder = site / "docs" / "episodes"
    folder.mkdir(parents=True)
    (site / "mkdocs.yml").write_text(_MKDOCS, "utf-8")
    (site / "docs" / "index.md").write_text("# Quiet Roads, the archive\n", "utf-8")

    def write(story: Story, words: str) -> None:
        (folder / f"{story.slug}.md").write_text(_markdown(story, words), "utf-8")

    for story in stories(count):
        write(story, "")
    return Server(
        "mkdocs serve",
        site,
        # Newer versions of click take the flag for false where it is not written.
        lambda port: [python, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"],
        write,
        lambda story: f"/episodes/{story.slug}/",
        long_poll("/"),
        bool,
    )


def eleventy_server(program: str, site: Path, count: int) -> Server:
    folder = site / "content" / "episodes"
    folder.mkdir(parents=True)
    (site / "_includes").mkdir()
    texts = {
        "eleventy.config.cjs": _ELEVENTY,
        "_includes/episode.njk": _ELEVENTY_FRAME,
        "content/index.njk": _ELEVENTY_INDEX,
        "content/feed.njk": _ELEVENTY_FEED,
        "content/episodes/episodes.11tydata.cjs": _ELEVENTY_EPISODES,
    }
    for name, text in texts.items():
        (site / name).write_text(text, "utf-8")

    def write(story: Story, words: str) -> None:
        (folder / f"{story.slug}.md").write_text(_markdown(story, words), "utf-8")

    for story in stories(count):
        write(story, "")
    return Server(
        "eleventy --serve",
        site,
        lambda port: [program, "--config=eleventy.config.cjs", "--serve", "--quiet", f"--port={port}"],
        write,
        lambda story: f"/episodes/{story.slug}/",
        websocket("/"),
        lambda text: json.loads(text).get("type") == "eleventy.reload",
    )


def _markdown(story: Story, words: str) -> str:
    text = f"---\n{archive_show.front_matter(story, has_artwork=False)}---\n{archive_show.body(story)}"
    return f"{text}\n{words}\n" if words else text


def find_eleventy(named: str | None) -> str | None:
    """Eleventy's program: the one that was named, else that on PATH."""
    return str(Path(named).resolve()) if named else shutil.which("eleventy")
