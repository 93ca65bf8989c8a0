"""Task lists → what is open, the most urgent first, and what was done lately: check boxes in Markdown, and todo.txt."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.day_words import day, parse_day
from podbuild.drafting.sources.notes_source import text_of
from podbuild.drafting.sources.reader import Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_words import one_line

_MOST_BYTES = 5_000_000
_NAMES = ("todo", "tasks", "to-do", "todos")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*")
_BOX = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX/>-])\][ \t]+(.*)")
_DATE = r"(\d{4}-\d{2}-\d{2})"
# As Obsidian's tasks, Logseq, GitHub's users and todo.txt write them.
_DUE = re.compile(rf"(?:📅\s*|🗓️?\s*|@due\({_DATE}\)|[(\[]?\bdue(?:::?| on| by)?\s*)(?:{_DATE})?[)\]]?", re.IGNORECASE)
_DONE = re.compile(rf"(?:✅\s*|@done\(|[(\[]?\b(?:done|completed)(?:::?| on)?\s*){_DATE}[^)\]\s]*[)\]]?", re.IGNORECASE)
_START = re.compile(rf"(?:🛫\s*|⏳\s*|\bt:){_DATE}")
_OTHER_DATES = re.compile(rf"[➕]\s*{_DATE}")
_PRIORITIES = {"🔺": "highest", "⏫": "high", "🔼": "medium", "🔽": "low", "⏬": "lowest"}
_TODO = re.compile(rf"(x[ \t]+)?(?:\(([A-Z])\)[ \t]+)?(?:{_DATE}[ \t]+)?(?:{_DATE}[ \t]+)?(.*)")


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `about` is what it belongs to: headings, the task above it, projects and contexts."""

    text: str
    is_done: bool = False
    due: datetime.date | None = None
    done: datetime.date | None = None
    start: datetime.date | None = None
    priority: str = ""
    about: tuple[str, ...] = ()


def _suits(location: str) -> bool:
    path = PurePosixPath(location.replace("\\", "/"))
    return path.suffix.casefold() in (".txt", ".md", ".markdown") and path.stem.casefold().split(".")[-1] in _NAMES


def read_boxes(text: str) -> Iterator[Task]:
    """The check boxes of a text in Markdown.

    >>> [(t.text, t.is_done, t.due, t.about) for t in read_boxes("# Boat\\n- [ ] Paint it 📅 2026-11-20\\n  - [x] Buy paint\\n")]
    [('Paint it', False, datetime.date(2026, 11, 20), ('Boat',)), ('Buy paint', True, None, ('Boat', 'Paint it'))]
    """
    heading = ""
    above: list[tuple[int, str]] = []
    for line in text.split("\n"):
        if head := _HEADING.fullmatch(line):
            heading, above = one_line(head[1]), []
        elif box := _BOX.fullmatch(line):
            depth = len(box[1].expandtabs(4))
            above = [(d, words) for d, words in above if d < depth]
            task = _from_words(box[3], is_done=box[2] in "xX", about=(*((heading,) if heading else ()), *(w for _, w in above)))
            above.append((depth, task.text))
            if box[2] != "-":  # given up
                yield task


def _from_words(words: str, is_done: bool, about: tuple[str, ...]) -> Task:
    due, done, start = _dated(_DUE, words), _dated(_DONE, words), _dated(_START, words)
    priority = next((name for mark, name in _PRIORITIES.items() if mark in words), "")
    for pattern, found in ((_DUE, due), (_DONE, done), (_START, start), (_OTHER_DATES, True)):
        words = pattern.sub(lambda m: "" if any(m.groups()) else m[0], words) if found else words
    for mark in _PRIORITIES:
        words = words.replace(mark, "")
    return Task(one_line(words), is_done, due, done, start, priority, about)


def _dated(pattern: re.Pattern[str], words: str) -> datetime.date | None:
    dates = (parse_day(group) for m in pattern.finditer(words) for group in m.groups() if group)
    return next((date for date in dates if date), None)


def read_todo(text: str) -> Iterator[Task]:
    """The tasks of a todo.txt. Source: todotxt.org, format rules.

    >>> [(t.text, t.priority, t.due, t.about) for t in read_todo("(A) 2026-11-01 Call +ferry office @phone due:2026-11-20")]
    [('Call office', 'A', datetime.date(2026, 11, 20), ('project ferry', 'context phone'))]
    """
    for line in text.split("\n"):
        found = _TODO.fullmatch(line.strip())
        if not line.strip() or found is None:
            continue
        is_done, priority, first, _, words = found.groups()
        pairs = dict(re.findall(r"(?:^|\s)(due|t|pri):(\S+)", words))
        tags = re.findall(r"(?:^|\s)([+@])(\S+)", words)
        plain = one_line(re.sub(r"(?:^|(?<=\s))(?:[+@]\S+|(?:due|t|pri|rec|h|id|p):\S+)", "", words))
        names = {"+": "project", "@": "context"}
        yield Task(
            plain or one_line(words),
            bool(is_done),
            parse_day(pairs.get("due", "")),
            parse_day(first or "") if is_done else None,
            parse_day(pairs.get("t", "")),
            priority or pairs.get("pri", ""),
            tuple(f"{names[sign]} {one_line(name)}" for sign, name in tags),
        )


def _told(task: Task, today: datetime.date) -> str:
    if task.is_done:
        state = f"Done {day(task.done)}" if task.done else "Done"
    elif task.due is None:
        state = "Open"
    else:
        days = (task.due - today).days
        how = "overdue since" if days < 0 else "due today," if days == 0 else "due tomorrow," if days == 1 else "due"
        state = f"Open, {how} {day(task.due)}"
    priority = f", priority {task.priority}" if task.priority and not task.is_done else ""
    about = f" ({'; '.join(task.about)})" if task.about else ""
    return f"{state}{priority}: {task.text}{about}"


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    material = open(wanted.location, _MOST_BYTES)
    text, warnings = text_of(material)
    lines = text.split("\n")
    has_boxes = any(_BOX.fullmatch(line) for line in lines)
    is_todo = not has_boxes and not any(_HEADING.fullmatch(line) for line in lines) and not text.startswith("---\n")
    tasks = tuple(task for task in (read_todo(text) if is_todo else read_boxes(text)) if task.text)
    if not tasks and not has_boxes:
        span = None if material.url else Span(material.origin)
        fix = "write tasks as `- [ ] call the ferry office`, or a line each as in todo.txt"
        raise SourceUnread(Diagnostic("source-empty", f"{material.origin} has no tasks", span, fix=fix))
    today = setting.date
    since = parse_day(wanted.since) or today - datetime.timedelta(days=max(1, min(wanted.days, 36_500)))
    open_ones = sorted(
        (t for t in tasks if not t.is_done and not (t.start and t.start > today)),
        key=lambda t: (t.due or datetime.date.max, _rank(t.priority)),  # stable: else in the list's own order
    )
    done = [t for t in tasks if t.is_done and t.done and since <= t.done <= today]
    said = tuple(Said(_told(task, today)) for task in (*open_ones, *done))
    return Reading(material.origin, said, "", is_fleeting=bool(material.url), warnings=warnings)


def _rank(priority: str) -> str:
    """An order of priorities: letters, and Obsidian's words between them.

    >>> sorted(["", "low", "B", "highest", "A"], key=_rank)
    ['A', 'highest', 'B', 'low', '']
    """
    return {"highest": "AA", "high": "B", "medium": "C", "low": "Y", "lowest": "Z", "": "ZZ"}.get(priority, priority)


TASKS = Reader(
    "tasks",
    "Task lists: check boxes in Markdown, or todo.txt; what is open, and what was done lately",
    "tasks:todo.txt",
    _suits,
    _read,
    also=("todo", "task"),
)
