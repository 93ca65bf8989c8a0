"""What forms ask about an episode, and the answers that follow from its files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from podbuild.checks.disclosure import disclosure
from podbuild.checks.form_answers import APPLE, FORMS, SPOTIFY, YOUTUBE, form_answers
from podbuild.model.episode import Music, Sfx
from podbuild.model.show import Ai, Consent, Rights, Voice

from .shows import MUSIC, SHOW, asset, episode, line

TAKE = line(take="takes/a.wav")
CLONES = (Voice("host", is_cloned=True), Voice("guest"))
CONSENT = Consent("host", "A. Speaker", "this show", "2026-01-01")
HUMAN = Ai("human", spoken="off", reason="all of it is recorded")
BY_AI = (Rights(("assets/**",), "Tide Desk", "CC0-1.0", ai="generated"),)
OTHERS = (Rights(("assets/**",), "Somebody Else", "CC-BY-4.0"),)
PUBLIC = (Rights(("assets/**",), "Somebody Else", "CC0-1.0"),)


def answers(show: Any, one: Any, *, is_explicit: bool = False, is_said: bool = True) -> dict[tuple[str, str], tuple[str, str]]:
    """Answer and reason, by form and the first word of the question."""
    label = disclosure(show, one, {"host": True, "guest": True})
    found = form_answers(show, one, label, is_explicit=is_explicit, is_said=is_said)
    assert {answer.form for answer in found} == set(FORMS)
    assert all(answer.reason and answer.source for answer in found)
    return {(answer.form, answer.question.split()[0]): (answer.answer, answer.reason) for answer in found}


@pytest.mark.parametrize(
    ("show", "one", "question", "expected"),
    [
        (SHOW, episode(line()), (SPOTIFY, "Part"), "AI-assisted"),
        (SHOW, episode(TAKE), (SPOTIFY, "Part"), "Human"),
        (SHOW, episode(line(), ai=Ai("generated")), (SPOTIFY, "Part"), "Fully AI"),
        (SHOW, episode(TAKE, ai=Ai("generated")), (SPOTIFY, "Part"), "AI-assisted"),
        (SHOW, episode(line()), (SPOTIFY, "A"), "No"),
        (replace(SHOW, consents=(CONSENT,)), episode(line(), voices=CLONES), (SPOTIFY, "A"), "Yes, with consent"),
        (SHOW, episode(TAKE, voices=CLONES), (SPOTIFY, "A"), "No"),
        (SHOW, episode(line()), (SPOTIFY, "Promotional"), ""),
        (SHOW, episode(line()), (APPLE, "AI"), "Yes"),
        (SHOW, episode(TAKE), (APPLE, "AI"), "Not due"),
        (SHOW, episode(MUSIC, line()), (APPLE, "Content"), "No"),
        (replace(SHOW, rights=OTHERS), episode(MUSIC, line()), (APPLE, "Content"), "Yes, and I have the rights"),
        (replace(SHOW, rights=()), episode(MUSIC, line()), (APPLE, "Content"), ""),
        (replace(SHOW, rights=OTHERS), episode(MUSIC, Sfx(asset("owl.wav")), line()), (APPLE, "Content"), ""),
        (SHOW, episode(line()), (YOUTUBE, "Altered"), "Yes"),
        (SHOW, episode(TAKE), (YOUTUBE, "Altered"), "No"),
        (SHOW, episode(TAKE, ai=Ai("generated")), (YOUTUBE, "Altered"), "No"),
        (replace(SHOW, rights=BY_AI), episode(Music(asset("assets/calm.wav")), TAKE), (YOUTUBE, "Altered"), "Yes"),
        (SHOW, episode(line()), (YOUTUBE, "Made"), ""),
        (SHOW, episode(MUSIC, line()), (YOUTUBE, "License"), "Creative Commons - Attribution"),
        (replace(SHOW, rights=PUBLIC), episode(MUSIC, line()), (YOUTUBE, "License"), "Creative Commons - Attribution"),
        (replace(SHOW, rights=OTHERS), episode(MUSIC, line()), (YOUTUBE, "License"), "Standard YouTube License"),
        (replace(SHOW, rights=()), episode(MUSIC, line()), (YOUTUBE, "License"), "Standard YouTube License"),
        (replace(SHOW, license="all-rights-reserved"), episode(line()), (YOUTUBE, "License"), "Standard YouTube License"),
    ],
)
def test_answers_follow_from_the_files(show, one, question, expected):
    assert answers(show, one)[question][0] == expected


def test_a_cloned_voice_is_named_with_whoever_agreed():
    found = answers(replace(SHOW, consents=(CONSENT,)), episode(line(), voices=CLONES))
    assert found[SPOTIFY, "A"][1] == "the voice host is cloned, and its owner agreed: A. Speaker (2026-01-01)"
    assert "host" in found[YOUTUBE, "Altered"][1]


def test_what_is_not_heard_is_not_said_to_be():
    found = answers(replace(SHOW, ai=HUMAN), episode(line()), is_said=False)[APPLE, "AI"]
    assert found[0] == "In the metadata only" and "all of it is recorded" in found[1]


@pytest.mark.parametrize(("is_explicit", "expected"), [(True, ("Yes", "Yes", "No")), (False, ("No", "No", ""))])
def test_what_is_explicit_is_not_made_for_children(is_explicit, expected):
    found = answers(SHOW, episode(line()), is_explicit=is_explicit)
    assert (found[SPOTIFY, "Explicit"][0], found[APPLE, "Explicit"][0], found[YOUTUBE, "Made"][0]) == expected
