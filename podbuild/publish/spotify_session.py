"""A publish to Spotify: the show, its episodes sent, waited for, replaced and deleted, in the order that spotify_plan says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any, Literal

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.edition import Edition
from podbuild.model.places import secret_folders
from podbuild.model.show import Show
from podbuild.publish.folder import changed_meanwhile
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.save_to_spotify import EPISODE_URI, PROGRAM, SWALLOWED, CallFailed, Listed, SaveToSpotify
from podbuild.publish.spotify_episode import SpotifyEpisode, language_code, one_line, show_cover, spotify_episodes
from podbuild.publish.spotify_failures import refusal_of, show_gone
from podbuild.publish.spotify_merged import check_form, mend_merged, two_shows
from podbuild.publish.spotify_plan import (
    CREATE_SHOW,
    MOST_EPISODES,
    READY,
    SHOW,
    SHOW_STAGE,
    Plan,
    Situation,
    begun_uploads,
    is_called,
    known_uris,
    plan,
    unsure,
)
from podbuild.publish.spotify_summary import spotify_summary
from podbuild.publish.target import Change, Facts, Refused, Unfinished

_ASKING_SECONDS = 20.0  # as often as the program itself asks
_PASSING = ("olds", "attempt", "size", "refused_sound")  # what the ledger keeps beside what was sent
Note = Callable[[Change, Facts], None]


@dataclass(slots=True)
class SpotifySession:
    """The shows of whoever is logged in. `named` is the URI of the show that the author names, "" where none is named."""

    service: SaveToSpotify
    show: Show
    named: str = ""
    keeps_newest: bool = False
    wait_minutes: int = 20
    grouping: Literal["one", "stage", "all"] = "one"
    at_a_time: int = 1
    _uri: str = ""
    _called: str = ""  # the show's title there
    _listed: dict[str, Listed] = field(default_factory=dict)
    _episodes: dict[str, SpotifyEpisode] = field(default_factory=dict)
    _plan: Plan = field(default_factory=Plan)

    @property
    def place(self) -> str:
        """Always the same: were the show part of it, to write down its URI would make the ledger forget its episodes."""
        return "Spotify"

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        check_form(ledger)
        episodes, left = spotify_episodes(edition, MOST_EPISODES if self.keeps_newest else None)
        mistakes = [diagnostic for change in left for diagnostic in change.refusals]
        if mistakes and not episodes:
            more = f" (and {len(mistakes) - 1} more such)" if len(mistakes) > 1 else ""
            raise Refused(replace(mistakes[0], message=mistakes[0].message + more))
        try:
            show_change = self._find_show(ledger)
            self._listed = {found.uri: found for found in self.service.episodes(self._uri)} if self._uri else {}
        except CallFailed as failed:
            is_gone = failed.kind == "absent"
            raise (show_gone(self._uri, bool(self.named)) if is_gone else refusal_of(failed, PROGRAM)) from failed
        if not episodes and not self._uri:
            return left  # no show is made for nothing
        self._episodes = {episode.guid: episode for episode in episodes}
        staying = frozenset(change.key for change in left)
        mend_merged(ledger, self._listed, episodes)
        self._plan = plan(Situation(self._uri, self._listed, ledger, episodes, staying, self.keeps_newest))
        return (show_change, *self._plan.changes, *left)

    def _find_show(self, ledger: Ledger) -> Change:
        """Which show it is, and what there is to do for it. A second one is never made by accident."""
        entry, title = ledger.entries.get(SHOW), one_line(self.show.title)
        self._uri, self._called = self.named or (str(entry.facts.get("uri", "")) if entry else ""), title
        if entry and entry.facts.get("olds") and not self.named:
            raise two_shows((entry.facts, *entry.facts["olds"]))
        mark = digest.of_value([title])
        if self._uri:
            was = str(entry.facts.get("title", title)) if entry else title
            why = f'it is still called "{was}" there: a show cannot be changed' if was != title else ""
            return Change("leave", SHOW, f'the show "{title}"', why)
        if title in SWALLOWED:
            message = f'Spotify would not take the show: its title "{title}" would be taken for an option of {PROGRAM}'
            raise Refused(Diagnostic("spotify-episode", message, fix="write another title"))
        shows = self.service.shows()
        same = [found for found in shows if is_called(found.title, title)]
        attempt: dict[str, Any] = entry.facts.get("attempt") or {} if entry else {}
        begun = str(attempt.get("title") or title)  # the author may have given it another one meanwhile
        made = [s for s in shows if attempt and is_called(s.title, begun) and s.uri not in attempt.get("strangers", ())]
        if len(made) == 1:
            self._uri, self._called = made[0].uri, begun
            return Change("create", SHOW, f'the show "{title}"', "made by a publish that was broken off", mark, stage=SHOW_STAGE)
        if same:
            why = f"a show of that title is there: to publish to it, write show: {same[0].uri}; to make another, add {CREATE_SHOW}"
            return Change("create", SHOW, f'the show "{title}"', why, mark, stage=SHOW_STAGE, needs=CREATE_SHOW)
        return Change("create", SHOW, f'the show "{title}"', "new", mark, stage=SHOW_STAGE)

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Note) -> None:
        for change in group:
            if change.deed == "delete":
                self._delete(change, ledger)
            elif change.key == SHOW:
                self._make_show(change, edition, note)
            elif change.key.endswith(READY):
                self._settle(change, ledger, note)
            else:
                self._send(change, ledger, note)

    def _make_show(self, change: Change, edition: Edition, note: Note) -> None:
        title = one_line(self.show.title)
        if not self._uri:
            try:
                there = [found.uri for found in self.service.shows()]
                note(change, {"attempt": {"title": title, "strangers": there}})
                paragraphs = self.show.description.split("\n\n")
                html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
                summary = spotify_summary(html, secrets=secret_folders(self.show))
                language = language_code(self.show.language)
                self._uri = self.service.create_show(title, summary, show_cover(edition), language)
            except CallFailed as failed:
                if failed.is_unmade:
                    note(change, {"attempt": ""})
                    raise refusal_of(failed, f'the show "{title}"') from failed
                raise unsure(f'it is not known whether the show "{title}" was made: {failed.message}') from failed
        note(change, {"uri": self._uri, "title": self._called, "attempt": ""})

    def _send(self, change: Change, ledger: Ledger, note: Note) -> None:
        episode = self._episodes[change.key]
        sent = {**episode.sent, "show": self._uri}
        before = dict(ledger.entries[change.key].facts)
        olds = [dict(old) for old in before.get("olds") or ()]
        if before.get("uri") in self._listed:
            olds.append({name: value for name, value in before.items() if name not in _PASSING})
        if uri := self._plan.adopted.get(change.key):
            return note(change, {**sent, "uri": uri, "olds": olds or "", "attempt": "", "refused_sound": ""})
        for path, mark in ((episode.audio, episode.audio_digest), (episode.cover, episode.cover_digest)):
            if digest.of_file(episode.folder / path) != mark:
                raise Refused(changed_meanwhile(path))
        if olds and len(self._listed) >= MOST_EPISODES:
            self._delete_olds(olds, change.label)
            note(change, {"uri": "", "olds": ""})
            olds = []
        strangers = sorted(set(self._listed) - known_uris(ledger))
        note(change, {"attempt": {"title": episode.title, "digest": change.digest, "strangers": strangers}})
        try:
            uri = self.service.upload(
                episode.folder / episode.audio,
                episode.title,
                self._uri,
                episode.summary,
                episode.folder / episode.cover,
                episode.language,
            )
        except CallFailed as failed:
            raise self._after_failure(failed, change, ledger, note) from failed
        note(change, {**sent, "uri": uri, "olds": olds or "", "attempt": "", "refused_sound": ""})
        self._listed[uri] = Listed(uri, episode.title, "PROCESSING")
        return None

    def _after_failure(self, failed: CallFailed, change: Change, ledger: Ledger, note: Note) -> Exception:
        """What is to be raised for a failed upload; what it left is deleted where it is certainly ours."""
        if failed.is_unmade:
            note(change, {"attempt": ""})
            return refusal_of(failed, change.label)
        try:
            self._listed = {found.uri: found for found in self.service.episodes(self._uri)}
            found = begun_uploads(ledger.entries[change.key].facts["attempt"], self._listed, ledger)
            if len(found) != 1 or found[0].status == "READY":  # what is ready has all its bytes: the next plan takes it
                what = f"it is not known what the upload of {change.label} left at Spotify: {failed.message}"
                return unsure(what, (listed.uri for listed in found))
            self.service.delete(found[0].uri)
        except CallFailed as second:
            return unsure(
                f"the upload of {change.label} failed ({failed.message}), and what it left was not found: {second.message}"
            )
        self._listed.pop(found[0].uri, None)
        note(change, {"attempt": ""})
        return refusal_of(failed, change.label, is_clean=True)

    def _settle(self, change: Change, ledger: Ledger, note: Note) -> None:
        guid = change.key.removesuffix(READY)
        episode, main = self._episodes[guid], ledger.entries.get(guid)
        uri = str(main.facts.get("uri", "")) if main else ""
        if main is None or uri not in self._listed or episode.differences(main.facts):
            raise Unfinished(Diagnostic("spotify-waits", f"{change.label}: it waits for the episode itself", severity="warning"))
        sends = False
        try:
            readiness = self._readiness(uri)
            note(change, {"uri": uri, "readiness": readiness})
            if readiness == "FAILED":
                raise self._unplayable(episode, main, ledger)
            if readiness != "READY":
                message = f"{episode.label} is at Spotify, which is still at work on it: it can be heard soon"
                raise Unfinished(Diagnostic("spotify-waits", message, None, "warning", "publish again later, for its chapters"))
            if olds := [dict(old) for old in main.facts.get("olds") or ()]:
                self._delete_olds(olds, episode.label)
                ledger.note(guid, _with_facts(main, {**main.facts, "olds": ""}))
            sends = True
            self._set_timeline(change, uri, episode, ledger.entries[change.key].facts, note)
        except CallFailed as failed:
            raise refusal_of(failed, change.label, is_clean=True, sends=sends) from failed

    def _readiness(self, uri: str) -> str:
        """Whether it can be heard: what is true at the latest when we have waited as long as is allowed."""
        seconds = 60.0 * self.wait_minutes
        while True:
            found = self.service.readiness(uri)
            if found in ("READY", "FAILED") or seconds <= 0:
                return found
            self.service.world.wait(_ASKING_SECONDS)
            seconds -= _ASKING_SECONDS

    def _set_timeline(self, change: Change, uri: str, episode: SpotifyEpisode, facts: Facts, note: Note) -> None:
        if facts.get("timeline", "") == episode.timeline.digest and facts.get("timeline_of", "") in ("", uri):
            return
        if episode.timeline.items:
            with tempfile.TemporaryDirectory() as place:
                file = Path(place) / "timeline.json"
                file.write_text(episode.timeline.text(episode.folder), "utf-8")
                self.service.set_timeline(uri, self._uri, file)
        elif facts.get("timeline_of") == uri:
            self.service.delete_timeline(uri, self._uri)
        note(change, {"timeline": episode.timeline.digest, "timeline_of": uri if episode.timeline.items else ""})

    def _unplayable(self, episode: SpotifyEpisode, main: Entry, ledger: Ledger) -> Refused:
        """Spotify could not make anything of the bytes. What it replaced stays, and these bytes are not sent again."""
        self.service.delete(str(main.facts["uri"]))
        self._listed.pop(str(main.facts["uri"]), None)
        olds = main.facts.get("olds") or ()
        former = {**olds[-1], "olds": list(olds[:-1]) or ""} if olds else {"show": self._uri, "title": episode.title}
        ledger.note(episode.guid, Entry(main.digest, "refused", main.at, {**former, "refused_sound": episode.sound}))
        message = f"Spotify could not make an episode of the sound of {episode.label}"
        return Refused(
            Diagnostic("spotify-refused", message, fix="change its sound; as it is, it is not sent again"), is_lasting=True
        )

    def _delete_olds(self, olds: Sequence[Facts], label: str) -> None:
        for old in olds:
            uri = str(old["uri"])
            if uri in self._listed:
                try:
                    self.service.delete(uri)
                except CallFailed as failed:
                    raise refusal_of(failed, label, is_clean=True, sends=False) from failed
                self._listed.pop(uri)

    def _delete(self, change: Change, ledger: Ledger) -> None:
        if change.key.startswith(EPISODE_URI):
            self._delete_olds([{"uri": change.key}], change.label)
            return
        facts = ledger.entries[change.key].facts
        self._delete_olds([*(facts.get("olds") or ()), *([facts] if facts.get("uri") else [])], change.label)
        ledger.note(change.key + READY, None)

    def close(self) -> None:
        pass


def _with_facts(entry: Entry, facts: Facts) -> Entry:
    return replace(entry, facts={name: value for name, value in facts.items() if value != ""})
