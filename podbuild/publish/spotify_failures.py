"""What podbuild says and does when `save-to-spotify` fails: who has to mend it, and whether it may be tried again."""

from __future__ import annotations

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination
from podbuild.publish.save_to_spotify import PROGRAM, CallFailed
from podbuild.publish.target import Refused, Unavailable

INSTALL = "install it: https://github.com/spotify/save-to-spotify"
LOGIN = f"{PROGRAM} auth login"


def missing(destination: Destination) -> Refused:
    message = f'"{destination.name}" needs the program {PROGRAM}, which is not installed'
    return Refused(Diagnostic("spotify-missing", message, destination.span, fix=f"{INSTALL}, then run: {LOGIN}"))


def show_gone(uri: str, is_named: bool) -> Refused:
    message = f"the show {uri} is not there for whoever is logged in"
    fix = f"log in as its owner ({LOGIN}), or write show: with one of: {PROGRAM} shows"
    if not is_named:
        fix += '; where it was deleted, delete the line "show" of the ledger: it is then made anew'
    return Refused(Diagnostic("target-missing", message, fix=fix))


def refusal_of(failed: CallFailed, what: str, is_clean: bool = False, sends: bool = True) -> Refused | Unavailable:
    """What to raise for a call of which it is known that it left nothing, or that may be made again as it is (`is_clean`).

    Only what a call `sends` can be refused for good.
    """
    message = f"{what}: {failed.message}"
    match failed.kind:
        case "login":
            return Refused(Diagnostic("target-login", f"Spotify knows no login: {failed.message}", fix=f"run: {LOGIN}"))
        case "limit":
            fix = f"publish again {_in(failed.after_seconds)}: what is done stays done"
            limit = Diagnostic("target-unavailable", f"Spotify takes no more for now: {failed.message}", fix=fix)
            return Unavailable(limit, failed.after_seconds)
        case "full":
            fix = f"delete there what is not wanted, then publish again: {PROGRAM} episodes"
            return Refused(Diagnostic("target-full", f"the show at Spotify has no room for {message}", fix=fix))
        case "absent":
            return Refused(Diagnostic("target-missing", message, fix="publish again: it looks first"))
        case "forbidden":
            return Refused(Diagnostic("target-refused", message, fix=f"see whose login it is ({PROGRAM} auth status)"))
        case "refused" if not sends:
            return Refused(Diagnostic("target-refused", message, fix="publish again: it is tried again then"))
        case "refused":
            fix = "change what it names; as it is, it is not sent again"
            return Refused(Diagnostic("spotify-refused", message, fix=fix), is_lasting=True)
        case "server" | "transfer" | "unknown" if is_clean or failed.is_unmade or failed.kind == "server":
            return Unavailable(Diagnostic("target-unavailable", message, fix="publish again later"), failed.after_seconds)
        case _:
            return Refused(Diagnostic("spotify-unsure", message, fix="publish again: it looks first"))


def _in(seconds: float | None) -> str:
    """How long to wait, as people say it.

    >>> _in(None), _in(90), _in(7200), _in(604800)
    ('later', 'in 2 minutes', 'in 2 hours', 'in 7 days')
    """
    if seconds is None:
        return "later"
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            count = -int(-seconds // length)
            return f"in {count} {unit}{'s' if count > 1 else ''}"
    return "in a minute"
