"""Whether `save-to-spotify` is there, logged in, and for how long still: what `podbuild doctor` tells of it."""

from __future__ import annotations

from pathlib import Path

from podbuild.publish.save_to_spotify import PROGRAM, CallFailed, SaveToSpotify
from podbuild.publish.spotify_failures import INSTALL, LOGIN
from podbuild.publish.target import Health
from podbuild.steps.world import World

_DAY_SECONDS = 86_400.0
WARNING_DAYS = 150  # a login may end after about six months, whatever was renewed meanwhile


def login_health(world: World, is_used: bool) -> tuple[Health, ...]:
    """One answer: the program and its version, the login and its age; none where it is neither there nor needed."""
    program = world.find_tool(PROGRAM)
    if program is None:
        return (Health("warning", f"{PROGRAM} is not installed, and the show publishes with it", INSTALL),) if is_used else ()
    service = SaveToSpotify(program, world)
    version = " ".join(filter(None, (PROGRAM, service.version())))
    try:
        login = service.login()
    except CallFailed as failed:
        return (Health("failed", f"{version} does not say whether it is logged in: {failed.message}", f"run: {LOGIN}"),)
    if not login.get("authenticated"):
        return (Health("warning", f"{version}, not logged in", f"run: {LOGIN}"),)
    if world.environment.get("SAVE_TO_SPOTIFY_AUTH_TOKEN"):
        action = "unset SAVE_TO_SPOTIFY_AUTH_TOKEN for what runs by itself: such a token ends within an hour"
        return (Health("warning", f"{version}, logged in by a token of the environment", action),)
    renewed = "" if login.get("token_valid") else ", to be renewed at the next call"
    days = login_days(world)
    if days is None:
        return (Health("ok", f"{version}, logged in{renewed}; since when is not known"),)
    told = f"{version}, logged in for {days} day{'' if days == 1 else 's'}{renewed}"
    if days >= WARNING_DAYS:
        return (Health("warning", f"{told}; a login may end after about six months", f"run: {LOGIN}"),)
    return (Health("ok", told),)


def login_days(world: World) -> int | None:
    """How many days ago somebody logged in, by the older of the login's two files: token.json is written anew at each renewal."""
    home = world.environment.get("XDG_CONFIG_HOME") or str(Path(world.environment.get("HOME") or "~").expanduser() / ".config")
    files = [Path(home) / PROGRAM / name for name in ("token.json", "dpop_key.json")]
    times = [file.stat().st_mtime for file in files if file.is_file()]
    return max(0, int((world.now().timestamp() - min(times)) / _DAY_SECONDS)) if times else None
