"""The part AI has in an episode: who wrote it, who speaks it, whether that must be said, and the words for it.

The substance test (Apple Podcasts 1.11, Spotify's tiers, EU AI Act article 50): due for a synthetic voice, for a script wholly
written or translated by AI, and for a cloned voice with an AI script. Not due for one's own clone
reading one's own script, for music, or for clean-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from podbuild.checks.credits import rights_of
from podbuild.checks.disclosure_words import DisclosureWords, disclosure_words
from podbuild.model.episode import Clip, Episode, Item, Line, Published
from podbuild.model.release import Disclosure
from podbuild.model.show import NOWHERE, Ai, Asset, Show

UNSAID = "not said: it is a recording, and nothing says whether AI had a part in it"
Speech = Literal["recorded", "synthetic", "cloned"]


def disclosure(show: Show, episode: Episode, synthetic: Mapping[str, bool]) -> Disclosure:
    """What is said about AI in an episode, and why.

    `synthetic` says of each voice whether its engine makes speech; a line with a take counts as recorded, unless
    rights.yaml says that the take is AI's work (`ai: generated`). The sentences are in the episode's language.
    """
    ai = _answer(show, episode)
    speech = _speech(show, episode, synthetic)
    voices = _voices(speech)
    reason = _due(ai, speech, has_script=not episode.audio)
    words = disclosure_words(episode.language or show.language)
    text = _sentence(words, ai, voices, has_script=not episode.audio) if reason else ""
    return Disclosure(
        script=ai.script,
        voices=voices,
        is_ai=_is_ai(show, episode, bool(reason)),
        is_due=bool(reason),
        text=" ".join(part for part in (text, *_editors(words, ai)) if part) if reason else "",
        spoken=_spoken(ai, text),
        reason=_reason(ai, speech, reason, isinstance(episode.audio, Published) and not _is_answered(ai)),
        is_translated=bool(ai.translated_from),
    )


def _answer(show: Show, episode: Episode) -> Ai:
    """The episode's own answer where it gives one, or its record does; else the show's."""
    return episode.ai if _is_answered(episode.ai) else show.ai


def _is_answered(ai: Ai) -> bool:
    return ai != Ai() or ai.span != NOWHERE


def _speech(show: Show, episode: Episode, synthetic: Mapping[str, bool]) -> frozenset[Speech]:
    """The kinds of speech that are heard; an episode that comes as finished audio is what its rights say, else recorded."""
    if isinstance(episode.audio, Published):
        return frozenset([_recorded(show, episode.audio.asset) if episode.audio.asset else "recorded"])
    if episode.audio:
        return frozenset([_recorded(show, episode.audio)])
    items = [item for segment in episode.segments for item in segment.items]
    return frozenset(kind for item in items if (kind := _kind(show, episode, item, synthetic)))


def _kind(show: Show, episode: Episode, item: Item, synthetic: Mapping[str, bool]) -> Speech | None:
    if isinstance(item, Clip):
        kind = _recorded(show, item.asset)
        is_speech = bool(item.voice or item.text)
        return kind if is_speech or kind == "recorded" else None  # a sound that AI made is no voice
    if not isinstance(item, Line):
        return None
    if item.take:
        return _recorded(show, item.take)
    if not synthetic.get(item.voice, True):
        return "recorded"
    return "cloned" if episode.voice(item.voice).is_cloned else "synthetic"


def _recorded(show: Show, asset: Asset) -> Speech:
    rights = rights_of(show, asset)
    return "synthetic" if rights and rights.ai == "generated" else "recorded"


def _voices(speech: frozenset[Speech]) -> Literal["recorded", "synthetic", "mixed"]:
    if not speech - {"recorded"}:
        return "recorded"
    return "mixed" if "recorded" in speech else "synthetic"


def _due(ai: Ai, speech: frozenset[Speech], has_script: bool) -> str:
    """Why a disclosure is due; "" where none is."""
    voice = ""
    if "synthetic" in speech:
        voice = "a synthetic voice speaks" if has_script else "the rights of the audio say that AI made it"
    elif "cloned" in speech and ai.script != "human":
        voice = "a cloned voice speaks words that AI had a part in"
    reasons = [voice, "AI wrote the script" if ai.script == "generated" else ""]
    return ", and ".join(filter(None, reasons)) or ("AI translated the script" if ai.translated_from else "")


def _is_ai(show: Show, episode: Episode, is_due: bool) -> bool | None:
    """The feed's answer; None where nothing calls for a yes and nobody has answered."""
    if is_due:
        return True
    return False if _is_answered(episode.ai) or _is_answered(show.ai) else None


def _sentence(words: DisclosureWords, ai: Ai, voices: str, has_script: bool) -> str:
    if not has_script and voices == "synthetic":
        return words.sound  # nothing says whether anybody speaks in it
    by_voices = {"synthetic": words.synthetic, "mixed": words.mixed, "recorded": ""}
    by_script = {"generated": words.generated, "assisted": words.assisted, "human": ""}
    if ai.translated_from:
        by_script |= {"assisted": ""}  # of which the translation is a part
    return words.joined(by_voices[voices], by_script[ai.script], words.translated if ai.translated_from else "")


def _editors(words: DisclosureWords, ai: Ai) -> tuple[str, ...]:
    """Who reviewed and who answers for it (EU AI Act, article 50(4))."""
    reviewed = words.reviewed.format(name=ai.reviewed_by) if ai.reviewed_by else ""
    return (reviewed, words.editor.format(name=ai.editor) if ai.editor else "")


def _spoken(ai: Ai, text: str) -> str:
    if ai.spoken == "off":
        return ""
    return text if ai.spoken == "auto" else ai.spoken


def _reason(ai: Ai, speech: frozenset[Speech], due: str, is_unsaid: bool) -> str:
    if due:
        off = f"; not spoken, because: {ai.reason}" if ai.spoken == "off" and ai.reason else ""
        of = f'; it is a translation by AI of "{ai.translated_from}"' if ai.translated_from else ""
        return f"due: {due}{of}{off}"
    if is_unsaid:
        return UNSAID
    if "cloned" in speech:
        return "not due: a cloned voice, used with consent, reads a script that people wrote"
    if not speech:
        return "not due: nobody speaks"
    parts = {"human": "people wrote it", "assisted": "people wrote it with the help of AI"}
    return f"not due: people speak, and {parts.get(ai.script, 'people wrote it')}"
