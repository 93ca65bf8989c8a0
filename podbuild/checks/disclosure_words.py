"""The sentences that say which part AI has in an episode, in the languages of shows. English where we have none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DisclosureWords:
    """Sentences about the voices, the sound (where nobody speaks) and the script.

    `reviewed` and `editor` are patterns with `{name}`: who reviewed it, and who answers for it.
    """

    synthetic: str
    mixed: str
    sound: str
    generated: str
    assisted: str
    translated: str
    reviewed: str
    editor: str
    space: str = " "

    def joined(self, *sentences: str) -> str:
        return self.space.join(sentence for sentence in sentences if sentence)


_WORDS = {
    "en": DisclosureWords(
        "The voices in this episode are computer-generated.",
        "Some of the voices in this episode are computer-generated.",
        "The sound of this episode is computer-generated.",
        "The script was written by artificial intelligence.",
        "The script was written with the help of artificial intelligence.",
        "The script was translated by artificial intelligence.",
        "Reviewed by {name}.",
        "Editorially responsible: {name}.",
    ),
    "de": DisclosureWords(
        "Die Stimmen in dieser Folge sind computergeneriert.",
        "Einige der Stimmen in dieser Folge sind computergeneriert.",
        "Der Ton dieser Folge ist computergeneriert.",
        "Der Text wurde von künstlicher Intelligenz geschrieben.",
        "Der Text wurde mit Hilfe künstlicher Intelligenz geschrieben.",
        "Der Text wurde von künstlicher Intelligenz übersetzt.",
        "Geprüft von {name}.",
        "Redaktionell verantwortlich: {name}.",
    ),
    "es": DisclosureWords(
        "Las voces de este episodio han sido generadas por ordenador.",
        "Algunas de las voces de este episodio han sido generadas por ordenador.",
        "El sonido de este episodio ha sido generado por ordenador.",
        "El guion ha sido escrito por una inteligencia artificial.",
        "El guion se ha escrito con ayuda de una inteligencia artificial.",
        "El guion ha sido traducido por una inteligencia artificial.",
        "Revisado por {name}.",
        "Responsable editorial: {name}.",
    ),
    "fr": DisclosureWords(
        "Les voix de cet épisode sont générées par ordinateur.",
        "Certaines voix de cet épisode sont générées par ordinateur.",
        "Le son de cet épisode est généré par ordinateur.",
        "Le texte a été écrit par une intelligence artificielle.",
        "Le texte a été écrit avec l’aide d’une intelligence artificielle.",
        "Le texte a été traduit par une intelligence artificielle.",
        "Relu par {name}.",
        "Responsable éditorial : {name}.",
    ),
    "it": DisclosureWords(
        "Le voci di questa puntata sono generate al computer.",
        "Alcune voci di questa puntata sono generate al computer.",
        "L’audio di questa puntata è generato al computer.",
        "Il testo è stato scritto da un’intelligenza artificiale.",
        "Il testo è stato scritto con l’aiuto di un’intelligenza artificiale.",
        "Il testo è stato tradotto da un’intelligenza artificiale.",
        "Revisione: {name}.",
        "Responsabile editoriale: {name}.",
    ),
    "pt": DisclosureWords(
        "As vozes deste episódio são geradas por computador.",
        "Algumas das vozes deste episódio são geradas por computador.",
        "O som deste episódio é gerado por computador.",
        "O texto foi escrito por inteligência artificial.",
        "O texto foi escrito com a ajuda de inteligência artificial.",
        "O texto foi traduzido por inteligência artificial.",
        "Revisto por {name}.",
        "Responsável editorial: {name}.",
    ),
    "nl": DisclosureWords(
        "De stemmen in deze aflevering zijn door een computer gemaakt.",
        "Sommige stemmen in deze aflevering zijn door een computer gemaakt.",
        "Het geluid van deze aflevering is door een computer gemaakt.",
        "De tekst is geschreven door kunstmatige intelligentie.",
        "De tekst is geschreven met hulp van kunstmatige intelligentie.",
        "De tekst is vertaald door kunstmatige intelligentie.",
        "Nagekeken door {name}.",
        "Redactioneel verantwoordelijk: {name}.",
    ),
    "pl": DisclosureWords(
        "Głosy w tym odcinku zostały wygenerowane komputerowo.",
        "Niektóre głosy w tym odcinku zostały wygenerowane komputerowo.",
        "Dźwięk tego odcinka został wygenerowany komputerowo.",
        "Tekst napisała sztuczna inteligencja.",
        "Tekst napisano z pomocą sztucznej inteligencji.",
        "Tekst przetłumaczyła sztuczna inteligencja.",
        "Sprawdzenie: {name}.",
        "Odpowiedzialność redakcyjna: {name}.",
    ),
    "sv": DisclosureWords(
        "Rösterna i det här avsnittet är datorgenererade.",
        "Några av rösterna i det här avsnittet är datorgenererade.",
        "Ljudet i det här avsnittet är datorgenererat.",
        "Manuset är skrivet av artificiell intelligens.",
        "Manuset är skrivet med hjälp av artificiell intelligens.",
        "Manuset är översatt av artificiell intelligens.",
        "Granskat av {name}.",
        "Redaktionellt ansvarig: {name}.",
    ),
    "ru": DisclosureWords(
        "Голоса в этом выпуске созданы компьютером.",
        "Некоторые голоса в этом выпуске созданы компьютером.",
        "Звук этого выпуска создан компьютером.",
        "Текст написан искусственным интеллектом.",
        "Текст написан с помощью искусственного интеллекта.",
        "Текст переведён искусственным интеллектом.",
        "Текст проверен: {name}.",
        "Редакционная ответственность: {name}.",
    ),
    "uk": DisclosureWords(
        "Голоси в цьому випуску створені комп’ютером.",
        "Деякі голоси в цьому випуску створені комп’ютером.",
        "Звук цього випуску створений комп’ютером.",
        "Текст написаний штучним інтелектом.",
        "Текст написаний за допомогою штучного інтелекту.",
        "Текст перекладений штучним інтелектом.",
        "Текст перевірено: {name}.",
        "Редакційна відповідальність: {name}.",
    ),
    "ar": DisclosureWords(
        "الأصوات في هذه الحلقة مُولَّدة بالحاسوب.",
        "بعض الأصوات في هذه الحلقة مُولَّدة بالحاسوب.",
        "صوت هذه الحلقة مُولَّد بالحاسوب.",
        "كُتب النص بواسطة الذكاء الاصطناعي.",
        "كُتب النص بمساعدة الذكاء الاصطناعي.",
        "تُرجم النص بواسطة الذكاء الاصطناعي.",
        "المراجعة: {name}.",
        "المسؤولية التحريرية: {name}.",
    ),
    "ja": DisclosureWords(
        "このエピソードの音声は、コンピューターによる合成音声です。",
        "このエピソードの音声の一部は、コンピューターによる合成音声です。",
        "このエピソードの音は、コンピューターによって生成されました。",
        "台本は人工知能が書きました。",
        "台本は人工知能の助けを借りて書かれました。",
        "台本は人工知能が翻訳しました。",
        "確認：{name}。",
        "編集責任：{name}。",
        space="",
    ),
    "zh": DisclosureWords(
        "本期节目的声音由计算机合成。",
        "本期节目的部分声音由计算机合成。",
        "本期节目的音频由计算机生成。",
        "文稿由人工智能撰写。",
        "文稿在人工智能的协助下撰写。",
        "文稿由人工智能翻译。",
        "审阅：{name}。",
        "编辑责任：{name}。",
        space="",
    ),
}
LANGUAGES: tuple[str, ...] = tuple(sorted(_WORDS))


def disclosure_words(language: str) -> DisclosureWords:
    """The sentences for a BCP 47 tag.

    >>> disclosure_words("de-CH").reviewed, disclosure_words("tlh").reviewed
    ('Geprüft von {name}.', 'Reviewed by {name}.')
    """
    return _WORDS.get(language.casefold().replace("_", "-").split("-")[0], _WORDS["en"])
