from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.speech.said import said
from podbuild.speech.said_tables import SAYINGS

CASES = [
    # numbers
    ("en", "1,234,567.89", "one million two hundred and thirty-four thousand five hundred and sixty-seven point eight nine"),
    ("en", "0.5, 3.14, .5 and 5.", "zero point five, three point one four, point five and five."),
    ("en", "-5 and −7", "minus five and minus seven"),
    ("en", "8:15–9:45, 9:00 - 10:30", "eight fifteen to nine forty-five, nine o'clock to ten thirty"),
    ("en", "9am–5pm on 10–12 May", "nine a m to five p m on May tenth to twelfth"),
    ("en-GB", "from the 3-5 June", "from the third to fifth of June"),
    ("en-GB", "10th–12th of July 2027", "the tenth to the twelfth of July twenty twenty-seven"),
    ("de", "Vom 10.–12. Mai, am 3.-5. Juni", "Vom zehnten bis zwölften Mai, am dritten bis fünften Juni"),
    ("de", "8:15–9:45 Uhr", "acht Uhr fünfzehn bis neun Uhr fünfundvierzig"),
    ("en", "007", "zero zero seven"),
    ("en", "12345678901234567", "one two three four five six seven eight nine zero one two three four five six seven"),
    ("en", "1st, 2nd, 22nd", "first, second, twenty-second"),
    ("en", "1/2, 3/4, 2/3 and 10/3", "one half, three quarters, two thirds and ten over three"),
    ("en", "½ cup", "a half cup"),
    ("en", "3x4, 3 × 4", "three times four, three times four"),
    ("en", "v1.2.3", "v one point two point three"),
    ("en", "#1 and No. 5, p. 12", "number one and number five, page twelve"),
    ("de", "1.234,5", "eintausendzweihundertvierunddreißig Komma fünf"),
    ("fr", "1 234,5", "mille deux cent trente-quatre virgule cinq"),
    ("es", "1.234", "mil doscientos treinta y cuatro"),
    ("pl", "1 234", "tysiąc dwieście trzydzieści cztery"),
    ("ar", "٢٠", "عشرون"),
    ("ja", "20", "20"),
    ("en", "24/7, 9/11, F-16s", "twenty-four seven, nine eleven, F-sixteens"),
    ("en", "±2 in C#", "plus or minus two in C sharp"),
    # years, decades, ranges
    ("en", "In 1905, 1990 and 2026.", "In nineteen oh-five, nineteen ninety and twenty twenty-six."),
    ("en", "the 1990s, the '80s", "the nineteen nineties, the eighties"),
    ("en", "1990–2000, 10-12 people", "nineteen ninety to two thousand, ten to twelve people"),
    ("de", "1990, 2026", "neunzehnhundertneunzig, zweitausendsechsundzwanzig"),
    ("fr", "1990–2000", "mille neuf cent quatre-vingt-dix à deux mille"),
    ("nl", "1990", "negentien honderd negentig"),
    # dates
    ("en", "on 2026-11-20", "on November twentieth twenty twenty-six"),
    ("en", "20.11.2026", "November twentieth twenty twenty-six"),
    ("en", "11/20/2026", "November twentieth twenty twenty-six"),
    ("en-GB", "20/11/2026", "the twentieth of November twenty twenty-six"),
    ("en-GB", "on the 20 November", "on the twentieth of November"),
    ("en", "Nov 20, Nov. 3, 2025", "November twentieth, November third twenty twenty-five"),
    ("en", "3 May, 1st May 2020", "May third, May first twenty twenty"),
    ("en", "13/45/2026", "thirteen over forty-five over twenty twenty-six"),
    ("de", "am 20.11.2026", "am zwanzigsten November zweitausendsechsundzwanzig"),
    ("de", "am 3. Mai", "am dritten Mai"),
    ("de", "2026-11-20", "zwanzigster November zweitausendsechsundzwanzig"),
    ("fr", "le 1er mai 2026", "le premier mai deux mille vingt-six"),
    ("fr", "20/11/2026", "vingt novembre deux mille vingt-six"),
    ("es", "el 20 de noviembre de 2026", "el veinte de noviembre de dos mil veintiséis"),
    ("es", "2026-11-20", "veinte de noviembre de dos mil veintiséis"),
    ("it", "il 1 maggio 2026", "il primo maggio duemilaventisei"),
    ("pt", "20 de novembro de 2026", "vinte de novembro de dois mil e vinte e seis"),
    ("nl", "20 november 2026", "twintig november tweeduizendzesentwintig"),
    ("pl", "21 listopada", "dwudziestego pierwszego listopada"),
    ("ja", "2026-11-20", "2026年11月20日"),
    ("ar", "2026-11-20", "عشرون نوفمبر ألفان و ستة و عشرون"),
    # times
    ("en", "14:30, 9:05, 9:00, 14:00, 0:00", "fourteen thirty, nine oh five, nine o'clock, fourteen hundred, midnight"),
    ("en", "at 2:30 pm, 9 AM and 9 a.m. sharp", "at two thirty p m, nine a m and nine a m sharp"),
    ("en", "It's 9:30am. The end. 12:30:15", "It's nine thirty a m. The end. twelve thirty fifteen"),
    ("es", "8:05 h", "ocho y cinco"),
    ("de", "14:30 Uhr, 1:00 Uhr", "vierzehn Uhr dreißig, ein Uhr"),
    ("fr", "14h30 et 14:00", "quatorze heures trente et quatorze heures"),
    ("es", "14:30", "catorce y treinta"),
    ("it", "14:30", "quattordici e trenta"),
    ("pt", "14:30", "catorze e trinta"),
    ("nl", "14:30", "veertien uur dertig"),
    ("pl", "14:30", "czternaście trzydzieści"),
    ("ja", "14:30", "14時30分"),
    # money
    ("en", "$3.50, $1, $0.99, $1.01", "three dollars and fifty cents, one dollar, ninety-nine cents, one dollar and one cent"),
    ("en", "£5m, €20, 20 EUR, USD 5", "five million pounds, twenty euros, twenty euros, five dollars"),
    ("en", "$1.2 billion, -$5", "one point two billion dollars, minus five dollars"),
    ("de", "3,50 €, 1 €", "drei Euro fünfzig, ein Euro"),
    ("fr", "3,50 €", "trois euros cinquante"),
    ("es", "20 €", "veinte euros"),
    ("it", "€ 20", "venti euro"),
    ("pt", "R$ 5", "cinco reais"),
    ("nl", "€ 3,50", "drie euro vijftig"),
    ("pl", "5 zł", "pięć złotych"),
    # units
    ("en", "5 km, 1 kg, 100 km/h", "five kilometers, one kilogram, one hundred kilometers per hour"),
    ("en-GB", "3.5 m", "three point five metres"),
    ("en", "20 °C, −5°C, 50%, 3 m²", "twenty degrees Celsius, minus five degrees Celsius, fifty percent, three square meters"),
    ("de", "5 km, 20 %", "fünf Kilometer, zwanzig Prozent"),
    ("fr", "20 %", "vingt pour cent"),
    ("es", "5 km", "cinco kilómetros"),
    ("it", "5 kg", "cinque chilogrammi"),
    ("pt", "50%", "cinquenta por cento"),
    ("nl", "5 kg", "vijf kilogram"),
    ("pl", "5 km, 22 km", "pięć kilometrów, dwadzieścia dwa kilometry"),
    ("ja", "50%", "50 パーセント"),
    ("ar", "50%", "خمسون بالمئة"),
    # abbreviations
    ("en", "Dr. Nowak vs. Mr. Smith, e.g. today", "Doctor Nowak versus Mister Smith, for example today"),
    ("en", "and so on, etc.", "and so on, et cetera."),
    ("en", "bread etc. And more", "bread et cetera. And more"),
    ("en", "No. I said.", "No. I said."),
    ("de", "z. B. Äpfel usw.", "zum Beispiel Äpfel und so weiter."),
    ("es", "Sr. López", "señor López"),
    ("fr", "M. Dupont et Mme Roy", "monsieur Dupont et madame Roy"),
    ("it", "pane ecc.", "pane eccetera."),
    ("pt", "Dra. Silva", "doutora Silva"),
    ("nl", "bijv. kaas", "bijvoorbeeld kaas"),
    ("pl", "np. ser", "na przykład ser"),
    # acronyms
    ("en", "SQL at NASA, PDFs, an API", "S Q L at NASA, P D F's, an A P I"),
    ("en", "XIV, HMM, TV, MP3, 3D", "XIV, HMM, T V, M P three, three D"),
    # addresses
    ("en", "see https://www.example.org/survey?x=1.", "see example dot org slash survey."),
    ("en", "a.b@example.com!", "a dot b at example dot com!"),
    ("en", "podbuild.dev", "podbuild dot dev"),
    ("de", "info@example.org", "info ät example Punkt org"),
    ("fr", "example.org/a-b", "example point org barre oblique a tiret b"),
    # telephone numbers
    ("en", "+44 20 7946 0958", "plus four four, two zero, seven nine four six, zero nine five eight"),
    ("en", "(020) 7946 0958", "zero two zero, seven nine four six, zero nine five eight"),
    ("en", "1-800-555-0199", "one, eight zero zero, five five five, zero one nine nine"),
    ("en", "$5-10", "five dollars to ten"),
    ("en", "555-1234", "five five five, one two three four"),
    # signs, markup, pictures
    ("en", "A & B + C = D → E", "A and B plus C equals D to E"),
    ("en", "**bold**, _it_, `code`, ~~no~~", "bold, it, code, no"),
    ("en", "# Head", "Head"),
    ("en", "2 * 3", "two three"),
    ("en", "and/or", "and or"),
    ("en", "snake_case", "snake case"),
    ("en", "hi 🚀👍🏽 there ✔ 👩‍👩‍👧.", "hi there."),
    ("en", " kept ", " kept "),
    ("en", "🚀", " "),
    ("en", "", ""),
    ("de", "Brot & Käse", "Brot und Käse"),
    # languages without a table keep digits and signs, and lose markup
    ("sv", "5 km & **10%**", "5 km & 10%"),
    ("x y!", "5 *a*", "5 a"),
    ("", "SQL", "SQL"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_said(language: str, text: str, expected: str) -> None:
    assert said(text, language) == expected


@pytest.mark.parametrize(("language", "text", "_"), CASES)
def test_what_was_said_is_said_the_same_again(language: str, text: str, _: str) -> None:
    once = said(text, language)
    assert said(once, language) == once


SCRAPS = (
    "0 1 12 007 2026 1.5 1,5 , . : / - – € $ £ % °C km 30 pm am st th Mai May de er # * _ & @ + = ½ a Z SQL "
    "§ §§ Wilhelm Henry I. VIII 1. bis der am /s kg MBit Uhr er 2/3 1.º ª %ig ± Std. \u00a0 ' ٣ ² Ⅷ"
)
PIECES = st.sampled_from([*SCRAPS.split(), "\u00a0", " "])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map(" ".join))


@pytest.mark.parametrize(
    "text", ["9" * 5000, "$" + "9" * 5000, "1" + ",000" * 2000 + " km", "€1" + ",000" * 2000, "0." + "9" * 5000]
)
def test_numbers_without_end_are_said_too(text: str) -> None:
    assert said(text, "en")


@given(TEXTS, st.sampled_from([*SAYINGS, "en-GB", "pt-BR", "de-CH", "sv", ""]))
def test_nothing_raises_and_nobody_hears_an_asterisk(text: str, language: str) -> None:
    words = said(text, language)
    assert "*" not in words and "`" not in words
    if language.partition("-")[0] in SAYINGS and language != "ja":
        assert not any(c in "0123456789" for c in words)
