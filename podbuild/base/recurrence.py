"""Recurrence rules (RFC 5545, section 3.3.10): how often something comes again, checked but not computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_WEEKDAY = rf"(?P<week>[+-]?\d{{1,2}})?{_DAY}"
# RFC 5545 writes 20231231T235959Z; the Podcast namespace's own examples write 2023-12-31T00:00:00.000Z.
_UNTIL = r"\d{8}(T\d{6}Z?)?|\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?"


def recurrence_problem(rule: str) -> str:
    """What is wrong with a rule, in words that follow "the rule …"; "" where nothing is.

    >>> recurrence_problem("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,+1TH"), recurrence_problem("INTERVAL=2")
    ('', 'has no FREQ')
    >>> recurrence_problem("FREQ=WEEKLY;BYMONTH=13"), recurrence_problem("FREQ=FORTNIGHTLY")
    ('has "13" as BYMONTH', 'has "FORTNIGHTLY" as FREQ')
    """
    parts: dict[str, str] = {}
    for part in rule.strip().split(";"):
        name, equals, value = part.partition("=")
        name = name.strip().upper()
        if not equals or name not in _PARTS:
            return f'has "{part}", which is no part of a rule'
        if name in parts:
            return f"has {name} twice"
        parts[name] = value.strip().upper()
    if "FREQ" not in parts:
        return "has no FREQ"
    if "COUNT" in parts and "UNTIL" in parts:
        return "has COUNT and UNTIL, of which only one may stand"
    for name, value in parts.items():
        for one in value.split(",") if name.startswith("BY") else (value,):
            if not _PARTS[name](one):
                return f'has "{one}" as {name}'
    return ""


def needs_start(rule: str) -> bool:
    """Whether the rule counts from a first moment, which must then be named."""
    return re.search(r"(^|;)\s*COUNT\s*=", rule, re.IGNORECASE) is not None


def _number(low: int, high: int, *, or_negative: bool = False) -> Callable[[str], bool]:
    def is_right(text: str) -> bool:
        if not re.fullmatch(r"[+-]?\d{1,9}" if or_negative else r"\d{1,9}", text):
            return False
        value = int(text)
        return low <= (abs(value) if or_negative else value) <= high

    return is_right


def _is_weekday(text: str) -> bool:
    found = re.fullmatch(_WEEKDAY, text)
    return found is not None and (found["week"] is None or 1 <= abs(int(found["week"])) <= 53)


_PARTS: Mapping[str, Callable[[str], bool]] = {
    "FREQ": lambda text: text in _FREQUENCIES,
    "INTERVAL": _number(1, 999_999_999),
    "COUNT": _number(1, 999_999_999),
    "UNTIL": lambda text: re.fullmatch(_UNTIL, text) is not None,
    "BYSECOND": _number(0, 60),
    "BYMINUTE": _number(0, 59),
    "BYHOUR": _number(0, 23),
    "BYDAY": _is_weekday,
    "BYMONTHDAY": _number(1, 31, or_negative=True),
    "BYYEARDAY": _number(1, 366, or_negative=True),
    "BYWEEKNO": _number(1, 53, or_negative=True),
    "BYMONTH": _number(1, 12),
    "BYSETPOS": _number(1, 366, or_negative=True),
    "WKST": lambda text: re.fullmatch(_DAY, text) is not None,
}
