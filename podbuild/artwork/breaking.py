"""Where the words of a picture may break: between words, between phrases where a script has no spaces, at syllables.

The one module that knows budoux (phrases of Japanese, Chinese, Thai) and pyphen (syllables).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

from podbuild.artwork.scripts import HAN_AND_KANA, script_of

_NEVER_FIRST = "、。，．・：；？！」』）】〉》〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…!?,.:;)]}％%"
_PHRASED = ("japanese", "simplified_chinese", "traditional_chinese", "thai")  # scripts without spaces
_RUNS = re.compile(rf"[{HAN_AND_KANA}]+|[\u0e00-\u0e7f]+|[^{HAN_AND_KANA}\u0e00-\u0e7f]+")
_SIGNS = re.compile(rf"[{HAN_AND_KANA}]+")


class _Phraser(Protocol):
    def parse(self, sentence: str) -> list[str]: ...


def pieces(text: str, language: str) -> list[tuple[str, bool]]:
    """What stays on one line, and whether a space stands before it; closing punctuation stays with what it closes.

    >>> pieces("one two", "en"), pieces("湖で歌う氷河。", "ja")
    ([('one', False), ('two', True)], [('湖で', False), ('歌う', False), ('氷河。', False)])
    """
    out: list[tuple[str, bool]] = []
    for word in text.split():
        begins = bool(out)
        for part in _phrases(word, language):
            if out and not begins and part[0] in _NEVER_FIRST:
                out[-1] = (out[-1][0] + part, out[-1][1])
            else:
                out.append((part, begins))
            begins = False
    return out


def parts(word: str, count: int, most: int, language: str) -> tuple[str, ...]:
    """A word that is too long for a line in `count` parts or a few more, each of at most `most` letters, hyphens included.

    Parts end where a syllable does, in languages whose syllables are known; else they are about equally long.

    >>> parts("Wochenendeinkauf", 2, 10, "de-AT"), parts("Wochenendeinkauf", 2, 10, "xx")
    (('Wochenend-', 'einkauf'), ('Wochenen-', 'deinkauf'))
    """
    is_unspaced = bool(_SIGNS.fullmatch(word))  # Han signs and kana take no hyphen, and part anywhere
    hyphen = "" if is_unspaced else "-"
    syllables = [] if is_unspaced else _syllables(word, language)
    for number in range(count, len(word) + 1):
        for places in (syllables, list(range(1, len(word)))):
            if ends := _ends(len(word), number, most - len(hyphen), places):
                cut = [word[a:b] for a, b in zip([0, *ends], [*ends, len(word)], strict=True)]
                return (*(part if part.endswith("-") else part + hyphen for part in cut[:-1]), cut[-1])
    return (word,)


def _ends(length: int, count: int, most: int, places: list[int]) -> list[int]:
    """Where all parts but the last end, near to equal lengths; empty where these places do not do."""
    ends = [0]
    for i in range(1, count):
        near = [place for place in places if ends[-1] < place <= ends[-1] + most and place < length]
        if not near:
            return []
        ends.append(min(near, key=lambda place: abs(place - length * i / count)))
    return ends[1:] if length - ends[-1] <= most + 1 else []


def _phrases(word: str, language: str) -> list[str]:
    written = script_of(word, language)
    out: list[str] = []
    for run in _RUNS.findall(word):
        script = written if _SIGNS.match(run) else script_of(run, language)
        out += _phraser(script).parse(run) if script in _PHRASED else [run]
    return out


@cache
def _phraser(script: str) -> _Phraser:
    import budoux

    phraser: _Phraser = getattr(budoux, f"load_default_{script}_parser")()
    return phraser


@cache
def _syllables(word: str, language: str) -> list[int]:
    import pyphen

    known = pyphen.language_fallback(language.replace("-", "_"))
    return [int(place) for place in pyphen.Pyphen(lang=known).positions(word)] if known else []
