"""What is to be done at Spotify: a show, the ledger and what is listed there → changes. It asks nobody.

An episode has two entries in the ledger. Under its guid stands what was sent, which can only be replaced: a new episode, then
the old one deleted. Under its guid and "/ready" stands whether listeners can hear it, and its timeline, which can be set anew.
A "leave" has a digest only where what is wanted is there: the ledger takes that for known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.save_to_spotify import EPISODE_URI, Listed
from podbuild.publish.spotify_episode import SpotifyEpisode
from podbuild.publish.target import Change, Facts, Refused

_REFUSED = "Spotify refused it as it is, and is not asked again until it changes"
MOST_EPISODES = 60  # of a show; one that failed counts
CUT_FROM_CHARACTERS = 50  # longer titles may be listed cut; those under about 60 are not
SHOW, READY = "show", "/ready"
REPLACE, CREATE_SHOW = "--replace", "--create-show"
SHOW_STAGE, DELETING_STAGE, SENDING_STAGE, REPLACING_STAGE = range(4)


def unsure(what: str, uris: Iterable[str] = ()) -> Refused:
    """Why nothing more is done: it is not known what is there."""
    named = ", ".join(sorted(uris))
    fix = f"delete what is not wanted: save-to-spotify episodes delete {named}" if named else "publish again: it looks first"
    return Refused(Diagnostic("spotify-unsure", what, fix=fix))


@dataclass(frozen=True, slots=True)
class Situation:
    """What a plan is made from. `show` is the show's URI, "" where there is none yet; `listed` its episodes by URI.

    `staying` are the guids of episodes that are not sent, and stay where they were sent before.
    """

    show: str
    listed: Mapping[str, Listed]
    ledger: Ledger
    episodes: tuple[SpotifyEpisode, ...]  # newest first
    staying: frozenset[str] = frozenset()
    keeps_newest: bool = False

    def facts(self, guid: str) -> Facts:
        """What the ledger knows of an episode of this show."""
        entry = self.ledger.entries.get(guid)
        return entry.facts if entry and entry.facts.get("show", self.show) == self.show else {}

    def uri(self, guid: str) -> str:
        """The episode as it is there, "" where it is not."""
        uri = str(self.facts(guid).get("uri", ""))
        return uri if uri in self.listed else ""


def known_uris(ledger: Ledger) -> set[str]:
    """All episodes there that the ledger knows as ours."""
    known = {key for key in ledger.entries if key.startswith(EPISODE_URI)}
    for entry in ledger.entries.values():
        known |= {str(entry.facts.get("uri", "")), *(str(old["uri"]) for old in entry.facts.get("olds") or ())}
    return known


def is_called(listed: str, title: str) -> bool:
    """Whether what is listed has a title, though it be cut there.

    >>> is_called("Ice", "Ice"), is_called("Ice", "Ice and snow"), is_called("a" * 60 + "…", "a" * 300)
    (True, False, True)
    """
    start = listed.rstrip(" .…")
    return listed == title or (len(start) >= CUT_FROM_CHARACTERS and title.startswith(start))


def begun_uploads(attempt: Mapping[str, Any], listed: Mapping[str, Listed], ledger: Ledger) -> list[Listed]:
    """What a broken-off upload may have left: of its title, not known as ours, and not there before it began."""
    past = known_uris(ledger) | set(map(str, attempt.get("strangers", ())))
    title = str(attempt.get("title", ""))
    return [found for uri, found in listed.items() if uri not in past and is_called(found.title, title)]


@dataclass(slots=True)
class Plan:
    """The changes, and what an apply has to know of how they were found."""

    changes: tuple[Change, ...] = ()
    adopted: dict[str, str] = field(default_factory=dict)  # by guid: what was sent whole, and not noted
    orphans: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)  # guids of `adopted` that the ledger does not know: their titles are there


def plan(now: Situation) -> Plan:
    """The changes, in their order. Raises Refused where it is not known what is ours, or where there is no room."""
    made = Plan()
    deletions = {change.key: change for change in _broken_off(now, made)}
    _take_up(now, made)
    strangers = set(now.listed) - known_uris(now.ledger) - made.orphans - set(made.adopted.values())
    wanted = _that_fit(now, len(strangers))
    deletions |= {change.key: change for change in _unwanted(now, wanted)}
    sending: list[Change] = []
    settling: list[Change] = []
    replacing: list[Change] = []
    left: list[Change] = []
    kept = {episode.guid for episode in wanted}
    for episode in reversed(now.episodes):
        if episode.guid not in kept and not is_refused(now, episode):
            if episode.guid not in deletions:
                why = f"older than the {len(wanted)} that Spotify has room for"
                left.append(Change("leave", episode.guid, episode.label, why))
            continue
        change = _sending(now, episode, made)
        ready = _settling(now, episode, change)
        if change.deed == "leave":
            left.append(change)
            (left if ready.deed == "leave" else settling).append(ready)
        elif change.deed == "replace":
            replacing += [change, replace(ready, stage=REPLACING_STAGE, needs=REPLACE)]
        else:
            sending.append(change)
            settling.append(ready)
    made.changes = (*deletions.values(), *sending, *settling, *replacing, *left)
    return made


def _broken_off(now: Situation, made: Plan) -> Iterator[Change]:
    """What uploads left that did not come to their end. One that arrived whole is taken as it is."""
    wanted = {episode.guid: episode for episode in now.episodes}
    for guid, entry in now.ledger.entries.items():
        attempt: dict[str, Any] = entry.facts.get("attempt") or {}
        found = begun_uploads(attempt, now.listed, now.ledger) if attempt else []
        if len(found) > 1:
            what = f'{len(found)} episodes "{attempt.get("title")}" are at Spotify that may be of an upload which was broken off'
            raise unsure(what, (listed.uri for listed in found))
        for orphan in found:
            if orphan.status == "READY" and guid in wanted and attempt.get("digest") == wanted[guid].digest:
                made.adopted[guid] = orphan.uri
                continue
            made.orphans.add(orphan.uri)
            yield _deletion(orphan.uri, f'"{orphan.title}"', "of an upload that was broken off")
    for key in now.ledger.entries:
        if key.startswith(EPISODE_URI):
            yield _deletion(key, now.listed[key].title if key in now.listed else key, "its deletion was begun, and not finished")


def _take_up(now: Situation, made: Plan) -> None:
    """Episodes that are there under their titles, and of which the ledger knows nothing: it was lost, or is an older one. None is
    sent a second time. Raises Refused where one cannot be heard, so that nobody knows what it is."""
    known = known_uris(now.ledger) | made.orphans | set(made.adopted.values())
    free = [found for uri, found in now.listed.items() if uri not in known and found.status != "FAILED"]
    for episode in reversed(now.episodes):
        if now.uri(episode.guid) or episode.guid in made.adopted or is_refused(now, episode):
            continue
        same = next((found for found in free if is_called(found.title, episode.title)), None)
        if same is None:
            continue
        if same.status != "READY":
            what = f"an episode {episode.label} is at Spotify that the ledger does not know, and that cannot be heard"
            raise unsure(what, (same.uri,))
        free.remove(same)
        made.adopted[episode.guid] = same.uri
        made.foreign.add(episode.guid)


def _deletion(key: str, label: str, why: str) -> Change:
    return Change("delete", key, label, why, stage=DELETING_STAGE)


def _that_fit(now: Situation, strangers: int) -> tuple[SpotifyEpisode, ...]:
    """The episodes that there is room for: all, or the newest. Raises Refused where all are to be there, and cannot."""
    wanted = tuple(episode for episode in now.episodes if now.uri(episode.guid) or not is_refused(now, episode))
    staying = sum(bool(now.uri(guid)) for guid in now.staying)
    room = max(0, MOST_EPISODES - strangers - staying)
    if len(wanted) <= room:
        return now.episodes
    if now.keeps_newest:
        return wanted[:room]
    others = f", and {strangers} are there that podbuild did not send" if strangers else ""
    others += f", and {staying} {'stays' if staying == 1 else 'stay'} there that cannot be sent anew" if staying else ""
    message = f"{len(wanted)} episodes are to be at Spotify, which holds {MOST_EPISODES} a show{others}"
    fix = f"write keep: newest, and the {len(wanted) - room} oldest make room; or publish: {{spotify: false}} in their heads"
    raise Refused(Diagnostic("target-full", message, fix=fix))


def _unwanted(now: Situation, wanted: Sequence[SpotifyEpisode]) -> Iterator[Change]:
    kept = {episode.guid for episode in wanted} | now.staying
    published = {episode.guid for episode in now.episodes}
    for guid in sorted(now.ledger.entries):
        if guid == SHOW or guid.endswith(READY) or guid.startswith(EPISODE_URI) or guid in kept:
            continue
        if guid in published and not now.uri(guid):
            continue
        if now.facts(guid):
            title = now.facts(guid).get("title", guid)
            why = "the oldest make room" if guid in published else "no longer of the show"
            yield _deletion(guid, f'"{title}"', why)


def is_refused(now: Situation, episode: SpotifyEpisode) -> bool:
    """Whether Spotify would not have these very bytes or words before."""
    entry = now.ledger.entries.get(episode.guid)
    if entry is None:
        return False
    is_same = entry.state == "refused" and entry.digest == episode.digest
    unplayable = entry.facts.get("refused_sound")
    return is_same or (unplayable is not None and unplayable == episode.sound)


def _sending(now: Situation, episode: SpotifyEpisode, made: Plan) -> Change:
    def change(deed: Any, why: str, needs: str = "", stage: int = SENDING_STAGE) -> Change:
        size_bytes = 0 if deed == "leave" or episode.guid in made.adopted else episode.size_bytes
        is_foreign = episode.guid in made.foreign
        return Change(deed, episode.guid, episode.label, why, episode.digest, size_bytes, stage, is_foreign, needs)

    if is_refused(now, episode):
        return Change("leave", episode.guid, episode.label, _REFUSED)
    if episode.guid in made.foreign:
        return change("create", "an episode of that title is there which the ledger does not know: it would be taken as it is")
    if episode.guid in made.adopted:
        return change("create", "it was sent by a publish that was broken off; nothing is sent again")
    if now.uri(episode.guid):
        what = episode.differences(now.facts(episode.guid))
        if not what:
            return change("leave", "")
        return change("replace", f"{what} changed: it takes a new episode there in place of the old one", REPLACE, REPLACING_STAGE)
    entry = now.ledger.entries.get(episode.guid)
    if entry is None or not now.facts(episode.guid):
        return change("create", "new")
    return change("create", "not there any more" if now.facts(episode.guid).get("uri") else "begun, and not finished")


def _ready_label(episode: SpotifyEpisode) -> str:
    return f"chapters and links of {episode.label}" if episode.timeline.items else f"{episode.label}, ready to be heard"


def ready_digest(episode: SpotifyEpisode) -> str:
    return digest.of_value([episode.timeline.digest])


def _settling(now: Situation, episode: SpotifyEpisode, sending: Change) -> Change:
    """What follows the sending: to wait until it can be heard, then to set its timeline, then to delete what it replaces."""
    key, label, mark = episode.guid + READY, _ready_label(episode), ready_digest(episode)
    entry = now.ledger.entries.get(key)
    without = f"without {'; '.join(episode.timeline.left_out)}" if episode.timeline.left_out else ""
    if sending.deed != "leave":
        return Change("create", key, label, without, mark, stage=SENDING_STAGE)
    if is_refused(now, episode):
        return Change("leave", key, label, _REFUSED)
    if entry and _is_settled(now, entry, episode, mark):
        return Change("leave", key, label, "", mark)
    if entry and entry.state == "refused" and entry.digest == mark and entry.facts.get("uri") == now.uri(episode.guid):
        return Change("leave", key, label, _REFUSED)
    was_ready = entry is not None and entry.state == "there"
    why = "; ".join(filter(None, ("changed" if was_ready else "Spotify was still at work on it", without)))
    return Change("replace" if was_ready else "create", key, label, why, mark, stage=SENDING_STAGE)


def _is_settled(now: Situation, entry: Entry, episode: SpotifyEpisode, mark: str) -> bool:
    is_of_this = entry.facts.get("uri") == now.uri(episode.guid)
    return entry.state == "there" and entry.digest == mark and is_of_this and not now.facts(episode.guid).get("olds")
