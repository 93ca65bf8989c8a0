"""The preview's web server: which address is answered by what. Starlette routes, uvicorn serves.

Below `/-/` lies what is the preview's own; everything else is the site as listeners will see it.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from podbuild.base.shipped import shipped
from podbuild.preview.broadcasting import Hub, event
from podbuild.preview.guarding import Gate, Guard
from podbuild.preview.own_pages import OwnPages
from podbuild.preview.public_files import TYPES, PublicFiles
from podbuild.preview.rebuilding import Rebuilder
from podbuild.preview.script_texts import read_script, save_script
from podbuild.preview.studio_facts import Studio

_SCRIPTS = ("live.js", "preview.js", "waiting.js", "status.js", "studio.js", "studio_episode.js", "drawing.js", "editor.js")
_OWN_FILES = (*_SCRIPTS, "preview.css", "studio.css")
_MOST_TEXT_BYTES = 8_000_000


class Preview:
    """The answers of one preview."""

    def __init__(self, root: Path, folder: Path, gate: Gate, hub: Hub, rebuilder: Rebuilder, studio: Studio, editor: str) -> None:
        self._root, self._folder, self._gate, self._hub, self._rebuilder = root, folder, gate, hub, rebuilder
        self._studio, self._editor = studio, editor
        self._pages = OwnPages(gate, bool(editor), lambda: rebuilder.shown)

    def app(self) -> Guard:
        """The whole as an ASGI application."""
        own = [
            Route("/", self._overview),
            Route("/events", self._events),
            Route("/show.json", self._show),
            Route("/episodes/{slug}.json", self._episode),
            Route("/episodes/{slug}", self._episode_page),
            Route("/files/{file:path}", self._file_page),
            Route("/text", self._text, methods=["GET", "PUT"]),
            Route("/open", self._open, methods=["POST"]),
            Route("/{name}", self._own_file),
        ]
        routes = [
            Route("/-", lambda request: RedirectResponse(f"{self._gate.prefix}/-/")),
            Mount("/-", routes=own),
            Mount("/", PublicFiles(self._folder, lambda: self._rebuilder.show, self._pages)),
        ]
        return Guard(Starlette(routes=routes), self._gate)

    async def _events(self, request: Request) -> Response:
        def first() -> bytes:
            return event("state", self._rebuilder.shown.plain())

        return StreamingResponse(self._hub.listen(first), media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def _overview(self, request: Request) -> Response:
        return self._page(request, "studio.html.j2", {"heading": "Studio"})

    async def _episode_page(self, request: Request) -> Response:
        slug = request.path_params["slug"]
        found = await run_in_threadpool(self._studio.row, slug)
        if found is None:
            raise HTTPException(404)
        return self._page(request, "studio_episode.html.j2", {"slug": slug, "file": found["file"], "heading": found["title"]})

    async def _file_page(self, request: Request) -> Response:
        file = request.path_params["file"]
        if read_script(self._root, file) is None:
            raise HTTPException(404)
        return self._page(request, "studio_episode.html.j2", {"slug": "", "file": file, "heading": file})

    def _page(self, request: Request, name: str, values: dict[str, Any]) -> Response:
        """A page that knows what it takes to save: for a browser's window, and for no script of the site that fetches it."""
        if request.headers.get("sec-fetch-dest", "document") != "document":
            return PlainTextResponse("the studio opens in a window of its own\n", 403)
        return HTMLResponse(self._pages.studio(name, values), headers={"cache-control": "no-store"})

    async def _show(self, request: Request) -> Response:
        return _json(await run_in_threadpool(self._studio.show))

    async def _episode(self, request: Request) -> Response:
        found = await run_in_threadpool(self._studio.episode, request.path_params["slug"])
        return _json(found) if found else PlainTextResponse("there is no such episode\n", 404)

    async def _own_file(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _OWN_FILES:
            raise HTTPException(404)
        file = shipped("templates") / "preview" / name
        return Response(file.read_bytes(), media_type=TYPES[file.suffix])

    async def _text(self, request: Request) -> Response:
        file = request.query_params.get("file", "")
        if request.method == "GET":
            found = await run_in_threadpool(read_script, self._root, file)
            if found is None:
                return PlainTextResponse("this is no text of the show that can be edited here\n", 404)
            return _json({"file": file, "text": found.text, "digest": found.digest})
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _MOST_TEXT_BYTES:
                return PlainTextResponse("the text is too long\n", 413)
        try:
            asked = json.loads(body)
            text, began_with = str(asked["text"]), str(asked["digest"])
        except (ValueError, KeyError, TypeError):
            return PlainTextResponse("expected JSON with text and digest\n", 400)
        saved = await run_in_threadpool(save_script, self._root, file, text, began_with)
        now = {"text": saved.now.text, "digest": saved.now.digest} if saved.now else None
        status = {"saved": 200, "conflict": 409, "refused": 422}[saved.outcome]
        return _json({"outcome": saved.outcome, "reason": saved.reason, "now": now}, status)

    async def _open(self, request: Request) -> Response:
        """Open the author's editor at a place of the show."""
        try:
            asked = await request.json()
            file, line, column = str(asked["file"]), int(asked["line"]), int(asked.get("column", 1))
            path = (self._root / file).resolve()
        except (ValueError, KeyError, TypeError, OverflowError, AttributeError):
            return PlainTextResponse("expected JSON with file, line and column\n", 400)
        if not self._editor:
            return PlainTextResponse("no editor was named: podbuild serve --editor code\n", 409)
        if not path.is_relative_to(self._root.resolve()) or not path.is_file():
            return PlainTextResponse("there is no such file in the show\n", 404)
        try:
            subprocess.Popen(editor_command(self._editor, path, line, column), stdin=subprocess.DEVNULL, start_new_session=True)
        except OSError as error:
            return PlainTextResponse(f"{self._editor} could not be started: {error.strerror or error}\n", 409)
        return Response(status_code=204)


def _json(value: object, status: int = 200) -> Response:
    """Plain values in ASCII: a file's name may be no Unicode."""
    return Response(json.dumps(value).encode(), status, {"cache-control": "no-store"}, "application/json")


# How the editors that have a place on their command line take it.
_PLACES = {
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor", "windsurf"), "--goto {file}:{line}:{column}"),
    **dict.fromkeys(("subl", "zed", "hx", "helix"), "{file}:{line}:{column}"),
    **dict.fromkeys(("idea", "pycharm", "webstorm"), "--line {line} --column {column} {file}"),
    **dict.fromkeys(("emacs", "emacsclient"), "+{line}:{column} {file}"),
}


def editor_command(editor: str, file: Path, line: int, column: int) -> list[str]:
    """The command that opens a file at a place: words with {file}, {line}, {column}, or an editor that is known.

    >>> editor_command("code -n", Path("a b.md"), 3, 7)
    ['code', '-n', '--goto', 'a b.md:3:7']
    >>> editor_command("gvim {file} +{line}", Path("a.md"), 3, 7)
    ['gvim', 'a.md', '+3']
    """
    words = shlex.split(editor)
    if "{file}" not in editor:
        words += _PLACES.get(Path(words[0]).stem if words else "", "+{line} {file}").split()
    return [word.replace("{line}", str(line)).replace("{column}", str(column)).replace("{file}", str(file)) for word in words]


def serve(app: Guard, sockets: list[Any], on_ready: Callable[[], None], hub: Hub) -> None:
    """Serve until interrupted."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            on_ready()

        async def shutdown(self, sockets: list[Any] | None = None) -> None:
            hub.close()  # pages listen for ever: what they listen to has to end first
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,  # there is no proxy before it, so nobody speaks for another
        timeout_graceful_shutdown=2,
        ws="none",
    )
    Server(config).run(sockets=sockets)
