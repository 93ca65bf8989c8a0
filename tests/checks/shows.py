"""A show and an episode that no check has anything to say about."""

from __future__ import annotations

from podbuild.base.diagnostics import Span
from podbuild.model.episode import Clip, Episode, Item, Line, Music, Pause, Run, Segment, Sfx
from podbuild.model.show import Ai, Asset, Category, Link, Rights, Show, Voice

VOICES = (Voice("host", span=Span("show.yaml", 8, 3)), Voice("guest", span=Span("show.yaml", 9, 3)))
SHOW = Show(
    title="Quiet Roads",
    description="Slow stories from cold places.",
    author="Tide Desk",
    email="hello@example.org",
    url="https://example.org/quiet-roads/",
    language="en",
    categories=(Category("Arts"),),
    voices=VOICES,
    license="CC-BY-4.0",
    rights=(Rights(("assets/**",), "Tide Desk", "CC0-1.0", "https://example.org/calm", span=Span("rights.yaml", 1, 3)),),
    span=Span("show.yaml"),
)
AT = Span("episodes/one.md", 9, 1)


def asset(path: str) -> Asset:
    return Asset(path, "a" * 64, 10, AT)


def line(text: str = "We begin.", voice: str = "host", *, take: str = "", links: tuple[Link, ...] = ()) -> Line:
    return Line(voice, (Run(text),), take=asset(take) if take else None, links=links, span=AT)


def episode(*items: Item, **changes: object) -> Episode:
    fields: dict[str, object] = {
        "slug": "one",
        "file": "episodes/one.md",
        "title": "The glacier that sang",
        "date": "2026-11-20T00:00:00Z",
        "summary": "A night on the ice.",
        "voices": VOICES,
        "segments": (Segment("Cold open", items or (line(),)),),
        "span": Span("episodes/one.md"),
    }
    return Episode(**{**fields, **changes})  # type: ignore[arg-type]


MUSIC = Music(asset("assets/calm.wav"), -22.0, span=AT)
NORMAL = episode(
    MUSIC,
    line(links=(Link("https://example.org/survey", "survey", AT),)),
    Pause(1.0),
    Sfx(asset("assets/bell.wav")),
    line("I was there.", "guest", take="takes/guest-1.wav"),
    Clip(asset("assets/interview.wav"), voice="guest"),
    ai=Ai(),
)
