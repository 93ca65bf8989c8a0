"""IPA for espeak, which itself takes only mnemonics of its own, other ones in each language.

Each IPA sign has mnemonics that may stand for it, best first; the voice is asked which of them it has. One unknown
mnemonic would make espeak drop the rest of the word, so nothing goes to it unasked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from podbuild.speech.espeak_library import sounds_of

# Sign → mnemonics, from espeak-ng's phsource/phonemes and the tables of its languages. The last of each is in all.
_VOWELS = {
    "i": "i i: I", "iː": "i: i", "ɪ": "I I2 i", "y": "y y: i", "yː": "y: y i", "ʏ": "y Y: i", "ɨ": "y i", "ʉ": "u: u",
    "u": "u u: U", "uː": "u: u", "ʊ": "U u", "ɯ": "u", "e": "e e: E", "eː": "e: e E:", "ø": "Y Y: W @", "øː": "Y: Y W @",
    "ɛ": "E e", "ɛː": "E: E e:", "œ": "W W: Y @", "œː": "W: W Y @", "ə": "@ @2 e", "ɚ": "3 @", "ɝ": "3: @", "ɜ": "3: 3 @",
    "ɜː": "3: 3 @", "ɐ": "a# a", "ʌ": "V a", "ɘ": "@", "ɵ": "@", "ɞ": "@", "ɤ": "o", "o": "o o: O", "oː": "o: o O:",
    "ɔ": "O 0 o", "ɔː": "O: O o:", "a": "a a: A:", "aː": "a: A: a", "ɑ": "A A# A: a", "ɑː": "A: A a: a", "ɒ": "0 O o",
    "ɒː": "O: O o", "æ": "a", "æː": "a: a", "ɶ": "W a", "ɔɪ": "OI oi", "eɪ": "eI ei",
    "oʊ": "oU ou", "əʊ": "oU ou", "aɪ": "aI ai", "aʊ": "aU au", "ɑ̃": "A~ an", "ɛ̃": "E~ en", "ɔ̃": "O~ on", "œ̃": "W~ E~ en",
    "ã": "A~ an", "õ": "O~ on", "ẽ": "E~ en",
}  # fmt: skip
_CONSONANTS = {
    "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "ɡ": "g", "g": "g", "q": "q k", "ʔ": "?", "m": "m", "ɱ": "m",
    "n": "n", "ɳ": "n. n", "ɲ": "n^ n", "ŋ": "N n", "ɴ": "N n", "f": "f", "v": "v", "β": "B v", "ɸ": "f", "θ": "T t", "ð": "D d",
    "s": "s", "z": "z", "ʃ": "S s", "ʒ": "Z z", "ʂ": "s; S", "ʐ": "Z z", "ɕ": "S; s; S", "ʑ": "z; Z", "ç": "C S", "ʝ": "j",
    "x": "x h", "ɣ": "Q g", "χ": "X x", "ʁ": "R r\" r", "ħ": "h", "ʕ": "?", "h": "h", "ɦ": "h", "ʋ": "v# v", "ɹ": "r", "ɻ": "r",
    "r": "R r", "ɾ": "* r", "ʀ": "r\" r", "ɽ": "* r", "j": "j", "ɥ": "j", "ɰ": "Q w", "w": "w", "ʍ": "w", "l": "l",
    "ɫ": "L l", "ɭ": "l. l", "ʎ": "l^ l", "ɬ": "l", "c": "c k", "ɟ": "J g", "ʈ": "t", "ɖ": "d", "ts": "ts", "dz": "dz",
    "tʃ": "tS", "dʒ": "dZ", "tɕ": "tS;", "dʑ": "dZ;", "tʂ": "tS",
}  # fmt: skip
_SIGNS = {unicodedata.normalize("NFD", s) if s != "ç" else s: m for s, m in (_VOWELS | _CONSONANTS).items()}
_STRESS = {"ˈ": "'", "ˌ": ",", "'": "'", " ": "||"}
# Brackets, syllable dots, tie bars, and diacritics finer than espeak's sounds; not the tilde of nasal vowels.
_IGNORED = re.compile("[/\\[\\].|‿ʰʲʷˠˤˑˀ\u035c\u0361\u0308\u0325\u0329\u032a\u032c\u032f]")
_TOKEN = re.compile("|".join(map(re.escape, sorted((*_SIGNS, *_STRESS), key=len, reverse=True))))


def unknown_symbols(ipa: str) -> tuple[str, ...]:
    """The signs of an IPA text that cannot be spoken; empty where all is well.

    >>> unknown_symbols("ˈɛːʁøˀ"), unknown_symbols("/nɔvaʘ/")
    ((), ('ʘ',))
    """
    return tuple(dict.fromkeys(re.sub("[ː\u0303]", "", _TOKEN.sub("", _tidied(ipa)))))


def mnemonics(ipa: str, voice: str) -> str:
    """What espeak is given inside [[ ]] for an IPA text, in one voice. "" where nothing of it can be spoken.

    Signs that are not in the table are left out (unknown_symbols names them).
    """
    tokens = _TOKEN.findall(_tidied(ipa))
    if not any(t in _SIGNS for t in tokens):
        return ""
    known = _known(voice.partition("+")[0])
    return "".join(_STRESS.get(t) or _best(t, known) for t in tokens)


@cache
def _known(voice: str) -> Mapping[str, str]:
    """The mnemonics of the table that a voice has, and how each sounds in it."""
    all_of_them = tuple(dict.fromkeys(m for choices in _SIGNS.values() for m in choices.split()))
    return {m: sound for m, sound in zip(all_of_them, sounds_of(all_of_them, voice), strict=True) if sound}


def _tidied(ipa: str) -> str:
    """Without what espeak cannot tell apart. The tilde stays: a nasal vowel is a sign of the table."""
    apart = unicodedata.normalize("NFD", ipa.strip()).replace(":", "ː").replace("c\u0327", "ç")
    return _IGNORED.sub("", apart)


def _best(sign: str, known: Mapping[str, str]) -> str:
    options = [m for m in _SIGNS[sign].split() if m in known]
    exact = [m for m in options if known[m] == sign]
    return (exact or options or [""])[0]
