"""A ledger of Spotify that people edited, or whose two sides git could not merge: each knows of episodes of its own then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from podbuild.base.diagnostics import Diagnostic
from podbuild.publish.ledger import LEDGERS, Ledger
from podbuild.publish.save_to_spotify import Listed
from podbuild.publish.spotify_episode import SpotifyEpisode
from podbuild.publish.target import Facts, Refused


def check_form(ledger: Ledger) -> None:
    """Raises Refused where what is known of an episode has not the form that it was written in."""
    for key, entry in ledger.entries.items():
        wrong = [name for name, is_good in _FORMS.items() if entry.facts.get(name) and not is_good(entry.facts[name])]
        if wrong:
            file = f"{LEDGERS}/{ledger.file.name}" if ledger.file else "the ledger"
            message = f'{file} cannot be read: of "{key}", "{wrong[0]}" is not as podbuild writes it'
            fix = f"mend it there, or take it as git has it: git checkout -- {file}"
            raise Refused(Diagnostic("ledger-bad", message, fix=fix))


def _is_attempt(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("strangers", []), list)


def _are_olds(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(old, dict) and isinstance(old.get("uri"), str) for old in value)


_FORMS: Mapping[str, Callable[[Any], bool]] = {"attempt": _is_attempt, "olds": _are_olds}


def mend_merged(ledger: Ledger, listed: Mapping[str, Listed], episodes: Iterable[SpotifyEpisode]) -> None:
    """Of an episode that was sent twice one is kept: such a one that is there, and as it is wanted where there is one. The
    others count as replaced: they are deleted when that one can be heard."""
    for episode in episodes:
        entry = ledger.entries.get(episode.guid)
        if entry is None or entry.state != "lost" or not entry.facts.get("olds"):
            continue
        alone: Facts = {name: value for name, value in entry.facts.items() if name != "olds"}
        sides: list[Facts] = sorted((alone, *entry.facts["olds"]), key=lambda facts: _rank(facts, listed, episode))
        ledger.entries[episode.guid] = replace(entry, facts={**sides[0], "olds": [dict(side) for side in sides[1:]]})


def _rank(facts: Facts, listed: Mapping[str, Listed], episode: SpotifyEpisode) -> int:
    """The less, the rather kept."""
    if facts.get("uri") not in listed:
        return 2
    return 1 if episode.differences(facts) else 0


def two_shows(sides: Iterable[Facts]) -> Refused:
    named = " and ".join(sorted(str(facts.get("uri")) for facts in sides))
    fix = "write show: with the one that is meant; what is in the other stays there"
    return Refused(Diagnostic("spotify-unsure", f"the ledger was merged of two that name different shows: {named}", fix=fix))
