"""`podbuild provenance`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import end, find_root, format_option, show_option

if TYPE_CHECKING:
    from podbuild.model.episode import Episode
    from podbuild.model.origins import Origin


@click.command("provenance")
@click.argument("slug")
@format_option
@show_option
def command(slug: str, form: str, show_dir: Path | None) -> int:
    """Say who wrote which line of an episode.

    Its lines are held against the record of what AI wrote (sources/provenance/SLUG.jsonl): what a human rewrote is the human's.
    First what AI was asked, with model, date, wish and sources; then each line, with its place in the episode's file and who
    wrote it; at the end the sum, which is what the episode discloses where its `ai.script` says nothing else.

    \b
    podbuild provenance the-post-boat
    podbuild provenance the-post-boat --format json
    """
    root = find_root(show_dir, form)
    from podbuild.model.origins import origins
    from podbuild.reading import named, read
    from podbuild.report import print_diagnostics
    from podbuild.steps.world import World

    source = read(root, World())
    episode, mistakes = named(source, slug)
    if episode is None:
        end(list(mistakes), 1, form, source.workspace.source_line)
    if form == "text":
        print_diagnostics([d for d in source.diagnostics if d.code == "provenance-damaged"], source.workspace.source_line)
    lines = origins([line.text for line in episode.lines], episode.provenance)
    (_say_json if form == "json" else _say)(episode, lines)
    return 0


def _say(episode: Episode, lines: tuple[Origin, ...]) -> None:
    from podbuild.model.origins import counted, tier, told
    from podbuild.terminal import harmless, say

    acts = list(dict.fromkeys(origin.act for origin in lines if origin.act is not None))
    for number, act in enumerate(acts, 1):
        translated = f'translation of "{act.translated_from}"' if act.translated_from else ""
        rests_on = f"from {', '.join(act.sources)}" if act.sources else ""
        parts = (act.model, act.date[:10], translated, f'"{_short(act.wish)}"' if act.wish else "", rests_on)
        say(harmless(f"({number}) {', '.join(part for part in parts if part)}"))
    for line, origin in zip(episode.lines, lines, strict=True):
        by = f" ({acts.index(origin.act) + 1})" if origin.act is not None else ""
        say(harmless(f"{line.span.file}:{line.span.line}: {told(origin.hand)}{by}"))
        say(harmless(f"    {line.voice}: {_short(line.text)}"))
    if not lines:
        say(f"the episode is a recording, without lines of a script; it says {episode.ai.script} (ai.script)")
        return
    say(f"{counted(lines)}: {tier(lines)}")
    if episode.ai.script != tier(lines):
        say(f"the episode says {episode.ai.script} (ai.script)")


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 90 else f"{plain[:89]}…"


def _say_json(episode: Episode, lines: tuple[Origin, ...]) -> None:
    from podbuild.base.codec import to_json
    from podbuild.model.origins import counted, tier
    from podbuild.report import say_json

    for line, origin in zip(episode.lines, lines, strict=True):
        plain = to_json(origin.act) if origin.act else {}  # what it wrote is in the record, to be read there
        act = {key: value for key, value in plain.items() if key not in ("lines", "replaced")} or None
        place = {"file": line.span.file, "line": line.span.line, "voice": line.voice, "text": line.text}
        say_json(event="line", **place, hand=origin.hand, likeness=origin.likeness, words=origin.words, act=act)
    say_json(event="end", outcome="done", tier=tier(lines), script=episode.ai.script, counted=counted(lines))
