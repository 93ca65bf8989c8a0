"""Which files a package consists of: those that a build made, under names that say what they are, and texts for forms.

Deliberately absent: writing them (packaging.py). What lies in the folder of a build keeps the digest that the build knew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import Path

from podbuild.base import digest
from podbuild.checks.form_answers import form_answers
from podbuild.model.episode import Episode
from podbuild.model.places import FEED
from podbuild.model.release import OutputFile, Release
from podbuild.model.show import Show
from podbuild.outputs import chapters_json, timeline_json
from podbuild.outputs.pasted_texts import chapter_lines, description_html, description_text, transcript_text
from podbuild.outputs.plain_text import ascii_url, one_line, printable
from podbuild.packaging.package_contents import Contents, PackedFile, Role
from podbuild.packaging.package_metadata import SCHEMA_FILE, episode_metadata, show_metadata
from podbuild.packaging.package_papers import disclosure, licenses
from podbuild.packaging.package_readme import episode_readme, show_readme
from podbuild.packaging.package_schema import schema_text
from podbuild.spoken_disclosure import discloser
from podbuild.steps.install import Wanted
from podbuild.steps.parcel import of_bytes

SMALL_COVER = "cover-1400.jpg"
_PLAIN, _HTML, _JSON, _XML = "text/plain", "text/html", "application/json", "application/rss+xml"
_TRANSCRIPTS = {"vtt": "with times and speakers (WebVTT)", "srt": "with times (SubRip)", "json": "with times, for programs"}


@dataclass(frozen=True, slots=True)
class PackedEpisode:
    """An episode that is to be packed: as it was written, as it was built, and the folder that the build wrote to.

    `secrets` are folders to which no address in a package may lead.
    """

    show: Show
    episode: Episode
    release: Release
    out: Path
    secrets: tuple[str, ...] = ()


def feed_url(show: Show) -> str:
    """The address of the show's feed; "" where the show is not public, and whoever gets the package shall not find it."""
    return f"{ascii_url(show.url)}{FEED}" if show.is_public else ""


def episode_files(packed: PackedEpisode, pictures: Sequence[PackedFile]) -> tuple[Wanted, ...]:
    """All files of an episode's package. `pictures` are those that are made for packages alone."""
    show, episode, release = packed.show, packed.episode, packed.release
    is_said = bool(release.disclosure.spoken) and discloser(show, episode) is not None
    answers = form_answers(show, episode, release.disclosure, is_explicit=release.explicit, is_said=is_said)
    made = (*_audio(packed), *_covers(packed, pictures), *_texts(packed), *_shown(packed))
    contents = Contents(show, episode, release, answers, made, feed_url(show), is_said)
    papers = (
        text("LICENSES.txt", "licenses", _PLAIN, licenses(contents), "who owns what, on what terms"),
        text("DISCLOSURE.txt", "disclosure", _PLAIN, disclosure(contents), "the part of AI, and what forms ask"),
        _schema(),
    )
    contents = replace(contents, files=(*made, *papers))
    own = {"README.txt": episode_readme(contents), "metadata.json": episode_metadata(contents)}
    return (*(file.wanted for file in contents.files), *(_unlisted(path, words) for path, words in own.items()))


def show_files(
    show: Show, releases: Sequence[Release], out: Path, feeds: Sequence[str], pictures: Sequence[PackedFile]
) -> tuple[Wanted, ...]:
    """The files of a whole show's package beside those of its episodes. `feeds` are the feed and its archives in `out`."""
    paragraphs = [" ".join(printable(part).split()) for part in show.description.split("\n\n")]
    html = "".join(f"<p>{escape(part)}</p>\n" for part in paragraphs if part)
    files = (
        *pictures,
        text("description.html", "description", _HTML, html, "the show's description"),
        text("description.txt", "description", _PLAIN, description_text(html), "the same without tags"),
        *(_read(out, path, path, "feed", _XML, "the feed" if path == FEED else "older episodes of the feed") for path in feeds),
        _schema(),
    )
    url = feed_url(show)
    own = {
        "README.txt": show_readme(show, url, [release.slug for release in releases], files),
        "metadata.json": show_metadata(show, url, releases, files),
    }
    return (*(file.wanted for file in files), *(_unlisted(path, words) for path, words in own.items()))


def _audio(packed: PackedEpisode) -> list[PackedFile]:
    release = packed.release
    about = {"mp3": "the episode; title, chapters and cover are in it", "m4a": "the same as AAC", "opus": "the same as Opus"}
    found = [one.file for one in (release.enclosure, *release.alternates)]
    return [_copied(packed, file, f"audio/{_name(file)}", "audio", about.get(_ending(file), "the episode")) for file in found]


def _covers(packed: PackedEpisode, pictures: Sequence[PackedFile]) -> list[PackedFile]:
    release = packed.release
    of_build = _copied(packed, release.artwork, SMALL_COVER, "cover", "")
    card = [_copied(packed, release.card, "card-1200x630.jpg", "card", "for social networks")] if release.card else []
    covers = [picture for picture in pictures if picture.role == "cover" and picture.path != SMALL_COVER]
    small = next((picture for picture in pictures if picture.path == SMALL_COVER), of_build)
    small = replace(small, about="the same, of at most 1 MiB" if covers else "the cover, of at most 1 MiB")
    return [*covers, small, *(picture for picture in pictures if picture.role != "cover"), *card]


def _texts(packed: PackedEpisode) -> list[PackedFile]:
    release = packed.release
    description = release.description_html.strip() or f"<p>{escape(one_line(release.title))}</p>"  # as in the feed
    found = [
        text("description.html", "description", _HTML, description_html(description), "the show notes, as apps take them"),
        text("description.txt", "description", _PLAIN, description_text(description), "the same without tags"),
    ]
    if release.chapters:
        found.append(text("chapters.txt", "chapters", _PLAIN, chapter_lines(release.chapters), "a line a chapter, with its time"))
    if file := release.chapters_file:
        about = "chapters of the Podcast namespace"
        if packed.show.is_public:
            found.append(_copied(packed, file, "chapters.json", "chapters", about))
        else:
            told = chapters_json.without_addresses(_words(packed, file.path), packed.secrets)
            found.append(text("chapters.json", "chapters", _JSON, told, about))
    for file in release.transcripts:
        kind = _ending(file)
        found.append(_copied(packed, file, f"transcript.{kind}", "transcript", f"what is said, {_TRANSCRIPTS[kind]}"))
    if release.captions:
        words = transcript_text(release.captions)
        found.append(text("transcript.txt", "transcript", _PLAIN, words, "what is said, to be read"))
    return found


def _shown(packed: PackedEpisode) -> list[PackedFile]:
    """The timeline, and the pictures that it names by their paths."""
    slug = packed.release.slug
    about = "chapters, links and pictures, for save-to-spotify"
    words = _words(packed, timeline_json.TIMELINE_JSON.path_for(slug))
    if not packed.show.is_public:
        words = timeline_json.without_addresses(words, packed.secrets)
    timeline = text("timeline.json", "timeline", _JSON, words, about)
    pictures = {moment.file.path: moment for moment in packed.release.picture_moments}
    return [timeline, *(_copied(packed, m.file, path, "picture", m.alt) for path, m in sorted(pictures.items()))]


def _name(file: OutputFile) -> str:
    return file.path.rpartition("/")[2]


def _ending(file: OutputFile) -> str:
    return file.path.rpartition(".")[2]


def _copied(packed: PackedEpisode, file: OutputFile, path: str, role: Role, about: str) -> PackedFile:
    return PackedFile(path, role, file.mime_type, file.digest, file.size_bytes, about, lambda: packed.out / file.path)


def _words(packed: PackedEpisode, path: str) -> str:
    return (packed.out / path).read_text("utf-8")


def _read(out: Path, of: str, path: str, role: Role, mime_type: str, about: str) -> PackedFile:
    """A text of the build's folder whose digest no release tells."""
    return _of_bytes(path, role, mime_type, (out / of).read_bytes(), about)


def text(path: str, role: Role, mime_type: str, words: str, about: str) -> PackedFile:
    """A file of these words."""
    return _of_bytes(path, role, mime_type, words.encode("utf-8", "replace"), about)


def _of_bytes(path: str, role: Role, mime_type: str, data: bytes, about: str) -> PackedFile:
    return PackedFile(path, role, mime_type, digest.of_bytes(data), len(data), about, partial(bytes, data))


def _schema() -> PackedFile:
    return text(SCHEMA_FILE, "schema", "application/schema+json", schema_text(), "what metadata.json may hold")


def _unlisted(path: str, words: str) -> Wanted:
    """README.txt and metadata.json, which list the others."""
    return of_bytes(path, words.encode("utf-8", "replace"))
