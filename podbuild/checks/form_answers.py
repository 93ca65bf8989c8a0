"""What the forms of Spotify, Apple and YouTube ask about an episode, and the answers that follow from its files.

What does not follow from them (whether somebody paid for a mention, say) stays open: only its author knows.

Sources: Apple Podcasts content guidelines, 1.11, 1.12 and content rights; Spotify's platform rules and its three tiers of AI;
YouTube Help, "Disclosing use of altered or synthetic content", "Set your audience", "Paid promotion" and "Creative Commons".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podbuild.checks.credits import assets_used, rights_of, works_used
from podbuild.checks.disclosure import UNSAID
from podbuild.model.episode import Episode
from podbuild.model.release import Disclosure
from podbuild.model.show import Asset, Rights, Show

SPOTIFY, APPLE, YOUTUBE = "Spotify for Creators", "Apple Podcasts Connect", "YouTube Studio"
FORMS = (SPOTIFY, APPLE, YOUTUBE)
_PUBLIC_DOMAIN = ("CC0-1.0", "CC-PDDC")
_ATTRIBUTION = ("CC-BY-3.0", "CC-BY-4.0")
_ONLY_YOU_KNOW = "it is a recording, and only you know: say it under ai in the episode"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of a form, the answer ("" where only the author knows it), why, and where the rule stands."""

    form: str
    question: str
    answer: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the answers follow from. `cloned` are the names of voices, `made_by_ai` the paths of works that are heard."""

    label: Disclosure
    is_explicit: bool
    is_said: bool
    license: str
    cloned: tuple[str, ...]
    consents: tuple[str, ...]
    made_by_ai: tuple[str, ...]
    foreign: tuple[str, ...]
    unowned: tuple[str, ...]
    may_be_shared: bool


def form_answers(show: Show, episode: Episode, label: Disclosure, *, is_explicit: bool, is_said: bool) -> tuple[Answer, ...]:
    """The answers of one episode, form by form.

    Args:
        is_said: whether the disclosure is heard in the audio.
    """
    facts = _facts(show, episode, label, is_explicit, is_said)
    return (*_spotify(facts), *_apple(facts), *_youtube(facts))


def _facts(show: Show, episode: Episode, label: Disclosure, is_explicit: bool, is_said: bool) -> _Facts:
    works = works_used(episode)
    rights = {asset.path: rights_of(show, asset) for asset in assets_used(show, episode)}
    spoken = {line.voice for line in episode.lines if line.take is None}
    cloned = tuple(sorted(voice.name for voice in episode.voices if voice.is_cloned and voice.name in spoken))
    heard = [asset for asset in works if not _is_picture(asset)] + ([episode.audio] if isinstance(episode.audio, Asset) else [])
    foreign = {path: right for path, right in rights.items() if right and not _is_own(show, right)}
    unowned = tuple(asset.path for asset in works if (right := rights[asset.path]) is None or not right.holder.strip())
    license_ = episode.license or show.license
    is_free = not unowned and all(right.license in _PUBLIC_DOMAIN for right in foreign.values())
    return _Facts(
        label,
        is_explicit,
        is_said,
        license_,
        cloned,
        tuple(f"{c.by} ({c.date[:10]})" if c.date else c.by for c in show.consents if c.voice in cloned),
        tuple(asset.path for asset in heard if (right := rights[asset.path]) and right.ai == "generated"),
        tuple(foreign),
        unowned,
        is_free and license_ in (*_PUBLIC_DOMAIN, *_ATTRIBUTION),
    )


def _is_own(show: Show, right: Rights) -> bool:
    return right.holder.strip().casefold() in ("", show.author.strip().casefold())


def _is_picture(asset: Asset) -> bool:
    return asset.suffix in (".jpg", ".jpeg", ".png")


def _explicit(form: str, facts: _Facts, source: str) -> Answer:
    reason = "explicit: true stands in the show's files" if facts.is_explicit else "nothing in the show's files says that it is"
    return Answer(form, "Explicit content", "Yes" if facts.is_explicit else "No", reason, source)


# ── Spotify ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _spotify(facts: _Facts) -> Iterator[Answer]:
    yield _explicit(SPOTIFY, facts, "Spotify for Creators, episode details")
    paid = "mark it where somebody paid for being mentioned"
    yield Answer(SPOTIFY, "Promotional content", "", paid, "Spotify for Creators, terms of use, promotional content")
    tier = {"human": "Human", "assisted": "AI-assisted", "generated": "Fully AI"}[_tier(facts.label)]
    parts = _parts(facts.label)
    if facts.label.reason == UNSAID:
        tier, parts = "", _ONLY_YOU_KNOW
    yield Answer(SPOTIFY, "Part of AI (human, AI-assisted, fully AI)", tier, parts, "Spotify, tiers of AI use")
    by = f", and its owner agreed: {'; '.join(facts.consents)}" if facts.consents else ""
    reason = f"the voice {', '.join(facts.cloned)} is cloned{by}" if facts.cloned else "no voice in it is cloned"
    rule = "Spotify platform rules: what imitates somebody without leave, by a cloned voice too, is removed"
    yield Answer(SPOTIFY, "A cloned voice of a real person", "Yes, with consent" if facts.cloned else "No", reason, rule)


def _tier(label: Disclosure) -> str:
    if label.script == "human" and label.voices == "recorded":
        return "human"
    return "generated" if label.script == "generated" and label.voices == "synthetic" else "assisted"


def _parts(label: Disclosure) -> str:
    script = {"human": "people wrote it", "assisted": "people wrote it with the help of AI", "generated": "AI wrote it"}
    voices = {
        "recorded": "people speak it",
        "synthetic": "synthetic voices speak it",
        "mixed": "people and synthetic voices speak it",
    }
    translated = ", AI translated it" if label.is_translated else ""
    return f"{script[label.script]}{translated}, and {voices[label.voices]}"


# ── Apple ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _apple(facts: _Facts) -> Iterator[Answer]:
    guidelines = "Apple Podcasts content guidelines"
    yield _explicit(APPLE, facts, f"{guidelines}, explicit content")
    question = "AI made a material part, and that is said in the audio and in the metadata"
    if facts.label.reason == UNSAID:
        yield Answer(
            APPLE, question, "", "it is a recording, and only you know: say it under ai in the episode", f"{guidelines}, 1.11"
        )
    elif not facts.label.is_due:
        yield Answer(APPLE, question, "Not due", facts.label.reason.removeprefix("not due: "), f"{guidelines}, 1.11")
    elif facts.is_said:
        reason = f'in the audio, at the beginning: "{facts.label.spoken}"; in the description, at its end: "{facts.label.text}"'
        yield Answer(APPLE, question, "Yes", reason, f"{guidelines}, 1.11")
    else:
        reason = f'the description says "{facts.label.text}"; podbuild put nothing into the audio: {facts.label.reason}'
        yield Answer(APPLE, question, "In the metadata only", reason, f"{guidelines}, 1.11")
    honest = "nothing in it may pass for a real event or for words that a real person said, where that is not so"
    yield Answer(APPLE, "No deceptive portrayal of real people or events", "", honest, f"{guidelines}, 1.12")
    yield _third_party(facts)


def _third_party(facts: _Facts) -> Answer:
    question, source = "Content rights: it holds content of third parties", "Apple Podcasts Connect, content rights"
    others = f"rights.yaml names other holders for {_named(facts.foreign)}; LICENSES.txt has the terms"
    if facts.unowned:
        reason = f"nothing says who owns {_named(facts.unowned)}" + (f"; {others}" if facts.foreign else "")
        return Answer(APPLE, question, "", reason, source)
    if facts.foreign:
        return Answer(APPLE, question, "Yes, and I have the rights", others, source)
    return Answer(APPLE, question, "No", "rights.yaml names no other holder for anything that is heard or seen in it", source)


def _named(paths: tuple[str, ...]) -> str:
    return ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


# ── YouTube ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _youtube(facts: _Facts) -> Iterator[Answer]:
    yield _altered(facts)
    children = "No" if facts.is_explicit else ""
    reason = "it is explicit" if facts.is_explicit else "yes where it is made for children (COPPA), not where they may hear it too"
    yield Answer(YOUTUBE, "Made for kids", children, reason, "YouTube Help, set your audience")
    paid = "yes where somebody paid for being mentioned; YouTube takes no advertisements within a podcast"
    yield Answer(YOUTUBE, "Paid promotion", "", paid, "YouTube Help, paid product placements, sponsorships and endorsements")
    standard, shared = "Standard YouTube License", "Creative Commons - Attribution"
    if facts.may_be_shared:
        reason = f"it is under {facts.license}, and what it uses of others is in the public domain"
        yield Answer(YOUTUBE, "License", shared, reason, "YouTube Help, Creative Commons")
    else:
        reason = f"it is under {facts.license}"
        if facts.license in _ATTRIBUTION:
            reason += ", but what it uses of others is not in the public domain, or nothing says so"
        yield Answer(YOUTUBE, "License", standard, reason, "YouTube Help, Creative Commons")


def _altered(facts: _Facts) -> Answer:
    """YouTube asks about what seems real: a voice that could be a person's counts here, a script does not."""
    question, source = "Altered or synthetic content", "YouTube Help, disclosing use of altered or synthetic content"
    reasons = [f"a cloned voice speaks: {', '.join(facts.cloned)}"] if facts.cloned else []
    if facts.label.voices != "recorded" and not facts.cloned:
        reasons.append(
            "synthetic voices speak (YouTube insists where a real person seems to speak, and takes a no where none does)"
        )
    if facts.made_by_ai:
        reasons.append(f"AI made what is heard: {_named(facts.made_by_ai)}")
    if reasons:
        return Answer(YOUTUBE, question, "Yes", "; ".join(reasons), source)
    reason = "nobody's voice is synthetic; a script that AI had a part in need not be told there"
    return Answer(YOUTUBE, question, "No", reason, source)
