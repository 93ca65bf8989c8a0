"""Asking a writer for money: never more than was agreed to, never twice for the same, and nothing that was paid for is lost."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.kept_answers import KeptAnswers, request_digest
from podbuild.drafting.writer import Answer, OnPiece, Price, Request, Usage, Writer, WritingFailed
from podbuild.steps.world import World

OUT_OF_BUDGET = "writer-budget"
FEWEST_TOKENS = 1_000  # with fewer left, an answer would only be cut off
CACHE_READ_SHARE, CACHE_WRITE_SHARE = 0.1, 1.25  # of the price of input, where the author names only that: Anthropic's own
_TOKEN_BYTES = 4  # about


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a request is before it is asked: tokens that are read, and the most that it can cost; None where no price is known.

    `is_kept`: its answer is there from an earlier run, so that nothing is asked.
    """

    tokens: int
    most_usd: float | None
    is_kept: bool = False


def _nothing(_piece: str) -> None:
    """Nobody watches."""


class Paid:
    """A writer for one command, its purse, and the folder where its answers are kept.

    `usage` and `usd` are what this command used; `usd` is None where no price is known. `reused` counts the answers that an
    earlier run, cut short, had paid for already.
    """

    def __init__(
        self,
        writer: Writer,
        folder: Path,
        most_usd: float | None = None,
        prices_usd: tuple[float, float] | None = None,
        world: World | None = None,
    ) -> None:
        self._writer, self._most_usd, self._prices_usd = writer, most_usd, prices_usd
        self._kept = KeptAnswers(folder, world or World())
        self._kept.look()
        self.usage, self.reused = Usage(), 0
        self.usd: float | None = 0.0

    @property
    def kept_in(self) -> str:
        """Where answers are kept, as an author is told: `.podbuild/drafts/…`."""
        return self._kept.shown

    def estimate(self, request: Request) -> Estimate:
        """What it would be to ask: nothing for what is kept. Raises WritingFailed where that cannot be found out."""
        if (kept := self._kept.answer(request_digest(request))) is not None:
            return Estimate(kept.usage.prompt_tokens, 0.0, is_kept=True)
        tokens = self._writer.count(request)
        price = self._price(request.model, tokens)
        return Estimate(tokens, None if price is None else _most_usd(price, tokens, request.most_tokens))

    def ask(self, request: Request, what: str, on_piece: OnPiece = _nothing) -> Answer:
        """The answer, kept before it is given; one that is kept already is not asked for. Raises WritingFailed.

        Args:
            what: what is asked for, in a word or two ("outline"), for the names of files and for messages.
        """
        key = request_digest(request)
        if (kept := self._kept.answer(key)) is not None:
            self.reused += 1
            on_piece(json.dumps(kept.filled, ensure_ascii=False))
            return kept
        self._prepare()
        came: list[str] = []

        def take(piece: str) -> None:
            came.append(piece)
            on_piece(piece)

        try:
            answer = self._writer.write(self._affordable(request, what), take)
        except WritingFailed as failed:
            raise self._lost(failed, what, key, request.model, "".join(came)) from None
        except BaseException:  # Ctrl-C, or what shows the pieces: what came is kept, and the trouble goes its way
            partial = "".join(came)
            self._lose(what, key, request.model, partial, "interrupted", _broken_off(partial))
            raise
        usd = self._spend(answer.model, request.model, answer.usage)
        self._keep(what, key, answer, usd)
        return answer

    def affords(self, request: Request) -> bool:
        """Whether the purse has enough for an answer as long as that. Raises WritingFailed."""
        if self._most_usd is None:
            return True
        most = self.estimate(request).most_usd
        return most is not None and self.usd is not None and self.usd + most <= self._most_usd

    def give_up(self, request: Request) -> None:
        """The kept answer to that request is of no use: the next run asks again."""
        self._kept.pass_over(request_digest(request))

    def will_write(self, file: str, data: bytes) -> None:
        """A file of the show is about to be written, and then the command has done what it was paid for."""
        with suppress(OSError):  # it only tells a run that comes after a kill
            self._kept.note_writing(file, digest.of_bytes(data))

    def written(self, root: Path, file: str = "") -> str:
        """The file that an earlier run of this command wrote, and was killed before its end; "" where there is none.

        Args:
            file: the only one that it can be; "" for any.
        """
        file = file or self._kept.file_written()
        try:
            data = (root / file).read_bytes() if file else b""
        except OSError:
            return ""
        return file if file and self._kept.has_written(file, digest.of_bytes(data)) else ""

    def finish(self) -> None:
        """All that was wanted is there: whoever wishes for the same again gets it written anew."""
        with suppress(OSError):  # it is no reason to fail at the very end: the same wish would be answered as it was this time
            self._kept.set_aside()

    def _prepare(self) -> None:
        try:
            self._kept.prepare()
        except OSError as error:
            raise WritingFailed(self._unwritable(error)) from None

    def _unwritable(self, error: OSError) -> Diagnostic:
        message = f"{self.kept_in} cannot be written ({error.strerror}), so what is paid for could not be kept: nothing was asked"
        return Diagnostic("drafts-unwritable", message, fix="make room on the disk, or make the folder yours to write")

    def _affordable(self, request: Request, what: str) -> Request:
        """The request, shorter where the purse asks for it. Raises WritingFailed where it is empty."""
        if self._most_usd is None:
            return request
        tokens = self._writer.count(request)
        price = self._price(request.model, tokens)
        if price is None or self.usd is None:
            fix = "write drafting.price in show.yaml ({input: …, output: …}, US dollars for a million tokens), or ask for no limit"
            message = f"nothing says what {request.model} costs, so that ${self._most_usd:.2f} cannot be held to"
            raise WritingFailed(Diagnostic("writer-price-unknown", message, fix=fix))
        left = self._most_usd - self.usd - _most_usd(price, tokens, 0)
        room = int(left / price.output_usd * 1e6) if price.output_usd > 0 else request.most_tokens if left >= 0 else 0
        if room >= request.most_tokens:
            return request
        if room >= max(FEWEST_TOKENS, request.most_tokens / 2):
            return replace(request, most_tokens=room)
        needed = _most_usd(price, tokens, request.most_tokens)
        message = (
            f"the {what} may cost {_dollars(needed)}, and {_dollars(self.usd)} of the {_dollars(self._most_usd)} "
            "that this command may cost are spent"
        )
        fix = f"allow more (--max-cost {self.usd + needed + 0.005:.2f}, or drafting.max_cost in show.yaml), or give fewer sources"
        raise WritingFailed(Diagnostic(OUT_OF_BUDGET, message, fix=fix))

    def _price(self, model: str, tokens: int) -> Price | None:
        if self._prices_usd is None:
            return self._writer.price(model, tokens)
        read, written = self._prices_usd
        return Price(read, written, read * CACHE_READ_SHARE, read * CACHE_WRITE_SHARE)

    def _spend(self, wrote: str, asked: str, usage: Usage) -> float | None:
        """Take down what was used, and what that costs; a model may call itself by a longer name than it was asked by."""
        price = self._price(asked, usage.prompt_tokens) or self._price(wrote, usage.prompt_tokens)
        usd = None if price is None else price.of(usage)
        self.usage += usage
        if usage != Usage():
            self.usd = None if usd is None or self.usd is None else self.usd + usd
        return usd

    def _keep(self, what: str, key: str, answer: Answer, usd: float | None) -> None:
        with suppress(OSError):  # the disk became full since the folder was tried: the answer is better given than lost
            self._kept.keep(what, key, answer, usd)

    def _lost(self, failed: WritingFailed, what: str, key: str, model: str, came: str) -> WritingFailed:
        """The failure, with what was paid for it and where that is kept."""
        partial = failed.partial or came
        where = self._lose(what, key, model, partial, failed.diagnostic.code, failed.usage)
        told = replace(
            failed.diagnostic, message=failed.diagnostic.message.rstrip(".") + where if where else failed.diagnostic.message
        )
        return WritingFailed(told, partial, failed.usage)

    def _lose(self, what: str, key: str, model: str, partial: str, code: str, usage: Usage) -> str:
        if not partial and usage == Usage():
            return self._where()
        usd = self._spend(model, model, usage)
        try:
            path = self._kept.keep_partial(what, key, partial, code, usage, usd)
        except OSError:
            return f"; it cost {cost_text(usage, usd)}"
        return f"; what came of it is kept in {self.kept_in}/{path.name} ({cost_text(usage, usd)})"

    def _where(self) -> str:
        return f"; what was paid for before is kept in {self.kept_in}" if self.usage != Usage() else ""


def cost_text(usage: Usage, usd: float | None) -> str:
    """What was used, for people.

    >>> cost_text(Usage(2_540, 2_100, 9_800), 0.0484)
    '12,340 tokens read (9,800 from cache), 2,100 written, $0.05'
    >>> cost_text(Usage(900, 20), None)
    '900 tokens read, 20 written, at a price that is not known'
    """
    cached = f" ({usage.cache_read_tokens:,} from cache)" if usage.cache_read_tokens else ""
    price = "at a price that is not known" if usd is None else _dollars(usd)
    return f"{usage.prompt_tokens:,} tokens read{cached}, {usage.output_tokens:,} written, {price}"


def _dollars(usd: float) -> str:
    """
    >>> _dollars(1.5), _dollars(0.004), _dollars(0.0), _dollars(0.0000001)
    ('$1.50', '$0.004', '$0.00', 'less than $0.001')
    """
    if usd >= 0.01 or usd <= 0:
        return f"${usd:.2f}"
    return f"${usd:.3f}" if usd >= 0.0005 else "less than $0.001"


def _most_usd(price: Price, tokens: int, most_tokens: int) -> float:
    """The most that a request can cost: all that is read goes into a cache, and the answer is as long as it may be."""
    return (tokens * max(price.input_usd, price.cache_write_usd) + most_tokens * price.output_usd) / 1e6


def _broken_off(partial: str) -> Usage:
    """What is known of an answer that nobody waited for: that at least this much was written."""
    return Usage(output_tokens=len(partial.encode("utf-8", "surrogatepass")) // _TOKEN_BYTES)
