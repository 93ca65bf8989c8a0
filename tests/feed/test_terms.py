"""The words that feeds have agreed on, held against other lists of them."""

from __future__ import annotations

from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from podbuild.base.recurrence import needs_start, recurrence_problem
from podbuild.feed.podcasting_relations import is_digest
from podbuild.model.podcast_terms import COUNTRIES, MEDIA, ROLES, ROLES_BY_GROUP, is_address, is_geo, is_osm
from podbuild.source.frequency_fields import RULES

# What Unicode's list has beside ISO 3166-1: unions, places with a code of their own, and codes for tests.
BESIDE_ISO = {"ac", "cp", "cq", "dg", "ea", "eu", "ez", "ic", "ta", "un", "xa", "xb", "xk", "zz", "qo"}


def test_countries_are_those_of_iso_3166() -> None:
    known = {code.casefold() for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
    assert known - BESIDE_ISO == COUNTRIES and len(COUNTRIES) == 249


def test_a_role_of_two_groups_belongs_to_the_first() -> None:
    assert ROLES["editor"] == "writing" and ROLES["host"] == "cast" and ROLES["cover art designer"] == "visuals"
    assert len(ROLES_BY_GROUP) == 11 and len(MEDIA) == 9


def test_our_own_rules_are_rules() -> None:
    assert {name: recurrence_problem(rule) for name, rule in RULES.items()} == dict.fromkeys(RULES, "")


@given(st.text(max_size=40) | st.text(alphabet="FREQ=WEKLYBDAOUNTI;,+-0123456789 :@.geoNR#", max_size=60))
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(recurrence_problem(text), str) and isinstance(needs_start(text), bool)
    assert {is_geo(text), is_osm(text), is_digest(text), is_address("node", text), is_address("lnaddress", text)} <= {True, False}
