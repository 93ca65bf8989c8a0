"""README.txt of a package: what is in it, and which field of which form takes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from shlex import quote

from podbuild.base.units import clock, size
from podbuild.model.release import Release
from podbuild.model.show import Show
from podbuild.outputs.pasted_texts import FEWEST_CHAPTERS
from podbuild.outputs.plain_text import ascii_url, one_line
from podbuild.outputs.text_layout import headed, indented, joined, rows
from podbuild.packaging.package_contents import Contents, PackedFile, licence_in_words

YOUTUBE_TITLE_CHARACTERS = 100  # YouTube Help, upload videos: a title has at most 100 characters, a description 5,000
_CHECKED = "Whether all came through whole: sha256sum -c SHA256SUMS"


def episode_readme(contents: Contents) -> str:
    """What there is, and which field of which form takes it."""
    release, show = contents.release, contents.show
    number = f"Episode {release.number} of" if release.number is not None else "An episode of"
    about = [f"{number} {one_line(show.title)}", clock(release.enclosure.duration_seconds), _day(release.date)]
    return joined(
        f"{one_line(release.title)}\n{', '.join(part for part in about if part)}",
        indented(
            "All that a podcast host asks for when an episode is put in by hand. What forms ask about AI, rights and the like "
            "is answered in DISCLOSURE.txt."
        ),
        _CHECKED,
        headed("What is here", _listed(contents.files)),
        headed("Any host", rows(_any_host(contents))),
        headed("Spotify for Creators", rows(_spotify(contents))),
        headed("Apple Podcasts Connect", rows(_apple(contents))),
        headed("YouTube Studio", rows(_youtube(contents)) + "\n\n" + _film(contents)),
        headed("Spotify's save-to-spotify", rows(_save_to_spotify(contents))),
    )


def _any_host(contents: Contents) -> list[tuple[str, str]]:
    release, show = contents.release, contents.show
    guid = f"{release.guid} (keep it where a host lets you: apps know an episode by it)"
    return [
        ("Audio", contents.path("audio")),
        ("Title", one_line(release.title)),
        ("Subtitle", one_line(release.subtitle)),
        ("Description", "description.html, or description.txt where a form takes no HTML"),
        ("Cover", "; where that is too large, ".join(dict.fromkeys((contents.path("cover"), contents.path("cover", "-1400.jpg"))))),
        ("Transcript", contents.path("transcript", ".vtt")),
        ("Show", one_line(show.title)),
        ("Season, episode", _season_and_number(release)),
        ("Type", release.kind),
        ("Date", release.date),
        ("Language", release.language),
        ("Explicit", "yes" if release.explicit else "no"),
        ("Website", contents.page_url),
        ("GUID", guid),
        ("Keywords", ", ".join(one_line(tag) for tag in release.tags)),
    ]


def _spotify(contents: Contents) -> list[tuple[str, str]]:
    return [
        ("Description", "description.html (the field can be switched to HTML), or description.txt"),
        ("Episode cover art", contents.path("cover")),
        *_chapter_rows(contents),
        ("Transcript", contents.path("transcript", ".vtt")),
    ]


def _apple(contents: Contents) -> list[tuple[str, str]]:
    feed = contents.feed_url
    return [
        *([("Episodes", f"come from a feed: {feed}. Only audio for subscribers is put in by hand")] if feed else []),
        ("Description", "description.html"),
        ("Episode art", contents.path("cover")),
        ("Transcript", contents.path("transcript", ".vtt")),
    ]


def _youtube(contents: Contents) -> list[tuple[str, str]]:
    length = len(one_line(contents.release.title))
    long = f" It takes {YOUTUBE_TITLE_CHARACTERS} characters; yours has {length}" if length > YOUTUBE_TITLE_CHARACTERS else ""
    return [
        ("Film", f"YouTube takes no audio: make a film, as below{', or give it the feed' if contents.feed_url else ''}"),
        *([("Title", long.strip())] if long else []),
        ("Description", "description.txt"),
        ("Thumbnail", contents.path("thumbnail")),
        *_chapter_rows(contents),
        ("Subtitles", contents.path("transcript", ".srt")),
        ("Video language", contents.release.language),
    ]


def _film(contents: Contents) -> str:
    """How a film is made of the thumbnail and the audio. Its end is told: `-shortest` adds seconds to so slow a film."""
    slug, length = contents.release.slug, f"{contents.release.enclosure.duration_seconds:.3f}"
    name = quote(f"./{slug}.mp4" if slug.startswith("-") else f"{slug}.mp4")  # a name that begins so is read as an option
    parts = [
        f"  ffmpeg -loop 1 -framerate 2 -i {contents.path('thumbnail')} -i {quote(contents.path('audio'))}",
        f"-map 0:v -map 1:a -t {length} -c:v libx264 -tune stillimage -pix_fmt yuv420p",
        f"-c:a aac -b:a 192k {name}",
    ]
    return " \\\n    ".join(parts)


def _save_to_spotify(contents: Contents) -> list[tuple[str, str]]:
    return [
        ("Where to run it", "in this folder: timeline.json names its pictures by their paths here"),
        ("--summary", "the text of description.html"),
        ("--image", f"{contents.path('cover', '-1400.jpg')} (it takes 1 MiB)"),
        ("timeline set", "--from-file timeline.json"),
    ]


def _chapter_rows(contents: Contents) -> list[tuple[str, str]]:
    count = len(contents.release.chapters)
    if count >= FEWEST_CHAPTERS:
        return [("Chapters", "the times in the description; to write them yourself: chapters.txt")]
    return [("Chapters", f"none: apps take {FEWEST_CHAPTERS} or more")]


def _season_and_number(release: Release) -> str:
    parts = [f"season {release.season}" if release.season is not None else ""]
    parts += [f"episode {release.number}" if release.number is not None else ""]
    return ", ".join(part for part in parts if part)


def show_readme(show: Show, feed_url: str, folders: Sequence[str], files: Sequence[PackedFile]) -> str:
    """What the package of a whole show holds."""
    what = "1 episode" if len(folders) == 1 else f"{len(folders)} episodes"
    better = (
        " Where a host can import a feed, give it the feed's address instead: it keeps dates and identities." if feed_url else ""
    )
    fields = [
        ("Title", one_line(show.title)),
        ("Subtitle", one_line(show.subtitle)),
        ("Author", one_line(show.author)),
        ("E-mail", one_line(show.email)),
        ("Website", ascii_url(show.url) if show.is_public else ""),
        ("Feed", feed_url),
        ("Language", show.language),
        ("Categories", "; ".join(f"{c.name} > {c.sub}" if c.sub else c.name for c in show.categories)),
        ("Explicit", "yes" if show.explicit else "no"),
        ("Type", show.kind),
        ("Licence", licence_in_words(show.license)),
    ]
    return joined(
        f"{one_line(show.title)}\nThe whole show, {what}",
        indented(
            f"All that a podcast host asks for when a show is put in by hand.{better} "
            "Each folder of episodes/ has a README.txt of its own."
        ),
        _CHECKED,
        headed("What is here", _listed(files)),
        headed("Episodes, newest first", "\n".join(f"  episodes/{name}/" for name in folders)),
        headed("The form of a show", rows(fields)),
    )


def _listed(files: Sequence[PackedFile]) -> str:
    found = [(file.path, f"{size(file.size_bytes):>8}  {one_line(file.about)}") for file in files]
    return rows([*found, ("metadata.json", "          all of this, for programs")])


def _day(date: str) -> str:
    return datetime.fromisoformat(date).date().isoformat() if date else ""
