"""What of listeners.yaml may be shown: logs of a build are read by people who must not learn a token."""

from __future__ import annotations

import re

LISTENERS_FILE = "listeners.yaml"
_TOKEN_LIKE = re.compile(r"[A-Za-z0-9_-]{16,}")
_SHOWN_CHARACTERS = 4


def veiled(text: str) -> str:
    """The text with only the beginning of whatever may be a token, at the same length, so that carets still point at their place.

    >>> veiled("- {name: Ana, token: k3v9ab2xqz7mw5c4}")
    '- {name: Ana, token: k3v9············}'
    """
    return _TOKEN_LIKE.sub(lambda m: m[0][:_SHOWN_CHARACTERS] + "·" * (len(m[0]) - _SHOWN_CHARACTERS), text)
