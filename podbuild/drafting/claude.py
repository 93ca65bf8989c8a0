"""Claude, by way of Anthropic's SDK: the only module that knows it. Loading it takes a second, so that is done when it asks.

The form is a tool that Claude is told to call: models whose thinking is always on (Opus 5.5, Sonnet 5.5) refuse a request
that forces a call. Its input is streamed eagerly, without being held back until a value is whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.waiting import asked_wait_seconds
from podbuild.drafting import claude_troubles as troubles
from podbuild.drafting.claude_access import Access, access
from podbuild.drafting.claude_body import body_of
from podbuild.drafting.claude_patience import Patience
from podbuild.drafting.claude_prices import claude_price
from podbuild.drafting.writer import Answer, OnPiece, Price, Request, Usage, WriterKind, WritingFailed
from podbuild.steps.world import World

DEFAULT_MODEL = "claude-sonnet-5-5"
TRIES_AGAIN = 4  # by the SDK: after 0.5, 1, 2 and 4 s, or when the answer says
_TOKEN_BYTES = 4  # about: for an answer that broke off before it said how long it was
_MOST_TOKEN_CHARACTERS = 100  # a row of blanks is one
_FEWEST_TOKEN_BYTES = 2  # a token is hardly ever shorter: where nobody counts
Failing = Callable[[Diagnostic], WritingFailed]


@dataclass(slots=True)
class _Coming:
    """An answer while it comes."""

    model: str
    usage: Usage = Usage()
    form: str = ""  # the tool that is called
    place: int = -1  # of that call in the message
    filled: str = ""
    text: str = ""
    stop_reason: str = ""
    refusal: str = ""
    has_begun: bool = False
    is_over: bool = False

    def failing(self, diagnostic: Diagnostic) -> WritingFailed:
        """The failure, with what had come. What broke off was at least as many tokens as came."""
        came = len((self.text + self.filled).encode("utf-8", "surrogatepass")) // _TOKEN_BYTES
        u = self.usage
        usage = Usage(u.input_tokens, max(u.output_tokens, came), u.cache_read_tokens, u.cache_write_tokens)
        return WritingFailed(diagnostic, self.filled or self.text, usage)


@dataclass(slots=True)
class Claude:
    """The writer. Key and address are those of the World's environment; proxies and certificates are the SDK's to find."""

    world: World
    patience: Patience
    tries_again: int = TRIES_AGAIN
    _client: Any = field(default=None)
    _access: Access | None = field(default=None)

    def price(self, model: str, prompt_tokens: int) -> Price | None:
        return claude_price(model, prompt_tokens)

    def count(self, request: Request) -> int:
        body = body_of(request)
        with self._told(request.model, WritingFailed):
            import anthropic

            self.patience.begin()
            try:
                return int(self._opened().messages.count_tokens(**body).input_tokens)
            except anthropic.NotFoundError as error:
                if request.model in str(error):
                    raise
        return len(json.dumps(body).encode()) // _FEWEST_TOKEN_BYTES  # what is asked speaks as the API does, but does not count

    def write(self, request: Request, on_piece: OnPiece) -> Answer:
        coming = _Coming(request.model)
        with closing(self._events(request, coming)) as events:
            for event in events:
                if piece := _taken(coming, event):
                    on_piece(piece)
                if len(coming.filled) + len(coming.text) > request.most_tokens * _MOST_TOKEN_CHARACTERS:
                    raise coming.failing(troubles.cut_off("it is far longer than it was allowed to be"))
        return _answer(request, coming)

    def _events(self, request: Request, coming: _Coming) -> Generator[Any]:
        """What comes, until all has come. What keeps it from coming is raised as what it means."""
        with self._told(request.model, coming.failing):
            self.patience.begin()
            stream = self._opened().messages.create(**body_of(request), max_tokens=request.most_tokens, stream=True)
        try:
            while True:
                with self._told(request.model, coming.failing):
                    event = next(stream, None)
                if event is None:
                    break
                self.patience.heard()
                yield event
        finally:
            stream.close()
        if not coming.has_begun:
            raise coming.failing(
                troubles.unreachable(self._opened_access().shown, "what answers there does not speak as Claude does")
            )
        if not coming.is_over:
            raise coming.failing(troubles.cut_off("the connection was closed"))

    def _opened_access(self) -> Access:
        if self._access is None:
            self._access = access(self.world.environment)
        return self._access

    def _opened(self) -> Any:
        """The SDK's client, made when it is first needed."""
        if self._client is None:
            found = self._opened_access()
            import anthropic

            timeout = anthropic.Timeout(self.patience.silence_seconds, connect=10.0)
            try:
                http_client = anthropic.DefaultHttpxClient(timeout=timeout, event_hooks=self.patience.hooks())
            except Exception as error:  # what it reads of the environment is odd, and it has an exception of its own for each
                raise WritingFailed(troubles.way_odd(is_socks=isinstance(error, ImportError))) from None
            self._client = anthropic.Anthropic(
                api_key=found.key or None,
                auth_token=found.token or None,
                base_url=found.address,
                max_retries=self.tries_again,
                timeout=timeout,
                http_client=http_client,
            )
        return self._client

    @contextmanager
    def _told(self, model: str, failing: Failing) -> Iterator[None]:
        """Whatever the SDK raises inside, as an author is told."""
        try:
            import anthropic
        except ImportError:
            raise failing(troubles.not_installed()) from None
        try:
            yield
        except WritingFailed:
            raise
        except anthropic.APIStatusError as error:
            raise failing(self._status_trouble(error, model)) from None
        except anthropic.APITimeoutError:
            raise failing(troubles.unreachable(self._opened_access().shown, "it does not answer in time")) from None
        except anthropic.APIConnectionError as error:
            raise failing(troubles.unreachable(self._opened_access().shown, _reason(error))) from None
        except Exception as error:  # nothing but the SDK and what it stands on runs inside: of that, another may raise its own
            raise failing(troubles.cut_off(_reason(error))) from None

    def _status_trouble(self, error: Any, model: str) -> Diagnostic:
        body = error.body if isinstance(error.body, dict) else {}
        told: Any = body.get("error") if isinstance(body.get("error"), dict) else {}
        kind, said = str(told.get("type") or ""), str(told.get("message") or error.message)
        wait_seconds = asked_wait_seconds(error.response.headers.get("retry-after", ""), self.world.now())
        found = self._opened_access()
        return troubles.of_status(error.status_code, kind, found.without_key(said), model, found.shown, wait_seconds)


def _reason(error: BaseException) -> str:
    """What was at the bottom of it, without the address and without whatever was sent."""
    cause = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    name = type(cause).__name__
    if "CERTIFICATE_VERIFY_FAILED" in str(cause):
        return "its certificate cannot be verified"
    if "Timeout" in name:
        return "nothing came for a long time"
    if isinstance(cause, ValueError):
        return "what came is damaged"
    return "no connection" if isinstance(cause, OSError) or "Connect" in name else "the connection was closed"


def _taken(coming: _Coming, event: Any) -> str:
    """Take in an event; what it adds to the form. What is not known is passed over, as the API asks of those who read it."""
    try:
        match event.type:
            case "message_start":
                coming.has_begun, coming.model = True, str(event.message.model or coming.model)
                coming.usage = _usage(event.message.usage, coming.usage)
            case "content_block_start" if event.content_block.type == "tool_use" and coming.place < 0:
                coming.form, coming.place = str(event.content_block.name), event.index
            case "content_block_delta" if event.delta.type == "input_json_delta" and event.index == coming.place:
                coming.filled += event.delta.partial_json
                return str(event.delta.partial_json)
            case "content_block_delta" if event.delta.type == "text_delta":
                coming.text += event.delta.text
            case "message_delta":
                coming.usage = _usage(event.usage, coming.usage)
                coming.stop_reason = str(event.delta.stop_reason or "")
                coming.refusal = str(getattr(getattr(event.delta, "stop_details", None), "explanation", None) or "")
            case "message_stop":
                coming.is_over = True
    except (AttributeError, TypeError):
        raise coming.failing(troubles.cut_off("what came is not what the API says")) from None
    return ""


def _usage(told: Any, before: Usage) -> Usage:
    """The counts of an event; they are totals, and one that is left out stands as it was told before."""

    def count(name: str, known: int) -> int:
        value = getattr(told, name, None)
        return value if isinstance(value, int) else known

    return Usage(
        count("input_tokens", before.input_tokens),
        count("output_tokens", before.output_tokens),
        count("cache_read_input_tokens", before.cache_read_tokens),
        count("cache_creation_input_tokens", before.cache_write_tokens),
    )


def _answer(request: Request, coming: _Coming) -> Answer:
    if coming.stop_reason == "refusal":
        raise coming.failing(troubles.refused(coming.refusal or coming.text))
    if coming.stop_reason == "model_context_window_exceeded":
        raise coming.failing(troubles.context_long(coming.model, "the answer did not fit in any more"))
    trouble = troubles.no_form(request.form.name, coming.text)
    if coming.form == request.form.name:
        if (filled := _filled(coming.filled or "{}")) is not None:
            return Answer(filled, coming.usage, coming.model)
        trouble = troubles.no_json(request.form.name)
    if coming.stop_reason == "max_tokens":
        trouble = troubles.answer_cut(request.most_tokens)
    raise coming.failing(trouble)


def _filled(text: str) -> dict[str, Any] | None:
    """The values of a JSON object, as every file can hold them: a model may write half of a pair of surrogates, or 1e999."""
    try:
        found = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _finite(text: str) -> float:
    value = float(text)
    return value if isfinite(value) else _no_number(text)


def _no_number(name: str) -> float:
    raise ValueError(name)


def opened(world: World) -> Claude:
    return Claude(world, Patience(world))


CLAUDE = WriterKind("claude", "Anthropic's Claude, asked over the network; needs a key", DEFAULT_MODEL, opened)
