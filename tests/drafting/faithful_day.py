"""Sentences of a school's day, written to try the rules of faithfulness after they were made: times, prices, phones, units.

On the first run 13 of the 17 sentences with a slip were found, and 5 of the 14 true ones alarmed. `MISSED` is what is still wrong.
"""

from __future__ import annotations

from podbuild.drafting.source_text import SourceText
from tests.drafting.faithful_corpus import source

SCHOOL = source(
    "school",
    "Monday 30 November 2026, 08:15 to 09:45: Maths 8b, in Room 214",
    "The trip to the Deutsches Museum costs €18.50 per child; 27 of 31 pupils have signed up. "
    "The coach leaves at 7:40 a.m. and is back by quarter past five.",
    "Boiling point rises by 0.5 °C per 300 m. We used 250 ml of water and 3 to 5 g of salt; the probe read 98 to 101 degrees.",
    "Call the office on +49 89 1234-567 by 4 December. Ms Aylin Demir said: “Bring warm shoes, it was minus six last year.”",
    "Turnout at the parents’ evening was 62%, up from 48% in the 2nd term of 2024/25. First was Jonas Weber, third was Mia.",
    "The budget is $1.2 million, of which a third goes to the library. The hall opened in 1987 and holds 400 people.",
)
SCHULE = source(
    "schule",
    "Der Ausflug kostet 18,50 € pro Kind; 27 von 31 Kindern fahren mit. Abfahrt ist um 7.40 Uhr, Rückkehr gegen halb sechs.",
    "Frau Demir sagte: „Bringt warme Schuhe mit.“ Anmeldung bis zum 4. Dezember unter 089 1234-567.",
)
ECOLE = source(
    "ecole",
    "La sortie coûte 18,50 € par enfant ; 27 élèves sur 31 sont inscrits. Départ à 7 h 40, retour à 17 h 15.",
    "Mme Demir a dit : « Prenez des chaussures chaudes. » Réponse avant le 4 décembre.",
)
ESCUELA = source(
    "escuela",
    "La excursión cuesta 18,50 € por niño; 27 de 31 alumnos se han apuntado. Salida a las 7:40, regreso a las 17:15.",
    "La señora Demir dijo: «Traed zapatos calientes». Respuesta antes del 4 de diciembre.",
)

# The language, what it rests on, the sentence, the passage it points to, and what has to be found in it.
A_DAY: list[tuple[str, SourceText, str, int, list[str]]] = [
    ("en", SCHOOL, "Maths starts at a quarter past eight in room two hundred and fourteen.", 1, []),
    ("en", SCHOOL, "Maths starts at half past eight in room 214.", 1, ["number half past eight"]),
    ("en", SCHOOL, "The coach leaves at twenty to eight and is back at 5:15 pm.", 2, []),
    ("en", SCHOOL, "The coach leaves at twenty to nine.", 2, ["number twenty"]),
    ("en", SCHOOL, "The trip costs eighteen euros fifty, and twenty-seven pupils are coming.", 2, []),
    ("en", SCHOOL, "The trip costs 18 euros, and four of the thirty-one stay at home.", 2, ["number 18"]),
    ("en", SCHOOL, "It rises by half a degree for every three hundred metres.", 3, []),
    ("en", SCHOOL, "It rises by 0.5 °C per 300 feet.", 3, ["number 300 feet"]),
    ("en", SCHOOL, "They used three to five grams of salt in a quarter of a litre of water.", 3, []),
    ("en", SCHOOL, "They used 250 ml of water and 3–8 g of salt.", 3, ["number ~8"]),
    ("en", SCHOOL, "The probe read 98–101 degrees.", 3, []),
    ("en", SCHOOL, "The office is on plus four nine, eight nine, one two three four, five six seven.", 4, []),
    ("en", SCHOOL, "You can reach the office on +49 89 1234-576.", 4, ["number 576"]),
    (
        *("en", SCHOOL, "Ms Demir said, “Bring warm shoes, it was minus eight last year.”", 4),
        ["number ~eight", "quote Bring warm shoes, it was minus eight last year."],
    ),
    ("en", SCHOOL, "Answer by Friday, the fourth of December.", 4, []),
    ("en", SCHOOL, "Answer by Thursday, December 4th.", 4, ["date Thursday"]),
    ("en", SCHOOL, "Turnout went from 48 to 62 percent, that is 14 points more.", 5, ["number 14"]),
    ("en", SCHOOL, "Jonas Weber came second, and Mia came third.", 5, ["number second"]),
    ("en", SCHOOL, "It was the second term of 2024/25.", 5, []),
    ("en", SCHOOL, "The hall, which is nearly forty years old, holds 400.", 6, ["number forty"]),
    ("en", SCHOOL, "A third of the one point two million dollars goes to the library.", 6, []),
    ("en", SCHOOL, "A quarter of the $1.2 million goes to the library.", 6, ["number A quarter"]),
    ("de", SCHULE, "Der Ausflug kostet achtzehn Euro fünfzig, los geht es um zwanzig vor acht.", 1, []),
    ("de", SCHULE, "Zurück sind sie um halb sieben, 27 von 30 fahren mit.", 1, ["number 30", "number halb sieben"]),
    ("de", SCHULE, "Anmelden kann man sich bis zum vierten Dezember unter 089 1234-567.", 2, []),
    ("de", SCHULE, "Frau Demir sagte: „Bringt dicke Schuhe mit.“", 2, ["quote Bringt dicke Schuhe mit."]),
    ("fr", ECOLE, "Le départ est à sept heures quarante, le retour à cinq heures et quart.", 1, []),
    ("fr", ECOLE, "La sortie coûte dix-neuf euros, et vingt-sept élèves viennent.", 1, ["number dix-neuf"]),
    ("fr", ECOLE, "Il faut répondre avant le 5 décembre.", 2, ["date 5 décembre"]),
    ("es", ESCUELA, "La salida es a las ocho menos veinte y cuesta dieciocho euros con cincuenta.", 1, []),
    ("es", ESCUELA, "Vuelven a las 17:45, y van veintisiete alumnos.", 1, ["number 17:45"]),
]

# Written after times and prices were mended, and looked at once: 11 of 12 slips were found, 1 of 15 true sentences alarmed.
HARBOUR = source(
    "day",
    "Tuesday 1 December 2026, 06:40 to 07:10: Ferry to Ouseby, in North quay",
    "Tuesday 1 December 2026, 19:30 to 21:00: Council, in Town hall. Agenda: harbour fees rise by 3.5% from 1 January 2027",
    "Tuesday 1 December 2026, all day: Library closed",
    "Open, due Wednesday 2 December 2026, priority A: Pay the invoice over 1,250 kroner (project boat)",
    "Ada Lind: We sold 340 tickets, 12 fewer than last week. Bo: “I'd rather wait for the ice to go.”",
    "The market opens at noon and closes at 5 p.m. Cod is 89 kroner a kilo, crab 210. Wind 8 to 12 m/s, gusts up to 20.",
    "Monday 30 November 2026, Ada Lind: Mend the tide table (2 files changed)",
)
HAFEN = source(
    "tag",
    "Dienstag 1 Dezember 2026, 06:40 to 07:10: Fähre nach Ouseby",
    "Der Markt öffnet um 9 Uhr und schließt um 17:30 Uhr. Dorsch kostet 8,90 Euro, 210 Besucher kamen.",
)
PORT = source(
    "jour",
    "Le marché ouvre à 9 h et ferme à 17 h 30. Le cabillaud coûte 8,90 € le kilo ; 210 visiteurs sont venus.",
)
PUERTO = source(
    "dia",
    "El mercado abre a las 9:00 y cierra a las 17:30. El bacalao cuesta 8,90 € el kilo; vinieron 210 visitantes.",
)
HELD_OUT_DAY: list[tuple[str, SourceText, str, int, list[str]]] = [
    ("en", HARBOUR, "The ferry to Ouseby leaves at six forty, and arrives at ten past seven.", 1, []),
    ("en", HARBOUR, "The ferry leaves at twenty to six.", 1, ["number ~twenty"]),
    ("en", HARBOUR, "The council sits from half past seven to nine this evening.", 2, []),
    ("en", HARBOUR, "The council sits from 7 p.m. to 9 p.m.", 2, ["number 7"]),
    ("en", HARBOUR, "Fees go up by three and a half percent on New Year's Day, the first of January.", 2, []),
    ("en", HARBOUR, "Fees go up by 5.3 percent.", 2, ["number 5.3"]),
    ("en", HARBOUR, "The invoice over twelve hundred and fifty kroner is due tomorrow, on Wednesday.", 4, []),
    ("en", HARBOUR, "The invoice is over 1,520 kroner.", 4, ["number 1,520"]),
    ("en", HARBOUR, "They sold three hundred and forty tickets, a dozen fewer than a week ago.", 5, []),
    ("en", HARBOUR, "Bo said, “I would rather wait for the ice to go.”", 5, ["quote I would rather wait for the ice to go."]),
    ("en", HARBOUR, "Bo said he'd “rather wait for the ice to go”.", 5, []),
    ("en", HARBOUR, "The market is open from twelve to five.", 6, []),
    ("en", HARBOUR, "The market closes at 17:00, and cod is eighty-nine kroner.", 6, []),
    ("en", HARBOUR, "The market closes at six.", 6, ["number six"]),
    ("en", HARBOUR, "Crab is 201 kroner a kilo.", 6, ["number 201"]),
    ("en", HARBOUR, "There will be wind of 8–12 metres a second, with gusts of twenty.", 6, []),
    ("en", HARBOUR, "Yesterday, Ada Lind mended the tide table.", 7, []),
    ("en", HARBOUR, "On Sunday, Eda Lind mended the tide table.", 7, ["date Sunday", "name Eda Lind"]),
    ("en", HARBOUR, "The library is closed all day on Tuesday.", 3, []),
    ("de", HAFEN, "Um zwanzig vor sieben fährt die Fähre, um zehn nach sieben ist sie da.", 1, []),
    ("de", HAFEN, "Der Markt geht von neun bis halb sechs, der Dorsch kostet acht Euro neunzig.", 2, []),
    ("de", HAFEN, "Der Markt schließt um halb sieben.", 2, ["number halb sieben"]),
    ("de", HAFEN, "Der Dorsch kostet 9,80 Euro.", 2, ["number 9,80"]),
    ("fr", PORT, "Le marché ferme à cinq heures et demie, et le cabillaud coûte huit euros quatre-vingt-dix.", 1, []),
    ("fr", PORT, "Le marché ferme à six heures et demie, après 310 visiteurs.", 1, ["number 310"]),
    ("es", PUERTO, "El mercado abre a las nueve y cierra a las cinco y media.", 1, []),
    ("es", PUERTO, "El mercado cierra a las seis y media; vinieron doscientos visitantes.", 1, ["number doscientos"]),
]
MISSED: dict[str, list[str]] = {
    "It rises by 0.5 °C per 300 feet.": [],  # units are not compared
    "Answer by Friday, the fourth of December.": ["date Friday"],  # the source says neither weekday nor year
    "Jonas Weber came second, and Mia came third.": [],  # ordinals beside no month
    "Fees go up by three and a half percent on New Year's Day, the first of January.": ["name New Year Day"],
    "The market closes at six.": [],  # small numbers are said of anything
    "A quarter of the $1.2 million goes to the library.": [],  # fractions
}
