"""Builds the show whenever its files change, in a thread of its own, and tells what came of it.

Saves that come in a burst make one build; a newer save abandons an older build, whose finished steps are kept. What is shown
and heard stays the last good build while there are mistakes.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from podbuild.base.diagnostics import Diagnostic, render
from podbuild.build import Built, Request, build
from podbuild.model.places import taken_out
from podbuild.model.show import Show
from podbuild.preview.broadcasting import Hub
from podbuild.preview.heard_lines import changed_lines, last_sources
from podbuild.report import diagnostic_json
from podbuild.steps.executor import StepEvent
from podbuild.steps.world import World

_QUIET_SECONDS = 0.01  # an editor's several writes of one save are a millisecond or two apart
_UNFINISHED_SECONDS = 0.06  # a file that is being written, where nobody says when that is over
_LONGEST_BURST_SECONDS = 0.25
_MOST_ABANDONING_SECONDS = 4.0  # who saves again and again gets to hear something in between
_PROGRESS_SECONDS = 0.1
_SEARCH_AFTER_SECONDS = 1.0


class Abandoned(BaseException):
    """A build that nobody wants any more, since there is a newer save. Not an Exception: nothing on its way may take it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What pages are told of the last build. `changed` are paths, as the preview serves them, that were written or removed.

    `outcome` is that of Built, or "building" before the first one is done, or "broken" where podbuild failed.
    """

    number: int
    outcome: str
    seconds: float = 0.0
    changed: tuple[str, ...] = ()
    mistakes: tuple[Mapping[str, Any], ...] = ()
    run: str = ""  # each start of the preview counts anew: what is of another run is of no use for comparing

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "run": self.run,
            "number": self.number,
            "outcome": self.outcome,
            "seconds": round(self.seconds, 3),
            "changed": list(self.changed),
            "mistakes": list(self.mistakes),
        }


@dataclass(frozen=True, slots=True)
class News:
    """What a build came to, for whoever tells it at the terminal. `built` is None where podbuild itself failed: by `bug`."""

    files: tuple[str, ...]
    shown: Shown
    before: Shown
    built: Built | None
    bug: Exception | None = None


class Rebuilder:
    """Keeps the preview's folder as the show's files are.

    `good` is the last build that was done; `made` are, by slug, the keys of the steps that ran for an episode when it was
    built last: what is not among them came from the cache.
    """

    def __init__(
        self,
        request: Request,
        world: World,
        hub: Hub,
        tell: Callable[[News], None],
        on_step: Callable[[StepEvent], None],
        on_wait: Callable[[str], None],
    ) -> None:
        self._request, self._world, self._hub = request, world, hub
        self._tell, self._on_step, self._on_wait = tell, on_step, on_wait
        self._news = threading.Condition()
        self._pending: set[str] | None = set()  # the files of saves that no build has seen; None where there are none
        self._quiet_seconds = _QUIET_SECONDS
        self._is_ending = False
        self._owes_search = self._owes_pictures = False
        self._abandoning_since: float | None = None
        self._ran: set[str] = set()
        self._said_progress = 0.0
        self._has_said_progress = False
        self._heard: dict[str, Sequence[str]] = {}  # of the last good build, as far as it was asked for
        self.shown = Shown(0, "building", run=secrets.token_hex(4))
        self.good: Built | None = None
        self.show: Show | None = None  # as it was read last
        self.made: dict[str, frozenset[str]] = {}
        self._thread = threading.Thread(target=self._work, name="podbuild-preview", daemon=True)

    def start(self) -> None:
        """Begin with a build of the show as it is."""
        self._thread.start()

    def ask(self, file: str, is_over: bool = True) -> None:
        """A file changed; `is_over` says that it is known to be written to its end."""
        with self._news:
            self._pending = (self._pending or set()) | {file}
            self._quiet_seconds = _QUIET_SECONDS if is_over else _UNFINISHED_SECONDS
            self._news.notify()

    def stop(self) -> None:
        """Abandon what is being built, and build no more."""
        with self._news:
            self._is_ending = True
            self._news.notify()
        if self._thread.is_alive():
            self._thread.join(3.0)

    def _work(self) -> None:
        while (files := self._next()) is not None:
            try:
                self._rebuild(tuple(sorted(files)))
            except Abandoned:
                self._abandoning_since = self._abandoning_since or self._world.elapsed_seconds()
                with self._news:
                    self._pending = (self._pending or set()) | files
                continue
            except Exception as error:  # of ours, outside the build: the author goes on all the same
                self._publish(News(tuple(files), self._shown(None, error), self.shown, None, error), "build")
            self._abandoning_since = None

    def _next(self) -> set[str] | None:
        """The files of the next build, as soon as a burst of saves is over; none of them for what was left for later."""
        with self._news:
            while self._pending is None and not self._is_ending:
                is_owing = (self._owes_search or self._owes_pictures) and self.shown.outcome == "done"
                wait_seconds = 0.0 if self._owes_pictures else _SEARCH_AFTER_SECONDS
                if not self._news.wait(wait_seconds if is_owing else None):
                    return set()
            end = self._world.elapsed_seconds() + _LONGEST_BURST_SECONDS
            while self._pending and not self._is_ending and self._world.elapsed_seconds() < end:
                if not self._news.wait(self._quiet_seconds):
                    break
            files, self._pending = self._pending or set(), None
            return None if self._is_ending else files

    def _rebuild(self, files: tuple[str, ...]) -> None:
        """Build: words first where there are saves, then their pictures, and the search when there is time for it."""
        is_first = self.good is None
        has_time = is_first or not (files or self._owes_pictures)
        self._remember_heard(files)
        bug: Exception | None = None
        built: Built | None = None
        try:
            asked = replace(self._request, leaves_search=not has_time, leaves_pictures=bool(files) and not is_first)
            built = build(asked, self._world, self._step, self._wait)
        except Exception as error:  # a bug of ours: the author goes on with what was good
            bug = error
        news = News(files, self._shown(built, bug), self.shown, built, bug)
        if built is not None and built.source.show is not None:
            self.show = built.source.show
        if built is not None and built.outcome == "done":
            self.good = built
            work = built.built or built.installed.removed
            self._owes_search = not has_time and (self._owes_search or bool(work))
            self._owes_pictures = bool(built.makeshift)
            self.made |= dict.fromkeys(built.built, frozenset(self._ran))
            self._ran = set()
        is_search_alone = has_time and not is_first and news.shown.outcome == "done"
        self._publish(news, "search" if is_search_alone else "build")
        if built is not None and built.outcome == "done" and not is_first and files:
            lines = changed_lines(built, self._heard, self.made, self._request.root, self._world)
            if lines:
                self._hub.publish("lines", lines)

    def _remember_heard(self, files: Sequence[str]) -> None:
        """Note what was heard before, of the episodes that a build may change: those of the files, all for what concerns all."""
        if self.good is None:
            return
        places = [PurePosixPath(file) for file in files]
        of_all = any(place.parts[:1] != ("episodes",) for place in places)
        slugs = {head.slug for head in self.good.listed} if of_all else {place.stem for place in places}
        for slug in slugs - self._heard.keys():
            self._heard[slug] = last_sources(self._request.root, slug, self._world)

    def _publish(self, news: News, name: str) -> None:
        """Tell pages and terminal, where there is something new."""
        self.shown = news.shown
        if news.shown.number != news.before.number:
            self._hub.publish(name, news.shown.plain())
            if name == "build":
                self._tell(news)
        elif self._has_said_progress:
            self._hub.publish("state", news.shown.plain())  # nothing came of it, but it is over
        self._has_said_progress = False

    def _wait(self, holder: str) -> None:
        """Another build of the show is running, and this one waits for it."""
        self._has_said_progress = True
        self._hub.publish(
            "progress", {"episode": "waiting", "action": "another build of this show is running", "done": 0, "total": 0}
        )
        self._on_wait(holder)

    def _step(self, event: StepEvent) -> None:
        """Go on with a build, or abandon it. Called for each step, in the thread that builds."""
        if event.kind == "done":
            self._ran.add(event.step.key)
        now = self._world.elapsed_seconds()
        since = self._abandoning_since or now
        if self._is_ending or (self._pending and now - since < _MOST_ABANDONING_SECONDS):
            raise Abandoned
        self._on_step(event)
        if event.kind != "kept" and now - self._said_progress > _PROGRESS_SECONDS:
            self._said_progress = now
            self._has_said_progress = True
            facts = {"episode": event.owner, "action": event.step.action.name, "done": event.done, "total": event.total}
            self._hub.publish("progress", facts)

    def _shown(self, built: Built | None, bug: Exception | None) -> Shown:
        """What pages are to be told; of the same number as before where it is the same as before."""
        old = self.shown
        if built is None:
            message = f"podbuild met a bug of its own ({type(bug).__name__}: {bug})"
            said = {"severity": "error", "code": "bug", "message": message, "fix": "see the terminal", "why": ""}
            return Shown(old.number + 1, "broken", 0.0, (), (said,), old.run)
        mistakes = tuple(mistake(d, built) for d in built.diagnostics)
        changed = (*built.installed.written, *built.installed.removed)
        if show := built.source.show:
            changed = tuple(taken_out(show, path) for path in changed)
        if not changed and (built.outcome, mistakes) == (old.outcome, old.mistakes):
            return old
        return Shown(old.number + 1, built.outcome, built.seconds, changed, mistakes, old.run)


def mistake(diagnostic: Diagnostic, built: Built) -> Mapping[str, Any]:
    """A mistake for pages: as for programs, with the lines of its excerpt and the end of its place."""
    told = render(diagnostic, built.source.workspace.source_line).splitlines()[1:]
    excerpt = [line for line in told if line[6:7] == "|"]
    end = {"end_column": diagnostic.span.end_column} if diagnostic.span else {}
    notes = [{"message": n.message, "file": n.span.file, "line": n.span.line, "column": n.span.column} for n in diagnostic.notes]
    return {**diagnostic_json(diagnostic), **end, "excerpt": excerpt, "notes": notes}
