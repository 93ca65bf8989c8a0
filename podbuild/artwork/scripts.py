"""Which script words are written in: it decides their typeface and where they may break."""

from __future__ import annotations

import re

HAN_AND_KANA = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff"
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(rf"[{HAN_AND_KANA}]")
_TRADITIONAL = re.compile(r"(?i)-(hant|tw|hk|mo)\b")
_OTHERS = {
    "thai": re.compile(r"[\u0e00-\u0e7f]"),
    "korean": re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"),
    "arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f]"),
    "hebrew": re.compile(r"[\u0590-\u05ff]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
}


def script_of(text: str, language: str) -> str:
    """The script that asks most of a typeface in this text; "" for Latin and its relatives.

    The same Han signs are drawn differently in Japan, China and Taiwan: there the language decides.

    >>> [script_of(text, "ja") for text in ("氷河", "Eis und 氷", "얼음", "ice")], script_of("冰川", "zh-TW")
    (['japanese', 'japanese', 'korean', ''], 'traditional_chinese')
    """
    if _KANA.search(text):
        return "japanese"
    for script, letters in _OTHERS.items():
        if letters.search(text):
            return script
    if not _HAN.search(text):
        return ""
    if language.startswith("ja"):
        return "japanese"
    return "traditional_chinese" if _TRADITIONAL.search(language) else "simplified_chinese"
