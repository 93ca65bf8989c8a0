"""What Claude's models cost, in US dollars for a million tokens. A model that is not here has no known price.

Source: platform.claude.com/docs/en/about-claude/pricing, read 2026-11. Caches are those of five minutes, which is what
`claude.py` asks for: writing one costs 1.25 times what reading the prompt does.
"""

from __future__ import annotations

import re

from podbuild.drafting.writer import Price

LONG_PROMPT_TOKENS = 100_000  # from here on all of a request to Haiku 5.5 costs five times as much
_LATEST_FABLE = Price(10.0, 50.0, 0.25, 12.50)
_FABLE = Price(10.0, 50.0, 1.00, 12.50)
_OPUS = Price(5.0, 25.0, 0.50, 6.25)
_SONNET_4 = Price(3.0, 15.0, 0.30, 3.75)
_PRICES = {
    "claude-fable-5-1": _LATEST_FABLE,
    "claude-mythos-5-1": _LATEST_FABLE,
    "claude-fable-5": _FABLE,
    "claude-mythos-5": _FABLE,
    "claude-opus-5-5": Price(4.0, 20.0, 0.20, 5.00),
    "claude-opus-5": _OPUS,
    "claude-opus-4-8": _OPUS,
    "claude-opus-4-7": _OPUS,
    "claude-opus-4-6": _OPUS,
    "claude-opus-4-5": _OPUS,
    "claude-sonnet-5-5": Price(2.0, 10.0, 0.10, 2.50),
    "claude-sonnet-5": Price(2.0, 10.0, 0.20, 2.50),
    "claude-sonnet-4-6": _SONNET_4,
    "claude-sonnet-4-5": _SONNET_4,
    "claude-haiku-5-5": Price(0.10, 0.50, 0.01, 0.125),
    "claude-haiku-4-5": Price(1.0, 5.0, 0.10, 1.25),
}
_LONG_PRICES = {"claude-haiku-5-5": Price(0.50, 2.50, 0.05, 0.625)}
_DATE = re.compile(r"-20\d{6}$")


def claude_price(model: str, prompt_tokens: int) -> Price | None:
    """The price of a model by its name, which may end in a date; None for one that is not known.

    >>> claude_price("claude-haiku-4-5-20251001", 10) == claude_price("claude-haiku-4-5", 10)
    True
    >>> claude_price("claude-haiku-5-5", 100_000).input_usd, claude_price("claude-haiku-5-5", 100_001).input_usd
    (0.1, 0.5)
    >>> claude_price("claude-sonnet-9", 10) is None
    True
    """
    name = _DATE.sub("", model)
    long = _LONG_PRICES.get(name) if prompt_tokens > LONG_PROMPT_TOKENS else None
    return long or _PRICES.get(name)
