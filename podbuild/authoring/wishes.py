"""What an author asks for, before anything is asked of a writer: held against the show, so that every slip is told at once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date as Date

from podbuild.authoring.commission import COMMAND_WRONG, NETWORK, SHOW_WRONG, Commission, Stopped
from podbuild.authoring.voice_mapping import speaking
from podbuild.base.diagnostics import Diagnostic, did_you_mean, has_errors
from podbuild.drafting.covered import covered
from podbuild.drafting.source_text import SourceText
from podbuild.drafting.sources.reader import Setting, Wanted
from podbuild.drafting.sources.reading_sources import read_sources
from podbuild.model.drafting import LONGEST_SECONDS, SHORTEST_SECONDS
from podbuild.model.show import Voice
from podbuild.source.languages import parse_language
from podbuild.starters import episode_template_names

_RECORD = re.compile(r"^provenance:[^\n]*/([^/\n]+)\.jsonl", re.MULTILINE)
_EPISODE = (".md", ".yaml", ".yml")
_OF_NETWORK = ("source-not-fetched",)


@dataclass(frozen=True, slots=True)
class Wish:
    """`text` are the author's own words. `length_seconds` 0 means as long as it needs; `voices` () all of the show.

    `date` is the episode's; `slug` and `title` are given where a recipe decides them, "" where the writer's title does.
    """

    text: str
    date: Date
    template: str = ""
    sources: tuple[Wanted, ...] = ()
    length_seconds: float = 0.0
    tone: str = ""
    audience: str = ""
    language: str = ""
    voices: tuple[str, ...] = ()
    title: str = ""
    slug: str = ""
    is_draft: bool = True
    is_strict: bool = False
    is_accepted: bool = False  # the outline is not asked about


@dataclass(frozen=True, slots=True)
class Material:
    """A wish whose every part is there: its voices, its language, its sources; `findings` are warnings."""

    wish: Wish
    voices: tuple[Voice, ...]
    language: str
    sources: tuple[SourceText, ...]
    findings: tuple[Diagnostic, ...] = ()

    @property
    def passages(self) -> frozenset[str]:
        return frozenset(source.reference(passage) for source in self.sources for passage in source.passages)


def material(commission: Commission, wish: Wish, *, goes_without: bool = False) -> Material:
    """Hold the wish against the show, and read its sources. Raises Stopped.

    `goes_without`: a source that cannot be read is told, and left out, as long as another one can.
    """
    mistakes = [*_slips(commission, wish)]
    if mistakes:
        raise Stopped(mistakes, COMMAND_WRONG)
    language = parse_language(wish.language) or commission.show.language
    voices, unheard = speaking(_voices(commission, wish), commission.show, language)
    sources, findings = _sources(commission, wish, goes_without)
    return Material(replace(wish, language=language), voices, language, sources, (*unheard, *findings))


def bad_character(what: str, text: str) -> Diagnostic | None:
    """What is told where an author's words have a character that no text may hold, such as half of a letter; None for none."""
    bad = next((char for char in text if unicodedata.category(char) in ("Cc", "Cs") and char not in "\r\n\t"), None)
    if bad is None:
        return None
    message = f"{what} has a character that no text may hold (U+{ord(bad):04X})"
    return Diagnostic("character-bad", message, fix="leave it out, or check that the terminal sends UTF-8")


def _slips(commission: Commission, wish: Wish) -> list[Diagnostic]:
    names = {v.name.casefold(): v.name for v in commission.show.voices}
    words = {"the wish": wish.text, "the tone": wish.tone, "the audience": wish.audience}
    found = [bad for what, text in words.items() if (bad := bad_character(what, text))]
    if not wish.text.strip():
        found.append(
            Diagnostic("value-missing", "the wish is empty", fix='say what it shall be: podbuild draft "How lamps are lit"')
        )
    for name in wish.voices:
        if name.casefold() not in names:
            fix = did_you_mean(name, names.values())
            found.append(Diagnostic("voice-unknown", f'"{name}" is no voice of this show', fix=fix))
    if wish.template and wish.template not in (known := episode_template_names(commission.root)):
        fix = did_you_mean(wish.template, known)
        found.append(Diagnostic("template-unknown", f'there is no episode template "{wish.template}"', fix=fix))
    if wish.language and parse_language(wish.language) is None:
        message = f'"{wish.language}" is no language tag'
        found.append(Diagnostic("language-unknown", message, fix="write one such as en, en-GB or pt-BR"))
    if wish.length_seconds and not SHORTEST_SECONDS <= wish.length_seconds <= LONGEST_SECONDS:
        message = "an episode is from 20 seconds to 3 hours long"
        found.append(Diagnostic("duration-bad", message, fix="write a length such as 6m, 90s or 1h"))
    return found


def _voices(commission: Commission, wish: Wish) -> tuple[Voice, ...]:
    """Those that were named, in that order; else all but the ones that only play recordings."""
    by_name = {v.name.casefold(): v for v in commission.show.voices}
    if wish.voices:
        return tuple(dict.fromkeys(by_name[name.casefold()] for name in wish.voices))
    speaking = tuple(v for v in commission.show.voices if v.engine != "recorded")
    return speaking or commission.show.voices


def _sources(commission: Commission, wish: Wish, goes_without: bool) -> tuple[tuple[SourceText, ...], tuple[Diagnostic, ...]]:
    alive = alive_slugs(commission)
    known, findings = covered(commission.root, lambda slug: slug in alive)
    if has_errors(findings):  # without the ledger, all that was ever told would be news
        raise Stopped(findings, SHOW_WRONG)
    show = commission.show
    setting = Setting(commission.root, commission.world, wish.date, show.drafting.timezone, show.drafting.hosts, known)
    sources, more = read_sources(wish.sources, setting)
    found = (*findings, *more)
    if has_errors(found) and not (goes_without and any(source.passages for source in sources)):
        errors = [d for d in found if d.is_error]
        raise Stopped(found, NETWORK if all(d.code in _OF_NETWORK for d in errors) else SHOW_WRONG)
    return sources, tuple(replace(d, severity="warning") for d in found)


def alive_slugs(commission: Commission) -> frozenset[str]:
    """The slugs under which what was told of sources still is told: of the episodes, and of the records that they name.

    An episode that was renamed names the record that was begun under its old slug.
    """
    slugs: set[str] = set()
    for name in commission.workspace.files("episodes"):
        if not name.endswith(_EPISODE):  # such as what a killed run had begun to write: nobody hears it
            continue
        slugs.add(name.rpartition(".")[0])
        text, _ = commission.workspace.read_text(f"episodes/{name}")
        if found := _RECORD.search(text or ""):
            slugs.add(found[1])
    return frozenset(slugs)
