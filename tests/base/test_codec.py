"""Values go through plain JSON and come back the same; what does not fit is refused, not guessed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.base.codec import from_json, to_json
from podbuild.base.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Inner:
    name: str
    share: float = 0.0
    span: Span = field(default=Span(""), compare=False)


@dataclass(frozen=True, slots=True)
class Outer:
    inners: tuple[Inner, ...]
    kind: Literal["a", "b"]
    first: Inner | None
    pairs: tuple[tuple[float, str], ...]
    by_name: dict[str, Inner]
    is_on: bool = True


INNERS = st.builds(Inner, st.text(), st.floats(allow_nan=False, allow_infinity=False))
OUTERS = st.builds(
    Outer,
    st.lists(INNERS).map(tuple),
    st.sampled_from(["a", "b"]),
    st.none() | INNERS,
    st.lists(st.tuples(st.floats(0, 9), st.text())).map(tuple),
    st.dictionaries(st.text(), INNERS),
    st.booleans(),
)


@given(OUTERS)
def test_there_and_back(value):
    assert from_json(Outer, json.loads(json.dumps(to_json(value)))) == value


def test_places_do_not_belong_to_a_value():
    assert "span" not in to_json(Inner("x", span=Span("a.md", 3)))


@pytest.mark.parametrize(
    "wrong",
    [{}, {"name": 3}, {"name": "x", "share": "much"}, [], "x", None],
)
def test_what_does_not_fit_is_refused(wrong):
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_json(Inner, wrong)


def test_a_field_that_is_new_has_its_default():
    assert from_json(Inner, {"name": "x"}) == Inner("x")
