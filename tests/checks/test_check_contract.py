"""What every check keeps, and a table: one fault, what is said, and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podbuild.base.diagnostics import Span
from podbuild.checks.check import Check
from podbuild.checks.checks import CHECKS, run_checks
from podbuild.model.episode import Clip, Episode, Music, MusicStop, Pause, Picture, Segment, Sfx
from podbuild.model.show import Ai, Consent, Link, Person, Rights, Show, Sound, Voice

from .shows import AT, MUSIC, NORMAL, SHOW, VOICES, asset, episode, line

CLONE = Voice("clone", is_cloned=True, span=Span("show.yaml", 10, 3))
AI_AT = Span("show.yaml", 20, 5)


def owned(license_name: str, expires: str = "") -> Show:
    return replace(
        SHOW, rights=(Rights(("assets/**",), "Tide Desk", license_name, expires=expires, span=Span("rights.yaml", 1, 3)),)
    )


def check(show: Show, one: Episode, expected: list[str]) -> None:
    found = run_checks(show, (one,))
    assert [f"{d.span}: {d.severity} {d.code}" for d in found] == expected
    assert all(d.fix and d.message and d.span and d.span.file for d in found)


@pytest.mark.parametrize("member", CHECKS, ids=lambda member: member.name)
def test_a_normal_show_is_told_nothing(member: Check) -> None:
    assert member.find(SHOW, (NORMAL,)) == ()
    assert member.find(SHOW, ()) == ()
    assert member.summary.endswith(".")


def test_names_are_unique() -> None:
    assert len({member.name for member in CHECKS}) == len(CHECKS)


LOUD = replace(MUSIC, gain_db=-12.0)
BED = "episodes/one.md:9:1: "
TOP = "episodes/one.md:1:1: "
EPISODES = {
    "a long title": (episode(title="x" * 61), [TOP + "warning title-long"]),
    "a title that just fits": (episode(title="x" * 60), []),
    "no summary": (episode(summary=" "), [TOP + "warning summary-missing"]),
    "a long summary": (episode(summary="é" * 2001), [TOP + "warning description-long"]),
    "a long line": (episode(line("word " * 300)), [BED + "warning line-long"]),
    "a long take": (episode(line("word " * 300, take="takes/a.wav")), []),
    "a monologue": (episode(*[line("word " * 200)] * 10), [BED + "warning monologue-long"]),
    "a monologue with a pause": (episode(*[line("word " * 200)] * 5, Pause(1.0), *[line("word " * 200)] * 5), []),
    "a talk of two": (episode(*[line("word " * 200), line("word " * 200, "guest")] * 6), []),
    "loud music under words": (episode(LOUD, line()), [BED + "warning music-loud"]),
    "loud music by itself": (episode(line(), LOUD, MusicStop(), line()), []),
    "music at the very end": (episode(line(), MUSIC), [BED + "warning music-unheard"]),
    "music before a last picture": (
        episode(line(), MUSIC, Picture(asset("assets/p.png"), "P"), MusicStop()),
        [BED + "warning music-unheard"],
    ),
    "music under a last effect": (
        episode(line(), MUSIC, Sfx(asset("assets/b.wav"), is_under=True)),
        [BED + "warning music-unheard"],
    ),
    "music before a last pause": (episode(line(), MUSIC, Pause(9.0)), []),
    "music before a last effect": (episode(line(), MUSIC, Sfx(asset("assets/b.wav"))), []),
    "music at the end of a chapter": (
        episode(segments=(Segment("One", (line(), MUSIC)), Segment("Two", (line(),)))),
        [],
    ),
    "music at the end of the last chapter": (
        episode(segments=(Segment("One", (line(),)), Segment("Two", (line(), MUSIC)))),
        [BED + "warning music-unheard"],
    ),
    "somebody's music": (episode(Music(asset("takes/song.mp3"), span=AT), line()), [BED + "warning rights-missing"]),
    "somebody's clip": (episode(Clip(asset("takes/b.wav")), Clip(asset("takes/b.wav"))), [BED + "warning rights-missing"]),
    "somebody's picture": (episode(line(), Picture(asset("p.jpg"), "P")), [BED + "warning rights-missing"]),
    "a sting between chapters": (
        episode(segments=(*episode().segments, *episode().segments), sound=Sound(sting=asset("sting.wav"))),
        [BED + "warning rights-missing"],
    ),
    "a link without scheme": (episode(line(links=(Link("example.org", "x", AT),))), [BED + "warning link-malformed"]),
    "a link listed twice": (
        episode(links=(Link("https://e.org/a", "x", AT), Link("https://e.org/a/", "y", Span("episodes/one.md", 12, 3)))),
        ["episodes/one.md:12:3: warning link-twice"],
    ),
    "a person's bad address": (episode(people=(Person("A", url="http://"),)), [TOP + "warning link-malformed"]),
    "silence without a reason": (episode(ai=Ai(spoken="off", span=AI_AT)), ["show.yaml:20:5: error ai-reason-missing"]),
    "silence with a reason": (episode(ai=Ai(spoken="off", reason="said in the intro", span=AI_AT)), []),
    "a long disclosure": (episode(ai=Ai(spoken="word " * 60, span=AI_AT)), ["show.yaml:20:5: warning ai-spoken-long"]),
}


@pytest.mark.parametrize(("one", "expected"), EPISODES.values(), ids=EPISODES)
def test_what_is_said_of_an_episode(one: Episode, expected: list[str]) -> None:
    check(SHOW, one, expected)


SHOWS = {
    "no e-mail": (replace(SHOW, email=""), ["show.yaml:1:1: warning email-missing"]),
    "funding in many words": (
        replace(SHOW, funding=(Link("https://e.org/a", "x" * 129, Span("show.yaml", 7, 3)), Link("https://e.org/b", "x" * 128))),
        ["show.yaml:7:3: warning funding-long"],
    ),
    "no https": (replace(SHOW, url="http://example.org/"), ["show.yaml:1:1: warning url-not-https"]),
    "a long description": (replace(SHOW, description="é" * 2001), ["show.yaml:1:1: warning description-long"]),
    "a clone without consent": (replace(SHOW, voices=(*VOICES, CLONE)), ["show.yaml:10:3: error consent-missing"]),
    "a clone with consent": (replace(SHOW, voices=(*VOICES, CLONE), consents=(Consent("clone", "A.", "all", "2026-01-01"),)), []),
    "music not for commerce": (owned("CC-BY-NC-4.0"), [BED + "warning rights-conflict"]),
    "music not to be changed": (owned("CC-BY-ND-4.0"), [BED + "warning rights-conflict"]),
    "music to be shared alike": (owned("CC-BY-SA-4.0"), [BED + "warning rights-conflict"]),
    "music that fits": (owned("CC-BY-3.0"), []),
    "the same terms": (replace(owned("CC-BY-NC-SA-4.0"), license="CC-BY-NC-SA-4.0"), []),
    "a term that has run out": (owned("CC0-1.0", "2026-11-19"), [BED + "error rights-expired"]),
    "a term that lasts": (owned("CC0-1.0", "2026-11-20"), []),
    "a bad link to give": (replace(SHOW, funding=(Link("https://e org", "Give"),)), ["show.yaml:1:1: warning link-malformed"]),
}


@pytest.mark.parametrize(("show", "expected"), SHOWS.values(), ids=SHOWS)
def test_what_is_said_of_a_show(show: Show, expected: list[str]) -> None:
    check(show, episode(MUSIC, line()), expected)
