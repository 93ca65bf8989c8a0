"""`publish:` of show.yaml → destinations, read by what each kind of target says of its settings.

Known here beside that: which of them decide what feed and pages say (where audio is served from, which hubs are told).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from podbuild.base.diagnostics import Span, did_you_mean
from podbuild.model.destination import Destination, Setting
from podbuild.model.show import Show
from podbuild.source.decode import Kind, wrong_type
from podbuild.source.desk import Desk, TargetKind
from podbuild.source.kinds import BOOLEAN, TEXT, URL, choice, integer
from podbuild.source.yaml_nodes import Mapping as MappingNode
from podbuild.source.yaml_nodes import Node, Scalar

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_SECRET = re.compile(r"secret|passw|token$|credential|access_?key|api_?key|account_?key", re.IGNORECASE)
_COUNT = integer(0, 999_999_999, "a whole number")


def _read(node: Node, desk: Desk) -> tuple[Destination, ...] | None:
    if not isinstance(node, MappingNode):
        wrong_type(node, desk, "write a name for each target: {web: {target: folder, path: ~/site}}")
        return None
    if desk.targets is None or not node.entries:
        return ()
    targets = desk.targets()
    read = (_destination(key, value, targets, desk) for key, value in node.entries)
    found = tuple(destination for destination in read if destination is not None)
    _check_names(found, {key.text for key, _ in node.entries}, desk)
    return found


def _destination(key: Scalar, value: Node, targets: Any, desk: Desk) -> Destination | None:
    if not _NAME.fullmatch(key.text):
        fix = "use small letters, digits, - and _: its ledger is called so"
        desk.say("target-name-bad", f'"{key.text}" cannot name a target', key.span, fix)
        return None
    entries = value.entries if isinstance(value, MappingNode) else ()
    if not isinstance(value, MappingNode) and not (isinstance(value, Scalar) and value.is_null):
        wrong_type(value, desk, f"write the settings of {key.text}: {{target: folder, path: ~/site}}")
        return None
    written = next((node for name, node in entries if name.text == "target"), None)
    kind = written.text if isinstance(written, Scalar) else key.text
    if kind not in targets:
        place = written.span if isinstance(written, Scalar) else key.span
        message = f'"{kind}" is no kind of target' if written else f'"{key.text}" does not say what kind of target it is'
        fix = did_you_mean(kind, targets)
        desk.say("target-unknown", message, place, fix if written else f"add target: …; {fix}")
        return None
    return _with_settings(key, entries, kind, targets[kind], desk)


def _with_settings(key: Scalar, entries: Any, kind: str, target: TargetKind, desk: Desk) -> Destination | None:
    known = {setting.key: setting for setting in target.settings}
    values = {setting.key: setting.default for setting in target.settings if setting.default is not None}
    places: dict[str, Span] = {}
    before = len(desk.mistakes)
    for name, node in entries:
        if name.text == "target":
            continue
        if name.text not in known:
            _tell_unknown(name, kind, [*known, "target"], desk)
        elif isinstance(node, Scalar) and node.is_null:
            desk.say("value-missing", f'"{name.text}" has no value', name.span, "write one, or delete the line")
        elif (found := _kind(known[name.text]).read(node, desk)) is not None:
            values[name.text], places[name.text] = found, node.span
    for setting in target.settings:
        if setting.is_required and all(name.text != setting.key for name, _ in entries):
            fix = f'add "{setting.key}: …": {setting.about}'
            desk.say("field-missing", f'the target "{key.text}" ({kind}) has no "{setting.key}"', key.span, fix)
    destination = Destination(key.text, kind, values, places, key.span)
    if len(desk.mistakes) > before:
        return None
    for where, message, fix in target.problems(destination):
        desk.say("target-wrong", message, destination.place(where), fix)
    return destination


def _tell_unknown(name: Scalar, kind: str, known: list[str], desk: Desk) -> None:
    if _SECRET.search(name.text):
        message = f'"{name.text}" looks like a secret, which has no place in a file that is kept in git'
        desk.say("target-secret", message, name.span, "delete it here, make it void there, and set a new one in the environment")
        return
    desk.say("key-unknown", f'"{name.text}" is not a setting of {kind}', name.span, did_you_mean(name.text, known) or "delete it")


def _kind(setting: Setting) -> Kind:
    match setting.kind:
        case "url":
            return URL
        case "flag":
            return BOOLEAN
        case "count":
            return _COUNT
        case "choice":
            return choice(*setting.choices)
        case _:
            return TEXT


def _check_names(found: tuple[Destination, ...], names: set[str], desk: Desk) -> None:
    """Hold that a target which is named by another is there, and says where listeners reach what it holds."""
    by_name = {destination.name: destination for destination in found}
    for destination in found:
        media = destination.settings.get("media")
        if media is None:
            continue
        if media not in names or media == destination.name:
            message = f'"{media}" is not the name of another target'
            desk.say("target-unknown", message, destination.place("media"), did_you_mean(media, names - {destination.name}))
        elif media in by_name and not by_name[media].settings.get("public_url"):
            message = f'"{media}" does not say where listeners fetch what it holds'
            desk.say("field-missing", message, by_name[media].span, 'add "public_url: https://…"')
    named = [destination for destination in found if destination.settings.get("media")]
    for destination in named[1:]:
        if (media := named[0].settings["media"]) != destination.settings["media"]:
            message = f'the show\'s audio lives at "{media}" already: a feed gives it one address'
            desk.say("target-wrong", message, destination.place("media"), f"write media: {media}")


def media_url(destinations: tuple[Destination, ...]) -> str:
    """Where audio is served from where that is not the show's own address, with a slash at its end; else ""."""
    by_name = {destination.name: destination for destination in destinations}
    named = (by_name.get(destination.settings.get("media", "")) for destination in destinations)
    found = next((other.settings.get("public_url", "") for other in named if other), "")
    return found.rstrip("/") + "/" if found else ""


def hubs(destinations: tuple[Destination, ...]) -> tuple[str, ...]:
    """The WebSub hubs that feed.xml names."""
    return tuple(destination.settings["hub"] for destination in destinations if destination.settings.get("hub"))


def publish_schema(targets: Mapping[str, TargetKind]) -> dict[str, Any]:
    """The JSON Schema of `publish:`: any name with its `target`, or a kind of target as a name, which need not say it."""
    kinds = {name: _settings_schema(name, target.settings) for name, target in targets.items()}
    named = [schema | {"required": [*schema["required"], "target"]} for schema in kinds.values()]
    by_name = {name: {"anyOf": [kinds[name], *named, *([] if kinds[name]["required"] else [{"type": "null"}])]} for name in kinds}
    return {"type": "object", "properties": by_name, "additionalProperties": {"anyOf": named}}


def _settings_schema(name: str, settings: tuple[Setting, ...]) -> dict[str, Any]:
    properties = {s.key: {"description": s.about, **_kind(s).schema} for s in settings}
    required = [s.key for s in settings if s.is_required]
    kind = {"target": {"const": name}}
    return {"type": "object", "properties": kind | properties, "required": required, "additionalProperties": False}


PUBLISH = Kind(
    "named targets",
    _read,
    {"type": "object", "additionalProperties": {"type": ["object", "null"], "properties": {"target": {"type": "string"}}}},
)


def _read_withheld(node: Node, desk: Desk) -> tuple[str, ...] | None:
    if not isinstance(node, MappingNode):
        wrong_type(node, desk, "write a target's name and false: {spotify: false}")
        return None
    read = ((key.text, BOOLEAN.read(value, desk)) for key, value in node.entries)
    return tuple(name for name, is_wanted in read if is_wanted is False)


def check_withheld(node: Node | None, show: Show, desk: Desk) -> None:
    """Hold that an episode is kept only from targets that there are, and that take episodes one by one."""
    if not isinstance(node, MappingNode) or desk.targets is None:
        return
    known = {destination.name: destination.target for destination in show.publish}
    for key, _ in node.entries:
        if key.text not in known:
            fix = did_you_mean(key.text, known) or "name a target of show.yaml, or delete the line"
            desk.say("target-unknown", f'there is no target "{key.text}" in show.yaml', key.span, fix)
        elif desk.targets()[known[key.text]].takes == "files":
            message = f'"{key.text}" takes the show as a whole: no episode can be kept from it'
            desk.say("target-wrong", message, key.span, "write draft: true, or publish another show there")


WITHHELD = Kind("targets, each with true or false", _read_withheld, {"type": "object", "additionalProperties": {"type": "boolean"}})
