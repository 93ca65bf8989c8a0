"""Watches a show's sources and says which files changed. What podbuild itself writes there is not watched."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

_OURS = ("public", "packages", "node_modules")
_CHANGES = ("created", "modified", "moved", "deleted", "closed")  # to open a file, or to read it, is none
_SCRATCH = ("~", ".swp", ".swx", ".tmp", ".podbuild-part", ".crswap")  # what editors write beside a file while they save it
_POLL_SECONDS = 0.5
_ENDS = ("closed", "moved")  # what ends a save; after the others more may come
OnChange = Callable[[str, bool], None]


class Watch(FileSystemEventHandler):
    """Tells of changed files until it is stopped.

    `on_change` is called in a thread of the watcher's, with the file's path from the show, with forward slashes, and whether
    that save is known to be over: a file that was opened to be written may be half there. `is_polling` says that the system
    could not be asked to tell, so that the files are looked at twice a second.
    """

    def __init__(self, root: Path, on_change: OnChange, *, is_polling: bool = False) -> None:
        self._root = root.resolve()
        self._on_change = on_change
        self._observer: BaseObserver = PollingObserver(timeout=_POLL_SECONDS) if is_polling else Observer()
        self._watched: dict[str, Any] = {}
        self.is_polling = is_polling

    @classmethod
    def begin(cls, root: Path, on_change: OnChange) -> Watch:
        """Watch, by looking again and again where the system has no watches (left), as on some network drives."""
        # watchdog meets a folder twice that is made while its parent is taken in, and warns on the author's terminal.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        for is_polling in (False, True):
            watch = cls(root, on_change, is_polling=is_polling)
            try:
                watch.start()
            except OSError:
                watch.stop()
                continue
            return watch
        raise OSError(f"{root} cannot be watched")

    def start(self) -> None:
        """Begin. Raises OSError where the system has no watches (left)."""
        self._observer.schedule(self, str(self._root), recursive=False)
        for entry in os.scandir(self._root):
            if entry.is_dir(follow_symlinks=False):
                self._add(entry.name)
        self._observer.start()

    def stop(self) -> None:
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(2.0)

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _CHANGES:
            return
        for path in (event.src_path, event.dest_path):
            if path and (rel := self._source(os.fsdecode(path))):
                self._see(rel, event)

    def _see(self, rel: str, event: FileSystemEvent) -> None:
        if event.is_directory:
            if event.event_type not in ("created", "moved", "deleted"):
                return  # its files speak for themselves
            if "/" not in rel and (self._root / rel).is_dir():
                self._add(rel)
        self._on_change(rel, event.event_type in _ENDS)

    def _source(self, path: str) -> str:
        """The path from the show; "" for what is none of its sources."""
        rel = os.path.relpath(path, self._root).replace(os.sep, "/")
        parts = rel.split("/")
        if rel == "." or parts[0] in _OURS or parts[-1].endswith(_SCRATCH):
            return ""
        return "" if any(part.startswith(".") for part in parts) else rel

    def _add(self, name: str) -> None:
        """Watch a folder of the show with all that is in it."""
        if name.startswith(".") or name in _OURS:
            return
        if old := self._watched.pop(name, None):  # deleted and made anew: the old watch is of the folder that is gone
            with suppress(KeyError):
                self._observer.unschedule(old)
        try:
            self._watched[name] = self._observer.schedule(self, str(self._root / name), recursive=True)
        except OSError:
            if (self._root / name).is_dir() and self._observer.is_alive() and not self.is_polling:
                self._look_instead()

    def _look_instead(self) -> None:
        """The system has no watches left: look at the files from now on."""
        told = self._observer
        self.is_polling = True
        self._watched = {}
        self._observer = PollingObserver(timeout=_POLL_SECONDS)
        self.start()
        told.stop()
