"""The libraries that some readers need: loaded when they are used, and named with their extra where they are not there."""

from __future__ import annotations

import datetime
import importlib
from typing import Any

from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.sources.reader import Setting, SourceUnread

INSTALL = "pip install 'podbuild[sources]'"


def library(name: str, what: str) -> Any:
    """A module of the extra. Raises SourceUnread where it is not installed; `what` is what it reads: "PDF files"."""
    try:
        return importlib.import_module(name)
    except ImportError:
        package = name.replace("_", "-")
        message = f"{what} are read with {package}, which is not installed"
        raise SourceUnread(Diagnostic("source-library-missing", message, fix=f"install it: {INSTALL}")) from None


def zone(setting: Setting) -> datetime.tzinfo:
    """The time zone of a setting. Raises SourceUnread where this machine does not know it."""
    from zoneinfo import ZoneInfo

    if setting.timezone in ("", "UTC"):
        return datetime.UTC
    try:
        return ZoneInfo(setting.timezone)
    except (KeyError, ValueError, OSError):  # of a name that is none, or is a folder's
        message = f'this machine does not know the time zone "{setting.timezone}"'
        fix = f"check drafting.timezone in show.yaml; where the zones are missing as a whole: {INSTALL}"
        raise SourceUnread(Diagnostic("source-zone-unknown", message, fix=fix)) from None
