"""What a show has become, as the Markdown of a comment on GitHub, or as plain values.

A comment holds 65,536 characters: what does not fit is left out, longest last, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import clock
from podbuild.repository.differing import Difference, EpisodeChange, FieldChange
from podbuild.repository.measuring import Measured
from podbuild.repository.word_difference import Passage, literal, literal_html, shown

MOST_CHARACTERS = 60_000  # of a comment's 65,536: a marker and links of others must have room too
_MOST_ROWS = 100
_MOST_WARNINGS = 20
_MOST_OF_AN_EPISODE = 15_000
_MOST_OF_A_TITLE = 200
_MOST_OF_A_MESSAGE = 500
_ALL = "`podbuild diff --format json` says all"
_OPEN_PASSAGES = 6  # so few are shown without a click
_NOTATION_AT_START = re.compile(r"^(?=[-+#>=]|\d+[.)])")
_SIGNS = {"added": "new", "removed": "removed", "renamed": "renamed", "changed": "changed"}


def markdown(found: Difference, player: str = "", artifact: str = "") -> str:
    """The page. `player` is where the site lies that was built of it, `artifact` where it is to be had as an archive."""
    lines = [f"## {_title(found)}", ""]
    lines += [f"Compared with `{found.commit[:10]}`{_named(found)}.", ""]
    lines += _note_lines(found.notes)
    if not found.episodes and not found.show_fields:
        lines += ["Nothing that is heard or shown has changed.", ""]
    if found.show_fields:
        lines += ["**The show**", "", *_field_lines(found.show_fields), ""]
    if found.episodes:
        lines += [*_table(found.episodes, player), ""]
        lines += [f"{_count(found.unchanged, 'episode')} as before.", ""] if found.unchanged else []
    lines += _warning_lines("New warnings", found.new_warnings)
    lines += _warning_lines("Warnings gone", found.gone_warnings)
    whole = [f"The whole of it, to be heard: [download it]({artifact}), and open `index.html`.", ""] if artifact else []
    page = "\n".join([*_fitting(lines, MOST_CHARACTERS - len("\n".join(whole))), *whole])
    return page + _details(found.episodes, MOST_CHARACTERS - len(page), player)


def _fitting(lines: list[str], room: int) -> list[str]:
    """The lines, as many as there is room for."""
    room -= 300  # for what is said of all that is left out
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return [*lines[:number], "", f"More had no room here: {_ALL}.", ""]
    return lines


def _title(found: Difference) -> str:
    counts = {kind: sum(1 for e in found.episodes if e.kind == kind) for kind in _SIGNS}
    told = [f"{n} {_SIGNS[kind]}" for kind, n in counts.items() if n]
    return f"Episodes: {', '.join(told)}" if told else "Episodes: none changed"


def _named(found: Difference) -> str:
    name = found.name.replace("`", "")
    return "" if found.commit.startswith(name) else f" (`{name}`)"


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _table(episodes: Iterable[EpisodeChange], player: str) -> list[str]:
    rows: list[tuple[str, ...]] = [
        ("episode", "", "length", "loudness", "true peak", "price of this change"),
        ("---", "---", "--:", "--:", "--:", "--:"),
    ]
    listed = list(episodes)
    rows += [_row(change, player) for change in listed[:_MOST_ROWS]]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if any(m and m.is_foreseen for e in listed for m in (e.before, e.after)):
        lines += ["", "≈ is foreseen: an engine on the network would first have to be asked."]
    return [*lines, "", f"and {len(listed) - _MOST_ROWS} more"] if len(listed) > _MOST_ROWS else lines


def _row(change: EpisodeChange, player: str) -> tuple[str, ...]:
    kind = _SIGNS[change.kind] + (f", {change.state}" if change.state else "")
    if change.old_slug:
        kind += f" (was {literal(change.old_slug)})"
    before, after = change.before, change.after
    return (
        _link(change, player),
        kind,
        _both(before, after, lambda m: clock(m.seconds)) + _longer(before, after),
        _both(before, after, lambda m: "" if m.integrated_lufs is None else f"{m.integrated_lufs:.1f} LUFS"),
        _both(before, after, lambda m: "" if m.true_peak_dbtp is None else f"{m.true_peak_dbtp:.1f} dBTP"),
        _paid(change.new_characters, change.new_price_usd) if after else "",
    )


def _link(change: EpisodeChange, player: str) -> str:
    title = literal(_cut(change.title, _MOST_OF_A_TITLE))
    if not player or change.kind == "removed":
        return title
    return f"[{title}]({player.rstrip('/')}/episodes/{quote(change.slug)}/)"


def _both(before: Measured | None, after: Measured | None, told: Any) -> str:
    """A number then and now; once where it is the same."""
    texts = [f"{'≈ ' if m.is_foreseen else ''}{told(m)}" for m in (before, after) if m and told(m)]
    return " → ".join(dict.fromkeys(texts))


def _longer(before: Measured | None, after: Measured | None) -> str:
    if not before or not after or abs(after.seconds - before.seconds) < 0.05:
        return ""
    return f" ({after.seconds - before.seconds:+.1f} s)"


def _paid(characters: Mapping[str, int], price_usd: float) -> str:
    count = sum(characters.values())
    return f"{count:,} characters, {price_usd:.2f} USD" if price_usd else f"0 characters paid ({count:,} spoken)"


def _price(measured: Measured) -> str:
    spoken = ", ".join(f"{count:,} characters by {engine}" for engine, count in measured.characters.items()) or "nothing spoken"
    return f"{spoken}: {measured.price_usd:.2f} USD" if measured.price_usd else f"{spoken}: 0 characters paid"


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _details(episodes: Iterable[EpisodeChange], room: int, player: str) -> str:
    """What changed in each episode, as far as there is room."""
    out, left_out = "", 0
    for change in episodes:
        text = _detail(change, player)
        if len(out) + len(text) > room - 100:
            left_out += 1
        else:
            out += text
    return out + (f"\n{_count(left_out, 'episode')} had no room here: {_ALL}.\n" if left_out else "")


def _detail(change: EpisodeChange, player: str) -> str:
    body = [*_field_lines(change.fields)]
    is_spoken = any(m and m.characters for m in (change.before, change.after))
    body += [f"- spoken: {_both(change.before, change.after, _price)}"] if is_spoken else []
    words, n = _passage_lines(change.passages)
    heading = f"{_SIGNS[change.kind]}: {literal(_cut(change.title, _MOST_OF_A_TITLE))}"
    if change.kind in ("added", "removed") or n > _OPEN_PASSAGES:
        title = literal_html(_cut(change.title, _MOST_OF_A_TITLE))
        summary = f"{title}: {_count(n, 'passage')} {'' if change.kind == 'changed' else change.kind}".rstrip()
        words = [f"<details><summary>{summary}</summary>", "", *words, "", "</details>"] if words else []
    return "\n".join(["", f"### {heading}", "", *([*body, ""] if body else []), *([*words, ""] if words else [])])


def _passage_lines(passages: tuple[Passage, ...]) -> tuple[list[str], int]:
    lines: list[str] = []
    size = 0
    for number, passage in enumerate(passages):
        text = _NOTATION_AT_START.sub("\u200b", shown(passage))
        size += len(text) + 6
        if size > _MOST_OF_AN_EPISODE:
            lines += [">", f"> … and {_count(len(passages) - number, 'passage')} more"]
            break
        if lines:
            lines.append(">")
        lines += ["> …", ">"] if passage.skipped and number else []
        lines.append(f"> {text}")
    return lines, len(passages)


def _field_lines(fields: tuple[FieldChange, ...]) -> list[str]:
    return [f"- {each.name}: {_field_text(each)}" for each in fields]


def _field_text(change: FieldChange) -> str:
    if change.before is None or change.after is None:
        return "changed"
    text = shown(Passage(change.before or None, change.after or None))
    return text if len(text) <= 2_000 else "changed"


def _note_lines(notes: tuple[str, ...]) -> list[str]:
    lines = [line for note in notes[:_MOST_WARNINGS] for line in ("> [!NOTE]", f"> {_message(note)}", "")]
    return [*lines, f"and {len(notes) - _MOST_WARNINGS} more", ""] if len(notes) > _MOST_WARNINGS else lines


def _warning_lines(title: str, found: tuple[Diagnostic, ...]) -> list[str]:
    if not found:
        return []
    lines = [f"- {f'`{d.span.file}:{d.span.line}` ' if d.span else ''}{_message(d.message)} (`{d.code}`)" for d in found]
    more = [f"- and {len(found) - _MOST_WARNINGS} more"] if len(found) > _MOST_WARNINGS else []
    return [f"**{title}**", "", *lines[:_MOST_WARNINGS], *more, ""]


def _message(text: str) -> str:
    return literal(_cut(text, _MOST_OF_A_MESSAGE))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


# ── for programs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def plain(change: EpisodeChange) -> dict[str, Any]:
    """One episode as plain JSON values."""
    return {
        "kind": change.kind,
        "slug": change.slug,
        "old_slug": change.old_slug,
        "title": change.title,
        "state": change.state,
        "fields": [{"name": f.name, "before": f.before, "after": f.after} for f in change.fields],
        "passages": [{"before": p.before, "after": p.after} for p in change.passages],
        "before": _plain_measured(change.before),
        "after": _plain_measured(change.after),
        "new_characters": dict(change.new_characters),
        "new_price_usd": round(change.new_price_usd, 4),
    }


def _plain_measured(measured: Measured | None) -> dict[str, Any] | None:
    if measured is None:
        return None
    return {
        "seconds": round(measured.seconds, 2),
        "integrated_lufs": measured.integrated_lufs,
        "true_peak_dbtp": measured.true_peak_dbtp,
        "characters": dict(measured.characters),
        "price_usd": round(measured.price_usd, 4),
        "is_foreseen": measured.is_foreseen,
    }
