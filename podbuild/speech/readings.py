"""What each voice reads aloud once, so that its level is measured on the same words in every episode."""

from __future__ import annotations

from collections.abc import Mapping

_READINGS: Mapping[str, str] = {
    "en": "The north wind and the sun were arguing about which of them was stronger, when a "
    "traveller came along in a warm coat. "
    "They agreed that whoever first made him take it off should be thought the stronger.",
    "de": "Einst stritten sich Nordwind und Sonne, wer von ihnen beiden wohl der Stärkere wäre, als "
    "ein Wanderer im warmen Mantel "
    "des Weges kam. Sie wurden einig, dass der für den Stärkeren gelten sollte, der ihn "
    "zwänge, den Mantel abzulegen.",
    "fr": "La bise et le soleil se disputaient, chacun assurant qu'il était le plus fort, quand ils "
    "ont vu un voyageur dans son manteau. "
    "Ils sont tombés d'accord que celui qui le lui ferait enlever serait regardé comme le plus fort.",
    "es": "El viento norte y el sol discutían sobre cuál de ellos era el más fuerte, cuando pasó un "
    "viajero con una capa ancha. "
    "Acordaron que el primero que lograra quitársela sería considerado el más fuerte.",
    "it": "Si bisticciavano un giorno il vento di tramontana e il sole, ognuno pretendendo di essere "
    "più forte, quando videro un viaggiatore. "
    "Decisero che sarebbe stato più forte chi fosse riuscito a fargli togliere il mantello.",
    "pt": "O vento norte e o sol discutiam sobre qual deles era o mais forte, quando passou um "
    "viajante com uma capa quente. "
    "Concordaram que o primeiro que o fizesse tirar a capa seria o mais forte.",
    "nl": "De noordenwind en de zon waren aan het redetwisten wie de sterkste was, toen er een "
    "reiziger in een warme mantel voorbijkwam. "
    "Zij kwamen overeen dat wie hem zijn mantel kon laten uittrekken, de sterkste zou zijn.",
    "pl": "Północny wiatr i słońce sprzeczali się, kto z nich jest silniejszy, gdy drogą przechodził "
    "podróżny w ciepłym płaszczu. "
    "Umówili się, że silniejszym okaże się ten, kto pierwszy zmusi go do zdjęcia płaszcza.",
    "sv": "Nordanvinden och solen tvistade en gång om vem av dem som var starkast, när en vandrare "
    "kom gående i en varm kappa. "
    "De kom överens om att den som först fick honom att ta av sig kappan skulle anses vara starkast.",
    "da": "Nordenvinden og solen skændtes engang om, hvem af dem der var den stærkeste, da en "
    "vandrer kom forbi i en varm kappe. "
    "De blev enige om, at den, der først fik ham til at tage kappen af, skulle regnes for den stærkeste.",
    "ru": "Однажды северный ветер и солнце спорили, кто из них сильнее, когда мимо шёл путник в тёплом плаще. "
    "Они решили, что сильнее тот, кто первым заставит его снять плащ.",
    "ja": "あるとき、北風と太陽が、どちらが強いかを言い争っていると、暖かい外套を着た旅人がやって来ました。"
    "旅人の外套を先に脱がせたほうが強いということに決めました。",
    "zh": "有一回，北风和太阳正在争论谁的本事大，这时来了一个穿着厚大衣的"
    "旅客。他们商量好了，谁能先叫他脱下大衣，就算谁的本事大。",
    "ar": "كانت ريح الشمال والشمس تتجادلان أيهما أقوى، وإذا بمسافر يمر بهما وعليه معطف دافئ. فاتفقتا "
    "على أن التي تجعله يخلع معطفه أولا هي الأقوى.",
}  # fmt: skip


def reading(language: str) -> str:
    """About two sentences in a language, after Aesop's fable that phoneticians use; English where there are none.

    >>> reading("en-GB") == reading("en"), reading("de")[:5]
    (True, 'Einst')
    """
    return _READINGS.get(language.replace("_", "-").split("-")[0].casefold(), _READINGS["en"])
