"""What the Podcasting 2.0 tags must be to each other: a passage within its episode, one default form, shares that somebody gets."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from podbuild.base.recurrence import needs_start
from podbuild.feed.finding import NAMESPACE, Finding, text_of
from podbuild.feed.namespaces import ITUNES, PODCAST
from podbuild.feed.validate_item import seconds_of
from podbuild.model.podcast_terms import AI_PURPOSE, SOUNDBITE_SECONDS, is_address

_DIGEST_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}


def related_findings(channel: Any) -> Iterator[Finding]:
    """All that is wrong between tags, or between a tag and the feed."""
    for frequency in _all(channel, "updateFrequency"):
        if needs_start(frequency.get("rrule", "")) and not frequency.get("dtstart"):
            message = "a rule with COUNT has no dtstart from which it counts"
            yield Finding(frequency, "feed-tag-attribute", message, 'add dtstart="…"', NAMESPACE.format("updateFrequency"))
        if not frequency.get("rrule") and not frequency.get("complete"):
            message = "podcast:updateFrequency says nothing that a program can read"
            fix = 'add rrule="FREQ=WEEKLY"'
            yield Finding(frequency, "feed-tag-attribute", message, fix, NAMESPACE.format("updateFrequency"), "warning")
    yield from _answers(channel)
    yield from _payments(channel)
    for item in channel.iter("item", f"{{{PODCAST}}}liveItem"):
        yield from _soundbites(item)
        yield from _forms(item)


def _all(parent: Any, name: str) -> Iterator[Any]:
    found: Iterator[Any] = parent.iter(f"{{{PODCAST}}}{name}")
    return found


def _answers(channel: Any) -> Iterator[Finding]:
    """The Podcast Standards Project's three answers on AI: true, false, none."""
    for text in _all(channel, "txt"):
        said = (text.text or "").strip()
        if text.get("purpose", "").casefold() == AI_PURPOSE and said and said not in ("true", "false"):
            message = "the answer on AI is neither true nor false"
            fix = "write one, or leave the tag out"
            yield Finding(text, "feed-ai-content", message, fix, f"{NAMESPACE.format('txt')}, Podcast Standards Project")


def _payments(channel: Any) -> Iterator[Finding]:
    why = NAMESPACE.format("valueRecipient")
    for value in _all(channel, "value"):
        recipients = value.findall(f"{{{PODCAST}}}valueRecipient")
        shares = [r.get("split", "") for r in recipients]
        if recipients and all(re.fullmatch(r"0+", share) for share in shares):
            yield Finding(value, "feed-tag-value", "nobody gets a share of the payments", 'give one a split="1"', why)
    for recipient in _all(channel, "valueRecipient"):
        kind, address = recipient.get("type", ""), recipient.get("address", "")
        if address and not is_address(kind, address):
            message = f'"{address[:60]}" is no address of the type {kind}'
            fix = "write a node's key (66 hexadecimal digits), or the type lnaddress with an address like an e-mail's"
            yield Finding(recipient, "feed-tag-value", message, fix, why)


def _soundbites(item: Any) -> Iterator[Finding]:
    length = seconds_of(text_of(item, f"{{{ITUNES}}}duration"))
    low, high = SOUNDBITE_SECONDS
    why = NAMESPACE.format("soundbite")
    for passage in item.findall(f"{{{PODCAST}}}soundbite"):
        try:
            start, seconds = float(passage.get("startTime", "")), float(passage.get("duration", ""))
        except ValueError:
            continue
        if length and start + seconds > length + 1:  # itunes:duration is in whole seconds
            message = f"a soundbite ends at {start + seconds:g} s, and the item is {length} s long"
            yield Finding(passage, "feed-soundbite", message, "let it end before the item does", why)
        elif not low <= seconds <= high:
            message = f"a soundbite is {seconds:g} s long"
            yield Finding(passage, "feed-soundbite", message, f"{low} to {high} s are recommended", why, "warning")


def _forms(item: Any) -> Iterator[Finding]:
    """The forms of an item's audio: at most one is the enclosure's, and digests are digests."""
    forms = item.findall(f"{{{PODCAST}}}alternateEnclosure")
    if sum(form.get("default", "").casefold() == "true" for form in forms) > 1:
        message = "more than one podcast:alternateEnclosure is the default"
        fix = "keep it at the one that is the enclosure's file"
        yield Finding(forms[0], "feed-tag-twice", message, fix, NAMESPACE.format("alternateEnclosure"), "warning")
    for form in forms:
        for integrity in form.findall(f"{{{PODCAST}}}integrity"):
            if integrity.get("type") == "sri" and integrity.get("value") and not is_digest(integrity.get("value")):
                message = "the integrity of a file is no digest: apps would take the file for a damaged one"
                fix = "write sha256- and the digest in base64, as W3C's Subresource Integrity has it"
                yield Finding(integrity, "feed-tag-value", message, fix, NAMESPACE.format("integrity"))


def is_digest(text: str) -> bool:
    """Whether a text is one or more digests as Subresource Integrity writes them.

    >>> is_digest("sha256-" + "A" * 43 + "="), is_digest("sha256-abc"), is_digest("md5-abc=")
    (True, False, False)
    """
    for one in text.split() or [""]:
        name, _, value = one.partition("?")[0].partition("-")
        try:
            if len(base64.b64decode(value, validate=True)) != _DIGEST_BYTES.get(name):
                return False
        except (binascii.Error, ValueError):
            return False
    return True
