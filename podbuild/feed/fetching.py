"""A feed and its files, from the web: with limits on size, time and redirects. What is odd on the way is told.

Only here does the validator touch the network; of the files, only where that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import size
from podbuild.feed.finding import APPLE, RSS
from podbuild.steps.world import World

if TYPE_CHECKING:
    import httpx

MOST_FEED_BYTES = 50_000_000
MOST_REDIRECTS = 10
_PATIENCE_SECONDS = 20.0  # for each answer
_WHOLE_SECONDS = 120.0  # for a document
_XML_TYPES = ("application/rss+xml", "application/xml", "text/xml", "application/rdf+xml", "application/atom+xml")
_PERMANENT = (301, 308)


class Unreachable(Exception):
    """Nothing came, or not what was asked for."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


class TooLarge(Unreachable):
    """More came than was asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answered in the end: the address after all redirects, status, headers in lower case, the body.

    `moved_to` is where permanent redirects alone lead, "" where the first one is none.
    """

    url: str
    status: int
    headers: dict[str, str]
    data: bytes
    moved_to: str

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().casefold()


@dataclass(frozen=True, slots=True)
class Web:
    """How files are asked for."""

    client: httpx.Client
    world: World

    def get(self, url: str, most_bytes: int, headers: dict[str, str] | None = None) -> Answer:
        """The whole answer, or Unreachable."""
        return self._ask("GET", url, most_bytes, headers or {})

    def head(self, url: str) -> Answer:
        """The answer without its body, or Unreachable."""
        return self._ask("HEAD", url, 0, {})

    def _ask(self, method: str, url: str, most_bytes: int, headers: dict[str, str]) -> Answer:
        import httpx

        is_permanent, moved_to = True, ""
        try:
            for _ in range(MOST_REDIRECTS + 1):
                with self.client.stream(method, url, headers=headers) as answer:
                    place = answer.headers.get("location", "")
                    if not (answer.has_redirect_location and place):
                        named = {name.casefold(): value for name, value in answer.headers.items()}
                        return Answer(url, answer.status_code, named, self._body(answer, most_bytes), moved_to)
                    is_permanent = is_permanent and answer.status_code in _PERMANENT
                url = urljoin(url, place)
                if not url.casefold().startswith(("http://", "https://")):
                    raise Unreachable(f'the address redirects to "{url}"', "let it lead to a web address")
                moved_to = url if is_permanent else moved_to
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise Unreachable(_reason(error), "see that the address is right, and that its host answers") from error
        raise Unreachable(f"more than {MOST_REDIRECTS} redirects", "let the address lead to the file within a few steps")

    def _body(self, answer: Any, most_bytes: int) -> bytes:
        """What came, unpacked: a small file may unpack to a large one, so both are counted."""
        if not most_bytes:
            return b""
        begun, parts, count = self.world.elapsed_seconds(), [], 0
        for part in answer.iter_bytes(65_536):
            parts.append(part)
            count += len(part)
            if count > most_bytes:
                raise TooLarge(f"more than {size(most_bytes)} came", "make it smaller")
            if self.world.elapsed_seconds() - begun > _WHOLE_SECONDS:
                raise Unreachable(f"it did not all come within {_WHOLE_SECONDS:g} s", "try again later")
        return b"".join(parts)


@contextmanager
def opened(world: World) -> Iterator[Web]:
    """A way to the web, closed at the end."""
    import httpx

    from podbuild import __version__

    named = {"user-agent": f"podbuild/{__version__} (feed validate)", "accept": "*/*"}
    with httpx.Client(headers=named, timeout=_PATIENCE_SECONDS, follow_redirects=False) as client:
        yield Web(client, world)


def _reason(error: Exception) -> str:
    """What went wrong, in short.

    >>> _reason(ValueError("unknown url type"))
    'unknown url type'
    """
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {_PATIENCE_SECONDS:g} s"
    if isinstance(error, httpx.DecodingError):
        return "what came is packed in a way that cannot be unpacked"
    return (str(error) or type(error).__name__).strip().splitlines()[0]


def fetched_feed(web: Web, url: str) -> tuple[Answer, tuple[Diagnostic, ...]]:
    """A feed, and what is odd about how it is served. Unreachable where there is none."""
    answer = web.get(url, MOST_FEED_BYTES)
    if answer.status != 200:
        raise Unreachable(f"the host answers {answer.status}", _fix_of(answer.status))
    return answer, tuple(_served(url, answer))


def _fix_of(status: int) -> str:
    if status in (401, 403):
        return "the feed must be open to everybody: directories have no password"
    if status in (404, 410):
        return "see that the address is right"
    return "try again later"


def _served(url: str, answer: Answer) -> Iterator[Diagnostic]:
    if answer.moved_to:
        message = f"the feed has moved permanently to {answer.moved_to}"
        fix = "give directories that address, and put it into itunes:new-feed-url"
        yield Diagnostic("feed-moved", message, None, "warning", fix, f"{APPLE}: a move needs both, for four weeks")
    if answer.url.casefold().startswith("http://"):
        message, fix = "the feed is not encrypted on its way", "serve it from https://"
        yield Diagnostic("feed-not-https", message, None, "warning", fix, APPLE)
    if answer.media_type not in _XML_TYPES:
        named = answer.media_type or "of no type"
        fix = "serve it as application/rss+xml"
        yield Diagnostic("feed-media-type", f"the host says that the feed is {named}", None, "warning", fix, RSS)
