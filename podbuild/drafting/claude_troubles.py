"""What Claude's API says when it gives no answer → what an author is told, and can do."""

from __future__ import annotations

import re

from podbuild.base.diagnostics import Diagnostic

LONGEST_WAIT_SECONDS = 120.0  # that an answer may ask for: of more, an author rather hears at once
KEYS = "platform.claude.com/settings/keys"
_LATER = "run the same command again in a while: what was paid for is kept, and not paid for again"
_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    405: "not_found_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}
_BILLING = re.compile(r"credit balance|billing|spend limit|usage limits", re.IGNORECASE)
_LONG = re.compile(r"prompt is too long|context (window|limit)|exceed.{0,40}context", re.IGNORECASE)


def of_status(status: int, kind: str, said: str, model: str, address: str, wait_seconds: float | None) -> Diagnostic:
    """An answer that is an error. `status` is 200 where it came in mid-stream; `said` is in the API's own words."""
    tried = "in mid-stream" if status == 200 else "also after several tries"
    if wait_seconds and wait_seconds > LONGEST_WAIT_SECONDS:
        tried = f"and asks to wait {wait_seconds:,.0f} s"
    match _KINDS.get(status, kind):
        case "authentication_error":
            return key_refused(said)
        case "billing_error":
            return _billing(said)
        case "permission_error":
            fix = f"choose another model under drafting.model in show.yaml, or look at what the key may do: {KEYS}"
            return Diagnostic("writer-key-refused", f"the key may not use {model}: {said}", fix=fix)
        case "rate_limit_error":
            return Diagnostic("writer-overloaded", f"Claude takes no more from this account now, {tried}: {said}", fix=_LATER)
        case "overloaded_error":
            return Diagnostic("writer-overloaded", f"Claude is overloaded, {tried}", fix=_LATER)
        case "not_found_error":
            return _not_found(said, model, address)
        case "request_too_large":
            return context_long(model, said)
        case "invalid_request_error":
            return _request_refused(model, said)
    if status == 200:
        return cut_off(said)
    return Diagnostic("writer-overloaded", f"Claude has trouble of its own, {tried}: {said}", fix=_LATER)


def _request_refused(model: str, said: str) -> Diagnostic:
    if _LONG.search(said):
        return context_long(model, said)
    if _BILLING.search(said):
        return _billing(said)
    fix = "report this, with the message: podbuild asked for something that this model does not take"
    return Diagnostic("writer-request-refused", f"{model} does not take the request: {said}", fix=fix)


def _not_found(said: str, model: str, address: str) -> Diagnostic:
    if model not in said:
        return unreachable(address, f"it knows nothing of messages: {said}")
    fix = "write the name of a model that the account has under drafting.model in show.yaml, such as claude-sonnet-5-5"
    return Diagnostic("writer-model-unknown", f'there is no model "{model}"', fix=fix)


def key_missing() -> Diagnostic:
    fix = f"make a key ({KEYS}) and put it into the environment: export ANTHROPIC_API_KEY=…"
    return Diagnostic("writer-key-missing", "Claude needs a key, and ANTHROPIC_API_KEY holds none", fix=fix)


def key_odd(name: str) -> Diagnostic:
    message = f"{name} holds something that no key has: a line end, a blank or a letter that is not ASCII"
    return Diagnostic("writer-key-refused", message, fix=f"copy the key again, alone on one line: {KEYS}")


def key_refused(said: str) -> Diagnostic:
    fix = f"look whether the key in ANTHROPIC_API_KEY is whole and still valid: {KEYS}"
    return Diagnostic("writer-key-refused", f"Claude does not accept the key: {said}", fix=fix)


def address_odd(address: str) -> Diagnostic:
    fix = "write it as https://host, or unset it to ask Anthropic itself"
    return Diagnostic("writer-unreachable", f'ANTHROPIC_BASE_URL is no address on the web: "{address}"', fix=fix)


def way_odd(is_socks: bool) -> Diagnostic:
    """The environment names a proxy or certificates that are of no use. Not shown, since a proxy's address may hold a password."""
    if is_socks:
        message = "the environment names a SOCKS proxy, and the package socksio is not installed"
        return Diagnostic("writer-unreachable", message, fix="install socksio beside podbuild, or name an http:// proxy")
    message = "the environment names a proxy or a file of certificates that cannot be used"
    fix = "look at HTTPS_PROXY, HTTP_PROXY, ALL_PROXY (http://host:port) and at SSL_CERT_FILE"
    return Diagnostic("writer-unreachable", message, fix=fix)


def not_installed() -> Diagnostic:
    message = "Claude is asked by way of the package anthropic, which is not installed"
    return Diagnostic("writer-not-installed", message, fix="install podbuild anew: anthropic comes with it")


def unreachable(address: str, what: str) -> Diagnostic:
    fix = "look at the network, at the proxy, and at ANTHROPIC_BASE_URL where it is set; then run the same command again"
    return Diagnostic("writer-unreachable", f"{address} cannot be asked: {what}", fix=fix)


def cut_off(what: str) -> Diagnostic:
    return Diagnostic("writer-cut-off", f"the answer broke off in mid-stream: {what}", fix=_LATER)


def refused(said: str) -> Diagnostic:
    fix = "put the wish in other words, leave out the source that it may be about, or choose another model"
    return Diagnostic("writer-refused", f"the model declined to write this{f': {said}' if said else ''}", fix=fix)


def context_long(model: str, said: str) -> Diagnostic:
    fix = "give fewer or shorter sources, or ask for less at once; another model may read more"
    return Diagnostic("writer-context-long", f"this is more than {model} can read at once: {said}", fix=fix)


def answer_cut(most_tokens: int) -> Diagnostic:
    message = f"the answer was longer than the {most_tokens:,} tokens that were asked for, and was cut off"
    return Diagnostic("writer-answer-cut", message, fix="ask for less at once")


def no_form(form: str, said: str) -> Diagnostic:
    words = f', but wrote: "{said[:200]}"' if said else ""
    return Diagnostic("writer-answer-formless", f"the model did not fill in {form}{words}", fix=_LATER)


def no_json(form: str) -> Diagnostic:
    return Diagnostic("writer-answer-formless", f"what the model filled into {form} is no JSON", fix=_LATER)


def _billing(said: str) -> Diagnostic:
    fix = "add credit or raise the limit: platform.claude.com/settings/billing"
    return Diagnostic("writer-billing", f"the account does not pay for this: {said}", fix=fix)
