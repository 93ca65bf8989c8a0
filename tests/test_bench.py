"""The benchmarks run at their smallest and give rows. No time is asserted: to measure is the work of tests/bench/goals.py."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "wait4"), reason="the benchmarks ask the kernel what a child took"),
    pytest.mark.slow,
]
BENCH = Path(__file__).parent / "bench"
Bench = Callable[[str], ModuleType]


@pytest.fixture
def bench(monkeypatch) -> Bench:
    """A module of tests/bench by its name; they import each other by bare names, as scripts do."""
    monkeypatch.syspath_prepend(BENCH)
    return import_module


@pytest.mark.parametrize("voices", ["TONES", "TAKES"])
def test_an_archive_is_built_and_its_notes_are_edited(bench: Bench, tmp_path: Path, monkeypatch, voices: str) -> None:
    """Three episodes, without Hugo: both rows are measured, and what the benchmark checks of podbuild's output holds."""
    hugo = bench("hugo")
    monkeypatch.setattr(hugo, "MOST_SPOKEN", 3 if voices == "TONES" else 0)
    arena = hugo.prepared(tmp_path, 3, None)
    assert arena.voices is getattr(bench("archive_show"), voices)
    assert len(list((arena.site / "content" / "episodes").iterdir())) == 3
    before = {path: path.read_bytes() for path in (arena.show / "episodes").iterdir()}
    still, edited = hugo.unchanged(arena, rounds=1), hugo.notes_changed(arena, rounds=2)
    assert still.goal.startswith("nothing changed, 3 episodes")
    assert (still.peer, edited.peer) == (hugo.NO_HUGO, hugo.NO_HUGO)
    assert " ms" in still.ours or " s" in still.ours
    assert not (still.is_met or edited.is_met), "without a peer nothing is reached"
    assert "ran" not in edited.ours
    assert {path: path.read_bytes() for path in (arena.show / "episodes").iterdir()} == before


def test_a_spoken_line_is_no_edit_of_notes(bench: Bench, tmp_path: Path) -> None:
    """The benchmark sees when sound was made: its row is then not reached, however fast it was."""
    hugo = bench("hugo")
    arena = hugo.prepared(tmp_path, 1, None)
    page = arena.show / "episodes" / f"{arena.stories[0].slug}.md"
    page.write_text(page.read_text("utf-8").replace("HOST: In year", "HOST: In the year", 1), "utf-8")
    assert {"speak", "encode-chunk", "tag"} <= hugo.AUDIO_ACTIONS & hugo.actions_of(arena).keys()


def test_clean_builds_are_compared(bench: Bench) -> None:
    time, memory = bench("scale").compared(1, 2)
    assert "time an episode" in time.goal
    assert "peak memory" in memory.goal
    assert " MB" in memory.ours
    assert float(memory.ratio.rstrip("x")) > 0


def test_the_table_names_the_machine_and_every_part(bench: Bench) -> None:
    goals, table = bench("goals"), bench("table")
    assert f"{os.cpu_count()} cores" in goals.machine()
    assert "ffmpeg" in goals.machine().casefold()
    assert goals.options_of(["--quick", "--only", "hugo", "scale"]).only == ["hugo", "scale"]
    text = table.printed([table.Row("so fast", "1 s", "2 s", "1/2.0", True)])
    assert text.splitlines()[-1] == "| so fast | 1 s      | 2 s  | 1/2.0 | yes     |"


def test_a_program_that_fails_is_no_measurement(bench: Bench) -> None:
    processes = bench("processes")
    with pytest.raises(processes.Failed, match="no show"):
        processes.run([*processes.PODBUILD, "build", "--show", BENCH])


PREVIEW = """
import http.server, pathlib, sys, time
folder = pathlib.Path(sys.argv[2])
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/-/events":
            return super().do_GET()
        self.send_response(200)
        self.end_headers()
        newest = 0
        while True:
            now = max(file.stat().st_mtime_ns for file in folder.rglob("*.html"))
            if now > newest:
                newest = now
                self.wfile.write(b'event: build\\ndata: {"outcome": "done"}\\n\\n')
                self.wfile.flush()
            time.sleep(0.005)
handler = lambda *a: Handler(*a, directory=str(folder))
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler).serve_forever()
"""


def test_a_preview_server_is_timed(bench: Bench, tmp_path: Path) -> None:
    """From save to event and to the page, of a server that shows what lies in a folder."""
    serving, peers, events = bench("serving"), bench("serving_peers"), bench("reload_events")

    def save(story, words: str) -> None:
        page = tmp_path / "site" / "episodes" / story.slug / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<h1>{story.title}</h1><p>{words}</p>", "utf-8")

    for story in serving.stories(serving.EPISODES):
        save(story, "")
    (tmp_path / "serve.py").write_text(PREVIEW, "utf-8")
    command = [sys.executable, str(tmp_path / "serve.py")]
    server = peers.Server(
        "a server",
        tmp_path,
        lambda port: [*command, str(port), str(tmp_path / "site")],
        save,
        lambda story: f"/episodes/{story.slug}/",
        events.server_sent("/-/events"),
        lambda text: text == '{"outcome": "done"}',
    )
    found = serving.measured(server, 3)
    assert len(found.event_seconds) == len(found.served_seconds) == 3
    assert 0 < max(*found.event_seconds, *found.served_seconds) < 10
    assert "95 %" in serving.told_of(found.event_seconds)


def test_frames_of_a_websocket_are_read(bench: Bench) -> None:
    events = bench("reload_events")
    stream = io.BytesIO(b"\x81\x02hi" + b"\x89\x00" + b"\x81\x7e\x01\x00" + b"x" * 256 + b"\x81")
    assert list(events._frames(stream.read)) == ["hi", "x" * 256]
    masked = events._masked(b"hello")
    assert (masked[0], masked[1]) == (0x81, 0x85)
    assert bytes(byte ^ masked[2 + i % 4] for i, byte in enumerate(masked[6:])) == b"hello"
