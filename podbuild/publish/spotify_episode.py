"""An episode as it is sent to Spotify: which file, which cover, which words; and whether it keeps within Spotify's limits.

All is checked before anything is sent, since what is there cannot be changed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.release import Enclosure, Release, newest_first
from podbuild.publish.save_to_spotify import SWALLOWED
from podbuild.publish.spotify_summary import spotify_summary
from podbuild.publish.spotify_timeline import SpotifyTimeline, is_small_picture, spotify_timeline, timeline_fault
from podbuild.publish.target import Facts

MOST_AUDIO_BYTES = 1 << 30
AUDIO_ENDINGS = (".mp3", ".m4a", ".mp4", ".mov", ".wav", ".ogg")
SHOW_COVERS = ("artwork/cover.jpg", "artwork/cover-small.jpg", "artwork/cover-600.jpg")
_WORDS = {"audio": "its sound", "title": "its title", "summary": "its notes", "cover": "its cover", "language": "its language"}


@dataclass(frozen=True, slots=True)
class SpotifyEpisode:
    """What is sent of an episode. Paths are in public/; `cover` is "" where there is none that fits."""

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
        words = {"title": self.title, "summary": digest.of_bytes(self.summary.encode()), "language": self.language}
        return {"audio": self.audio_digest, "cover": self.cover_digest, **words}

    @property
    def digest(self) -> str:
        return digest.of_value(self.sent)

    @property
    def label(self) -> str:
        return f'"{self.title}"'


def what_differs(episode: SpotifyEpisode, facts: Facts) -> str:
    """What of an episode is not as it was sent, in an author's words; "" where all is."""
    return ", ".join(word for name, word in _WORDS.items() if episode.sent[name] != facts.get(name, ""))


def spotify_episodes(edition: Edition, most: int | None = None) -> tuple[tuple[SpotifyEpisode, ...], tuple[Diagnostic, ...]]:
    """The episodes of an edition, newest first, and what Spotify would not take of the first `most`, or of all."""
    files = {file.path: file for file in edition.files}
    episodes, mistakes = [], []
    for n, release in enumerate(newest_first(edition.releases())):
        made = _episode(release, files, edition)
        found = [made] if isinstance(made, Diagnostic) else _mistakes(made, release)
        mistakes += found if most is None or n < most else []
        if isinstance(made, SpotifyEpisode):
            episodes.append(made)
    return tuple(episodes), tuple(mistakes)


def _episode(release: Release, files: Mapping[str, PublicFile], edition: Edition) -> SpotifyEpisode | Diagnostic:
    sound = _sound((release.enclosure, *release.alternates), edition.folder)
    if sound is None:
        whys = f"there is no file of it in public/ that is {', '.join(AUDIO_ENDINGS)}, not empty and of at most 1 GiB"
        return _mistake(release, whys, "build it as mp3, at a lower bitrate where it is very long")
    try:
        timeline = _timeline(release, files, edition.folder)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        return _mistake(release, f"its timeline cannot be read ({error})", "run: podbuild build")
    covers = (release.artwork.path, _sibling(release.artwork.path, "cover-600.jpg"))
    cover = _first_small((path for path in covers if path in files), edition.folder)
    return SpotifyEpisode(
        guid=edition.guids.get(release.slug, release.guid),
        title=one_line(release.title),
        summary=spotify_summary(release.description_html or release.notes_html, release.disclosure.text),
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


def show_cover(folder: Path) -> Path | None:
    """The largest cover of the show that Spotify takes."""
    found = _first_small(SHOW_COVERS, folder)
    return folder / found if found else None


def _sound(enclosures: Iterable[Enclosure], folder: Path) -> Enclosure | None:
    """The first file that Spotify takes: it need not be the one that the feed names first."""
    for enclosure in enclosures:
        file = folder / enclosure.file.path
        if file.suffix.casefold() in AUDIO_ENDINGS and file.is_file() and 0 < file.stat().st_size <= MOST_AUDIO_BYTES:
            return enclosure
    return None


def _timeline(release: Release, files: Mapping[str, PublicFile], folder: Path) -> SpotifyTimeline:
    name = f"timelines/{release.slug}.json"
    found = next((path for path in files if path == name or path.endswith(f"/{name}")), None)
    return spotify_timeline((folder / found).read_text("utf-8"), files, folder) if found else SpotifyTimeline()


def _first_small(paths: Iterable[str], folder: Path) -> str:
    return next((path for path in paths if path and is_small_picture(folder / path)), "")


def _sibling(path: str, name: str) -> str:
    return f"{path.rpartition('/')[0]}/{name}" if "/" in path else name


def _mistakes(episode: SpotifyEpisode, release: Release) -> list[Diagnostic]:
    found = []
    if episode.title in SWALLOWED or not episode.title:
        fix = "write another title"
        found.append(_mistake(release, f'its title "{episode.title}" would be taken for an option of save-to-spotify', fix))
    if not episode.cover:
        fix = "build it anew, or give it a smaller artwork"
        found.append(_mistake(release, "it has no cover that is a JPEG or PNG of at most 1 MiB", fix))
    if fault := timeline_fault(episode.timeline.items, int(release.enclosure.duration_seconds * 1000)):
        found.append(_mistake(release, f"its timeline has a fault: {fault}", "move that chapter, picture or link in the script"))
    return found


def _mistake(release: Release, what: str, fix: str) -> Diagnostic:
    message = f'Spotify would not take "{one_line(release.title)}": {what}'
    return Diagnostic("spotify-episode", message, fix=f"{fix}, or keep it from there: publish: {{spotify: false}} in its head")


def one_line(text: str) -> str:
    """A text that can be an argument of a program."""
    printable = "".join(c if c.isprintable() or c.isspace() else "" for c in text)
    return " ".join(printable.encode("utf-8", "ignore").decode().split())
