"""Google Translate's voices through gTTS: online, free, one voice a language, without a promise of service.

gTTS cuts the text and writes the requests. They are sent from here, because gTTS itself would not verify certificates,
would not tell a refusal from a broken line, and would ask for all parts again when one failed.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.base.proxies import proxy_for
from podbuild.model.show import Voice
from podbuild.speech.engine import Engine, Problem, Spoken, Utterance, VoiceName
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

if TYPE_CHECKING:
    import numpy as np

_WAITS_SECONDS = (1.0, 2.0, 4.0)  # four tries in all
_LONGEST_WAIT_SECONDS = 30.0
_TIMEOUT_SECONDS = (10.0, 60.0)
_SAMPLE_RATE_HZ = 24_000
_AUDIO = re.compile(r'jQ1olc","\[\\"([A-Za-z0-9+/=]+)\\"]')
_KEPT = "the lines that are finished are kept, and the next build goes on from there"
_FIX = "check the network and build again, or give the voice `engine: espeak`, which needs none"

# An accent is the country's own Google: tag → (gTTS language, top-level domain). Source: gTTS, "Localized accents".
_ACCENTS = {
    "en-AU": ("en", "com.au"), "en-GB": ("en", "co.uk"), "en-US": ("en", "us"), "en-CA": ("en", "ca"), "en-IN": ("en", "co.in"),
    "en-IE": ("en", "ie"), "en-ZA": ("en", "co.za"), "en-NG": ("en", "com.ng"), "fr-CA": ("fr-CA", "ca"), "fr-FR": ("fr", "fr"),
    "pt-BR": ("pt", "com.br"), "pt-PT": ("pt-PT", "pt"), "es-MX": ("es", "com.mx"), "es-ES": ("es", "es"), "es-US": ("es", "us"),
    "zh-CN": ("zh-CN", "com"), "zh-TW": ("zh-TW", "com"), "zh-HK": ("yue", "com"), "zh-Hans": ("zh-CN", "com"),
    "zh-Hant": ("zh-TW", "com"), "zh": ("zh-CN", "com"), "he": ("iw", "com"), "nb": ("no", "com"), "nn": ("no", "com"),
    "fil": ("tl", "com"), "jv": ("jw", "com"),
}  # fmt: skip


class _Passing(Exception):
    """A failure that may be gone at the next try. `wait_seconds` is what the server asked for."""

    def __init__(self, message: str, wait_seconds: float = 0.0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


def speak(utterance: Utterance, world: World) -> Spoken:
    """Have a line spoken by Google.

    Raises:
        StepFailed: the network or the service failed four times, or the service refused.
    """
    import numpy as np

    from podbuild.speech.edges import nothing, trimmed

    found = _language(utterance.voice, utterance.language)
    if isinstance(found, Problem):
        raise StepFailed(Diagnostic("voice-unknown", found.message, fix=found.fix))
    language, domain = found
    parts = [_part(body, domain, world) for body in _bodies(utterance.text, language)]
    if not parts:
        return nothing(_SAMPLE_RATE_HZ)
    return trimmed(np.concatenate([samples for samples, _ in parts]), parts[0][1])


def _bodies(text: str, language: str) -> list[str]:
    from gtts import gTTS

    writer: Any = gTTS
    if not text.strip():
        return []
    try:
        bodies: list[str] = writer(text, lang=language, lang_check=False).get_bodies()
    except AssertionError:  # gTTS found nothing to speak in it
        return []
    return bodies


def _part(body: str, domain: str, world: World) -> tuple[np.ndarray, int]:
    """One request, tried again while that may help."""
    for wait_seconds in _WAITS_SECONDS:
        try:
            return _decoded(_posted(body, domain, world.environment))
        except _Passing as e:
            world.wait(min(max(wait_seconds, e.wait_seconds), _LONGEST_WAIT_SECONDS))
    try:
        return _decoded(_posted(body, domain, world.environment))
    except _Passing as e:
        raise _failed(f"Google's speech service cannot be used: {e}") from e


def _posted(body: str, domain: str, environment: Mapping[str, str]) -> str:
    import requests
    from gtts import gTTS

    url = f"https://translate.google.{domain}/_/TranslateWebserverUi/data/batchexecute"
    with requests.Session() as session:
        session.trust_env = False  # the environment is the world's, not the process's
        if proxy := proxy_for(url, environment):
            session.proxies["https"] = proxy
        session.verify = environment.get("REQUESTS_CA_BUNDLE") or environment.get("CURL_CA_BUNDLE") or True
        try:
            answer = session.post(url, data=body, headers=gTTS.GOOGLE_TTS_HEADERS, timeout=_TIMEOUT_SECONDS)
        except requests.exceptions.SSLError as e:
            raise _failed("the certificate of Google's speech service cannot be verified") from e
        except requests.exceptions.RequestException as e:
            raise _Passing(_told(e)) from e
        except OSError as e:  # requests has no exception of its own for a CA bundle that is not there
            raise _failed(f"Google's speech service cannot be reached: {e}") from e
    if answer.status_code == 429 or answer.status_code >= 500:
        raise _Passing(f"it answers {answer.status_code} {answer.reason}", _retry_after_seconds(answer.headers))
    if answer.status_code >= 400:
        raise _failed(f"Google's speech service refuses the line: {answer.status_code} {answer.reason}")
    return str(answer.text)


def _told(error: Exception) -> str:
    import requests

    if isinstance(error, requests.exceptions.Timeout):
        return "it does not answer in time"
    if isinstance(error, requests.exceptions.ProxyError):
        return "no connection through the proxy"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the answer broke off"
    return "no connection"


def _retry_after_seconds(headers: Mapping[str, str]) -> float:
    value = headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else 0.0


def _decoded(answer: str) -> tuple[np.ndarray, int]:
    """The samples of one answer; int16, shape (frames,)."""
    import soundfile

    found = _AUDIO.search(answer)
    if not found:
        raise _Passing("its answer holds no sound")
    try:
        data: Any = base64.b64decode(found[1], validate=True)
        samples, sample_rate_hz = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
    except (binascii.Error, soundfile.LibsndfileError) as e:
        raise _Passing("its answer is damaged") from e
    return samples[:, 0], int(sample_rate_hz)


def _failed(message: str) -> StepFailed:
    return StepFailed(Diagnostic("gtts", message, fix=_FIX, why=_KEPT))


def _tags() -> dict[str, str]:
    """gTTS's own languages: tag → English name."""
    from gtts.lang import tts_langs

    return dict(tts_langs())  # type: ignore[no-untyped-call]


def _language(voice: str, language: str) -> tuple[str, str] | Problem:
    """gTTS's language and domain for a voice ("en-AU"), or for the line's language where no voice is named."""
    known = {tag.casefold(): (tag, "com") for tag in _tags()} | {tag.casefold(): to for tag, to in _ACCENTS.items()}
    tag = (voice or language).strip().casefold().replace("_", "-")
    if voice:
        names = [*_ACCENTS, *_tags()]
        return known.get(tag) or Problem("voice", f'gtts has no voice "{voice}"', did_you_mean(voice, names) or _VOICE_FIX)
    while tag and tag not in known:
        tag = tag.rpartition("-")[0]
    return known.get(tag) or Problem("language", f'gtts does not speak the language "{language}"', _VOICE_FIX)


_VOICE_FIX = "write a language such as de, or an accent such as en-AU"


def problem(voice: Voice, language: str) -> Problem | None:
    found = _language(voice.voice, language)
    if isinstance(found, Problem):
        return found
    for key, value in (("rate", voice.rate), ("pitch", voice.pitch)):
        if value is not None:
            return Problem(key, f"gtts cannot change the {key}", f'remove "{key}", or choose an engine that can, such as espeak')
    return None


def voices() -> tuple[VoiceName, ...]:
    plain = (VoiceName(tag, tag, name) for tag, name in _tags().items() if tag not in _ACCENTS)
    accents = (VoiceName(tag, tag, f"{language} as spoken at google.{domain}") for tag, (language, domain) in _ACCENTS.items())
    return (*plain, *accents)


def _version() -> str:
    return f"{version('gTTS')}.1"


GTTS = Engine(
    name="gtts",
    summary="Google Translate's voices, online and free; one voice a language",
    version=_version,
    speak=speak,
    voices=voices,
    problem=problem,
    is_online=True,
    is_deterministic=False,
)
