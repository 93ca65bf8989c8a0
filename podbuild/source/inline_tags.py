"""Words of a script with tags in place of their notation: what a translator gets, and what comes back is put into notation again.

`<x1/>` stands for what is no words (a cue, a comment, an address); `<g2>…</g2>` holds words that a link or stars stand around,
`<p3>…</p3>` what a picture shows.
What a translator cannot write in tags it cannot change: the notation itself is kept here, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

_BRACED = r"\{(?:[^{}\"']|\"(?:\\.|[^\"\\])*\"|'[^']*'|\{[^{}]*\})*\}"
_TARGET = r"\((?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
_TOKEN = re.compile(
    rf"""(?P<escape>\\(?P<char>[!-/:-@\[-`{{-~]))
    |(?P<comment>[ \t]*<!--.*?-->(?:[ \t]*\n[ \t>]*)?)
    |(?P<cue>{_BRACED})
    |!\[(?P<shown>[^\[\]]+)\](?P<file>{_TARGET})
    |(?P<note>\[\^[^\[\]\s]+\])
    |\[(?P<linked>(?:\\.|[^\[\]\\])+)\](?P<target>{_TARGET}|\[[^\[\]]*\])
    |(?P<address><(?:https?|mailto):[^\s<>]+>|<[\w.+-]+@[\w.-]+\.\w+>|(?:https?://|(?<![\w.])www\.)[^\s<>\"“”{{}}`]*[^\s<>\"“”{{}}`.,;:!?'’)\]*_])
    |(?P<code>(?P<ticks>`+)[^`]+(?P=ticks))
    |(?P<stars>\*\*|\*|(?<!\w)__|(?<!\w)_)(?=\S)(?P<stressed>(?:\\.|(?!(?P=stars)).)+?)(?<=\S)(?P=stars)(?!\w*(?P=stars))
    |(?P<entity>&(?:\#[0-9]{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
    |(?P<end>[ \t]*\\?\n[ \t>]*)
    |(?P<bar>[ \t]*\|[ \t]*)""",
    re.VERBOSE | re.DOTALL,
)
_KEY = re.compile(r"[{,]\s*(\w+)\s*:")
_TAG = re.compile(r"<(/?)([xgp]\d+)(/?)>")
_WORD_BEFORE = re.compile(r"[\w'’-]$")


@dataclass(slots=True)
class Tagged:
    """Words with tags; `notation` is what each tag stands for, before and behind the words that it holds.

    `lead` and `trail` are notation around all words, which no translator needs to see. `dropped` is the notation that does not go
    into another language: how a word is respelled, the take of a line.
    """

    text: str = ""
    notation: dict[str, tuple[str, str]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    lead: str = ""
    trail: str = ""

    @property
    def has_words(self) -> bool:
        return any(char.isalpha() for char in _TAG.sub("", self.text))


def tagged(raw: str) -> Tagged:
    """Notation as words with tags.

    >>> found = tagged("It *hums*, see [the survey](https://e.org). {pause: 1s} Nowak{say: Noh-vack} knows. {sfx: bell}")
    >>> found.text
    'It <g1>hums</g1>, see <g2>the survey</g2>. <x3/> Nowak knows.'
    >>> found.notation["g2"], found.trail, found.dropped
    (('[', '](https://e.org)'), ' {sfx: bell}', ['{say: Noh-vack}'])
    """
    out = Tagged()
    out.text = _tagged(raw, out)
    _set_apart(out)
    return out


def strung(parts: Sequence[tuple[str, Tagged]]) -> Tagged:
    """Several words one behind another, each with what stands before it, such as a voice's name.

    >>> strung([("ADA: ", tagged("*One*.")), (" BEN: ", tagged("Two."))])
    Tagged(text='<g1>One</g1>.<x2/>Two.', notation={'g1': ('*', '*'), 'x2': (' BEN: ', '')}, dropped=[], lead='ADA: ', trail='')
    """
    out = Tagged()
    for n, (before, said) in enumerate(parts):
        between = out.trail + before + said.lead
        if n == 0:
            out.lead = between
        else:
            out.text += _alone(out, between)
        names = {name: f"{name[0]}{len(out.notation) + k}" for k, name in enumerate(said.notation, 1)}
        out.notation |= {names[name]: notation for name, notation in said.notation.items()}
        out.text += _TAG.sub(lambda m, names=names: f"<{m[1]}{names[m[2]]}{m[3]}>", said.text)  # type: ignore[misc]
        out.trail = said.trail
        out.dropped += said.dropped
    return out


def _set_apart(out: Tagged) -> None:
    """Take what happens before and behind all words out of them, and the picture around words that only describe it."""
    while m := re.match(r"<(x\d+)/>\s*", out.text):
        out.lead += out.notation.pop(m[1])[0] + m[0].partition(">")[2]
        out.text = out.text[m.end() :]
    while m := re.search(r"\s*<(x\d+)/>$", out.text):
        out.trail = m[0].partition("<")[0] + out.notation.pop(m[1])[0] + out.trail
        out.text = out.text[: m.start()]
    if (m := re.fullmatch(r"<(p\d+)>(.*)</\1>", out.text, re.DOTALL)) and f"<{m[1]}>" not in m[2]:
        before, behind = out.notation.pop(m[1])
        out.lead, out.text, out.trail = out.lead + before, m[2], behind + out.trail


def _tagged(raw: str, out: Tagged) -> str:
    words, at = "", 0
    while found := _TOKEN.search(raw, at):
        words += raw[at : found.start()]
        at = found.end()
        kind = found.lastgroup or ""
        if found["escape"]:
            words += found["char"]
        elif found["entity"]:
            words += unescape(found[0])
        elif found["end"] is not None:
            words += " "
        elif found["linked"]:
            words += _paired(out, "[", f"]{found['target']}", found["linked"])
        elif found["shown"]:
            words += _paired(out, "![", f"]{found['file']}", found["shown"], "p")
        elif found["stressed"]:
            stars = found["stars"].replace("_", "*")
            words += _paired(out, stars, stars, found["stressed"])
        elif found["cue"]:
            keys = _KEY.findall(found[0])
            if "take" in keys or ("say" in keys and "voice" not in keys and _WORD_BEFORE.search(raw[: found.start()])):
                out.dropped.append(found[0])
                words = words.rstrip() if "take" in keys else words
            elif "lang" in keys:  # what follows is in another language, and stays as it is
                return words + _alone(out, raw[found.start() :])
            else:
                words += _alone(out, found[0])
        else:
            assert kind
            words += _alone(out, found[0])
    return words + raw[at:]


def _alone(out: Tagged, notation: str) -> str:
    name = f"x{len(out.notation) + 1}"
    out.notation[name] = (notation, "")
    return f"<{name}/>"


def _paired(out: Tagged, before: str, behind: str, inner: str, letter: str = "g") -> str:
    name = f"{letter}{len(out.notation) + 1}"
    out.notation[name] = (before, behind)
    return f"<{name}>{_tagged(inner, out)}</{name}>"


def tag_faults(text: str, notation: Mapping[str, tuple[str, str]]) -> list[str]:
    """What is wrong with the tags of a translation, for whoever wrote it.

    >>> tag_faults("Es <g1>summt, <x2/>", {"g1": ("*", "*"), "x2": ("{pause: 1s}", ""), "x3": ("", "")})
    ['<g1> is not closed by </g1>', '<x3/> is missing']
    """
    faults: list[str] = []
    open_tags: list[str] = []
    seen: set[str] = set()
    for closing, name, alone in _TAG.findall(text):
        shown = f"<{closing}{name}{alone}>"
        if name not in notation or bool(alone) != name.startswith("x") or (closing and alone):
            faults.append(f"{shown} is not one of the tags")
        elif closing:
            if not open_tags or open_tags.pop() != name:
                faults.append(f"{shown} closes what is not open")
        elif name in seen:
            faults.append(f"{shown} stands there twice")
        else:
            seen.add(name)
            open_tags += [name] if not alone else []
    faults += [f"<{name}> is not closed by </{name}>" for name in open_tags]
    return faults + [f"<{name}{'/' if name[0] == 'x' else ''}> is missing" for name in notation if name not in seen]


def untagged(text: str, said: Tagged, as_words: Callable[[str], str]) -> str:
    """A translation of `said`, with faultless tags, as notation. `as_words` makes words of what stands between them.

    Stars that Markdown would not see as a pair, as between a letter and a bracket, are left out.
    """
    out: list[str] = []
    at, notation = 0, said.notation
    kept: dict[str, bool] = {}
    for m in _TAG.finditer(text):
        _add_words(out, text[at : m.start()], as_words)
        at = m.end()
        closing, name, alone = m.groups()
        before, behind = notation[name]
        if alone:
            _add_alone(out, before)
        elif closing:
            out.append(behind if kept[name] else "")
        else:
            kept[name] = not before.startswith("*") or _is_stressable(text, m, name)
            out.append(before if kept[name] else "")
    _add_words(out, text[at:], as_words)
    return f"{said.lead}{''.join(out).strip()}{said.trail}"


def _add_words(out: list[str], words: str, as_words: Callable[[str], str]) -> None:
    if (out and out[-1].endswith("\n")) or (out and out[-1][-1:] in "> " and "\n" in out[-1]):
        words = words.lstrip()
    if not words.strip():
        out.append(" " if words and out else "")
        return
    if out and out[-1].startswith(("http", "www.")) and words[0] not in " .,;:!?)\n":  # or they would be a part of the address
        words = f" {words}"
    before, behind = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    out.append(f"{' ' if before else ''}{as_words(words)}{' ' if behind else ''}")


def _add_alone(out: list[str], notation: str) -> None:
    """A comment brings its own space along."""
    if notation.startswith((" ", "\t")) and out:
        out[-1] = out[-1].rstrip(" ")
    out.append(notation)


def _is_stressable(text: str, opening: re.Match[str], name: str) -> bool:
    """Whether Markdown sees stars around these words as a pair (CommonMark 0.31, left- and right-flanking)."""
    close = text.find(f"</{name}>", opening.end())
    inner = _TAG.sub("", text[opening.end() : close])
    before = _TAG.sub("", text[: opening.start()])[-1:]
    behind = _TAG.sub("", text[close:])[:1]
    if not inner.strip() or inner != inner.strip() or "*" in inner:
        return False
    return all(edge.isalnum() or not outer.isalnum() for edge, outer in ((inner[0], before), (inner[-1], behind)))
