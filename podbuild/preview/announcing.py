"""What the preview says at the terminal: where it is, what came of each save, and all mistakes, as a build says them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import click

from podbuild.build import Built
from podbuild.preview.rebuilding import News
from podbuild.report import print_diagnostics
from podbuild.steps.executor import StepEvent
from podbuild.steps.world import World
from podbuild.summary import summary
from podbuild.terminal import harmless, say, show_code


def announce(address: str, feed: str, folder: str, others: tuple[str, ...]) -> None:
    """Where the preview is to be found. `others` are the feed's addresses for other machines, the likeliest first."""
    say(f"{click.style(address, bold=True)}  the site, as listeners will see it")
    say(f"{address}-/  the studio: episodes, sound, texts")
    say(f"{feed}  the feed")
    if others:
        say("\nOn the same network, an app subscribes to the first of these that it can reach:")
        for other in others:
            say(f"  {other}")
        show_code(others[0])
    say(f"\nWatching {harmless(folder)}. Ctrl-C ends.")


class Announcer:
    """Tells at the terminal what goes on. `on_bug` is given what podbuild itself failed by."""

    def __init__(self, world: World, on_bug: Callable[[Exception], object]) -> None:
        self._world, self._on_bug = world, on_bug
        self._is_first = True
        self._begun: set[str] = set()

    def step(self, event: StepEvent) -> None:
        """During the first build, which takes longest: the episodes as work on them begins."""
        if self._is_first and event.kind == "start" and event.owner not in self._begun:
            self._begun.add(event.owner)
            say(f"building {harmless(event.owner)}", err=True)

    def wait(self, holder: str) -> None:
        say(f"waiting: another build of this show is running ({holder})", err=True)

    def tell(self, news: News) -> None:
        """One line for each save, and the mistakes; the whole table for the first build."""
        shown, built = news.shown, news.built
        clock = self._world.now().astimezone().strftime("%H:%M:%S")
        if news.bug is not None:
            self._on_bug(news.bug)
        if built is None:
            say(f"{clock}  what is shown stays as it was", err=True)
            return
        if (shown.mistakes, shown.outcome) != (news.before.mistakes, news.before.outcome):
            print_diagnostics(built.diagnostics, built.source.workspace.source_line)
        if self._is_first and shown.outcome == "done":
            self._is_first = False
            say(summary(built, Counter(step.wanted_by.partition(",")[0] for step in built.ran)))
            return
        say(f"{click.style(clock, dim=True)}  {_what(news, built)}", err=shown.outcome != "done")


def _what(news: News, built: Built) -> str:
    shown, was_bad = news.shown, news.before.outcome not in ("done", "building")
    root = built.source.workspace.root
    named = _named([file for file in news.files if (root / file).exists()] or news.files)
    cause = named or ("the rest" if shown.outcome == "done" else "the show")  # the rest is what was left for later
    if shown.outcome == "done":
        mended = "mended: " if was_bad else ""
        results = f" → {_results(shown.changed)}" if shown.changed else ""
        return f"{mended}{cause}{results} in {shown.seconds:.2f} s"
    counts = Counter(m["severity"] for m in shown.mistakes)
    errors = f"{counts['error']} error{'' if counts['error'] == 1 else 's'}"
    return f"{cause}: {errors}. What is shown is the last good build"


def _named(files: Sequence[str]) -> str:
    return harmless(", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else ""))


def _results(changed: tuple[str, ...]) -> str:
    """The kinds of files that are new, in words."""
    kinds: Mapping[str, str] = {"mp3": "sound", "m4a": "sound", "opus": "sound", "html": "pages", "xml": "feed", "jpg": "pictures"}
    found: dict[str, Any] = dict.fromkeys(kinds.get(PurePosixPath(path).suffix[1:], "texts") for path in changed)
    return ", ".join(found)
