"""`drafting` in show.yaml: who writes, what it may cost, where sources may come from."""

from __future__ import annotations

import re
from typing import Any

from podbuild.model.drafting import Drafting
from podbuild.source.decode import Field
from podbuild.source.kinds import TEXT, many, record, scalar
from podbuild.source.yaml_nodes import Mapping

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s/:@\[\]]+)(:[0-9]{1,5})?")


def _usd(text: str) -> float | None:
    found = re.fullmatch(r"\$?\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(?:USD)?", text.strip())
    return float(found[1]) if found else None


def _zone(text: str) -> str | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):  # of a name that is none, or is a folder's
        return None


USD = scalar("a sum in US dollars, such as 0.50", _usd, "number-bad", {"type": ["number", "string"]})
HOST = scalar(
    "a host, with its port where it is not the usual one: intranet.example.org:8080",
    lambda text: text.casefold() if _HOST.fullmatch(text) else None,
    "url-bad",
    {"type": "string"},
)
ZONE = scalar("a time zone such as Europe/Oslo", _zone, "choice-unknown", {"type": "string"})
_PRICE = record(
    (
        Field("input", "input", USD, "A million tokens read", is_required=True),
        Field("output", "output", USD, "A million tokens written", is_required=True),
    ),
    "price",
    lambda values, _node, _desk: (values["input"], values["output"]) if len(values) == 2 else None,
)
DRAFTING_FIELDS = (
    Field("writer", "writer", TEXT, "Who writes: claude"),
    Field("model", "model", TEXT, "The writer's model; left out: the writer's own choice"),
    Field("max_cost", "most_usd", USD, "The most that one command may cost, in US dollars"),
    Field("price", "prices_usd", _PRICE, "What the model costs in US dollars, where podbuild does not know it"),
    Field("hosts", "hosts", many(HOST), "Hosts in private networks that sources may be fetched from"),
    Field("timezone", "timezone", ZONE, "Where the days of calendars and of daily episodes begin; left out: UTC"),
)


def _drafting(values: dict[str, Any], _node: Mapping, _desk: object) -> Drafting:
    return Drafting(**values)


DRAFTING = record(DRAFTING_FIELDS, "drafting", _drafting)
