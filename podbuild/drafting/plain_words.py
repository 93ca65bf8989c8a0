"""What a writer says → words of a line, and nothing else: no cue, comment, picture, heading, other voice, or link of its own."""

from __future__ import annotations

import re
from collections.abc import Collection

from podbuild.base.notation import FORBIDDEN, TURNING, escaped, guarded
from podbuild.base.units import squeezed

_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^\s<>()]*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”{}`\[\]()]*|(?<![\w.])www\.")
# Stars around words, where Markdown is sure to see them as a pair.
_EMPHASIS = re.compile(r"(?<![^\s(\"“„«‘])(\*\*?)([^\W_](?:[^*_\\\[\]{}<>`&~|]*[^\W_])?)\1(?=[\s.,;:!?)\"”“»’…]|$)")
_NAME = re.compile(r"^((?:\*\*)?[^\W_][^*:：\n\\{}`<>\[\]]{0,59}(?:\*\*)?):")


def as_words(text: str, allowed: Collection[str] = ()) -> str:
    r"""The words as they are written behind a voice's name, on one line: a script that has them says just them.

    Emphasis stays. So do links, in Markdown or bare, to the `allowed` addresses; of others the words stay, and a picture is
    what it shows.

    >>> print(as_words("ADA: **Now** {music: calm} <!-- x --> see [this](https://e.org/a)\n- [that](https://x.org)", ["https://e.org/a"]))
    ADA\: **Now** \{music: calm\} \<!-- x --\> see [this](https://e.org/a) - that
    """
    plain = squeezed(TURNING.sub("", FORBIDDEN.sub("", squeezed(text))))
    out, at = [], 0
    for m in _LINK.finditer(plain):
        out.append(_marked(plain[at : m.start()], allowed))
        words = squeezed(m[1])
        is_kept = m[2] in allowed and words and not m[0].startswith("!") and "\\" not in m[2]
        out.append(f"[{_unaddressed(escaped(words))}]({m[2]})" if is_kept else _marked(m[1], allowed))
        at = m.end()
    out.append(_marked(plain[at:], allowed))
    line = squeezed("".join(out))
    return guarded(_NAME.sub(r"\1\\:", line))


def _marked(text: str, allowed: Collection[str]) -> str:
    """Words between links, with what is emphasised."""
    out, at = [], 0
    for m in _EMPHASIS.finditer(text):
        out += [_addressed(text[at : m.start()], allowed), m[1], _unaddressed(m[2]), m[1]]
        at = m.end()
    return "".join([*out, _addressed(text[at:], allowed)])


def _addressed(text: str, allowed: Collection[str]) -> str:
    """Words in which only allowed addresses are links."""
    out, at = [], 0
    for m in _ADDRESS.finditer(text):
        url = m[0].rstrip(".,;:!?*_'’\\")
        if url in allowed:
            out += [_unaddressed(escaped(text[at : m.start()])), f"<{url}>"]
            at = m.start() + len(url)
    return "".join([*out, _unaddressed(escaped(text[at:]))])


def _unaddressed(text: str) -> str:
    """Escaped words in which no address becomes a link by itself."""
    return re.sub(r"(?<![\w.])www\.", r"www\\.", text.replace("://", r":\//"))
