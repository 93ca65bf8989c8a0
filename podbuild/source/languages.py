"""Language tags (BCP 47, RFC 5646): an ISO 639 code, then script, region and variants."""

from __future__ import annotations

import re

# ISO 639-1, all 183 two-letter codes; the list is closed, so a code that is not in it is a mistake.
_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
    eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk
    kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny
    oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
    tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
TWO_LETTER = frozenset(_CODES.split())
_TAG = re.compile(
    r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|\d{3}))?((?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}|x(?:-[a-z0-9]{1,8})+))*)"
)
# What authors write when they mean a language: a country, or the language's name.
MEANT = {"uk-en": "en-GB", "jp": "ja", "cn": "zh", "gr": "el", "dk": "da", "cz": "cs", "se-se": "sv", "english": "en"} | {
    "german": "de", "deutsch": "de", "french": "fr", "spanish": "es", "italian": "it", "danish": "da", "swedish": "sv",
    "norwegian": "nb", "polish": "pl", "dutch": "nl", "portuguese": "pt", "japanese": "ja", "chinese": "zh",
}  # fmt: skip


def parse_language(text: str) -> str | None:
    """The tag in its usual case, or None.

    >>> parse_language("EN-gb"), parse_language("zh-hant-tw"), parse_language("english"), parse_language("en_US")
    ('en-GB', 'zh-Hant-TW', None, None)
    >>> parse_language("jp"), parse_language("gsw"), parse_language("es-419")
    (None, 'gsw', 'es-419')
    """
    tag = "-".join(_cased(part, n) for n, part in enumerate(text.split("-")))
    m = _TAG.fullmatch(tag)
    return tag if m and (len(m[1]) == 3 or m[1] in TWO_LETTER) else None


def _cased(part: str, n: int) -> str:
    if n > 0 and len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if n > 0 and len(part) == 2 else part.lower()
