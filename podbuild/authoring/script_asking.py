"""What a writer is asked on the way from a wish to a script: an outline to accept, then a script of the length asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from podbuild.authoring.commission import SHOW_WRONG, Commission, Stopped, sources_block, system_blocks
from podbuild.authoring.faithful_scripts import allowed_for, held_to_sources
from podbuild.authoring.form_reading import read_outline, read_script
from podbuild.authoring.lengths import MOST_CORRECTIONS, TOLERANCE, Budget, budget, corrected, drift
from podbuild.authoring.pace import Pace, paces
from podbuild.authoring.script_form import Outline, Script, ScriptSegment, Sentence, Spoken, outline_form, script_form
from podbuild.authoring.script_text import Frame, episode_text, segment_text
from podbuild.authoring.spoken_length import spoken_seconds
from podbuild.authoring.streamed import Stream
from podbuild.authoring.voice_mapping import voices_lines
from podbuild.authoring.wishes import Material, Wish
from podbuild.authoring.word_counts import unit_noun, units
from podbuild.base.diagnostics import Diagnostic, has_errors
from podbuild.base.units import clock
from podbuild.drafting.paid import OUT_OF_BUDGET
from podbuild.drafting.record import record_path
from podbuild.drafting.writer import Answer, Block, Correction, Usage, WritingFailed
from podbuild.model.episode import Episode
from podbuild.reading import read_variant
from podbuild.starters import skeleton

_OUTLINE_TOKENS = 4_000
_FILE = "episodes/draft.md"  # while there is none
_MOST_BEFORE = 8  # episodes whose summaries the writer is told


@dataclass(frozen=True, slots=True)
class ScriptDraft:
    """A script that reads without a mistake, and how long it lasts. `filled` is the form that it came as."""

    script: Script
    episode: Episode
    seconds: float
    filled: Mapping[str, Any]
    left_out: tuple[Diagnostic, ...]  # told as warnings
    unsupported: tuple[Diagnostic, ...]  # what no source has

    @property
    def refused(self) -> tuple[Diagnostic, ...]:
        """What is not accepted where a wish is strict."""
        return tuple(d for d in self.unsupported if d.is_error)


@dataclass(frozen=True, slots=True)
class WishDesk:
    """What all steps of a draft share."""

    commission: Commission
    given: Material
    paces: Mapping[str, Pace]
    shape: str
    music: str
    system: tuple[Block, ...]
    sources: tuple[Block, ...]
    around_seconds: float = 0.0  # of the episode, beside what its script says

    @property
    def wish(self) -> Wish:
        return self.given.wish

    def also(self, change: str) -> WishDesk:
        """The same with what the author wished for beside: it holds for the script, and rests on nothing else."""
        text = f"{self.wish.text.rstrip()}; {change.strip()}" if change.strip() else self.wish.text
        return replace(self, given=replace(self.given, wish=replace(self.wish, text=text)))

    @property
    def facts(self) -> dict[str, Any]:
        """What every prompt about this wish may say."""
        wish = self.wish
        length = clock(wish.length_seconds) + " (minutes and seconds)" if wish.length_seconds else ""
        unit = unit_noun(self.given.language)
        return {"shape": self.shape, "wish": wish.text, "date": wish.date.isoformat(), "length": length, "unit": unit}

    def budget(self, outline: Outline | None = None) -> Budget:
        """How much the script may say; of each segment, where the outline is there."""
        show, voices = self.commission.show, self.given.voices
        return budget(self.wish.length_seconds, show, voices, self.paces, outline, self.around_seconds)


def wish_desk(commission: Commission, given: Material) -> WishDesk:
    wish = given.wish
    shape, music = skeleton(commission.source, wish.template, wish.title or "…", tuple(v.name for v in given.voices), wish.date)
    system = system_blocks(
        commission,
        given.voices,
        given.language,
        tone=wish.tone,
        audience=wish.audience,
        rests_on="sources" if given.sources else "wish",
    )
    sources = (Block(sources_block(commission, given.sources), is_kept=True),) if given.sources else ()
    found = paces(commission.root, commission.show, commission.world, given.voices, given.language)
    desk = WishDesk(commission, given, found, shape, music, system, sources)
    return replace(desk, around_seconds=_around_seconds(desk))


def _around_seconds(desk: WishDesk) -> float:
    """How long an episode of this wish is that says next to nothing. Raises Stopped where that does not read: no script would."""
    lines = tuple(Spoken(voice.name, (Sentence("A."),)) for voice in desk.given.voices)
    episode, mistakes = _read(desk, Script("A", "A", (ScriptSegment("A", lines),)))
    if episode is None:
        of = f'by the template "{desk.wish.template}"' if desk.wish.template else "of this show"
        wrong = [replace(d, span=None, message=f"no draft {of} would read: {d.message}") for d in mistakes if d.is_error]
        raise Stopped(wrong, SHOW_WRONG)
    return _seconds(desk, episode) if desk.wish.length_seconds else 0.0


# ── the outline ──────────────────────────────────────────────────────────────────────────────────────────────────────


def accepted_outline(desk: WishDesk, is_scant: bool) -> tuple[WishDesk, Outline] | None:
    """The outline that the author accepted, and the wish with what was changed on the way; None where it was dropped."""
    talk, change, last = desk.commission.talk, "", ""
    while True:
        outline = _outline(desk, is_scant, change, last)
        words = desk.budget(outline)
        last = _shown(outline, words)
        talk.say(last)
        if desk.wish.is_accepted or not talk.can_ask:
            return desk.also(change), outline
        answers = {"a": "accept it: the script is written", "c": "change it", "d": "drop it: nothing is written"}
        more = ""
        while not more:  # who says nothing is asked again, and no writer is
            match talk.choose("accept the outline, change it or drop it?", answers):
                case "a":
                    return desk.also(change), outline
                case "d":
                    return None
            more = talk.words("what shall be different?")
        desk, change = desk.also(change), more


def _outline(desk: WishDesk, is_scant: bool, change: str, last: str) -> Outline:
    before = [{"title": e.title, "summary": " ".join(e.summary.split())[:400]} for e in reversed(desk.commission.source.episodes)][
        :_MOST_BEFORE
    ]
    more = {"before": before, "words": desk.budget().words, "nothing_new": is_scant, "change": change, "last": last}
    asked = (*desk.sources, Block(desk.commission.prompt("outline", desk.facts | more)))
    passages = desk.given.passages
    beside = (script_form(allowed_for(desk.commission, desk.given, desk.shape)),)
    return desk.commission.ask(
        "outline",
        (desk.system, asked),
        outline_form(),
        _OUTLINE_TOKENS,
        lambda filled: read_outline(filled, passages),
        beside=beside,
    )


def _shown(outline: Outline, words: Budget) -> str:
    rows = [f"\n{outline.title}", f"  {outline.summary}", ""]
    for n, segment in enumerate(outline.segments):
        seconds = f" ({clock(words.seconds * segment.share)})" if words.seconds else ""
        rows.append(f"  {n + 1}. {segment.title}{seconds}")
        rows += [f"     {segment.what}"] if segment.what else []
        rows += [f"     from {', '.join(segment.src)}"] if segment.src else []
    return "\n".join([*rows, ""])


# ── the script ───────────────────────────────────────────────────────────────────────────────────────────────────────


def script_of(desk: WishDesk, outline: Outline) -> ScriptDraft:
    """A script of the length asked for, and held to its sources where that is strict: the best of at most three."""
    wanted = desk.budget(outline)

    def fault(found: ScriptDraft) -> tuple[int, float]:
        return len(found.refused), abs(drift(found.seconds, wanted))

    best = last = _asked(desk, outline, wanted, "script", ())
    for _ in range(MOST_CORRECTIONS):
        refused, off = fault(best)
        if not refused and off <= TOLERANCE:
            break
        told = Correction(Answer(last.filled, Usage(), ""), _correction(desk, last, wanted))
        try:
            last = _asked(desk, outline, wanted, "correction", (told,))
        except WritingFailed as failed:
            if refused or failed.diagnostic.code != OUT_OF_BUDGET:
                raise
            desk.commission.talk.say("length: what the command may cost is not enough for a correction; the script stays as it is")
            break
        best = min(best, last, key=fault)
    return best


def _asked(desk: WishDesk, outline: Outline, wanted: Budget, what: str, corrections: tuple[Correction, ...]) -> ScriptDraft:
    allowed = allowed_for(desk.commission, desk.given, desk.shape)
    facts = desk.facts | {
        "words": wanted.words,
        "voices": [{"name": v.name} for v in desk.given.voices],
        "effects": allowed.effects,
        "outline": {
            "title": desk.wish.title or outline.title,
            "summary": outline.summary,
            "segments": [
                {"title": s.title, "what": s.what, "src": s.src, "words": wanted.segment_words[n] if wanted.words else 0}
                for n, s in enumerate(outline.segments)
            ],
        },
    }
    asked = (*desk.sources, Block(desk.commission.prompt("script", facts), is_kept=True))

    def decode(filled: Mapping[str, Any]) -> tuple[ScriptDraft | None, tuple[Diagnostic, ...]]:
        script, mistakes = read_script(filled, allowed)
        return (None, mistakes) if script is None else _decoded(desk, script, filled, mistakes)

    stream = Stream(desk.commission.talk.show)
    try:
        return desk.commission.ask(
            what, (desk.system, asked), script_form(allowed), wanted.most_tokens, decode, stream, corrections, (outline_form(),)
        )
    finally:
        stream.end()


def _decoded(
    desk: WishDesk, script: Script, filled: Mapping[str, Any], findings: tuple[Diagnostic, ...]
) -> tuple[ScriptDraft | None, tuple[Diagnostic, ...]]:
    """The script as the episode's own decoder reads it: whatever is wrong for a build is wrong here."""
    script = replace(script, title=desk.wish.title or script.title)
    episode, mistakes = _read(desk, script)
    if episode is None:
        return None, mistakes
    unsupported = held_to_sources(desk.commission, desk.given, script, episode_text(script, frame_of(desk)), _FILE)
    return ScriptDraft(script, episode, _seconds(desk, episode), filled, findings, unsupported), ()


def _read(desk: WishDesk, script: Script) -> tuple[Episode | None, tuple[Diagnostic, ...]]:
    """The episode, its script being a model's as the record will have it; None where there is an error."""
    text = episode_text(script, frame_of(desk))
    episode, mistakes = read_variant(_FILE, text, desk.commission.show, desk.commission.workspace, desk.commission.world)
    if episode is None or has_errors(mistakes):
        return None, mistakes
    return replace(episode, ai=replace(episode.ai, script="generated")), mistakes


def _seconds(desk: WishDesk, episode: Episode) -> float:
    return spoken_seconds(episode, desk.commission.show, desk.paces, desk.commission.root, desk.commission.world)


def _correction(desk: WishDesk, found: ScriptDraft, wanted: Budget) -> str:
    """What is to be mended in a script that reads well: its length, and what no source has."""
    off = drift(found.seconds, wanted)
    is_off = abs(off) > TOLERANCE
    words = [units(segment_text(s), desk.given.language) for s in found.script.segments]
    aim = corrected(wanted, sum(words), found.seconds)
    shares = [*aim.segment_words, *([0] * len(words))]
    segments = [{"title": s.title, "words": words[n], "budget": shares[n]} for n, s in enumerate(found.script.segments)]
    unsupported = [d.message for d in found.refused]
    if is_off:
        desk.commission.talk.say(f"length: {measured(found.seconds, wanted)}; it is corrected")
    if unsupported:
        things = "1 thing stands in none; it is" if len(unsupported) == 1 else f"{len(unsupported)} things stand in none; they are"
        desk.commission.talk.say(f"sources: {things} corrected")
    facts = {"is_off": is_off, "is_long": off > 0, "lasts": clock(found.seconds), "length": clock(wanted.seconds)}
    more = {
        "percent": abs(round(off * 100)),
        "segments": segments,
        "unsupported": unsupported,
        "unit": unit_noun(desk.given.language),
    }
    return desk.commission.prompt("correction", facts | more)


def measured(seconds: float, wanted: Budget) -> str:
    if not wanted.seconds:
        return f"{clock(seconds)} as these voices speak"
    return f"{clock(seconds)} as these voices speak, {drift(seconds, wanted):+.1%} from the {clock(wanted.seconds)} asked for"


def frame_of(desk: WishDesk, slug: str = "", sources: tuple[str, ...] = ()) -> Frame:
    wish, show = desk.wish, desk.commission.show
    return Frame(
        show.drafting.beginning(wish.date),
        desk.commission.next_number,
        desk.given.language if desk.given.language != show.language else "",
        desk.music,
        sources,
        record_path(slug) if slug else "",
        wish.is_draft,
        voices_lines(tuple(v for v in desk.given.voices if v not in show.voices)),
    )
