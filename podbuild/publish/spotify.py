"""Spotify, through the `save-to-spotify` program that the user has installed: shows in the user's own library there.

What is there cannot be changed, and an episode is there before its bytes are: so every attempt is taken down before the call,
nothing is tried again of which it is not known what it left, and only what is certainly ours is deleted.
"""

from __future__ import annotations

import re

from podbuild.model.destination import Destination, Setting
from podbuild.model.show import Show
from podbuild.publish.save_to_spotify import PROGRAM, SaveToSpotify
from podbuild.publish.spotify_failures import missing
from podbuild.publish.spotify_login import login_health
from podbuild.publish.spotify_session import WAIT_MINUTES, SpotifySession
from podbuild.publish.target import Target
from podbuild.steps.world import World

_SHOW = re.compile(r"spotify:show:[A-Za-z0-9]+")


def open_spotify(destination: Destination, show: Show, world: World) -> SpotifySession:
    program = world.find_tool(PROGRAM)
    if program is None:
        raise missing(destination)
    return SpotifySession(SaveToSpotify(program, world), destination, show)


def _problems(destination: Destination) -> tuple[tuple[str, str, str], ...]:
    show = str(destination.settings.get("show") or "")
    if show and not _SHOW.fullmatch(show):
        return (("show", f'"{show}" is no URI of a show', f"write it as the program tells it: {PROGRAM} shows (spotify:show:…)"),)
    return ()


SPOTIFY = Target(
    "spotify",
    "your own library at Spotify, through the save-to-spotify program",
    (
        Setting("show", "The show's URI there (spotify:show:…), where it was not made by podbuild"),
        Setting(
            "keep",
            "What is done when there are more than the 60 episodes that a show holds",
            "choice",
            ("refuse", "newest"),
            default="refuse",
        ),
        Setting("wait_minutes", "How long to wait until an episode can be heard", "count", default=WAIT_MINUTES),
    ),
    open_spotify,
    _problems,
    reach=lambda destination: "addressed",
    takes="episodes",
    doctor=login_health,
)
