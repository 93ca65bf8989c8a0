"""Spotify, through the `save-to-spotify` program that the user has installed: shows in the user's own library there.

What is there cannot be changed, and an episode is there before its bytes are: so every attempt is taken down before the call,
nothing is tried again of which it is not known what it left, and only what is certainly ours is deleted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podbuild.model.destination import Destination, Setting
from podbuild.model.show import Show
from podbuild.publish.target import Health, Target
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.publish.spotify_session import SpotifySession

_SHOW = re.compile(r"spotify:show:[A-Za-z0-9]+")
_WAIT_MINUTES = 20  # one or two as a rule; sixteen have been seen


def open_spotify(destination: Destination, show: Show, world: World) -> SpotifySession:
    from podbuild.publish.save_to_spotify import PROGRAM, SaveToSpotify
    from podbuild.publish.spotify_failures import missing
    from podbuild.publish.spotify_session import SpotifySession

    program = world.find_tool(PROGRAM)
    if program is None:
        raise missing(destination)
    settings = destination.settings
    minutes = int(settings.get("wait_minutes", _WAIT_MINUTES))
    named = str(settings.get("show", ""))
    return SpotifySession(SaveToSpotify(program, world), show, named, settings.get("keep") == "newest", minutes)


def _problems(destination: Destination) -> tuple[tuple[str, str, str], ...]:
    show = str(destination.settings.get("show") or "")
    if show and not _SHOW.fullmatch(show):
        fix = "write it as the program tells it (spotify:show:…): save-to-spotify shows"
        return (("show", f'"{show}" is no URI of a show', fix),)
    return ()


def _health(world: World, is_used: bool) -> tuple[Health, ...]:
    from podbuild.publish.spotify_login import login_health

    return login_health(world, is_used)


_KEEP = "What is done when there are more than the 60 episodes that a show holds"
SPOTIFY = Target(
    "spotify",
    "your own library at Spotify, through the save-to-spotify program",
    (
        Setting("show", "The show's URI there (spotify:show:…), where it was not made by podbuild"),
        Setting("keep", _KEEP, "choice", ("refuse", "newest"), default="refuse"),
        Setting("wait_minutes", "How long to wait until an episode can be heard", "count", default=_WAIT_MINUTES),
    ),
    open_spotify,
    _problems,
    reach=lambda destination: "addressed",
    takes="episodes",
    doctor=_health,
)
