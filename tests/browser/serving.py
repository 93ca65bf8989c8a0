"""A built show on a loopback port, as a host of static files serves it: byte ranges, folders' index pages, its own 404 page."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles


@dataclass(frozen=True, slots=True)
class Site:
    """A built show: what it is called here, its folder public/, and the address where it is served, ending in "/"."""

    name: str
    public: Path
    address: str

    def kinds(self) -> dict[str, str]:
        """One page of every kind, by what it is called: an episode's with most in it, an older list, and all that are neither."""
        paths = sorted(file.relative_to(self.public).as_posix() for file in self.public.rglob("*.html"))
        episodes = [path for path in paths if path.startswith("episodes/")]
        older = [path for path in paths if path.startswith("page/")]
        fullest = max(episodes, key=lambda path: (self.public / path).stat().st_size)
        single = {path: path for path in paths if path not in episodes and path not in older}
        return {**single, "episode": fullest, **({"older": older[0]} if older else {})}


@contextmanager
def served(public: Path, under: str = "/") -> Iterator[str]:
    """The address of the site in that folder, for as long as the block runs. `under` is the site's path on its host."""
    app = Starlette(routes=[Mount(under.rstrip("/"), StaticFiles(directory=public, html=True))])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}{under.rstrip('/')}/"
    finally:
        server.should_exit = True
        thread.join(10)
