"""The files that a feed names, looked at on their hosts: the cover's pixels, each enclosure's length, type and byte ranges."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from podbuild.feed.fetching import Answer, TooLarge, Unreachable, Web
from podbuild.feed.finding import APPLE, PSP, RSS, Finding, is_web_address
from podbuild.feed.namespaces import ITUNES
from podbuild.feed.validate_item import called

MOST_COVER_BYTES = 20_000_000
SMALLEST_PX, LARGEST_PX = 1400, 3000
_COVER = f"{APPLE}, {PSP}: square, 1400 to 3000 pixels, JPEG or PNG, RGB, without transparency"
_SUFFIXES = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}
# What hosts call the same type.
_SAME = {"audio/mp3": "audio/mpeg", "audio/x-mp3": "audio/mpeg", "audio/mpeg3": "audio/mpeg", "audio/m4a": "audio/x-m4a"}
_SAME |= {"audio/mp4": "audio/x-m4a", "video/x-m4v": "video/mp4"}


def file_findings(channel: Any, web: Web, most: int) -> Iterator[Finding]:
    """What is wrong with the cover, and with the enclosures of the first `most` items, each asked for politely, one by one."""
    image = channel.find(f"{{{ITUNES}}}image")
    if image is not None and is_web_address(image.get("href", "")):
        yield from _cover(image, web)
    enclosures = ((item, item.find("enclosure")) for item in channel.findall("item"))
    named = ((item, e) for item, e in enclosures if e is not None and is_web_address(e.get("url", "")))
    for item, enclosure in islice(named, most):
        yield from _enclosure(item, enclosure, web)


def _cover(image: Any, web: Web) -> Iterator[Finding]:
    from PIL import Image, UnidentifiedImageError

    url = image.get("href")
    try:
        answer = web.get(url, MOST_COVER_BYTES)
    except Unreachable as gone:
        yield Finding(image, "feed-file-missing", f"the artwork does not come: {gone.reason}", gone.fix, APPLE)
        return
    if answer.status != 200:
        yield Finding(
            image, "feed-file-missing", f"the artwork's host answers {answer.status}", "put the file where the feed says", APPLE
        )
        return
    try:
        with Image.open(io.BytesIO(answer.data)) as picture:
            width, height, form, mode = picture.width, picture.height, picture.format or "", picture.mode
            has_alpha = mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError):
        yield Finding(image, "feed-cover", "the artwork is no picture", "export it as PNG or JPEG", _COVER)
        return
    pixels = f"the artwork is {width} × {height} pixels"
    path = url.casefold().split("?")[0]
    problems = (
        (form not in _SUFFIXES, f"the artwork is {form}", "save it as PNG or JPEG"),
        (
            form in _SUFFIXES and not path.endswith(_SUFFIXES.get(form, ())),
            f"the artwork is in truth a {form}",
            "let its name say so",
        ),
        (width != height, pixels, "cut it to a square"),
        (min(width, height) < SMALLEST_PX, pixels, f"make it at least {SMALLEST_PX} pixels wide"),
        (max(width, height) > LARGEST_PX, pixels, f"make it at most {LARGEST_PX} pixels wide"),
        (has_alpha, "the artwork is transparent in parts", "save it without transparency"),
        (mode in ("CMYK", "LAB"), f"the artwork's colours are {mode}", "save it as RGB"),
    )
    for is_wrong, message, fix in problems:
        if is_wrong:
            yield Finding(image, "feed-cover", message, fix, _COVER)


def _enclosure(item: Any, enclosure: Any, web: Web) -> Iterator[Finding]:
    url, who = enclosure.get("url"), called(item)
    try:
        answer = web.head(url)
        if answer.status in (405, 501):
            message = f"the host of {who} does not answer HEAD"
            yield Finding(enclosure, "feed-file-head", message, "let the server answer HEAD as it answers GET", APPLE)
            return
        if answer.status != 200:
            message = f"the file of {who} is not there: its host answers {answer.status}"
            yield Finding(enclosure, "feed-file-missing", message, "put the file where the feed says", f"{RSS}, {APPLE}")
            return
        ranged = web.get(url, 65_536, {"range": "bytes=0-1", "accept-encoding": "identity"}) if _is_ranged(answer) else answer
    except TooLarge:
        yield _no_ranges(enclosure, who)
        return
    except Unreachable as gone:
        message = f"the file of {who} does not come: {gone.reason}"
        yield Finding(enclosure, "feed-file-missing", message, gone.fix, f"{RSS}, {APPLE}")
        return
    if ranged.status != 206 or len(ranged.data) != 2:
        yield _no_ranges(enclosure, who)
    yield from _told(enclosure, who, answer)


def _is_ranged(answer: Answer) -> bool:
    """Whether it is worth asking: a host that says "none" is believed."""
    return answer.headers.get("accept-ranges", "").casefold() != "none"


def _no_ranges(enclosure: Any, who: str) -> Finding:
    message = f"the host of {who} gives no byte ranges: apps cannot jump in it, and Apple refuses it"
    return Finding(enclosure, "feed-file-ranges", message, "serve it from a host that answers Range with 206", APPLE)


def _told(enclosure: Any, who: str, answer: Answer) -> Iterator[Finding]:
    said, real = enclosure.get("length", ""), answer.headers.get("content-length", "")
    if real.isdigit() and said.isdigit() and real != said and not answer.headers.get("content-encoding"):
        message = f"the file of {who} has {int(real):,} bytes, and the feed says {int(said[:18]):,}"
        yield Finding(enclosure, "feed-file-length", message, f'write length="{real}"', f"{RSS}, {PSP}", "warning")
    kind, served = enclosure.get("type", "").casefold(), answer.media_type
    if served and _SAME.get(served, served) != _SAME.get(kind, kind):
        message = f"the host says that the file of {who} is {served}, and the feed says {kind}"
        yield Finding(enclosure, "feed-file-type", message, "let both say the same", f"{RSS}, {APPLE}", "warning")
    if enclosure.get("url", "").casefold().startswith("https://") and answer.url.casefold().startswith("http://"):
        message = f"the file of {who} is redirected to an address that is not encrypted"
        yield Finding(enclosure, "feed-not-https", message, "serve it from https:// to the end", APPLE, "warning")
