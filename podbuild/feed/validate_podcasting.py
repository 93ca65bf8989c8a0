"""The rules of the Podcasting 2.0 tags, as a table: where each may stand, what it must say, what its values may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podbuild.base.diagnostics import Severity, did_you_mean
from podbuild.base.recurrence import recurrence_problem
from podbuild.feed.feed_dates import is_date
from podbuild.feed.finding import NAMESPACE, Finding, is_web_address
from podbuild.feed.namespaces import PODCAST
from podbuild.feed.podcasting_relations import related_findings
from podbuild.model.podcast_terms import (
    COUNTRIES,
    LABEL_CHARACTERS,
    LIST_MEDIA,
    LOCATION_RELATIONS,
    MEDIA,
    PLATFORMS,
    ROLES,
    ROLES_BY_GROUP,
    TXT_CHARACTERS,
    is_geo,
    is_osm,
    is_uuid,
)


class Is(NamedTuple):
    """What a value may be: a test, and the words for it. What is only odd is a warning."""

    right: Callable[[str], bool]
    wanted: str
    severity: Severity = "error"


def _one_of(*words: str, severity: Severity = "error") -> Is:
    return Is(lambda text: text.casefold() in words, " or ".join(words), severity)


def _matching(pattern: str, wanted: str, severity: Severity = "error") -> Is:
    compiled = re.compile(pattern, re.IGNORECASE)
    return Is(lambda text: compiled.fullmatch(text) is not None, wanted, severity)


ANY = Is(lambda text: True, "a text")
URL = Is(is_web_address, "a whole web address in ASCII")
NUMBER = _matching(r"\d+(\.\d+)?", "a number")
WHOLE = _matching(r"\d{1,18}", "a whole number")
YES_NO = _one_of("yes", "no")
TRUE_FALSE = _one_of("true", "false")
MIME = _matching(r"[\w.+-]+/[\w.+-]+(\s*;.*)?", "a media type such as audio/mpeg")
DATE = Is(is_date, "a date as RFC 2822 has it")
STAMP = _matching(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?", "a date as ISO 8601 has it")
EMAIL = _matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address", "warning")
GUID = Is(is_uuid, "a UUID in lower case")
LANGUAGE = _matching(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", "a language tag such as en or pt-BR")
MEDIUM = Is(lambda text: text in MEDIA or text in LIST_MEDIA, f"one of {', '.join(MEDIA)}")
LABEL, TXT, SHORT = LABEL_CHARACTERS, TXT_CHARACTERS, 32
TRANSCRIPT = ("text/vtt", "application/x-subrip", "application/srt", "application/json", "text/html", "text/plain")


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one tag. `inside` are its parents, `needed` the attributes it must have, `children` what must be in it."""

    inside: str
    attributes: Mapping[str, Is] = field(default_factory=dict)
    needed: str = ""
    text: Is | None = None
    needs_text: bool = False
    most: Mapping[str, int] = field(default_factory=dict)  # characters of attributes; "" is the text itself
    is_single: bool = False
    children: str = ""
    code: str = ""  # in place of what findings are called otherwise


_GROUPS = frozenset(group.rstrip(".") for group in ROLES_BY_GROUP)
_BOTH = "channel item liveItem"
_ITEMS = "item liveItem"
TAGS: Mapping[str, Rule] = {
    "guid": Rule("channel", is_single=True, needs_text=True),
    "medium": Rule("channel", text=MEDIUM, needs_text=True, is_single=True),
    "locked": Rule("channel", {"owner": EMAIL}, text=YES_NO, needs_text=True, is_single=True),
    "block": Rule(
        "channel",
        {"id": Is(lambda t: t.casefold() in PLATFORMS, "a slug of the namespace's list", "warning")},
        text=YES_NO,
        needs_text=True,
    ),
    "license": Rule(_BOTH, {"url": URL}, needs_text=True, most={"": LABEL}, is_single=True),
    "funding": Rule(_BOTH, {"url": URL}, "url", most={"": LABEL}),
    "person": Rule(
        _BOTH,
        {
            "href": URL,
            "img": URL,
            "role": Is(lambda t: t.casefold() in ROLES, "a role of the Podcast Taxonomy", "warning"),
            "group": Is(lambda t: t.casefold().rstrip(".") in _GROUPS, "a group of the Podcast Taxonomy", "warning"),
        },
        needs_text=True,
        most={"": LABEL},
    ),
    "location": Rule(
        _BOTH,
        {
            "rel": _one_of(*LOCATION_RELATIONS),
            "geo": Is(is_geo, "a geo URI such as geo:48.2082,16.3738"),
            "osm": Is(lambda t: is_osm(t.upper()), "an object of OpenStreetMap such as R113314"),
            "country": Is(lambda t: t.casefold() in COUNTRIES, "a country's code of two letters", "warning"),
        },
        needs_text=True,
        most={"": LABEL},
    ),
    "trailer": Rule(
        "channel",
        {"url": URL, "pubdate": DATE, "length": WHOLE, "type": MIME, "season": WHOLE},
        "url pubdate",
        needs_text=True,
        most={"": LABEL},
    ),
    "soundbite": Rule(_ITEMS, {"startTime": NUMBER, "duration": NUMBER}, "startTime duration", most={"": LABEL}),
    "transcript": Rule(
        _ITEMS,
        {
            "url": URL,
            "type": Is(lambda t: t.split(";")[0].strip() in TRANSCRIPT, f"one of {', '.join(TRANSCRIPT)}", "warning"),
            "language": LANGUAGE,
            "rel": Is(lambda t: t == "captions", "captions, or nothing", "warning"),
        },
        "url type",
        code="feed-transcript",
    ),
    "chapters": Rule(
        _ITEMS,
        {"url": URL, "type": Is(lambda t: t.startswith("application/json"), "application/json+chapters", "warning")},
        "url type",
        is_single=True,
        code="feed-chapters",
    ),
    "season": Rule(_ITEMS, text=WHOLE, needs_text=True, most={"name": LABEL}, is_single=True),
    "episode": Rule(_ITEMS, text=NUMBER, needs_text=True, most={"display": SHORT}, is_single=True),
    "alternateEnclosure": Rule(
        _ITEMS,
        {"type": MIME, "length": WHOLE, "bitrate": NUMBER, "height": NUMBER, "lang": LANGUAGE, "default": TRUE_FALSE},
        "type",
        most={"title": SHORT, "rel": SHORT},
        children="source",
    ),
    "source": Rule(
        "alternateEnclosure", {"uri": _matching(r"[a-z][a-z0-9+.-]*:\S+", "an address with its scheme"), "contentType": MIME}, "uri"
    ),
    "integrity": Rule("alternateEnclosure", {"type": _one_of("sri", "pgp-signature"), "value": ANY}, "type value", is_single=True),
    "podroll": Rule("channel", is_single=True, children="remoteItem"),
    "publisher": Rule("channel", is_single=True, children="remoteItem"),
    "remoteItem": Rule(
        "channel podroll publisher valueTimeSplit",
        {"feedGuid": GUID, "feedUrl": URL, "itemGuid": ANY, "medium": MEDIUM},
        "feedGuid",
    ),
    "updateFrequency": Rule(
        "channel",
        {"complete": TRUE_FALSE, "dtstart": STAMP, "rrule": Is(lambda t: not recurrence_problem(t), "a rule as RFC 5545 has it")},
        most={"": LABEL},
        is_single=True,
    ),
    "value": Rule(_BOTH, {"type": ANY, "method": ANY, "suggested": NUMBER}, "type method", children="valueRecipient"),
    "valueRecipient": Rule(
        "value valueTimeSplit", {"type": ANY, "address": ANY, "split": WHOLE, "fee": TRUE_FALSE}, "type address split"
    ),
    "valueTimeSplit": Rule("value", {"startTime": NUMBER, "duration": NUMBER}, "startTime duration"),
    "txt": Rule(_BOTH, needs_text=True, most={"": TXT, "purpose": LABEL}),
    "image": Rule(_BOTH, {"href": URL}, "href"),
    "images": Rule(_BOTH, {"srcset": ANY}, "srcset"),
    "liveItem": Rule("channel", {"status": _one_of("pending", "live", "ended"), "start": STAMP, "end": STAMP}, "status start"),
    "contentLink": Rule(_ITEMS, {"href": URL}, "href"),
    "socialInteract": Rule(_BOTH, {"protocol": ANY, "uri": ANY, "priority": WHOLE}, "protocol"),
    "chat": Rule("channel liveItem", {"server": ANY, "protocol": ANY}, "server protocol"),
    "podping": Rule("channel", {"usesPodping": TRUE_FALSE}, is_single=True),
}


def podcasting_findings(channel: Any) -> Iterator[Finding]:
    """All that is wrong with the tags of the Podcast namespace in a channel and its items."""
    met: set[tuple[Any, str]] = set()
    inside = f"{{{PODCAST}}}"
    for element in channel.iter(f"{inside}*"):
        name = element.tag.removeprefix(inside)
        rule = TAGS.get(name)
        why = NAMESPACE.format(name)
        if rule is None:
            fix = did_you_mean(name, TAGS) or "leave it out, or see the list of tags: apps pass it over"
            yield Finding(element, "feed-tag-unknown", f"the Podcast namespace has no {name}", fix, why, "warning")
            continue
        parent = element.getparent()
        above = parent.tag.removeprefix(inside)
        if above not in rule.inside.split():
            fix = f"put it into {rule.inside.replace(' ', ' or ')}"
            yield Finding(element, "feed-tag-place", f"podcast:{name} has no meaning in {above}", fix, why, "warning")
        if rule.is_single and (parent, name) in met:
            message = f"there are two podcast:{name} in one {above}: apps take one of them"
            yield Finding(element, "feed-tag-twice", message, "keep one", why, "warning")
        met.add((parent, name))
        yield from _of_one(element, name, rule, why)
    yield from related_findings(channel)


def _of_one(element: Any, name: str, rule: Rule, why: str) -> Iterator[Finding]:
    text = (element.text or "").strip()
    for key in rule.needed.split():
        if not element.get(key, "").strip():
            yield Finding(element, rule.code or "feed-tag-attribute", f"podcast:{name} has no {key}", f'add {key}="…"', why)
    for key, kind in rule.attributes.items():
        value = element.get(key, "").strip()
        if value and not kind.right(value):
            message = f'podcast:{name} has "{_short(value)}" as {key}'
            yield Finding(element, rule.code or "feed-tag-value", message, f"write {kind.wanted}", why, kind.severity)
    if not text and rule.needs_text:
        yield Finding(
            element, "feed-tag-text", f"podcast:{name} is empty", f"write {(rule.text or ANY).wanted}, or leave it out", why
        )
    elif text and rule.text and not rule.text.right(text):
        yield Finding(element, "feed-tag-text", f'podcast:{name} is "{_short(text)}"', f"write {rule.text.wanted}", why)
    for key, most in rule.most.items():
        count = len(element.get(key, "") if key else text)
        if count > most:
            message = f"podcast:{name} has {count:,} characters{' as ' + key if key else ''}, and {most:,} may stand"
            yield Finding(element, "feed-tag-long", message, "shorten it: apps may cut it", why, "warning")
    if rule.children and element.find(f"{{{PODCAST}}}{rule.children}") is None:
        message = f"podcast:{name} has no podcast:{rule.children} in it"
        yield Finding(element, "feed-tag-empty", message, f"add <podcast:{rule.children}>", why)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
