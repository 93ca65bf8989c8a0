"""The record of who wrote what, as text: one act a line, in JSON. What cannot be read is told, and never raised."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

from podbuild.model.provenance import Act, Deed, Replaced

_MERGE_MARK = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # what other readers may take for the end of a line, or refuse
_TEXTS = ("date", "model", "wish", "prompts", "undone", "translated_from")


class _Unfit(Exception):
    """A line that is no act, with why."""


def act_line(act: Act) -> str:
    r"""An act as one line of a record. The same act is always the same line.

    >>> act_line(Act("7f3a", "draft", "2026-11-20T08:00:00Z", model="m-1", lines=("Ice sings.",)))
    '{"id":"7f3a","deed":"draft","date":"2026-11-20T08:00:00Z","model":"m-1","lines":["Ice sings."]}\n'
    """
    plain: dict[str, Any] = {"id": act.id, "deed": act.deed, "date": act.date, "model": act.model, "wish": act.wish}
    plain |= {"sources": act.sources, "prompts": act.prompts, "lines": act.lines}
    plain["replaced"] = [{"line": r.line, "before": r.before, "after": r.after} for r in act.replaced]
    plain |= {"undone": act.undone, "translated_from": act.translated_from}
    text = json.dumps({key: value for key, value in plain.items() if value}, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n"


def read_record(text: str) -> tuple[tuple[Act, ...], tuple[tuple[int, str], ...]]:
    """The acts in their order, each once, and the lines that are none: their number and what is wrong with them.

    A record that git merged may hold an act twice: that is no mistake.
    """
    acts: dict[Act, None] = {}
    problems: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            acts.setdefault(_act(line))
        except _Unfit as unfit:
            problems.append((number, str(unfit)))
    return tuple(acts), tuple(problems)


def _act(line: str) -> Act:
    if _MERGE_MARK.match(line):
        raise _Unfit("git left a mark of a merge here")
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise _Unfit("this line is no JSON: it was cut off or changed") from None
    if not isinstance(value, dict) or not (isinstance(value.get("id"), str) and value["id"]):
        raise _Unfit("this line is no act: it has no id")
    if value.get("deed") not in get_args(Deed):
        raise _Unfit(f"this act's deed is none of {', '.join(get_args(Deed))}")
    texts = {key: value.get(key, "") for key in _TEXTS}
    if wrong := next((key for key, found in texts.items() if not isinstance(found, str)), None):
        raise _Unfit(f'"{wrong}" is no text')
    replaced = value.get("replaced", [])
    if not isinstance(replaced, list):
        raise _Unfit('"replaced" is no list')
    return Act(
        value["id"],
        value["deed"],
        sources=_list_of_texts(value, "sources"),
        lines=_list_of_texts(value, "lines"),
        replaced=tuple(_replaced(item) for item in replaced),
        **texts,
    )


def _list_of_texts(value: dict[str, Any], key: str) -> tuple[str, ...]:
    found = value.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise _Unfit(f'"{key}" is no list of texts')
    return tuple(found)


def _replaced(value: Any) -> Replaced:
    line = value.get("line") if isinstance(value, dict) else None
    if not isinstance(line, int) or isinstance(line, bool) or line < 1:
        raise _Unfit('an entry of "replaced" has no line, counted from 1')
    return Replaced(line, _list_of_texts(value, "before"), _list_of_texts(value, "after"))
