"""How signs and abbreviations are said, a table a language. Names of units, currencies and months come from CLDR.

Deliberately absent: rules. A language that is not here keeps its digits and signs, and the engine says them its way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Saying:
    """One language. Where a word is "", its sign becomes a pause or nothing.

    `clock` and `full_hour` are how 14:30 and 14:00 are said, with {h} and {m}; `first` is said in place of the number of
    a month's first day; `point` is the decimal mark. `spells_numbers` is False where the engine says digits best.
    """

    dot: str
    slash: str
    at: str
    dash: str
    and_: str
    plus: str
    equals: str
    times: str
    to: str
    point: str
    minus: str
    number: str
    clock: str
    full_hour: str
    first: str = ""
    is_year_said_in_pairs: bool = False
    spells_numbers: bool = True
    halves: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)


# An abbreviation that ends in "*" stands only before a number.
SAYINGS: Mapping[str, Saying] = {
    "en": Saying(
        "dot", "slash", "at", "dash", "and", "plus", "equals", "times", "to", "point", "minus", "number",
        "{h} {m}", "{h} o'clock",
        is_year_said_in_pairs=True,
        halves={"½": "a half", "¼": "a quarter", "¾": "three quarters", "⅓": "a third", "⅔": "two thirds"},
        abbreviations={
            "§": "section", "§§": "sections", "±": "plus or minus", "≈": "about",
            "Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miz", "Prof.": "Professor", "St.": "Saint",
            "Jr.": "Junior", "Sr.": "Senior", "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "vs.": "versus",
            "approx.": "approximately", "No.*": "number", "no.*": "number", "p.*": "page", "pp.*": "pages", "vol.*": "volume",
            "fig.*": "figure", "Fig.*": "Figure", "ca.": "circa", "c.*": "circa", "est.": "established", "Inc.": "Incorporated",
            "Ltd.": "Limited", "Gov.": "Governor", "Sen.": "Senator", "Rev.": "Reverend", "w/o": "without", "w/": "with",
            "C#": "C sharp", "F#": "F sharp",
        },
    ),
    "de": Saying(
        "Punkt", "Schrägstrich", "ät", "Strich", "und", "plus", "gleich", "mal", "bis", "Komma", "minus", "Nummer",
        "{h} Uhr {m}", "{h} Uhr",
        is_year_said_in_pairs=True,
        halves={"½": "ein halb", "¼": "ein Viertel", "¾": "drei Viertel", "⅓": "ein Drittel", "⅔": "zwei Drittel"},
        abbreviations={
            "§": "Paragraf", "§§": "Paragrafen", "±": "plus minus", "≈": "ungefähr",
            "Std.": "Stunden", "Min.": "Minuten", "Sek.": "Sekunden", "z. T.": "zum Teil", "Jh.": "Jahrhundert", "z.T.": "zum Teil",
            "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "d. h.": "das heißt", "d.h.": "das heißt", "u. a.": "unter anderem",
            "u.a.": "unter anderem", "usw.": "und so weiter", "bzw.": "beziehungsweise", "ca.": "zirka", "Dr.": "Doktor",
            "Prof.": "Professor", "Nr.": "Nummer", "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive",
            "etc.": "et cetera", "Mio.": "Millionen", "Mrd.": "Milliarden", "St.": "Sankt", "vgl.": "vergleiche", "S.*": "Seite",
            "Str.": "Straße", "Hr.": "Herr", "Fr.": "Frau",
        },
    ),
    "es": Saying(
        "punto", "barra", "arroba", "guion", "y", "más", "igual a", "por", "a", "coma", "menos", "número",
        "{h} y {m}", "{h} en punto",
        first="uno",
        halves={"½": "un medio", "¼": "un cuarto", "¾": "tres cuartos", "⅓": "un tercio", "⅔": "dos tercios"},
        abbreviations={
            "§": "párrafo", "§§": "párrafos", "±": "más menos", "≈": "aproximadamente",
            "Sr.": "señor", "Sra.": "señora", "Dr.": "doctor", "Dra.": "doctora", "Ud.": "usted", "Uds.": "ustedes",
            "etc.": "etcétera", "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "EE. UU.": "Estados Unidos",
            "EE.UU.": "Estados Unidos", "núm.": "número", "aprox.": "aproximadamente", "pág.": "página",
        },
    ),
    "fr": Saying(
        "point", "barre oblique", "arobase", "tiret", "et", "plus", "égale", "fois", "à", "virgule", "moins", "numéro",
        "{h} heures {m}", "{h} heures",
        first="premier",
        halves={"½": "un demi", "¼": "un quart", "¾": "trois quarts", "⅓": "un tiers", "⅔": "deux tiers"},
        abbreviations={
            "§": "paragraphe", "§§": "paragraphes", "±": "plus ou moins", "≈": "environ",
            "M.": "monsieur", "Mme": "madame", "Mlle": "mademoiselle", "MM.": "messieurs", "Dr": "docteur", "etc.": "et cetera",
            "p. ex.": "par exemple", "c.-à-d.": "c'est-à-dire", "env.": "environ", "n°": "numéro", "N°": "numéro",
            "av. J.-C.": "avant Jésus-Christ", "St": "saint", "Ste": "sainte",
        },
    ),
    "it": Saying(
        "punto", "barra", "chiocciola", "trattino", "e", "più", "uguale", "per", "a", "virgola", "meno", "numero",
        "{h} e {m}", "{h} in punto",
        first="primo",
        halves={"½": "un mezzo", "¼": "un quarto", "¾": "tre quarti", "⅓": "un terzo", "⅔": "due terzi"},
        abbreviations={
            "§": "paragrafo", "§§": "paragrafi", "±": "più o meno", "≈": "circa",
            "Sig.": "signor", "Sig.ra": "signora", "Dott.": "dottor", "Dott.ssa": "dottoressa", "Prof.": "professor",
            "ecc.": "eccetera", "p. es.": "per esempio", "ad es.": "ad esempio", "pag.": "pagina", "n.*": "numero",
        },
    ),
    "pt": Saying(
        "ponto", "barra", "arroba", "traço", "e", "mais", "igual a", "vezes", "a", "vírgula", "menos", "número",
        "{h} e {m}", "{h} horas",
        first="primeiro",
        halves={"½": "meio", "¼": "um quarto", "¾": "três quartos", "⅓": "um terço", "⅔": "dois terços"},
        abbreviations={
            "§": "parágrafo", "§§": "parágrafos", "±": "mais ou menos", "≈": "cerca de",
            "Sr.": "senhor", "Sra.": "senhora", "Dr.": "doutor", "Dra.": "doutora", "etc.": "et cetera",
            "p. ex.": "por exemplo", "nº": "número", "pág.": "página", "aprox.": "aproximadamente", "EUA": "Estados Unidos",
        },
    ),
    "nl": Saying(
        "punt", "schuine streep", "apenstaartje", "streepje", "en", "plus", "is", "keer", "tot", "komma", "min", "nummer",
        "{h} uur {m}", "{h} uur",
        is_year_said_in_pairs=True,
        halves={"½": "een half", "¼": "een kwart", "¾": "drie kwart", "⅓": "een derde", "⅔": "twee derde"},
        abbreviations={
            "§": "paragraaf", "§§": "paragrafen", "±": "plus min", "≈": "ongeveer",
            "dhr.": "de heer", "mevr.": "mevrouw", "bijv.": "bijvoorbeeld", "bv.": "bijvoorbeeld", "enz.": "enzovoort",
            "d.w.z.": "dat wil zeggen", "nr.": "nummer", "m.a.w.": "met andere woorden", "o.a.": "onder andere", "ca.": "circa",
            "Dr.": "dokter", "dr.": "doctor", "prof.": "professor", "blz.": "bladzijde", "etc.": "et cetera",
            "t.o.v.": "ten opzichte van",
        },
    ),
    "pl": Saying(
        "kropka", "ukośnik", "małpa", "kreska", "i", "plus", "równa się", "razy", "do", "przecinek", "minus", "numer",
        "{h} {m}", "{h} zero zero",
        halves={"½": "pół", "¼": "jedna czwarta", "¾": "trzy czwarte", "⅓": "jedna trzecia", "⅔": "dwie trzecie"},
        abbreviations={
            "§": "paragraf", "§§": "paragrafy", "±": "plus minus", "≈": "około",
            "np.": "na przykład", "itd.": "i tak dalej", "itp.": "i tym podobne", "tzn.": "to znaczy", "m.in.": "między innymi",
            "tzw.": "tak zwany", "prof.": "profesor", "dr": "doktor", "ul.": "ulica", "godz.": "godzina", "nr": "numer",
            "ok.": "około", "tys.": "tysięcy", "mln": "milionów", "mld": "miliardów", "św.": "święty", "str.": "strona",
        },
    ),
    "ja": Saying(
        "ドット", "スラッシュ", "アットマーク", "ハイフン", "アンド", "プラス", "イコール", "かける", "から", "点", "マイナス",
        "ナンバー", "{h}時{m}分", "{h}時",
        spells_numbers=False,
        halves={"½": "二分の一", "¼": "四分の一", "¾": "四分の三"},
    ),
    "ar": Saying(
        "نقطة", "شرطة مائلة", "آت", "شرطة", "و", "زائد", "يساوي", "ضرب", "إلى", "فاصلة", "ناقص", "رقم",
        "{h} و {m}", "{h}",
        halves={"½": "نصف", "¼": "ربع", "¾": "ثلاثة أرباع", "⅓": "ثلث", "⅔": "ثلثان"},
        abbreviations={"د.": "دكتور", "إلخ": "إلى آخره"},
    ),
}  # fmt: skip

# CLDR's names of units, by the sign that stands behind a number. Signs are case-sensitive: MB is not mb.
UNITS: Mapping[str, str] = {
    "km": "length-kilometer", "m": "length-meter", "cm": "length-centimeter", "mm": "length-millimeter", "mi": "length-mile",
    "ft": "length-foot", "kg": "mass-kilogram", "g": "mass-gram", "mg": "mass-milligram", "lb": "mass-pound", "lbs": "mass-pound",
    "oz": "mass-ounce", "l": "volume-liter", "L": "volume-liter", "ml": "volume-milliliter", "mL": "volume-milliliter",
    "°C": "temperature-celsius", "°F": "temperature-fahrenheit", "°": "angle-degree", "%": "concentr-percent",
    "‰": "concentr-permille", "km/h": "speed-kilometer-per-hour", "kph": "speed-kilometer-per-hour",
    "mph": "speed-mile-per-hour", "m/s": "speed-meter-per-second", "kB": "digital-kilobyte", "KB": "digital-kilobyte",
    "MB": "digital-megabyte", "GB": "digital-gigabyte", "TB": "digital-terabyte", "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz", "MHz": "frequency-megahertz", "GHz": "frequency-gigahertz", "W": "power-watt",
    "kW": "power-kilowatt", "MW": "power-megawatt", "kWh": "energy-kilowatt-hour", "V": "electric-volt",
    "ms": "duration-millisecond",
    "min": "duration-minute", "m²": "area-square-meter", "km²": "area-square-kilometer", "ha": "area-hectare",
    "t": "mass-tonne", "h": "duration-hour", "s": "duration-second", "Std.": "duration-hour", "Min.": "duration-minute",
    "Std": "duration-hour", "Min": "duration-minute", "Sek.": "duration-second", "Mbit": "digital-megabit",
    "MBit": "digital-megabit", "kbit": "digital-kilobit", "kBit": "digital-kilobit", "Gbit": "digital-gigabit",
    "GBit": "digital-gigabit", "Tbit": "digital-terabit", "m³": "volume-cubic-meter", "hPa": "pressure-hectopascal",
}  # fmt: skip

CURRENCIES: Mapping[str, str] = {
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "zł": "PLN",
}
CURRENCY_CODES = ("USD", "EUR", "GBP", "JPY", "INR", "KRW", "RUB", "PLN", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "CZK", "BRL")
# What a listener expects where CLDR is formal ("US dollars"): one, many, one cent, many cents.
PLAIN_CURRENCIES: Mapping[tuple[str, str], tuple[str, str, str, str]] = {
    ("en", "USD"): ("dollar", "dollars", "cent", "cents"), ("en", "EUR"): ("euro", "euros", "cent", "cents"),
    ("en", "GBP"): ("pound", "pounds", "penny", "pence"), ("en", "JPY"): ("yen", "yen", "", ""),
    ("de", "USD"): ("Dollar", "Dollar", "", ""), ("fr", "USD"): ("dollar", "dollars", "", ""),
    ("es", "USD"): ("dólar", "dólares", "", ""), ("it", "USD"): ("dollaro", "dollari", "", ""),
    ("pt", "BRL"): ("real", "reais", "", ""), ("pt", "EUR"): ("euro", "euros", "", ""),
    ("pt", "USD"): ("dólar", "dólares", "", ""), ("nl", "USD"): ("dollar", "dollar", "", ""),
}  # fmt: skip
SCALES: Mapping[str, str] = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "bn": "billion",
                             "b": "billion", "B": "billion", "tn": "trillion"}  # fmt: skip

# Acronyms with vowels that are said letter by letter; those without are spelled by rule, the rest are words (NASA).
SPELLED = frozenset((
    "AI", "API", "APIs", "UK", "US", "USA", "EU", "UN", "URL", "ID", "UI", "UX", "CEO", "CTO", "CFO", "FAQ", "UAE", "UFO",
    "IBM", "AWS", "OS", "ATM", "ETA", "GPU", "CPU", "USB", "BBC", "EMI", "IP", "IPA", "ISP", "IRS", "FBI", "CIA", "EPA",
    "FDA", "NHS", "NYU", "UCLA", "ISBN", "ISSN", "DIY", "RIP", "VIP", "IQ", "HIV", "EKG", "ECG", "MRI", "DNA", "RNA", "BCE",
    "LED", "IOU", "NGO", "UV",
))  # fmt: skip
NOT_SPELLED = frozenset((
    "HMM", "SHH", "PSST", "PST", "BRR", "BRRR", "TSK", "MR", "MRS", "DR", "ST", "MS", "XX", "XXX", "XV", "NTH", "GRR", "PFFT",
    "HM", "MMM", "ZZZ",
))  # fmt: skip


def base_of(language: str) -> str:
    """The language of a tag without script and region: "en" of "en-GB"."""
    return language.partition("-")[0]
