"""`value`: how listeners pay while they listen, read from one address or from keys."""

from __future__ import annotations

import re
from typing import Any

from podbuild.model.feed_tags import Recipient, Value
from podbuild.model.podcast_terms import is_address
from podbuild.source.decode import Field, Kind, describe, object_schema
from podbuild.source.desk import Desk
from podbuild.source.feed_fields import LABEL, short_or_keys
from podbuild.source.kinds import BOOLEAN, TEXT, integer, many, record, scalar
from podbuild.source.yaml_nodes import Mapping, Node, Scalar, Sequence

_SLUG = scalar(
    "a word in lower case",
    lambda text: text if re.fullmatch(r"[a-z0-9-]+", text) else None,
    "type-wrong",
    {"type": "string"},
)
_AMOUNT = scalar(
    "an amount such as 0.00000005",
    lambda text: text if re.fullmatch(r"\d+(\.\d+)?", text) else None,
    "number-bad",
    {"type": ["string", "number"]},
)
RECIPIENT_FIELDS = (
    Field("name", "name", LABEL, "Who gets it"),
    Field("address", "address", TEXT, "A Lightning address, or the key of a node", is_required=True),
    Field("type", "kind", _SLUG, "node or lnaddress; left out: by the address"),
    Field("split", "split", integer(0, 1_000_000_000), "Shares of the payment"),
    Field("fee", "is_fee", BOOLEAN, "true: taken off before the others share"),
    Field("custom_key", "custom_key", TEXT, "Sent along, where a node serves several"),
    Field("custom_value", "custom_value", TEXT, "Sent along under that key"),
)


def _recipient(values: dict[str, Any], node: Mapping | None, desk: Desk, place: Node | None = None) -> Recipient | None:
    if "address" not in values:
        return None
    kind = values.get("kind") or ("lnaddress" if "@" in values["address"] else "node")
    written = node.get("address") if node else place
    assert written is not None
    if not is_address(kind, values["address"]):
        fix = "write a Lightning address such as me@getalby.com, or a node's key: 66 hexadecimal digits that begin with 02 or 03"
        why = "a payment to an address that is none is lost (podcast:valueRecipient)"
        desk.say("payment-address-bad", f"{describe(written)} is no address of the type {kind}", written.span, fix, why=why)
        return None
    return Recipient(**{**values, "kind": kind})


def _address_alone(node: Scalar, desk: Desk) -> Recipient | None:
    return _recipient({"address": node.text.strip()}, None, desk, node)


_RECIPIENT = short_or_keys("a recipient", _address_alone, RECIPIENT_FIELDS, _recipient)
_RECIPIENTS = many(_RECIPIENT)
VALUE_FIELDS = (
    Field("recipients", "recipients", _RECIPIENTS, "Who gets the payments", is_required=True),
    Field("type", "kind", _SLUG, "The currency or layer"),
    Field("method", "method", _SLUG, "How payments are sent: keysend or amp"),
    Field("suggested", "suggested", _AMOUNT, "An amount for a minute, in bitcoin for lightning"),
)


def _value(values: dict[str, Any], node: Mapping, desk: Desk) -> Value | None:
    recipients: tuple[Recipient, ...] = values.get("recipients", ())
    written = node.get("recipients")
    return Value(**values) if _are_enough(recipients, written, desk) else None


def _are_enough(recipients: tuple[Recipient, ...], written: Node | None, desk: Desk) -> bool:
    """Whether somebody gets something; told where the list itself is at fault, and not a recipient in it."""
    if isinstance(written, Sequence) and not written.items:
        desk.say("value-missing", '"recipients" is empty', written.span, "write at least one address")
    if recipients and written is not None and not any(recipient.split for recipient in recipients):
        desk.say("number-bad", "nobody gets a share", written.span, "write a split of at least 1 for one of them")
        return False
    return bool(recipients)


_KEYS = record(VALUE_FIELDS, "value", _value)


def _read_value(node: Node, desk: Desk) -> Value | None:
    """Keys; or recipients alone, who are then paid by Lightning."""
    if isinstance(node, Mapping) and (node.get("recipients") is not None or node.get("address") is None):
        found: Value | None = _KEYS.read(node, desk)
        return found
    recipients = _RECIPIENTS.read(node, desk)
    return Value(recipients) if _are_enough(recipients, node, desk) else None


VALUE = Kind(
    "an address, recipients, or keys",
    _read_value,
    {"anyOf": [dict(_RECIPIENTS.schema), object_schema(VALUE_FIELDS)]},
)
