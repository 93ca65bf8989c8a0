"""Sentences of scripts, what they point to, and what has to be found in them: by this the rules of faithfulness were made."""

from __future__ import annotations

from podbuild.drafting.source_text import SourcePassage, SourceText


def source(name: str, *passages: str) -> SourceText:
    return SourceText(name, "notes", f"{name}.md", passages=tuple(SourcePassage(n, text) for n, text in enumerate(passages, 1)))


ENGLISH = source(
    "notes",
    "The survey of 2024 counted 1,497 cracks in the Austre glacier, 12.5 percent more than in 2019.",
    'Hanne Berg, who leads the station in Tromsø, said: "We heard the ice before we saw it move, and nobody slept."',
    "The new station opens on 20 November 2026 at 14:30. It cost 1.5 million euros, and 23 people will work there.",
    "Norway has 2,534 glaciers. Details: [the map](https://example.org/map?y=2024) and www.nve.no/bre.",
    "Microphones were put into the ice on 3 March 2026, a Tuesday. They worked for three winters.",
)
GERMAN = source(
    "notiz",
    "Die Zählung von 2024 ergab 1.497 Risse, 12,5 Prozent mehr als 2019.",
    "Hanne Berg sagte: „Wir haben das Eis gehört, bevor wir es sahen.“ Die Station kostet 1,5 Millionen Euro.",
    "Eröffnet wird am 20. November 2026 um 14:30 Uhr; dort arbeiten 23 Leute. Am 3. März begann der Bau.",
)
FRENCH = source(
    "note",
    "Le relevé de 2024 a compté 1 497 fissures, soit 12,5 % de plus qu’en 2019.",
    "Hanne Berg a dit : « Nous avons entendu la glace avant de la voir. » La station de Tromsø a coûté 1,5 million d’euros.",
    "Elle ouvre le 20 novembre 2026 ; 23 personnes y travailleront.",
)
JAPANESE = source(
    "memo",
    "2024年の調査で1,497本の亀裂が見つかった。",
    "ベルクさんは「氷が動く前に音が聞こえた」と話した。開所は2026年11月20日、職員は23人。",
)

# A sentence, what it points to (by number), and what has to be found in it: kind and words, ~ where another passage says it.
EN: list[tuple[str, list[int], list[str]]] = [
    ("The survey of 2024 counted 1,497 cracks.", [1], []),
    ("The survey counted one thousand four hundred and ninety-seven cracks.", [1], []),
    ("The survey counted 1497 cracks, twelve point five percent more than five years before.", [1], []),
    ("Almost fifteen hundred cracks were counted in twenty twenty-four.", [1], []),
    ("About 1,500 cracks were counted.", [1], []),
    ("The survey counted 1,600 cracks.", [1], ["number 1,600"]),
    ("The survey counted two thousand cracks.", [1], ["number two thousand"]),
    ("That is 15 percent more than in 2019.", [1], ["number 15"]),
    ("That is twelve and a half percent more than in 2019.", [1], []),
    ("In the 2010s there were fewer.", [1], []),
    ("In the 1990s there were fewer.", [1], ["number 1990s"]),
    ("Hanne Berg leads the station in Tromsø.", [2], []),
    ("This is what Hanne Hansen leads in Tromsø.", [2], ["name Hanne Hansen"]),
    ("She leads the station in Bergen.", [2], ["name Bergen"]),
    ("Berg said, “We heard the ice before we saw it move.”", [2], []),
    ('Berg said, "we heard the ice … and nobody slept".', [2], []),
    ("Berg said, “We saw the ice before we heard it.”", [2], ["quote We saw the ice before we heard it."]),
    ("Berg said that “nobody slept”.", [1], ["quote ~nobody slept"]),
    ("It opens on November 20th.", [3], []),
    ("It opens on the twentieth of November, twenty twenty-six, at half past two.", [3], []),
    ("It opens on 2026-11-20.", [3], []),
    ("It opens on Friday at 2:30 pm.", [3], []),
    ("It opens on Monday.", [3], ["date Monday"]),
    ("It opens on November 21st, 2026.", [3], ["date November 21st, 2026"]),
    ("It opens in November 2026.", [3], []),
    ("It opens in March 2027.", [3], ["date March 2027"]),
    ("It opens at 15:30.", [3], ["number 15:30"]),
    ("It cost one and a half million euros, that is 1,500,000.", [3], []),
    ("It cost half a million euros.", [3], ["number half a million"]),
    ("It cost two million euros.", [3], ["number two million"]),
    ("Twenty-three people will work there.", [3], []),
    ("Thirty-two people will work there.", [3], ["number Thirty-two"]),
    ("Five people will work there.", [3], ["number Five"]),
    ("There are three things to know, and one of them is cold.", [3], []),
    ("I may march on, and this second is the first of two good ones.", [3], []),
    ("Norway has 2,534 glaciers.", [4], []),
    ("The Norwegian map has them all: https://example.org/map?y=2024.", [4], []),
    ("See [the map](https://example.org/map?y=2024) or nve.no.", [4], []),
    ("See [the map](https://evil.example/map).", [4], ["url https://evil.example/map"]),
    ("It is all on glaciers.com.", [4], ["url glaciers.com"]),
    ("The microphones worked for three winters.", [5], []),
    ("The microphones worked for four winters.", [5], ["number four"]),
    ("On March 3rd, a Tuesday, they went in.", [5], []),
    ("On March 3rd they went in.", [4], ["date ~March 3rd"]),
    ("And who is Bjarne Moe?", [], ["name Bjarne Moe"]),
    ("Welcome back to the show, says Ada, and it is good to have you.", [], []),
    ("So, what does the ice do when nobody listens?", [], []),
]
DE = [
    ("Die Zählung von 2024 ergab 1.497 Risse.", [1], []),
    ("Sie ergab tausendvierhundertsiebenundneunzig Risse, zwölf Komma fünf Prozent mehr.", [1], []),
    ("Fast tausendfünfhundert Risse wurden gezählt.", [1], []),
    ("Die Zählung ergab 1.800 Risse.", [1], ["number 1.800"]),
    ("Die Station kostet eineinhalb Millionen Euro, also 1.500.000.", [2], []),
    ("Die Station kostet eine halbe Million Euro.", [2], ["number eine halbe Million"]),
    ("Eröffnet wird sie am zwanzigsten November um 14:30 Uhr.", [3], []),
    ("Eröffnet wird sie am 21. November 2026.", [3], ["date 21. November 2026"]),
    ("Am 3. März begann der Bau, und dort arbeiten dreiundzwanzig Leute.", [3], []),
    ("Dort arbeiten dreißig Leute.", [3], ["number dreißig"]),
    ("Gestern sagte Hanne Berg: „Wir haben das Eis gehört, bevor wir es sahen.“", [2], []),
    ("Gestern sagte Hanne Meier: „Wir haben das Eis gesehen.“", [2], ["quote Wir haben das Eis gesehen.", "name Hanne Meier"]),
    ("Das Eis macht in der Nacht ein Geräusch, und jeder hört es anders.", [], []),
]
FR = [
    ("Le relevé de 2024 a compté 1 497 fissures.", [1], []),
    ("Le relevé a compté mille quatre cent quatre-vingt-dix-sept fissures.", [1], []),
    ("Le relevé a compté deux mille fissures.", [1], ["number deux mille"]),
    ("La station a coûté un million et demi.", [2], []),
    ("Elle ouvre le vingt novembre 2026.", [3], []),
    ("Elle ouvre le 21 novembre.", [3], ["date 21 novembre"]),
    ("Hanne Berg a dit : « Nous avons entendu la glace avant de la voir. »", [2], []),
    ("Elle a dit : « La glace nous parle. »", [2], ["quote La glace nous parle."]),
    ("La station de Bergen est plus belle.", [2], ["name Bergen"]),
]
JA = [
    ("2024年の調査で1497本の亀裂が見つかりました。", [1], []),
    ("調査で1,600本の亀裂が見つかりました。", [1], ["number 1,600"]),
    ("開所は11月20日です。", [2], []),
    ("開所は11月21日です。", [2], ["date 11月21日"]),
    ("ベルクさんは「氷が動く前に音が聞こえた」と言いました。", [2], []),
    ("ベルクさんは「氷は静かだった」と言いました。", [2], ["quote 氷は静かだった"]),
]
# Written after the rules were made. On the first run 21 of 23 findings were there and 5 too many; what is still wrong is in MISSED.
HELD_OUT = [
    ("en", ENGLISH, "Back in 2019 there were fewer cracks than the 1,497 of the latest count.", [1], []),
    ("en", ENGLISH, "One in eight cracks is new, if you believe the survey.", [1], []),
    ("en", ENGLISH, "They found fourteen hundred and ninety-seven of them.", [1], []),
    ("en", ENGLISH, "Some 1,450 cracks, give or take.", [1], []),
    ("en", ENGLISH, "The Austre glacier has lost twelve metres since the 1980s.", [1], ["number 1980s", "number twelve"]),
    ("en", ENGLISH, "Last year NASA counted 1,497 cracks.", [1], ["name NASA"]),
    ("en", ENGLISH, "Hanne Berg’s station in Tromsø is where Bjørn Dahl works too.", [2], ["name Bjørn Dahl"]),
    ("en", ENGLISH, "“Nobody slept,” she told us, “and we heard the ice.”", [2], ["quote and we heard the ice."]),
    ("en", ENGLISH, "She calls it “the longest night of my life”.", [2], ["quote the longest night of my life"]),
    ("en", ENGLISH, "It is “new”, and it is open.", [3], []),
    ("en", ENGLISH, "The doors open at half past two on the 20th.", [3], []),
    ("en", ENGLISH, "The doors open at 3 pm on 20 November.", [3], ["number ~3"]),
    ("en", ENGLISH, "Close to two dozen people will work there, for €1.5 million.", [3], []),
    ("en", ENGLISH, "It cost $1.7 million.", [3], ["number 1.7 million"]),
    ("en", ENGLISH, "Every Friday the station is open.", [3], []),
    ("en", ENGLISH, "Norway's glaciers number two thousand five hundred and thirty-four.", [4], []),
    ("en", ENGLISH, "More than 2,500 glaciers, and one map at example.org.", [4], []),
    ("en", ENGLISH, "Write to https://example.org/mail or see www.nve.no/bre for more.", [4], ["url https://example.org/mail"]),
    ("en", ENGLISH, "Sweden has 300 glaciers.", [4], ["name Sweden", "number 300"]),
    ("en", ENGLISH, "On the third of March the microphones went into the ice.", [5], []),
    ("en", ENGLISH, "On the fourth of March the microphones went into the ice.", [5], ["date 4 of March"]),
    ("en", ENGLISH, "It was Wednesday when they put them in.", [5], ["date Wednesday"]),
    ("en", ENGLISH, "Three winters long they listened, and three winters is a long time.", [5], []),
    ("en", ENGLISH, "Chapter two: what the ice does at night.", [], []),
    ("en", ENGLISH, "Thank you, Ada, and good night from Quiet Roads.", [], []),
    ("en", ENGLISH, "I am Ada. This is the second half, and we have ten minutes left.", [], []),
    ("en", ENGLISH, "Dr. Moe of Oxford disagrees.", [2], ["name Moe of Oxford"]),
    ("de", GERMAN, "Im Jahr zweitausendvierundzwanzig waren es 1497 Risse.", [1], []),
    ("de", GERMAN, "Das sind zwölfeinhalb Prozent mehr.", [1], []),
    ("de", GERMAN, "Das sind zwanzig Prozent mehr als 2018.", [1], ["number 2018", "number ~zwanzig"]),
    ("de", GERMAN, "Am Freitag, dem zwanzigsten November, ist es so weit.", [3], []),
    ("de", GERMAN, "Am Samstag ist es so weit.", [3], ["date Samstag"]),
    ("de", GERMAN, "Für 1,5 Mio. Euro arbeiten dort 23 Leute.", [2], ["number ~23"]),
    ("de", GERMAN, "Am Ende sagte Professor Lars Holm, das sei zu viel.", [2], ["name Lars Holm"]),
    ("fr", FRENCH, "C’est douze virgule cinq pour cent de plus qu’en deux mille dix-neuf.", [1], []),
    ("fr", FRENCH, "Le 20 novembre, vingt-trois personnes y travailleront.", [3], []),
    ("fr", FRENCH, "Selon Paul Durand, c’est trop cher.", [2], ["name Paul Durand"]),
    ("fr", FRENCH, "La station a coûté deux millions d’euros.", [2], ["number deux millions"]),
    ("ja", JAPANESE, "2019年の調査では1,200本でした。", [1], ["number 1,200", "number 2019"]),
    ("ja", JAPANESE, "職員は23人です。", [2], []),
]
MISSED: dict[str, list[str]] = {
    "One in eight cracks is new, if you believe the survey.": ["number eight"],  # it follows from 12.5 percent
    "Sweden has 300 glaciers.": ["number 300"],  # any word may begin a sentence
}
CORPUS = [
    *(("en", ENGLISH, *row) for row in EN),
    *(("de", GERMAN, *row) for row in DE),
    *(("fr", FRENCH, *row) for row in FR),
    *(("ja", JAPANESE, *row) for row in JA),
]
