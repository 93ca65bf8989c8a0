"""From save to seen: how long a preview server takes from a save to its event, and to the new text being served.

    python tests/bench/goals.py --only serving --peers PYTHON --eleventy PROGRAM

A paragraph is added to the notes of one of 100 episodes, fifty times, each time to another; one server runs at a time, on a port
of its own. Two clocks run from the moment before the file is written: to the message by which the tool tells the browser to load
the page again, and to the new words being in the page that it serves, which is asked for every five milliseconds. Both are given
as median and 95th percentile. For podbuild alone also a spoken line of an episode of ten minutes in that show, and a title from
which a cover is drawn.
"""

from __future__ import annotations

import argparse
import math
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import hugo
from archive_show import Story, Voices, stories
from cold import SENTENCE
from processes import PODBUILD, ROOT, Failed, share, span, told
from reload_events import await_text, fetched
from serving_peers import Server, eleventy_server, find_eleventy, hugo_server, mkdocs_server, podbuild_server
from table import Row

EPISODES = 100
SAVES, QUICK_SAVES = 50, 10
LINE_SAVES, QUICK_LINE_SAVES = 20, 5
TEXT_GOAL_SECONDS, LINE_GOAL_SECONDS = 0.3, 1.0
READY_SECONDS, HEARD_SECONDS, REST_SECONDS = 180, 30, 0.4
DRAWING_SECONDS = 2.5  # pictures and search of the title before are made by then
PARAGRAPHS = 38  # two sentences each: ten minutes
TALK, TITLE = "ten-minutes", "Ten minutes"
DRAWN, DRAWN_TITLE = "drawn", "A cover that is drawn"
VOICES = Voices("{engine: espeak, voice: en-gb}", "{engine: espeak, voice: en-us+f3}")
NO_SERVE = "no podbuild serve yet"


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from a save, of many saves: to the event, and to the new text being served."""

    event_seconds: tuple[float, ...]
    served_seconds: tuple[float, ...]


def told_of(seconds: Sequence[float]) -> str:
    """Median and 95th percentile.

    >>> told_of([0.1] * 19 + [0.9])
    '100 ms (95 %: 100 ms)'
    """
    return f"{span(median(seconds))} (95 %: {span(percentile(seconds, 95))})"


def percentile(seconds: Sequence[float], percent: float) -> float:
    """The least value that so many of a hundred do not exceed ("nearest rank").

    >>> percentile([0.3, 0.1, 0.2, 0.4], 50), percentile([0.1] * 19 + [0.9], 96)
    (0.2, 0.9)
    """
    return sorted(seconds)[max(0, math.ceil(percent / 100 * len(seconds)) - 1)]


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Text: event and page, beside each peer that is there. Then a line of ten minutes. Reads `quick`, `keep` and the peers."""
    saves = QUICK_SAVES if options.quick else SAVES
    with hugo.kept_folder(options.keep) as kept, tempfile.TemporaryDirectory() as sites:
        show = show_of_hundred(kept)
        ours = _ours(podbuild_server(show, VOICES), saves) if has_serve() else None
        for peer in peers(options, Path(sites)):
            told(f"{peer.name} …")
            theirs = measured(peer, saves)
            yield _row(f"save to event, text, beside {peer.name}", ours and ours.event_seconds, theirs.event_seconds)
            yield _row(f"save to new page, text, beside {peer.name}", ours and ours.served_seconds, theirs.served_seconds)
        if ours is None:
            yield Row("save to event, a line of ten minutes: under 1 s", NO_SERVE, "-", "-", False)
            return
        yield _goal("save to event, text: under 300 ms", ours.event_seconds, TEXT_GOAL_SECONDS)
        line = measured_line(show, QUICK_LINE_SAVES if options.quick else LINE_SAVES)
        yield _goal("save to event, a line of ten minutes: under 1 s", line.event_seconds, LINE_GOAL_SECONDS)
        title = measured_title(show, QUICK_LINE_SAVES if options.quick else LINE_SAVES)
        yield _goal("save to event, a title that is drawn: under 300 ms", title.event_seconds, TEXT_GOAL_SECONDS)


def _ours(server: Server, saves: int) -> Latency:
    told(f"{server.name} …")
    return measured(server, saves)


def _row(goal: str, ours: Sequence[float] | None, theirs: Sequence[float]) -> Row:
    if not ours:
        return Row(goal, NO_SERVE, told_of(theirs), "-", False)
    a, b = median(ours), median(theirs)
    return Row(goal, told_of(ours), told_of(theirs), share(a, b), a <= b)


def _goal(goal: str, ours: Sequence[float], at_most_seconds: float) -> Row:
    return Row(goal, told_of(ours), "-", "-", median(ours) <= at_most_seconds)


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────────────────


def measured(server: Server, saves: int) -> Latency:
    """Save a paragraph more in the notes of one episode after another. The first save is not counted."""
    newest = stories(EPISODES)[-saves - 1 :] if saves < EPISODES else stories(EPISODES)
    return _latencies(server, saves + 1, lambda k: newest[k % len(newest)], server.edit)


def measured_line(show: Path, saves: int) -> Latency:
    """Save another word in a spoken line in the middle of the talk of ten minutes."""
    server, talk = podbuild_server(show, VOICES), stories(EPISODES)[-1]
    try:
        place = (f"/episodes/{TALK}/", TITLE)
        return _latencies(server, saves + 1, lambda k: talk, lambda story, words: write_talk(show, words), place)
    finally:
        write_talk(show)


def measured_title(show: Path, saves: int) -> Latency:
    """Save another title of an episode whose cover is drawn from it."""
    write_drawn(show)
    server, story = podbuild_server(show, VOICES), stories(EPISODES)[-1]
    try:
        place = (f"/episodes/{DRAWN}/", DRAWN_TITLE)
        return _latencies(server, saves + 1, lambda k: story, lambda story, words: write_drawn(show, words), place)
    finally:
        (show / "episodes" / f"{DRAWN}.md").unlink()


def _latencies(
    server: Server, saves: int, which: Callable[[int], Story], edit: Callable[[Story, str], None], place: tuple[str, str] = ("", "")
) -> Latency:
    """`place`: the path of the page that is asked for and what it says before, where that is not the story's."""
    events, pages = [], []
    run = time.time_ns() % 1_000_000  # in a folder that is kept, what an earlier run said is in the store
    with running(server) as (port, heard):
        for k in range(saves):
            story, words = which(k), f"{hugo.words(k)} Of {server.name.split()[0]} as well, run {run}."
            path, title = place if place[0] else (server.page(story), story.title)
            if await_text(port, path, title, READY_SECONDS) is None:  # while a first build runs, a page may say just that
                raise Failed(f"{server.name} does not serve {path}")
            time.sleep(REST_SECONDS if place[1] != DRAWN_TITLE else DRAWING_SECONDS)
            _drain(heard)
            begun = time.perf_counter()
            edit(story, words)
            seen = await_text(port, path, words, HEARD_SECONDS)
            if seen is None:
                raise Failed(f"{server.name} did not serve what was saved within {HEARD_SECONDS} s")
            try:
                event = heard.get(timeout=HEARD_SECONDS)
            except queue.Empty:
                raise Failed(f"{server.name} said nothing of what was saved") from None
            events.append(event - begun)
            pages.append(seen - begun)
    return Latency(tuple(events[1:]), tuple(pages[1:]))


def _drain(heard: queue.SimpleQueue[float]) -> None:
    while not heard.empty():
        heard.get()


@contextmanager
def running(server: Server) -> Iterator[tuple[int, queue.SimpleQueue[float]]]:
    """The server on a free port, once it answers, and the moments of its events. It is ended afterwards, with what it started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    heard: queue.SimpleQueue[float] = queue.SimpleQueue()

    def hear(text: str) -> None:
        moment = time.perf_counter()
        if server.is_reload(text):
            heard.put(moment)

    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(server.command(port), cwd=server.folder, stdout=said, stderr=said, start_new_session=True)
        try:
            until = time.perf_counter() + READY_SECONDS
            while not fetched(port, "/"):
                if process.poll() is not None or time.perf_counter() > until:
                    said.seek(0)
                    raise Failed(f"{server.name} did not start:\n{said.read().decode(errors='replace')}")
                time.sleep(0.1)
            threading.Thread(target=_listening, args=(server, port, hear), daemon=True).start()
            time.sleep(1)
            yield port, heard
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server with all that it started, if it has not ended by itself."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return


def _listening(server: Server, port: int, hear: Callable[[str], None]) -> None:
    """Until the server ends, which ends the connection: that is no mistake."""
    try:
        server.listen(port, hear)
    except (OSError, ValueError):
        return


# ── preparing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def has_serve() -> bool:
    done = subprocess.run([*PODBUILD, "serve", "--help"], cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0


def show_of_hundred(folder: Path) -> Path:
    """The show, written and built once: a hundred short episodes and one of ten minutes."""
    root = folder / "podbuild-serving"
    if not root.exists():
        hugo.archive_show.write_show(root, EPISODES, VOICES)
        write_talk(root)
    told("building 100 episodes and one of ten minutes, unless they are built …")
    hugo.run([*PODBUILD, "build", "--show", root])
    return root


def write_talk(root: Path, words: str = "") -> None:
    """The episode of ten minutes; `words` are said by a line in its middle."""
    parts = [f"---\ntitle: {TITLE}\ndate: 2026-05-30\nsummary: A longer one.\nartwork: assets/cover.png\n---\n"]
    for n in range(PARAGRAPHS):
        if n % 10 == 0:
            parts.append(f"# Part {n // 10 + 1}\n")
        text = "".join(SENTENCE.format(n=n, what=what) for what in ("lamps", "roads"))
        parts.append(f"{('HOST', 'GUEST')[n % 2]}: {text}{words if n == PARAGRAPHS // 2 else ''}\n")
    (root / "episodes" / f"{TALK}.md").write_text("\n".join(parts), "utf-8")


def write_drawn(root: Path, words: str = "") -> None:
    """A short episode without a picture of its own; `words` stand in its title."""
    head = f'---\ntitle: "{DRAWN_TITLE}. {words}"\ndate: 2026-05-31\nsummary: A short one.\n---\n'
    (root / "episodes" / f"{DRAWN}.md").write_text(f"{head}HOST: {SENTENCE.format(n=1, what='lamps')}\n", "utf-8")


def peers(options: argparse.Namespace, folder: Path) -> Iterator[Server]:
    """Those that are installed; of the others it is told that they are not."""
    if binary := hugo.find_hugo(options.peers):
        arena = hugo.Arena(stories(EPISODES), VOICES, folder, folder / "hugo", binary)
        hugo.write_site(arena)
        yield hugo_server(binary, arena.site)
    else:
        told(hugo.NO_HUGO)
    if subprocess.run([options.peers, "-c", "import mkdocs"], capture_output=True, check=False).returncode == 0:
        yield mkdocs_server(str(Path(options.peers).absolute()), folder / "mkdocs", EPISODES)
    else:
        told("no MkDocs: see --peers")
    if program := find_eleventy(options.eleventy):
        yield eleventy_server(program, folder / "eleventy", EPISODES)
    else:
        told("no Eleventy: see --eleventy")


if __name__ == "__main__":
    sys.exit("run goals.py --only serving")
