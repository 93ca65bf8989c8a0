"""Builds the show whenever its files change, in a thread of its own, and tells what came of it.

Saves that come in a burst make one build; a newer save abandons an older build, whose finished steps are kept. What is shown
and heard stays the last good build while there are mistakes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from podbuild.base.diagnostics import Diagnostic, render
from podbuild.build import Built, Request, build
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
    """What pages are told of the last build. `changed` are paths in the preview's folder that were written or removed.

    `outcome` is that of Built, or "building" before the first one is done, or "broken" where podbuild failed.
    """

    number: int
    outcome: str
    seconds: float = 0.0
    changed: tuple[str, ...] = ()
    mistakes: tuple[Mapping[str, Any], ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
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
        self, request: Request, world: World, hub: Hub, tell: Callable[[News], None], on_step: Callable[[StepEvent], None]
    ) -> None:
        self._request, self._world, self._hub, self._tell, self._on_step = request, world, hub, tell, on_step
        self._news = threading.Condition()
        self._pending: set[str] | None = set()  # the files of saves that no build has seen; None where there are none
        self._quiet_seconds = _QUIET_SECONDS
        self._is_ending = False
        self._owes_search = False
        self._abandoning_since: float | None = None
        self._ran: set[str] = set()
        self._said_progress = 0.0
        self.shown = Shown(0, "building")
        self.good: Built | None = None
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
            self._abandoning_since = None

    def _next(self) -> set[str] | None:
        """The files of the next build, as soon as a burst of saves is over; none of them for the search index alone."""
        with self._news:
            while self._pending is None and not self._is_ending:
                has_to_search = self._owes_search and self.shown.outcome == "done"
                if not self._news.wait(_SEARCH_AFTER_SECONDS if has_to_search else None):
                    return set()
            end = self._world.elapsed_seconds() + _LONGEST_BURST_SECONDS
            while self._pending and not self._is_ending and self._world.elapsed_seconds() < end:
                if not self._news.wait(self._quiet_seconds):
                    break
            files, self._pending = self._pending or set(), None
            return None if self._is_ending else files

    def _rebuild(self, files: tuple[str, ...]) -> None:
        slugs = {path.stem for path in map(PurePosixPath, files) if path.parts[:1] == ("episodes",)}
        before = {slug: last_sources(self._request.root, slug, self._world) for slug in slugs}
        is_first = self.good is None
        leaves_search = bool(files) and not is_first
        bug: Exception | None = None
        built: Built | None = None
        try:
            built = build(replace(self._request, leaves_search=leaves_search), self._world, self._step, lambda holder: None)
        except Exception as error:  # a bug of ours: the author goes on with what was good
            bug = error
        shown = self._shown(built, bug)
        old, self.shown = self.shown, shown
        if built is not None and built.outcome == "done":
            self.good = built
            self._owes_search = leaves_search and (self._owes_search or bool(built.built))
            self.made |= dict.fromkeys(built.built, frozenset(self._ran))
            self._ran = set()
        is_search_alone = not files and not is_first
        if shown.number != old.number:
            self._hub.publish("search" if is_search_alone and shown.outcome == "done" else "build", shown.plain())
            if not is_search_alone or shown.outcome != "done":
                self._tell(News(files, shown, old, built, bug))
        if built is not None and built.outcome == "done" and not is_first and files:
            lines = changed_lines(built, before, self.made, self._request.root, self._world)
            if lines:
                self._hub.publish("lines", lines)

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
            facts = {"episode": event.owner, "action": event.step.action.name, "done": event.done, "total": event.total}
            self._hub.publish("progress", facts)

    def _shown(self, built: Built | None, bug: Exception | None) -> Shown:
        """What pages are to be told; of the same number as before where it is the same as before."""
        old = self.shown
        if built is None:
            message = f"podbuild met a bug of its own ({type(bug).__name__}: {bug})"
            said = {"severity": "error", "code": "bug", "message": message, "fix": "see the terminal", "why": ""}
            return Shown(old.number + 1, "broken", 0.0, (), (said,))
        mistakes = tuple(mistake(d, built) for d in built.diagnostics)
        changed = (*built.installed.written, *built.installed.removed)
        if not changed and (built.outcome, mistakes) == (old.outcome, old.mistakes):
            return old
        return Shown(old.number + 1, built.outcome, built.seconds, changed, mistakes)


def mistake(diagnostic: Diagnostic, built: Built) -> Mapping[str, Any]:
    """A mistake for pages: as for programs, with the lines of its excerpt and the end of its place."""
    told = render(diagnostic, built.source.workspace.source_line).splitlines()[1:]
    excerpt = [line for line in told if line[6:7] == "|"]
    end = {"end_column": diagnostic.span.end_column} if diagnostic.span else {}
    notes = [{"message": n.message, "file": n.span.file, "line": n.span.line, "column": n.span.column} for n in diagnostic.notes]
    return {**diagnostic_json(diagnostic), **end, "excerpt": excerpt, "notes": notes}
