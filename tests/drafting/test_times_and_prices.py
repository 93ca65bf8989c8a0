"""Times of day and prices, as people say them and as clocks and lists show them."""

from __future__ import annotations

import pytest

from podbuild.authoring.tongues import tongue
from podbuild.drafting.citations import Sentence
from podbuild.drafting.faithfulness import claims
from podbuild.drafting.times_and_prices import moments
from tests.drafting.faithful_corpus import source

DAY = source(
    "day",
    "Friday 20 November 2026, 13:00 to 14:40: Rehearsal",
    "Friday 20 November 2026, 16:15 to 22:00: Fair. Soup is 4.50 euros, a cup 1,20 €.",
    "The last boat goes at half past six, or at 8 pm on Saturdays.",
)


@pytest.mark.parametrize(
    ("language", "text", "points_to", "expected"),
    [
        ("en", "It ends at 22:00.", 2, []),  # the clock that stands before a colon
        ("en", "The rehearsal is at 1 pm, until twenty to three.", 1, []),
        ("en", "The rehearsal is at 2 pm.", 1, ["2"]),
        ("en", "The rehearsal is at thirteen o'clock.", 1, []),
        ("en", "The rehearsal ends at two forty.", 1, []),
        ("en", "The rehearsal ends at a quarter to three.", 1, ["a quarter to three"]),
        ("en", "The rehearsal ends at twenty-five past three.", 1, ["twenty-five"]),
        ("en", "The fair is from a quarter past four to ten.", 2, []),
        ("en", "The fair begins at half past four.", 2, ["half past four"]),
        ("en", "Soup is four euros fifty, a cup one euro and twenty cents.", 2, []),
        ("en", "Soup is four euros sixty.", 2, ["four", "sixty"]),
        ("en", "The last boat goes at 6:30, on Saturdays at 20:00.", 3, []),
        ("en", "The last boat goes at 6:40.", 3, ["6:40"]),
        ("de", "Die Probe ist um dreizehn Uhr, bis zwanzig vor drei.", 1, []),
        ("de", "Um 13 Uhr, bis 14.40 Uhr.", 1, []),
        ("de", "Das Fest geht von Viertel nach vier bis 22 Uhr, und die Suppe kostet vier Euro fünfzig.", 2, []),
        ("de", "Das Fest beginnt um halb fünf.", 2, ["halb fünf"]),
        ("de", "Um zwölf Uhr der Test.", 1, ["zwölf"]),  # nor is that a name
        ("de", "Es endet zehn nach halb drei.", 1, []),
        ("fr", "La répétition est à treize heures, jusqu’à trois heures moins vingt.", 1, []),
        ("fr", "La fête est de 16 h 15 à 22h00, ou de quatre heures et quart à dix heures.", 2, []),
        ("fr", "La fête commence à dix-sept heures.", 2, ["dix-sept"]),
        ("es", "El ensayo es a las trece y termina a las tres menos veinte.", 1, []),
        ("es", "La fiesta empieza a las cuatro y cuarto y la sopa cuesta cuatro euros con cincuenta.", 2, []),
    ],
)
def test_a_time_is_found_however_it_is_said(language, text, points_to, expected):
    found = claims([Sentence(text, 1, (f"day#{points_to}",))], [DAY], tongue=tongue(language), source_tongues=[tongue("en")])
    assert [one.text for one in found if one.kind in ("number", "name")] == expected


def test_an_amount_is_no_time():
    said = source("count", "Between 8 and 10 people came, at 12 o'clock.", "It has 14 doors.")
    for text, expected in [("From eight to ten people came.", []), ("At noon 16 people came.", ["16"]), ("At 14:00.", ["14:00"])]:
        found = claims([Sentence(text, 1, ("count#1",))], [said], tongue=tongue("en"))
        assert [one.text for one in found] == expected


def test_midnight_is_one_moment():
    assert moments(24, 0) == {-1.0}
    assert moments(12, 0, "a") == {-1.0}
    assert moments(12, 0) == {-1.0, -721.0}
