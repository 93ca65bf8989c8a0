"""The end of a build in plain text: a row an episode, what was said about AI, what was left out. Never wider than 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from podbuild.base.units import clock, size
from podbuild.terminal import cells, fitted, harmless, padded

if TYPE_CHECKING:
    from podbuild.build import Built
    from podbuild.remembered import Head, Pressing
    from podbuild.steps.step import Step

WIDTH = 80
MOST_ROWS = 20  # in a longer archive only what was worked on has a row
MOST_GROUPS = 6
_HEAD = ("episode", "length", "loudness", "true peak", "size", "steps")
_UNFINISHED = {
    "mistakes": "nothing was built: mend the errors above, then build again",
    "refused": "nothing was built: --strict refuses a show with warnings. Mend them, or build without --strict",
}


def summary(built: Built, steps: Mapping[str, int], seconds: str = "") -> str:
    """What a build came to. `steps` is how many steps ran for each episode, by slug; `seconds` stands for the time it took."""
    if built.outcome == "failed":
        done = len(steps_run(built))
        return f"not finished: {_count(done, 'step')} done and kept. Mend what is said above, then build again to go on"
    if built.outcome != "done":
        return _UNFINISHED[built.outcome]
    return "\n".join(
        [
            *table(built, steps),
            *_disclosures(built, steps),
            *left_out_lines(built.left_out),
            *_closing(built, seconds or f"{built.seconds:.1f} s"),
        ]
    )


def steps_run(built: Built) -> tuple[Step, ...]:
    """The steps that were performed; one that several episodes waited for is counted once."""
    return tuple({step.key: step for step in built.ran}.values())


def table(built: Built, steps: Mapping[str, int]) -> list[str]:
    """The rows as lines; empty where there is no episode."""
    shown = [head for head in built.listed if len(built.listed) <= MOST_ROWS or steps.get(head.slug)]
    if not shown:
        return []
    rows = [_HEAD, *(_row(head, steps.get(head.slug, 0)) for head in shown)]
    widths = [max(cells(row[i]) for row in rows) for i in range(len(_HEAD))]
    widths[0] = min(widths[0], WIDTH - sum(widths[1:]) - 2 * (len(widths) - 1))
    lines = ["  ".join(_cell(row[i], widths[i], i) for i in range(len(_HEAD))).rstrip() for row in rows]
    hidden = len(built.listed) - len(shown)
    return [*lines, f"and {hidden} more, for which nothing had to be done"] if hidden else lines


def _cell(text: str, width: int, column: int) -> str:
    return padded(fitted(text, width), width, right=column > 0)


def _row(head: Head, steps: int) -> tuple[str, ...]:
    pressing = pressing_of(head)
    loudness = pressing.loudness
    lufs, peak_dbtp = (f"{loudness[0]:.1f} LUFS", f"{loudness[1]:.1f} dBTP") if loudness else ("as it is", "")
    length, size_ = clock(pressing.seconds), size(pressing.size_bytes)
    return head.slug, length, lufs, peak_dbtp, size_, str(steps)


def pressing_of(head: Head) -> Pressing:
    """What an episode that is out came to."""
    assert head.pressing is not None, head.slug
    return head.pressing


def _disclosures(built: Built, steps: Mapping[str, int]) -> list[str]:
    """Why AI was disclosed, or was not, for the episodes that were worked on: a line a reason."""
    news = {head.slug: pressing_of(head) for head in built.listed if head.slug in built.built and steps.get(head.slug)}
    done = {slug: p.reason.removeprefix("due: ") for slug, p in news.items() if p.is_due}
    not_done = {slug: p.reason.removeprefix("not due: ") for slug, p in news.items() if not p.is_due}
    return _grouped("AI disclosed", done) + _grouped("AI not disclosed", not_done)


def left_out_lines(left_out: Mapping[str, str]) -> list[str]:
    """Which episodes are not built, and why."""
    return _grouped("left out", left_out)


def _grouped(what: str, reasons: Mapping[str, str]) -> list[str]:
    """A line for each reason with the slugs it holds for, the most frequent first."""
    often = Counter(reasons.values()).most_common()
    lines = []
    for reason, _ in often[:MOST_GROUPS]:
        slugs = [slug for slug, other in reasons.items() if other == reason]
        lines += _wrapped(f"{what} ({_named(slugs)}): {harmless(' '.join(reason.split()))}")
    rest = sum(n for _, n in often[MOST_GROUPS:])
    return [*lines, f"{what}: {rest} more"] if rest else lines


def _named(slugs: Iterable[str]) -> str:
    slugs = list(slugs)
    names = [fitted(slug, 31) for slug in slugs]
    if len(set(names)) < len(names):  # twins in other languages differ at their ends
        names = [fitted(slug, 60) for slug in slugs]
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def _wrapped(text: str) -> list[str]:
    """Lines of at most WIDTH cells, broken between words; the textwrap module counts characters, of which some take two."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else lines[-1] + word
        if cells(longer) > WIDTH and lines[-1].strip():
            lines.append("  " + word)
        else:
            lines[-1] = longer
    return lines


def _closing(built: Built, seconds: str) -> list[str]:
    if not built.listed:
        return ["no episode is due: what is there now is the show's page and an empty feed", f"  in {built.out}"]
    length = clock(sum(pressing_of(head).seconds for head in built.listed))
    written, removed = len(built.installed.written), len(built.installed.removed)
    work = [f"{_count(len(steps_run(built)), 'step')} run"] if built.ran else []
    work += [f"{_count(written, 'file')} written"] if written else []
    work += [f"{removed} removed"] if removed else []
    what = f"{_count(len(built.listed), 'episode')}, {length}"
    return [f"{what} ({', '.join(work) or 'nothing had changed'}; {seconds})", f"  in {built.out}"]


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
