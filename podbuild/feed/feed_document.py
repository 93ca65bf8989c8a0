"""The bytes of a feed → its elements. No entity is resolved and nothing is loaded, so a hostile document costs little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.feed.finding import APPLE, NAMESPACE, PSP, RSS, XML, Finding
from podbuild.feed.namespaces import ATOM, CONTENT, HISTORY, ITUNES, PODCAST, PSC

_KNOWN = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM, "content": CONTENT, "psc": PSC, "fh": HISTORY}
# What the Podcast namespace was called first: "clients must recognize it as identical".
_FIRST_PODCAST = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
_WHY = {"itunes": f"{PSP}, {APPLE}", "podcast": PSP, "atom": PSP}


def parsed(feed: bytes, file: str) -> tuple[Any, Diagnostic | None]:
    """The root of a feed; or None, and why it is not one."""
    if not feed.strip():
        return None, Diagnostic(
            "feed-not-xml", "there is nothing in it", Span(file), fix="give the address or file of a feed", why=XML
        )
    # Not huge_tree: that would lift the limits by which libxml2 stops what entities blow up.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(feed, parser), None
    except (etree.XMLSyntaxError, ValueError) as mistake:
        return None, _unreadable(feed, file, mistake)


def _unreadable(feed: bytes, file: str, mistake: Exception) -> Diagnostic:
    line, column = getattr(mistake, "position", (1, 1))
    said = getattr(mistake, "msg", None) or "no parser reads it"
    start = feed.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        fix = "give the address of the feed, not of a page: it often ends in /feed or .xml"
        return Diagnostic("feed-not-rss", "this is a web page, not a feed", Span(file), fix=fix, why=RSS)
    if start.startswith((b"{", b"[")):
        return Diagnostic(
            "feed-not-xml", "this is JSON, not XML", Span(file), fix="podcast apps read RSS 2.0: give that feed", why=RSS
        )
    fix = "write & as &amp;, < as &lt;, and leave control characters out"
    if "amplification" in said:
        said, fix = "its entities blow it up to many times its size", "write texts out, without entities of your own"
    elif entity := re.search(r"Entity '(\w+)' not defined", said):
        fix = f"XML knows no &{entity[1]};: write the character itself"
    elif line == 1 and feed[:1] in b" \t\r\n" and "XML or text declaration" in said:
        fix = "delete what stands before <?xml: not even a space may"
    message = f"the feed is not well-formed XML: {said}"
    return Diagnostic("feed-not-xml", message, Span(file, max(1, line), max(1, column)), fix=fix, why=XML)


def channel_of(root: Any, file: str) -> tuple[Any, Diagnostic | None]:
    """The channel of an RSS feed; or None, and what the document is in its place."""
    channel = root.find("channel") if root.tag == "rss" else None
    if channel is not None:
        return channel, None
    name = etree.QName(root).localname
    what = {
        f"{{{ATOM}}}feed": "this is an Atom feed, and podcast apps ask for RSS 2.0",
        "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF": "this is RSS 1.0 (RDF), and podcast apps ask for RSS 2.0",
        "rss": "this is not an RSS feed: there is no channel in it",
    }.get(root.tag, "this is a web page, not a feed" if name.casefold() == "html" else f"this is not an RSS feed: it is <{name}>")
    place = Span(file, root.sourceline or 1)
    return None, Diagnostic("feed-not-rss", what, place, fix="give the address or file of an RSS 2.0 feed", why=f"{RSS}, {APPLE}")


def root_findings(root: Any) -> Iterator[Finding]:
    """What is wrong with the root, and namespaces that nobody knows.

    Elements of a namespace that is only misspelt are given the right one, so that everything in them is looked at too.
    """
    version = root.get("version", "")
    if version != "2.0":
        yield Finding(root, "feed-version", f'the version of RSS is "{version}"', 'write <rss version="2.0">', f"{RSS}, {APPLE}")
    declared = dict(root.nsmap)
    there = sorted(
        {url for url in declared.values() if url} | {str(element.tag)[1:].partition("}")[0] for element in root.iter("{*}*")}
    )
    for prefix, right in _KNOWN.items():
        fix = f'declare xmlns:{prefix}="{right}"'
        url = right if right in there else declared.get(prefix) or next((u for u in there if _is_near(u, right)), None)
        if url is None and prefix in _WHY:
            message = f"the namespace of {prefix} is not declared"
            yield Finding(root, "feed-namespace", message, fix, _WHY[prefix], "error" if prefix == "itunes" else "warning")
        elif url not in (None, right):
            is_first = prefix == "podcast" and url == _FIRST_PODCAST
            _rename(root, url, right)
            message = f'the namespace of {prefix} is "{url}": not the one that apps compare byte for byte'
            why = NAMESPACE.format("*") if is_first else _WHY.get(prefix, XML)
            yield Finding(root, "feed-namespace", message, fix, why, "warning" if is_first else "error")


def _is_near(url: str, right: str) -> bool:
    """Whether an address is the right one but for its scheme, its case or a slash at its end; or its older name."""
    return _bare(url) == _bare(right) or (right == PODCAST and url == _FIRST_PODCAST)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url.strip().casefold()).rstrip("/")


def _rename(root: Any, wrong: str | None, right: str) -> None:
    for element in list(root.iter(f"{{{wrong}}}*")):
        element.tag = f"{{{right}}}{etree.QName(element).localname}"
