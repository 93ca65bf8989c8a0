from __future__ import annotations

import pytest

from podbuild.base.diagnostics import Span
from podbuild.model.episode import Run
from podbuild.model.show import LexiconEntry as Entry
from podbuild.speech.engine import Piece
from podbuild.speech.lexicon import apply

NOWAK = Entry("Nowak", say="Noh-vack")


def check(
    runs: str | tuple[Run, ...], entries: list[Entry], *expected: str | Piece, language: str = "en", voice: str = "host"
) -> None:
    made = (Run(runs),) if isinstance(runs, str) else runs
    assert apply(made, entries, language, voice) == tuple(Piece(e) if isinstance(e, str) else e for e in expected)


@pytest.mark.parametrize(
    ("text", "entries", "expected"),
    [
        ("Nowak came, Nowakowski went.", [NOWAK], "Noh-vack came, Nowakowski went."),
        ("Nowak's hat", [NOWAK], "Noh-vack's hat"),
        ("nowak NOWAK", [NOWAK], "nowak NOWAK"),
        ("Gif GIF gif", [Entry("gif", say="jif")], "jif jif jif"),
        ("GIF gif", [Entry("gif", say="jif"), Entry("GIF", say="G I F")], "G I F jif"),
        (
            "New York Times in New York",
            [Entry("New York", say="NY"), Entry("New York Times", say="the Times")],
            "the Times in NY",
        ),
        ("SQL & SQLite", [Entry("SQL", say="sequel")], "sequel and SQLite"),
        ("C++ and C", [Entry("C++", say="see plus plus")], "see plus plus and C"),
        ("a 5 km b", [Entry("b", say="B 5 km & *")], "a five kilometers B 5 km & *"),
        ("Dr. Nowak", [NOWAK], "Doctor Noh-vack"),
        ("SQL", [], "S Q L"),
        ("東京タワー", [Entry("東京", say="とうきょう")], "とうきょうタワー"),
        ("no", [Entry("", say="x")], "no"),
        ("İstanbul ıstanbul ISTANBUL", [Entry("istanbul", say="Is-tan-bool")], "Is-tan-bool Is-tan-bool Is-tan-bool"),
        ("Kilo ſet", [Entry("kilo", say="key-low"), Entry("set", say="zet")], "key-low zet"),  # the signs for kelvin, long s
    ],
)
def test_words(text: str, entries: list[Entry], expected: str) -> None:
    check(text, entries, expected)


@pytest.mark.parametrize(
    ("entry", "language", "voice", "is_used"),
    [
        (Entry("x", say="y", language="en"), "en-GB", "host", True),
        (Entry("x", say="y", language="en-GB"), "en", "host", False),
        (Entry("x", say="y", language="en-gb"), "en-GB", "host", True),
        (Entry("x", say="y", language="e"), "en", "host", False),
        (Entry("x", say="y", voice="host"), "en", "host", True),
        (Entry("x", say="y", voice="guest"), "en", "host", False),
    ],
)
def test_scope(entry: Entry, language: str, voice: str, is_used: bool) -> None:
    check("x", [entry], "y" if is_used else "x", language=language, voice=voice)


def test_the_narrower_entry_wins() -> None:
    check("x", [Entry("x", say="wide"), Entry("x", say="english", language="en"), Entry("x", say="mine", voice="host")], "mine")


def test_what_the_author_says_wins_over_the_lexicon_and_is_not_changed() -> None:
    check((Run("by "), Run("Nowak", say="No 5 & wak"), Run(" today")), [NOWAK], "by No 5 & wak today")


def test_ipa_and_emphasis_make_pieces_of_their_own() -> None:
    runs = (Run("On Ærø it "), Run("hums 5", emphasis=2), Run("."))
    check(runs, [Entry("Ærø", ipa="ˈɛːʁø")], "On ", Piece("Ærø", ipa="ˈɛːʁø"), " it ", Piece("hums five", emphasis=2), ".")


def test_positions_never_matter() -> None:
    moved = Entry("Nowak", say="Noh-vack", span=Span("lexicon.yaml", 9))
    assert apply((Run("Nowak"),), [moved], "en") == apply((Run("Nowak"),), [NOWAK], "en")
