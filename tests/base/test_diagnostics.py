"""A mistake as its author reads it."""

from __future__ import annotations

from podbuild.base.diagnostics import Diagnostic, Note, Span, did_you_mean, in_order, render

TEXTS = {"show.yaml": ["voices:", "  cho: {engine: espeak, pich: 60}", "\ttab", "x" * 300]}


def source_line(file: str, line: int) -> str | None:
    lines = TEXTS.get(file, [])
    return lines[line - 1] if 0 < line <= len(lines) else None


def check(diagnostic: Diagnostic, *lines: str) -> None:
    assert render(diagnostic, source_line).split("\n") == list(lines)


def test_place_excerpt_why_fix_and_second_place():
    check(
        Diagnostic(
            "key-unknown",
            '"pich" is not a key of voice "cho"',
            Span("show.yaml", 2, 25, 29),
            fix='did you mean "pitch"?',
            why="so says the format",
            notes=(Note("the voice", Span("show.yaml", 2, 3)),),
        ),
        'show.yaml:2:25: error[key-unknown]: "pich" is not a key of voice "cho"',
        "    2 |   cho: {engine: espeak, pich: 60}",
        "      |                         ^^^^",
        "  why:  so says the format",
        '  fix:  did you mean "pitch"?',
        "  note: show.yaml:2:3: the voice",
    )


def test_without_a_place_or_a_text():
    check(Diagnostic("x", "wrong"), "error[x]: wrong")
    check(Diagnostic("x", "odd", Span("gone.md", 9, 9), "warning"), "gone.md:9:9: warning[x]: odd")


def test_a_tab_is_one_column():
    check(Diagnostic("x", "tab", Span("show.yaml", 3, 2)), "show.yaml:3:2: error[x]: tab", "    3 |  tab", "      |  ^")


def test_a_long_line_is_shown_around_the_place():
    _, excerpt, caret = render(Diagnostic("x", "far", Span("show.yaml", 4, 250)), source_line).split("\n")
    assert len(excerpt) < 120
    assert caret.index("^") < len(excerpt)


def test_order_is_by_place_and_nothing_is_said_twice():
    a, b, c = Diagnostic("a", "1", Span("b", 1)), Diagnostic("b", "2", Span("a", 9)), Diagnostic("c", "3")
    assert in_order([a, b, c, a]) == (c, b, a)


def test_the_nearest_name():
    assert did_you_mean("PICH", ["pitch", "rate"]).startswith('did you mean "pitch"?')
    assert did_you_mean("zzz", ["pitch"]) == "known: pitch"
