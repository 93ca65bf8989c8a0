"""`update_frequency`: how often episodes come, read from one word, from a rule, or from keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podbuild.base.diagnostics import did_you_mean
from podbuild.base.recurrence import needs_start, recurrence_problem
from podbuild.model.feed_tags import UpdateFrequency
from podbuild.source.decode import Field, Kind, describe
from podbuild.source.desk import Desk
from podbuild.source.feed_fields import LABEL, short_or_keys
from podbuild.source.kinds import BOOLEAN, DATE
from podbuild.source.yaml_nodes import Mapping as MappingNode
from podbuild.source.yaml_nodes import Node, Scalar

_WHY = "the Podcast namespace asks for it (podcast:updateFrequency)"
RULES: Mapping[str, str] = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "biweekly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "bimonthly": "FREQ=MONTHLY;INTERVAL=2",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
}


def _read_rule(node: Node, desk: Desk) -> str | None:
    if not isinstance(node, Scalar):
        desk.say("type-wrong", f"{describe(node)} does not fit here", node.span, "write weekly, or a rule such as FREQ=WEEKLY")
        return None
    text = " ".join(node.text.split())
    if rule := RULES.get(text.casefold()):
        return rule
    why = "feeds write it as iCalendar does (RFC 5545, section 3.3.10)"
    if "=" not in text:
        fix = f"{did_you_mean(text, RULES)}; or a rule such as FREQ=WEEKLY;BYDAY=MO"
        desk.say("recurrence-bad", f"{describe(node)} says not how often", node.span, fix, why=why)
        return None
    if problem := recurrence_problem(text):
        desk.say("recurrence-bad", f"the rule {problem}", node.span, "write a rule such as FREQ=WEEKLY;BYDAY=MO,TH", why=why)
        return None
    return text.upper()


RULE = Kind("daily, weekly, monthly …, or a rule such as FREQ=WEEKLY;BYDAY=MO", _read_rule, {"type": "string"})
FREQUENCY_FIELDS = (
    Field("rule", "rule", RULE, f"One of {', '.join(RULES)}, or a rule of iCalendar (RFC 5545)"),
    Field("text", "text", LABEL, "The same in words"),
    Field("start", "start", DATE, "From when on; needed where the rule has COUNT"),
    Field("complete", "is_complete", BOOLEAN, "true: no episode will follow"),
)


def _rule_alone(node: Scalar, desk: Desk) -> UpdateFrequency | None:
    if node.text.casefold() == "complete":
        return UpdateFrequency(is_complete=True)
    rule = _read_rule(node, desk)
    return _frequency({"rule": rule}, None, desk, node) if rule else None


def _frequency(values: dict[str, Any], node: MappingNode | None, desk: Desk, place: Node | None = None) -> UpdateFrequency | None:
    where = node or place
    assert where is not None
    if node is not None and not any(node.get(key) for key in ("rule", "text", "complete")):
        desk.say("field-missing", 'update_frequency has no "rule"', where.span, 'add "rule: weekly"')
        return None
    if needs_start(values.get("rule", "")) and not values.get("start"):
        fix = "write {rule: …, start: 2026-11-20}"
        desk.say("field-missing", "a rule with COUNT has no start", where.span, fix, why=_WHY)
        return None
    return UpdateFrequency(**values)


UPDATE_FREQUENCY = short_or_keys("how often episodes come", _rule_alone, FREQUENCY_FIELDS, _frequency)
