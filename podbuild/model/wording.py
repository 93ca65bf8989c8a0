"""Texts as words, to be compared: marks, capitals, quotes and the notation of scripts do not count."""

from __future__ import annotations

import re
import unicodedata

# Scripts that put no spaces between words: each of their letters counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}\U00020000-\U0003ffff]|(?:(?![{_UNSPACED}\U00020000-\U0003ffff])[^\W_])+")
_ASCII_WORD = re.compile("[a-z0-9]+")
_MARK_WITHIN = re.compile("(?<=\\w)['’ʼ](?=\\w)")
_SENTENCE_END = re.compile("(?<=[.!?…])[\"'”’»)\\]]*\\s+|(?<=[。！？])[」』”）]*\\s*")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_CUE = re.compile(r"(?<!\\)\{[^{}]*\}")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_NAME = re.compile(r"^\s*(?:- )?\**[^\W\d_][^:：*{}\n]{0,39}\**[:：]\**")


def words_of(text: str) -> list[str]:
    """The words of a text, in one form.

    >>> words_of("“It’s 1.5 m,” she *said*. 氷河")
    ['its', '1', '5', 'm', 'she', 'said', '氷', '河']
    """
    if text.isascii():  # the same, in a tenth of the time
        return _ASCII_WORD.findall(_MARK_WITHIN.sub("", text).lower() if "'" in text else text.lower())
    plain = _MARK_WITHIN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _WORD.findall("".join(char for char in unicodedata.normalize("NFC", plain) if not unicodedata.combining(char)))


def sentences(text: str) -> list[str]:
    """A text cut behind its full stops.

    >>> sentences("Ice sings. “Does it?” It does.")
    ['Ice sings.', '“Does it?', 'It does.']
    """
    return [part for part in _SENTENCE_END.split(text) if part and part.strip()]


def spoken_of_source(line: str) -> str:
    """What a line of a script's file says, about: without cues, comments, links and a voice's name.

    >>> spoken_of_source("ADA: It [hums](https://e.org) {pause: 1s} *on*. <!-- src: a#1 -->").split()
    ['It', 'hums', '*on*.']
    """
    return _NAME.sub("", _LINK.sub(r"\1", _CUE.sub(" ", _COMMENT.sub("", line))))
