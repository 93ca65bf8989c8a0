"""All checks. To add one: write its file, name it here."""

from __future__ import annotations

from podbuild.base.diagnostics import Diagnostic, in_order
from podbuild.checks.ai_answers import AI_ANSWERS
from podbuild.checks.check import Check
from podbuild.checks.consent import CONSENT
from podbuild.checks.links import LINKS
from podbuild.checks.metadata import METADATA
from podbuild.checks.pacing import PACING
from podbuild.checks.rights import RIGHTS
from podbuild.model.episode import Episode
from podbuild.model.show import Show

CHECKS: tuple[Check, ...] = (METADATA, RIGHTS, CONSENT, AI_ANSWERS, PACING, LINKS)


def run_checks(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    """What all checks find, by place."""
    return in_order(found for check in CHECKS for found in check.find(show, episodes))
