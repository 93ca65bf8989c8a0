"""A request to a service that wants to be told, and what its answer means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from podbuild import __version__
from podbuild.base.diagnostics import Diagnostic
from podbuild.base.waiting import asked_wait_seconds
from podbuild.model.destination import Destination
from podbuild.publish.target import Refused, Unavailable
from podbuild.steps.world import World

_SECONDS = 30.0
_BUSY = (408, 425, 429)
USER_AGENT = f"podbuild/{__version__}"


def tell(
    method: str, url: str, who: str, world: World, *, form: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> None:
    """Send a form: in the body of a POST, in the address of a GET. 2xx means that it was heard.

    `who` is how the service is called in messages, which repeat nothing of what is sent or answered. Raises Unavailable or
    Refused.
    """
    import httpx

    sent: dict[str, Any] = {"params" if method == "GET" else "data": dict(form)}
    try:
        # Redirects are not followed: a POST would become a GET, and be answered as if it had been heard.
        answer = httpx.request(method, url, headers={"user-agent": USER_AGENT, **(headers or {})}, timeout=_SECONDS, **sent)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Refused(Diagnostic("target-refused", f"{url} is no web address", fix="begin it with https://")) from error
    except (ValueError, ImportError) as error:  # of HTTP_PROXY and its like: one that httpx does not know, or has no module for
        fix = "see HTTP_PROXY, HTTPS_PROXY and ALL_PROXY in the environment: only http:// and https:// are known, or set NO_PROXY"
        raise Refused(Diagnostic("target-refused", f"{who} cannot be reached through the proxy that is set", fix=fix)) from error
    except httpx.HTTPError as error:
        reason = "did not answer in time" if isinstance(error, httpx.TimeoutException) else "could not be reached"
        fix = "publish again: what is not told is told then"
        raise Unavailable(Diagnostic("target-unavailable", f"{who} {reason}", fix=fix)) from error
    if not answer.is_success:
        after_seconds = asked_wait_seconds(answer.headers.get("retry-after", ""), world.now())
        raise _failure(answer.status_code, after_seconds, who)


def address_problems(destination: Destination, key: str) -> tuple[tuple[str, str, str], ...]:
    """What is wrong with the address of a service: (key, message, fix). A hub's stands in the feed, for all to read."""
    if "@" in urlsplit(str(destination.settings.get(key) or "")).netloc:
        return ((key, "credentials do not belong into show.yaml, which others read", "take them out of the address"),)
    return ()


def _failure(status: int, after_seconds: float | None, who: str) -> Refused | Unavailable:
    answer = f"{who} answered {status}"
    if status in _BUSY or status >= 500:
        fix = "publish again: what is not told is told then"
        return Unavailable(Diagnostic("target-unavailable", answer, fix=fix), after_seconds)
    if status in (401, 403):
        return Refused(Diagnostic("target-login", answer, fix="see that its token in the environment is right"))
    return Refused(Diagnostic("target-refused", answer, fix="see that its address is right, and that the feed is public"))
