"""HTML of feed items → plain words with their links as Markdown. Nothing that acts comes through."""

from __future__ import annotations

from html.parser import HTMLParser

from podbuild.drafting.sources.source_words import one_line

_SILENT = frozenset(("script", "style", "head", "iframe", "object", "embed", "svg", "template", "noscript", "form", "title"))
_BLOCKS_NAMES = """
    p div section article header footer main aside nav figure figcaption address ul ol li dl dt dd table tr td th blockquote pre
    h1 h2 h3 h4 h5 h6 hr br body html center details summary
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and self._link is None:
            self._link = (next((value or "" for name, value in attrs if name == "href"), ""), len(self.parts))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a":
            self.end_link()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def end_link(self) -> None:
        if self._link is None:
            return
        (url, at), self._link = self._link, None
        words = one_line("".join(self.parts[at:]))
        del self.parts[at:]
        self.parts.append(link(words, url))


def plain_lines(html: str) -> tuple[str, ...]:
    """The words, a line for each block.

    >>> plain_lines('<p>Ice &amp; <i>snow</i>, see <a href="https://e.org/a">the map</a>.<script>x()</script><p>more')
    ('Ice & snow, see [the map](https://e.org/a).', 'more')
    """
    parser = _Words()
    try:
        parser.feed(html)
        parser.close()
    except (AssertionError, ValueError):  # of declarations that are cut off
        pass
    parser.end_link()
    lines = (one_line(line) for line in "".join(parser.parts).split("\n"))
    return tuple(line for line in lines if line)


def link(words: str, url: str) -> str:
    """A link as Markdown; the words alone where it leads nowhere on the web.

    >>> link("map", "https://e.org/a (b)"), link("map", "javascript:x()")
    ('[map](https://e.org/a%20%28b%29)', 'map')
    """
    url = url.strip()
    if not url.casefold().startswith(("http://", "https://")) or not words:
        return words
    for char, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E")):
        url = url.replace(char, code)
    shown = words.replace("[", "(").replace("]", ")")
    return f"[{shown}]({one_line(url)})"
