"""Programmes for the tests of this folder: an ordinary one, an empty one, and one that holds what breaks formats."""

from __future__ import annotations

from dataclasses import replace

from podbuild.model.episode import Episode, Line, Run, Segment
from podbuild.model.release import Caption, Chapter, Disclosure, LinkMoment, OutputFile, PictureMoment, Programme
from podbuild.model.show import Category, Link, Person, Show, Voice

VOICES = (Voice("host", label="Host"), Voice("guest"))
SHOW = Show(
    title="Quiet Roads",
    description="Slow stories from cold places.",
    author="Quiet Roads",
    url="https://example.org/quiet-roads/",
    language="en",
    categories=(Category("Society & Culture", "Places & Travel"),),
    voices=VOICES,
)
DISCLOSURE = Disclosure("human", "synthetic", True, True, "The voices are computer-generated.", "", "due: a synthetic voice speaks")
NOTHING_DUE = Disclosure("human", "recorded", False, False, "", "", "not due")
EPISODE = Episode(
    slug="glacier",
    file="episodes/glacier.md",
    title="The glacier that sang",
    summary="A night on the ice with a microphone.",
    people=(Person("A. Speaker", url="https://example.org/a"),),
    voices=VOICES,
    segments=(Segment("Cold open", (Line("host", (Run("We begin on the ice."),)),)),),
    notes="## Further reading\n\nSee [the survey](https://example.org/survey).\n",
)
HOSTILE = "".join(
    (
        "He said \"no\" & 'yes' --> <b>bold</b> <v Fake>\r\n\r\n00:00:01.000 --> 00:00:02.000\x00\x1b[31m\x85\u2028",
        "🧊 شتاء \u200f{\\an8} ]]> ",
        "\ud800",
    )
)


def picture(start: float, end: float, name: str = "dusk") -> PictureMoment:
    file = OutputFile(f"images/{name}.jpg", "ab" * 32, 1000, "image/jpeg")
    return PictureMoment(start, end, "The ice cap at dusk", file)


def link(start: float, url: str = "https://example.org/survey", text: str = "the survey") -> LinkMoment:
    return LinkMoment(start, Link(url, text))


ORDINARY = Programme(
    show=SHOW,
    episode=EPISODE,
    guid="6f7c1f4e-0000-5000-8000-000000000000",
    duration_seconds=120.0,
    chapters=(Chapter(0.0, 40.0, "Cold open"), Chapter(40.0, 80.0, "What the ice says"), Chapter(80.0, 120.0, "Dawn")),
    captions=(
        Caption(0.5, 3.0, "Host", "We begin on the ice.", ((0.5, "We"), (0.8, "begin"), (1.2, "on"), (1.4, "the"), (1.6, "ice."))),
        Caption(3.5, 20.0, "Guest", "It hums, if you wait. " * 12),
    ),
    link_moments=(link(50.0),),
    picture_moments=(picture(40.5, 90.0),),
    disclosure=DISCLOSURE,
    credits=("Calm by Tide Desk, CC0-1.0, https://example.org/calm",),
)
EMPTY = replace(
    ORDINARY,
    chapters=(),
    captions=(),
    link_moments=(),
    picture_moments=(),
    disclosure=NOTHING_DUE,
    credits=(),
    episode=Episode("e", "e", "E"),
)
NASTY = replace(
    ORDINARY,
    show=replace(SHOW, title=HOSTILE, author=HOSTILE),
    episode=replace(EPISODE, title=HOSTILE, summary=HOSTILE, notes=HOSTILE, people=(Person(HOSTILE, url="javascript:alert(1)"),)),
    chapters=tuple(replace(chapter, title=HOSTILE) for chapter in ORDINARY.chapters),
    captions=(Caption(1.0, 9.0, HOSTILE, HOSTILE), Caption(5.0, 5.0, "", "at the same time"), Caption(9.0, 12.0, "H", "x" * 300)),
    link_moments=(link(10.0, "https://example.org/a b\n<x>", HOSTILE), link(10.2, "javascript:alert(1)"), link(11.0)),
    picture_moments=(replace(picture(0.0, 200.0), alt=HOSTILE),),
    credits=(HOSTILE,),
)
