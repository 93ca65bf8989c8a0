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
        addresses: those that the show's files are published under (the show's own, that of its audio), as far as they are
            known now.
    """

    def __init__(self, folder: Path, addresses: Callable[[], tuple[str, ...]], own: OwnPages) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._folder, self._addresses, self._own = folder, addresses, own

    async def check_config(self) -> None:
        """There may be nothing yet: the first build is on its way."""

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
                data = self._page(data, path.relative_to(os.path.realpath(self._folder)).as_posix())
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
        show_url, *media_urls = self._addresses() or ("",)
        here = b'="' + f"{self._own.prefix}/".encode()
        if path == "404.html" and (home := urlsplit(show_url).path):  # its links are absolute: it stands in anywhere
            data = data.replace(b'="' + escape(home).encode(), here)
        for media_url in media_urls:  # what is published elsewhere is played from here
            data = data.replace(b'="' + escape(media_url).encode(), here)
        head, tag, rest = data.partition(b"<script")
        if not tag or b"</head>" in head:
            head, tag, rest = data.partition(b"</head>")
        return head + self._own.head(path) + tag + rest

    def _moved(self, data: bytes, request: Request, is_xml: bool) -> bytes:
        """A feed or a companion of it, with the preview's address where the published one stands."""
        here = f"{request.url.scheme}://{request.url.netloc}{self._own.prefix}/".encode()
        for address in self._addresses():
            old = address.encode()
            if not is_xml:
                data = data.replace(old, here)
            else:
                old = escape(address, quote=False).encode()
                data = b"".join(part if part.startswith(b"<guid") else part.replace(old, here) for part in _GUID.split(data))
        return data
