"""Whether what the author says about AI can stand: silence needs a reason, and own words must fit the first seconds."""

from __future__ import annotations

from podbuild.base.diagnostics import Diagnostic
from podbuild.checks.check import Check
from podbuild.model.episode import Episode
from podbuild.model.show import Ai, Show

_WHY = "EU AI Act, article 50: listeners are told at first exposure; Apple Podcasts 1.11: in the audio and in the metadata"
LONGEST_CHARACTERS = 225  # 15 s at 15 characters a second


def find(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    found = [d for ai in (show.ai, *(e.ai for e in episodes)) for d in _about(ai)]
    return tuple(dict.fromkeys(found))


def _about(ai: Ai) -> tuple[Diagnostic, ...]:
    if ai.spoken == "off" and not ai.reason.strip():
        message = "the spoken disclosure is switched off, and no reason is given"
        return (Diagnostic("ai-reason-missing", message, ai.span, "error", "add ai.reason, or leave spoken: auto", _WHY),)
    if ai.spoken not in ("auto", "off") and len(ai.spoken) > LONGEST_CHARACTERS:
        message = f"the spoken disclosure has {len(ai.spoken)} characters: longer than the first 15 seconds"
        return (Diagnostic("ai-spoken-long", message, ai.span, "warning", "say it in one sentence", _WHY),)
    return ()


AI_ANSWERS = Check("ai", "What the author says about AI can stand.", find)
