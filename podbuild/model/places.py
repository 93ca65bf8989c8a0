"""Where the files of a show lie in public/, and which of its folders are secret.

A file's path is counted from the show's own folder. That is public/ itself, or for a show that is not public a folder in it
whose name nobody can guess. A path that begins with a slash is counted from public/, whatever the show.
"""

from __future__ import annotations

from podbuild.model.show import Listener, Show

FEED = "feed.xml"


def placed(show: Show, path: str) -> str:
    """The path of a file in public/.

    >>> from dataclasses import replace
    >>> hidden = replace(Show("", "", "", "https://e.org/k3v9/", "en", (), ()), visibility="unlisted", secret="k3v9")
    >>> placed(hidden, "audio/one.mp3"), placed(hidden, "/robots.txt")
    ('k3v9/audio/one.mp3', 'robots.txt')
    """
    if path.startswith("/"):
        return path[1:]
    return f"{show.secret}/{path}" if show.secret else path


def taken_out(show: Show, path: str) -> str:
    """The path of a file of public/, counted from the show's own folder where it lies in it."""
    return path.removeprefix(f"{show.secret}/") if show.secret else path


def address(show: Show, path: str) -> str:
    """The public address of a file, its path in the letters that it is written in."""
    return show.home_url + path[1:] if path.startswith("/") else show.url + path


def feed_paths(show: Show) -> tuple[str, ...]:
    """The feeds: one for all, or of a private show one for each listener, in a folder that only they know.

    They lie beside the show's folder, not in it: it can get another name without theirs getting one.
    """
    return tuple(map(own_feed, show.listeners)) if show.visibility == "private" else (FEED,)


def own_feed(listener: Listener) -> str:
    return f"/{listener.token}/{FEED}"


def secret_folders(show: Show) -> tuple[str, ...]:
    """The folders of public/ whose names nobody may learn who was not told them: all that lies in them is secret with them."""
    return tuple(folder for folder in (show.secret, *(listener.token for listener in show.listeners)) if folder)


def is_secret(show: Show, path: str) -> bool:
    """Whether a path of public/ must not be told to anybody: not in a log, in a sitemap, or by a listing of the folder.

    Of a show that is not public, that is every one but those of the files that keep robots and onlookers out.
    """
    return path.partition("/")[0] in secret_folders(show)
