"""Where each character of a YAML scalar's value stands in the text: through quotes, escapes, folds and indents."""

from __future__ import annotations

_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}


def places_in(source: str, begin: int, end: int, value: str) -> list[int]:
    r"""The index in `source` of each character of `value`, and one more for its end.

    The scalar is written in `source[begin:end]`; the value is followed through it, since parsers do not tell.

    >>> places_in("a: it's", 3, 7, "it's")
    [3, 4, 5, 6, 7]
    >>> places_in(r'"a\tb"', 0, 6, "a\tb")
    [1, 2, 4, 5]
    """
    style = source[begin : begin + 1]
    position = begin + 1 if style in ("'", '"') else begin
    if style in ("|", ">"):
        newline = source.find("\n", begin, end)
        position = newline + 1 if newline >= 0 else end
    places = []
    for char in value:
        position = _advance(source, position, end, char, style)
        places.append(min(position, max(begin, end - 1)))
        position += _width(source, position, char, style)
    return [*places, min(position, end)]


def _advance(source: str, position: int, end: int, char: str, style: str) -> int:
    """Over what does not show in the value: indents, line breaks that were folded, a doubled quote."""
    if char in " \n":
        return position
    while position < end and source[position] in " \n" and source[position] != char:
        position += 1
    while style == '"' and source[position : position + 2] == "\\\n":  # an escaped line break joins two lines
        position += 2
        while position < end and source[position] in " \t":
            position += 1
    return position


def _width(source: str, position: int, char: str, style: str) -> int:
    if style == '"' and source[position : position + 1] == "\\":
        return _ESCAPE_LENGTHS.get(source[position + 1 : position + 2], 2)
    if style == "'" and source[position : position + 2] == "''":
        return 2
    return 1
