"""Whether those whose voices were cloned agreed to it."""

from __future__ import annotations

from podbuild.base.diagnostics import Diagnostic
from podbuild.checks.check import Check
from podbuild.model.episode import Episode
from podbuild.model.show import Show, Voice

_WHY = "Spotify removes shows that impersonate by voice cloning; a voice belongs to a person (GDPR, article 6; right of publicity)"


def find(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    agreed = {consent.voice for consent in show.consents if consent.by.strip()}
    voices: dict[str, Voice] = {}
    for voice in (*show.voices, *(voice for episode in episodes for voice in episode.voices)):
        if voice.is_cloned:
            voices.setdefault(voice.name, voice)
    return tuple(_without_consent(voice) for voice in voices.values() if voice.name not in agreed)


def _without_consent(voice: Voice) -> Diagnostic:
    message = f'the voice "{voice.name}" is cloned, and nothing says that its owner agreed'
    fix = f"add to rights.yaml: - {{voice: {voice.name}, consent: {{by: NAME, scope: this show, date: YYYY-MM-DD}}}}"
    return Diagnostic("consent-missing", message, voice.span, "error", fix, _WHY)


CONSENT = Check("consent", "Whoever's voice was cloned has agreed to it.", find)
