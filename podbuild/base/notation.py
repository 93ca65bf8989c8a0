"""Words that come from elsewhere, written so that Markdown and the notation of scripts show them and do not act on them."""

from __future__ import annotations

import re

# What no text of a show may hold: control characters, halves of characters, and what Unicode keeps for nobody.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# What turns the direction of writing round: a line that has it is shown in another order than it is written.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NOTATION = re.compile(r"[\\`*\[\]<>|~{}]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_AT_LINE_START = re.compile(r"^(?:([#+=-])|(\d{1,9})([.)]))", re.MULTILINE | re.ASCII)


def escaped(text: str) -> str:
    r"""Words in which no sign is notation; underscores within words are none anyway.

    >>> print(escaped("{music} *a_b* _c_ <!-- &amp; [x](y)"))
    \{music\} \*a_b\* \_c\_ \<!-- \&amp; \[x\](y)
    """
    return _NOTATION.sub(lambda m: f"\\{m[0]}", text)


def guarded(text: str) -> str:
    r"""A paragraph whose lines begin no list, heading or rule.

    >>> guarded("# One"), guarded("1. Two"), guarded("- Three"), guarded("3.5 m")
    ('\\# One', '1\\. Two', '\\- Three', '3\\.5 m')
    """
    return _AT_LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", text)
