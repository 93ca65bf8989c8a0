"""The preview's folder over HTTP: byte ranges, HEAD and ETag as players need them, and no path that leaves it.

Pages get the preview's script put in; feeds and their companions get this address in place of the published one, so that an
app can subscribe to the preview.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from html import escape
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from podbuild.base import digest
from podbuild.model.places import FEED, is_secret, own_feed, placed, taken_out
from podbuild.model.show import Show
from podbuild.preview.own_pages import OwnPages

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    ".wasm": "application/wasm",
}
_FEED = "application/rss+xml; charset=utf-8"
_GUID = re.compile(rb"(<guid\b[^>]*>.*?</guid>)", re.DOTALL)  # it stays what it is, whatever address it looks like


class PublicFiles(StaticFiles):
    """Serves one folder.

    Args:
        show: as it was read last; None as long as that is not known. One that is not public has its secret folder at the top of
            the preview, where no word of it needs to be known.
    """

    def __init__(self, folder: Path, show: Callable[[], Show | None], own: OwnPages) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._folder, self._show, self._own = folder, show, own

    async def check_config(self) -> None:
        """There may be nothing yet: the first build is on its way."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        show = self._show()
        is_public = show is None or not show.secret or not (self._folder / show.secret).is_dir()
        if show is None or is_public or is_secret(show, path.replace(os.sep, "/")):
            return super().lookup_path(path)
        if path == FEED and show.listeners:  # any of them, where there is none for all
            return super().lookup_path(placed(show, own_feed(show.listeners[0])))
        return super().lookup_path(os.path.normpath(placed(show, path)))

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not (self._folder / "index.html").is_file() and scope["method"] in ("GET", "HEAD") and not PurePath(path).suffix:
            return HTMLResponse(self._own.waiting(), 503, {"retry-after": "1"})
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and response.status_code == 404:
            return self.file_response(response.path, Path(response.path).stat(), scope, 404)
        return response

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        path = PurePath(full_path)
        kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
        response: Response
        if path.suffix in (".html", ".xml", ".json") and stat.S_ISREG(stat_result.st_mode):
            data = Path(full_path).read_bytes()
            if path.suffix == ".html":
                show, inside = self._show(), path.relative_to(os.path.realpath(self._folder)).as_posix()
                data = self._page(data, taken_out(show, inside) if show else inside)
            else:
                kind = _FEED if path.suffix == ".xml" and b"<rss" in data[:2000] else kind
                data = self._moved(data, Request(scope), is_xml=path.suffix == ".xml")
            mark = f'"{digest.of_bytes(data)[:32]}"'
            response = Response(data, status_code, {"etag": mark}, kind)
        else:
            response = FileResponse(full_path, status_code, media_type=kind, stat_result=stat_result)
        if status_code == 200 and self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    def _page(self, data: bytes, path: str) -> bytes:
        """A page with the preview's own style and script, before all other scripts."""
        show, here = self._show(), b'="' + f"{self._own.prefix}/".encode()
        if path == "404.html" and show and (home := urlsplit(show.url).path):  # its links are absolute: it stands in anywhere
            data = data.replace(b'="' + escape(home).encode(), here)
        if show and show.media_url:  # what is published elsewhere is played from here
            data = data.replace(b'="' + escape(show.audio_root).encode(), here)
        head, tag, rest = data.partition(b"<script")
        if not tag or b"</head>" in head:
            head, tag, rest = data.partition(b"</head>")
        return head + self._own.head(path) + tag + rest

    def _moved(self, data: bytes, request: Request, is_xml: bool) -> bytes:
        """A feed or a companion of it, with the preview's address where the published ones stand."""
        show = self._show()
        here = f"{request.url.scheme}://{request.url.netloc}{self._own.prefix}/".encode()
        for address in filter(None, (show.home_url, show.media_url) if show else ()):
            if not is_xml:
                data = data.replace(address.encode(), here)
                continue
            old = escape(address, quote=False).encode()
            data = b"".join(part if part.startswith(b"<guid") else part.replace(old, here) for part in _GUID.split(data))
        return data
