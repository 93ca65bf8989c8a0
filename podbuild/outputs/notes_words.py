"""The few words that show notes add to an author's own, in the languages of shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotesWords:
    """Headings of the notes' sections, and the words of the link to the whole notes."""

    chapters: str
    links: str
    people: str
    credits: str
    more: str


_WORDS = {
    "en": NotesWords("Chapters", "Links", "People", "Credits", "Full show notes"),
    "de": NotesWords("Kapitel", "Links", "Mitwirkende", "Quellen und Lizenzen", "Alle Notizen zur Folge"),
    "es": NotesWords("Capítulos", "Enlaces", "Participantes", "Créditos", "Notas completas del episodio"),
    "fr": NotesWords("Chapitres", "Liens", "Participants", "Crédits", "Toutes les notes de l’épisode"),
    "it": NotesWords("Capitoli", "Link", "Partecipanti", "Crediti", "Note complete della puntata"),
    "pt": NotesWords("Capítulos", "Links", "Participantes", "Créditos", "Notas completas do episódio"),
    "nl": NotesWords("Hoofdstukken", "Links", "Medewerkers", "Bronnen en licenties", "Volledige shownotes"),
    "pl": NotesWords("Rozdziały", "Linki", "Uczestnicy", "Źródła i licencje", "Pełne notatki do odcinka"),
    "sv": NotesWords("Kapitel", "Länkar", "Medverkande", "Källor och licenser", "Alla anteckningar till avsnittet"),
    "ru": NotesWords("Главы", "Ссылки", "Участники", "Источники и лицензии", "Полное описание выпуска"),
    "uk": NotesWords("Розділи", "Посилання", "Учасники", "Джерела та ліцензії", "Повний опис випуску"),
    "ar": NotesWords("الفصول", "روابط", "المشاركون", "المصادر والتراخيص", "ملاحظات الحلقة كاملة"),
    "ja": NotesWords("チャプター", "リンク", "出演者", "クレジット", "詳しい番組ノート"),
    "zh": NotesWords("章节", "链接", "参与者", "来源与许可", "完整节目笔记"),
}


def notes_words(language: str) -> NotesWords:
    """The words for a BCP 47 tag; English where we have none.

    >>> notes_words("de-AT").chapters, notes_words("tlh").chapters
    ('Kapitel', 'Chapters')
    """
    return _WORDS.get(language.casefold().replace("_", "-").split("-")[0], _WORDS["en"])
