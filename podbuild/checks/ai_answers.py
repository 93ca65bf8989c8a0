"""Whether what the author says about AI can stand: silence needs a reason, own words must fit the first seconds, and an answer
must not claim less than the record of who wrote what."""

from __future__ import annotations

from podbuild.base.diagnostics import Diagnostic
from podbuild.checks.check import Check
from podbuild.model.episode import Episode
from podbuild.model.origins import counted, origins, tier
from podbuild.model.show import Ai, Show, Tier

_WHY = "EU AI Act, article 50: listeners are told at first exposure; Apple Podcasts 1.11: in the audio and in the metadata"
_WHY_WRITTEN = "listeners and directories are told what the episode says of itself, and the record is there for all to read"
_RANK: dict[Tier, int] = {"human": 0, "assisted": 1, "generated": 2}
LONGEST_CHARACTERS = 225  # 15 s at 15 characters a second


def find(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    found = [d for ai in (show.ai, *(e.ai for e in episodes)) for d in _about(ai)]
    found += [d for episode in episodes for d in _understated(episode)]
    return tuple(dict.fromkeys(found))


def _understated(episode: Episode) -> tuple[Diagnostic, ...]:
    """Where nothing is written, the record is the answer, so that only an author's own can be less."""
    if not episode.provenance or episode.ai.script == "generated":
        return ()
    found = origins([line.text for line in episode.lines], episode.provenance)
    recorded = tier(found)
    if _RANK[recorded] <= _RANK[episode.ai.script]:
        return ()
    message = f"ai.script is {episode.ai.script}, and the record says {recorded}: {counted(found)}"
    fix = f"delete ai.script, or write {recorded}; see who wrote which line: podbuild provenance {episode.slug}"
    return (Diagnostic("ai-understated", message, episode.ai.span, "warning", fix, _WHY_WRITTEN),)


def _about(ai: Ai) -> tuple[Diagnostic, ...]:
    if ai.spoken == "off" and not ai.reason.strip():
        message = "the spoken disclosure is switched off, and no reason is given"
        return (Diagnostic("ai-reason-missing", message, ai.span, "error", "add ai.reason, or leave spoken: auto", _WHY),)
    if ai.spoken not in ("auto", "off") and len(ai.spoken) > LONGEST_CHARACTERS:
        message = f"the spoken disclosure has {len(ai.spoken)} characters: longer than the first 15 seconds"
        return (Diagnostic("ai-spoken-long", message, ai.span, "warning", "say it in one sentence", _WHY),)
    return ()


AI_ANSWERS = Check("ai", "What the author says about AI can stand.", find)
