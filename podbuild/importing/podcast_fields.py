"""Tags of the Podcast namespace that feeds alone show → the fields in which authors write them.

What is made is read by the field's own reader before it is kept: a feed may hold what no show can, and a show that was imported has
to build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from podbuild.base.units import squeezed
from podbuild.importing.feed_tree import attribute, children, name_of, text_of
from podbuild.importing.feed_values import feed_bytes, feed_date, yes_or_no
from podbuild.importing.source_feed import Loss
from podbuild.importing.yaml_text import Value, entry
from podbuild.source.decode import Kind
from podbuild.source.desk import Desk
from podbuild.source.episode_fields import EPISODE_FIELDS
from podbuild.source.passage import whole
from podbuild.source.show_fields import SHOW_FIELDS
from podbuild.source.workspace import Workspace
from podbuild.source.yaml_nodes import Mapping as MappingNode
from podbuild.source.yaml_nodes import parse_yaml

Elements = Mapping[str, list[Any]]
Written = dict[str, Value]
_AI_PURPOSE = "ai-content"  # podbuild answers it by itself


def _said(**values: Value | None) -> Written:
    """What is there of these values."""
    return {key: value for key, value in values.items() if value not in ("", None, ())}


def _words(element: Any) -> str:
    return squeezed(text_of(element))


def _location(element: Any) -> Written:
    return _said(name=_words(element), **{key: attribute(element, key) for key in ("rel", "geo", "osm", "country")})


def _trailer(element: Any) -> Written:
    date = feed_date(attribute(element, "pubdate")) or ""
    season = attribute(element, "season")
    size = feed_bytes(attribute(element, "length")) or None
    kind, url = attribute(element, "type"), attribute(element, "url")
    return _said(title=_words(element), url=url, date=date, bytes=size, type=kind, season=int(season) if season.isdigit() else None)


def _soundbite(element: Any) -> Written:
    start, length = attribute(element, "starttime"), attribute(element, "duration")
    return _said(start=f"{start}s" if start else "", duration=f"{length}s" if length else "", title=_words(element))


def _txt(element: Any) -> Written:
    return _said(text=_words(element), purpose=attribute(element, "purpose"))


def _frequency(elements: list[Any]) -> Written | None:
    """podcast:updateFrequency, and Apple's tag that no episode will follow, which may stand alone."""
    written = next((element for element in elements if name_of(element) == "podcast:updatefrequency"), None)
    is_complete = any(name_of(element) == "itunes:complete" and yes_or_no(_words(element)) for element in elements)
    if written is None:
        return _said(complete=True) if is_complete else None
    is_complete = is_complete or attribute(written, "complete").casefold() == "true"
    found = {"rule": attribute(written, "rrule"), "text": _words(written), "start": attribute(written, "dtstart")}
    return _said(**found, complete=is_complete or None)


def _block(elements: list[Any]) -> Value | None:
    """Who must not list the show: Apple's tag is taken to mean everybody, as the Podcast namespace's does without an id."""
    answers = [(attribute(element, "id"), yes_or_no(_words(element))) for element in elements]
    blocked = tuple(dict.fromkeys(platform for platform, is_blocked in answers if is_blocked))
    allowed = tuple(dict.fromkeys(platform for platform, is_blocked in answers if is_blocked is False and platform))
    if "" not in blocked:
        return blocked or None
    but = tuple(platform for platform in allowed if platform not in blocked)
    return {"except": but} if but else True


def _podroll(element: Any) -> Iterator[Written]:
    for name, child in children(element):
        if name == "podcast:remoteitem":
            keys = (("guid", "feedguid"), ("url", "feedurl"), ("title", "title"), ("medium", "medium"))
            yield _said(**{key: attribute(child, name) for key, name in keys})


def _value(element: Any) -> Written:
    recipients = tuple(_recipient(child) for name, child in children(element) if name == "podcast:valuerecipient")
    return _said(**{key: attribute(element, key) for key in ("type", "method", "suggested")}, recipients=recipients)


def _unread(elements: list[Any], where: str) -> Iterator[Loss]:
    """What stands in podcast:value beside its first recipients: another way of paying, shares for a passage."""
    if len(elements) > 1:
        yield Loss("a second <podcast:value>", where)
    for name in dict.fromkeys(name for element in elements[:1] for name, _ in children(element)):
        if name != "podcast:valuerecipient":
            yield Loss(f"<{name}> in its <podcast:value>", where)


def _recipient(element: Any) -> Written:
    split = attribute(element, "split")
    keys = (
        ("name", "name"),
        ("address", "address"),
        ("type", "type"),
        ("custom_key", "customkey"),
        ("custom_value", "customvalue"),
    )
    found = {key: attribute(element, name) for key, name in keys}
    is_fee = attribute(element, "fee").casefold() == "true"
    return _said(**found, split=int(split) if split.isdigit() else None, fee=is_fee or None)


def _funding(element: Any) -> Written:
    url = attribute(element, "url")
    return _said(url=url, text=_words(element) or url)


def _each(read: Callable[[Any], Written]) -> Callable[[list[Any]], list[Written]]:
    return lambda elements: [read(element) for element in elements]


def _texts(elements: list[Any]) -> list[Written]:
    return [_txt(element) for element in elements if attribute(element, "purpose").casefold() != _AI_PURPOSE]


def _shows(elements: list[Any]) -> list[Written]:
    return [other for element in elements for other in _podroll(element)]


# The tags (several, with spaces between them, where they mean one thing), the key of the field, and how their elements are read:
# a list, one value, or None where what holds anyway is said.
_SHOW_TAGS: tuple[tuple[str, str, Callable[[list[Any]], Any]], ...] = (
    ("itunes:block podcast:block", "block", _block),
    ("podcast:location", "location", _each(_location)),
    ("podcast:updatefrequency itunes:complete", "update_frequency", _frequency),
    ("podcast:podroll", "podroll", _shows),
    ("podcast:trailer", "trailer", _each(_trailer)),
    ("podcast:value", "value", lambda elements: _value(elements[0])),
    ("podcast:txt", "txt", _texts),
    ("podcast:medium", "medium", lambda elements: None if _words(elements[0]) == "podcast" else _words(elements[0])),
    ("podcast:locked", "locked", lambda elements: False if _words(elements[0]).casefold() == "no" else None),
)
_ITEM_TAGS: tuple[tuple[str, str, Callable[[list[Any]], Any]], ...] = (
    ("podcast:location", "location", _each(_location)),
    ("podcast:soundbite", "soundbite", _each(_soundbite)),
    ("podcast:funding", "funding", _each(_funding)),
    ("podcast:value", "value", lambda elements: _value(elements[0])),
    ("podcast:txt", "txt", _texts),
)
SHOW_NAMES = frozenset(tag for tags, _, _ in _SHOW_TAGS for tag in tags.split())
ITEM_NAMES = frozenset(tag for tags, _, _ in _ITEM_TAGS for tag in tags.split())
_KINDS: Mapping[str, Mapping[str, Kind]] = {
    "show": {field.key: field.kind for field in SHOW_FIELDS},
    "item": {field.key: field.kind for field in EPISODE_FIELDS},
}


def show_fields(kids: Elements) -> tuple[tuple[str, ...], tuple[Loss, ...]]:
    """The lines of show.yaml that a channel's tags become, and what of them no show can hold."""
    lines, losses = _lines(kids, _SHOW_TAGS, _KINDS["show"], "")
    if _ai_answer(kids) == "true":
        losses = (*losses, Loss("the feed says that AI was used: say under `ai` what for, for the episodes to come"))
    return lines, losses


def item_fields(kids: Elements, title: str) -> tuple[tuple[str, ...], tuple[Loss, ...]]:
    """The same of an item. What it says of AI stays said: a recording does not tell it by itself."""
    lines, losses = _lines(kids, _ITEM_TAGS, _KINDS["item"], title)
    answer = _ai_answer(kids)
    if answer == "true":
        lines = (*lines, entry("ai", {"script": "generated", "spoken": "off", "reason": "it was out before, as it is"}))
        losses = (*losses, Loss("it says that AI was used, not for what: `ai: script: generated` is written", title))
    elif answer == "false":
        lines = (*lines, entry("ai", {"script": "human"}))
    return lines, losses


def _ai_answer(kids: Elements) -> str:
    """ "true", "false", or "" where nothing is said."""
    answers = [element for element in kids.get("podcast:txt") or () if attribute(element, "purpose").casefold() == _AI_PURPOSE]
    return _words(answers[0]).casefold() if answers else ""


def _lines(kids: Elements, table: Any, kinds: Mapping[str, Kind], where: str) -> tuple[tuple[str, ...], tuple[Loss, ...]]:
    lines: list[str] = []
    losses: list[Loss] = []
    for tags, key, read in table:
        elements = [element for tag in tags.split() for element in kids.get(tag, ())]
        if not elements:
            continue
        names = " and ".join(f"<{tag}>" for tag in tags.split() if kids.get(tag))
        values = read(elements)
        if isinstance(values, list):
            kept = [value for value in values if _is_readable(kinds[key], key, [value])]
            losses += [Loss(f"a {names} that says too little, or what no show can hold", where)] * (len(values) - len(kept))
            lines += [entry(key, kept)] if kept else []
        elif values is not None and _is_readable(kinds[key], key, values):
            lines.append(entry(key, values))
        elif values is not None:
            losses.append(Loss(f"its {names}, which says too little, or what no show can hold", where))
    return tuple(lines), (*losses, *_unread(kids.get("podcast:value") or [], where))


def _is_readable(kind: Kind, key: str, value: Value) -> bool:
    node, mistakes = parse_yaml(whole("show.yaml", entry(key, value)))
    desk = Desk(Workspace(Path()))
    if mistakes or not isinstance(node, MappingNode) or (written := node.get(key)) is None:
        return False
    return kind.read(written, desk) is not None and not any(mistake.is_error for mistake in desk.mistakes)
