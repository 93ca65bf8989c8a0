"""Asking until what comes can be used: mistakes in an answer go back to the writer, as an author would be told of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from podbuild.base.diagnostics import Diagnostic, Span, has_errors
from podbuild.drafting.paid import Paid
from podbuild.drafting.writer import Block, Correction, OnPiece, Request, WritingFailed

T = TypeVar("T")
Decode = Callable[[Mapping[str, Any]], tuple[T | None, tuple[Diagnostic, ...]]]
MOST_TOKENS = 64_000  # of an answer: what the smallest of today's models can write
MOST_TOLD = 25  # mistakes in one correction: the rest shows when these are mended
UNUSABLE = ("writer-answer-cut", "writer-answer-formless")


def _nothing(_piece: str) -> None:
    """Nobody watches."""


def _unsaid(_diagnostics: tuple[Diagnostic, ...]) -> None:
    """Nobody is told."""


def asked(
    paid: Paid,
    request: Request,
    what: str,
    decode: Decode[T],
    on_piece: OnPiece = _nothing,
    on_again: Callable[[tuple[Diagnostic, ...]], None] = _unsaid,
    tries: int = 3,
) -> T:
    """What `decode` makes of the answer. Where it finds errors, the writer is told of them, and asked again. Raises WritingFailed.

    `on_again` is told of the mistakes each time before it is asked again; pieces then come anew.
    """
    tried: list[Request] = []
    found: tuple[Diagnostic, ...] = ()
    for left in reversed(range(max(1, tries))):
        tried.append(request)
        try:
            answer = paid.ask(request, what, on_piece)
        except WritingFailed as failed:
            if failed.diagnostic.code not in UNUSABLE:
                raise
            found = (failed.diagnostic,)
            request = _asked_otherwise(paid, request, failed.diagnostic) if left else request
        else:
            value, found = decode(answer.filled)
            if value is not None and not has_errors(found):
                return value
            request = replace(request, corrections=(*request.corrections, Correction(answer, correction_text(found))))
        if left:
            on_again(found)
    for one in tried:
        paid.give_up(one)
    raise WritingFailed(_unusable(what, found, paid))


def correction_text(diagnostics: Sequence[Diagnostic]) -> str:
    """The mistakes as a writer reads them.

    >>> print(correction_text([Diagnostic("line-empty", "line 3 has no words", fix="write some")]))
    This cannot be used as it is. Mend these, and leave all else as it was:
    - line 3 has no words (write some)
    """
    told = [f"- {_place(d.span)}{d.message}{f' ({d.fix})' if d.fix else ''}" for d in diagnostics if d.is_error] or [
        "- it is empty"
    ]
    more = [f"- and {len(told) - MOST_TOLD} more of this kind"] if len(told) > MOST_TOLD else []
    return "\n".join(["This cannot be used as it is. Mend these, and leave all else as it was:", *told[:MOST_TOLD], *more])


def _place(span: Span | None) -> str:
    return f"line {span.line}: " if span else ""


def _asked_otherwise(paid: Paid, request: Request, trouble: Diagnostic) -> Request:
    """The same, so that it may go well: with more room for what was cut off where that can be paid, or in other words."""
    if trouble.code == "writer-answer-cut":
        longer = replace(request, most_tokens=request.most_tokens * 2)
        if longer.most_tokens <= MOST_TOKENS and paid.affords(longer):
            return longer
        words = f"An answer of more than {request.most_tokens:,} tokens is cut off and lost. Write less than half of that."
    else:
        words = f"Nothing but a call of the tool {request.form.name}, with input that is valid JSON, is of any use as an answer."
    return replace(request, asked=(*request.asked, Block(words)))


def _unusable(what: str, found: Sequence[Diagnostic], paid: Paid) -> Diagnostic:
    errors = [d for d in found if d.is_error]
    listed = "".join(f"\n    - {_place(d.span)}{d.message}" for d in errors[:MOST_TOLD])
    message = f"the {what} that came cannot be used, also after it was asked for again; what was paid for is kept in {paid.kept_in}"
    has_wish = not what.startswith(("notes", "translation"))
    wish = "say in the wish what matters most, or " if has_wish else ""
    fix = f"{wish}choose another model (--model, or drafting.model in show.yaml), and run it again"
    return Diagnostic("writer-answer-unusable", message + (":" + listed if listed else ""), fix=fix)
