"""An episode as it is sent to Spotify: which file, which cover, which words; and whether it keeps within Spotify's limits.

All is checked before anything is sent, since what is there cannot be changed afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.places import placed, secret_folders
from podbuild.model.release import Enclosure, Release, newest_first
from podbuild.publish.save_to_spotify import SWALLOWED
from podbuild.publish.spotify_summary import spotify_summary
from podbuild.publish.spotify_timeline import SpotifyTimeline, is_small_picture, spotify_timeline, timeline_fault
from podbuild.publish.target import Change, Facts

MOST_AUDIO_BYTES = 1 << 30
AUDIO_ENDINGS = (".mp3", ".m4a", ".mp4", ".mov", ".wav", ".ogg")
SHOW_COVERS = ("artwork/cover.jpg", "artwork/cover-small.jpg", "artwork/cover-600.jpg")
_ELSEWHERE, _UNFIT = "its audio lies elsewhere", "Spotify would not take it as it is"
_WORDS = {"title": "its title", "summary": "its notes", "cover": "its cover", "language": "its language"}


@dataclass(frozen=True, slots=True)
class SpotifyEpisode:
    """What is sent of an episode. Paths are in `folder`, the show's own; `cover` is "" where there is none that fits.

    `audio_digest` is the whole file's. What is heard has a digest of its own (`sound`), for a file's tags change with its title.
    """

    folder: Path

    guid: str
    title: str
    summary: str
    language: str
    audio: str
    audio_digest: str
    size_bytes: int
    cover: str
    cover_digest: str
    timeline: SpotifyTimeline

    @property
    def sent(self) -> dict[str, str]:
        """What cannot be changed once it is there, as the ledger keeps it."""
        return {"file": self.audio_digest, "sound": self.sound, **self._words}

    @property
    def _words(self) -> dict[str, str]:
        words = {"title": self.title, "summary": digest.of_bytes(self.summary.encode()), "language": self.language}
        return {"cover": self.cover_digest, **words}

    @property
    def sound(self) -> str:
        return sound_digest(self.folder / self.audio)

    @property
    def digest(self) -> str:
        return digest.of_value([self.audio_digest, self._words])

    def is_heard_as(self, facts: Facts) -> bool:
        """Whether it sounds as what was sent; the file is read only where its tags, at least, are others."""
        return self.audio_digest == facts.get("file") or self.sound == facts.get("sound")

    def differences(self, facts: Facts) -> str:
        """What of it is not as it was sent, in an author's words; "" where all is."""
        found = [] if self.is_heard_as(facts) else ["its sound"]
        found += [word for name, word in _WORDS.items() if self._words[name] != facts.get(name, "")]
        return " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))

    @property
    def label(self) -> str:
        return f'"{self.title}"'


def sound_digest(path: Path) -> str:
    """The digest of a file without the tags of an MP3: those before its sound (ID3v2) and behind it (ID3v1)."""
    with path.open("rb") as file:
        head = file.read(10)
        start = 0
        if path.suffix.casefold() == ".mp3" and head[:3] == b"ID3":
            start = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        end = path.stat().st_size
        file.seek(max(0, end - 128))
        end -= 128 if file.read(3) == b"TAG" else 0
        file.seek(start)
        found, left = hashlib.sha256(), end - start
        while left > 0 and (block := file.read(min(left, 1 << 20))):
            found.update(block)
            left -= len(block)
    return found.hexdigest()


def spotify_episodes(edition: Edition, most: int | None = None) -> tuple[tuple[SpotifyEpisode, ...], tuple[Change, ...]]:
    """The episodes of an edition that can be sent, newest first, and those that cannot: they are left as they are there.

    What Spotify would not take is a mistake in the first `most`, or in all.
    """
    inside = placed(edition.show, "")
    files = {file.path.removeprefix(inside): file for file in edition.files if file.path.startswith(inside)}
    episodes, left = [], []
    for n, release in enumerate(newest_first(edition.releases())):
        made = _episode(release, files, edition)
        mistakes = _mistakes(made, release) if isinstance(made, SpotifyEpisode) else made
        if isinstance(made, SpotifyEpisode) and not mistakes:
            episodes.append(made)
            continue
        refusals = mistakes if most is None or n < most else ()
        label, why = f'"{one_line(release.title)}"', _UNFIT if mistakes else _ELSEWHERE
        left.append(Change("leave", _guid(release, edition), label, why, refusals=refusals))
    return tuple(episodes), tuple(left)


def _guid(release: Release, edition: Edition) -> str:
    return edition.guids.get(release.slug, release.guid)


def _episode(release: Release, files: Mapping[str, PublicFile], edition: Edition) -> SpotifyEpisode | tuple[Diagnostic, ...]:
    """What is to be sent, or why it cannot be: mistakes, none where there is nothing to send, for its audio lies elsewhere."""
    folder, secrets = own_folder(edition), secret_folders(edition.show)
    sound = _sound((release.enclosure, *release.alternates), folder)
    if sound is None and release.enclosure.url:
        return ()
    if sound is None:
        whys = f"there is no file of it in public/ that is {', '.join(AUDIO_ENDINGS)}, not empty and of at most 1 GiB"
        return (_mistake(release, whys, "build it as mp3, at a lower bitrate where it is very long"),)
    try:
        timeline = _timeline(release, files, folder, secrets)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        return (_mistake(release, f"its timeline cannot be read ({error})", "run: podbuild build"),)
    covers = (release.artwork.path, _sibling(release.artwork.path, "cover-600.jpg"))
    cover = _first_small((path for path in covers if path in files), folder)
    return SpotifyEpisode(
        folder=folder,
        guid=_guid(release, edition),
        title=one_line(release.title),
        summary=spotify_summary(release.description_html or release.notes_html, release.disclosure.text, secrets),
        language=language_code(release.language),
        audio=sound.file.path,
        audio_digest=sound.file.digest,
        size_bytes=sound.file.size_bytes,
        cover=cover,
        cover_digest=files[cover].digest if cover in files else "",
        timeline=timeline,
    )


def language_code(tag: str) -> str:
    """The two or three letters that the program takes for a language.

    >>> language_code("de-AT"), language_code("")
    ('de', 'en')
    """
    return tag.replace("_", "-").split("-")[0].casefold() or "en"


def own_folder(edition: Edition) -> Path:
    """Where the paths of a show are counted from: public/, or the secret folder in it that a hidden show lies in."""
    return edition.folder / placed(edition.show, "")


def show_cover(edition: Edition) -> Path | None:
    """The largest cover of the show that Spotify takes."""
    folder = own_folder(edition)
    found = _first_small(SHOW_COVERS, folder)
    return folder / found if found else None


def _sound(enclosures: Iterable[Enclosure], folder: Path) -> Enclosure | None:
    """The first file that Spotify takes: it need not be the one that the feed names first."""
    for enclosure in enclosures:
        file = folder / enclosure.file.path
        if file.suffix.casefold() in AUDIO_ENDINGS and file.is_file() and 0 < file.stat().st_size <= MOST_AUDIO_BYTES:
            return enclosure
    return None


def _timeline(release: Release, files: Mapping[str, PublicFile], folder: Path, secrets: tuple[str, ...]) -> SpotifyTimeline:
    name = f"timelines/{release.slug}.json"
    return spotify_timeline((folder / name).read_text("utf-8"), files, folder, secrets) if name in files else SpotifyTimeline()


def _first_small(paths: Iterable[str], folder: Path) -> str:
    return next((path for path in paths if path and is_small_picture(folder / path)), "")


def _sibling(path: str, name: str) -> str:
    return f"{path.rpartition('/')[0]}/{name}" if "/" in path else name


def _mistakes(episode: SpotifyEpisode, release: Release) -> tuple[Diagnostic, ...]:
    found = []
    if episode.title in SWALLOWED or not episode.title:
        fix = "write another title"
        found.append(_mistake(release, f'its title "{episode.title}" would be taken for an option of save-to-spotify', fix))
    if not episode.cover:
        fix = "build it anew, or give it a smaller artwork"
        found.append(_mistake(release, "it has no cover that is a JPEG or PNG of at most 1 MiB", fix))
    if fault := timeline_fault(episode.timeline.items, int(release.enclosure.duration_seconds * 1000)):
        found.append(_mistake(release, f"its timeline has a fault: {fault}", "move that chapter, picture or link in the script"))
    return tuple(found)


def _mistake(release: Release, what: str, fix: str) -> Diagnostic:
    message = f'Spotify would not take "{one_line(release.title)}": {what}'
    return Diagnostic("spotify-episode", message, fix=f"{fix}, or keep it from there: publish: {{spotify: false}} in its head")


def one_line(text: str) -> str:
    """A text that can be an argument of a program."""
    printable = "".join(c if c.isprintable() or c.isspace() else "" for c in text)
    return " ".join(printable.encode("utf-8", "ignore").decode().split())
