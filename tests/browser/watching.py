"""What goes wrong while a page is open: a test fails for any of it that it did not allow."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  const place = `${event.sourceFile}:${event.lineNumber}`;
  window.podbuildSawViolation(`${event.effectiveDirective} forbids ${event.blockedURI || "inline"} (${place})`);
}, true);
"""


@dataclass
class Troubles:
    """Errors told on the console or thrown, breaches of the content security policy, requests that failed or left this machine.

    `allow("a pattern")` says which are meant to be in this test. `responses` are all that the pages loaded.
    """

    seen: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def allow(self, *patterns: str) -> None:
        """Regular expressions, searched for in what was seen."""
        self.allowed.extend(patterns)

    def left(self) -> list[str]:
        """What nobody allowed."""
        return [text for text in self.seen if not any(re.search(pattern, text) for pattern in self.allowed)]

    def watch(self, context: BrowserContext) -> None:
        """Watch every page of a context, from before its first request on."""
        context.expose_function("podbuildSawViolation", lambda text: self.seen.append(f"policy: {text}"))
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failure)
        context.on("response", self._on_response)
        context.on("page", self._on_page)

    def _on_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.seen.append(f"thrown: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.seen.append(f"console: {message.type}: {message.text} ({message.location.get('url', '')})")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in _LOOPBACK:
            self.seen.append(f"left this machine: {request.url}")

    def _on_failure(self, request: Request) -> None:
        # What is no longer wanted (a jump in the sound, a next page) is let go by the browser: that is no failure.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.seen.append(f"failed: {request.url}: {request.failure}")

    def _on_response(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400:
            self.seen.append(f"status {response.status}: {response.url}")
