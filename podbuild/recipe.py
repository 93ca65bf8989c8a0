"""READ THIS FIRST: how a show becomes a podcast.

Everything podbuild does is decided in recipes, from top to bottom, and nothing is done in them: a recipe is a generator
that yields batches of steps (plain data) and is sent their results. The executor runs what the store does not have. The
rooms (speech, audio, artwork, outputs, feed, site, checks) know nothing of each other; recipes are where they meet.

    script ─▶ speak ─▶ level ─▶ arrange on a timeline ─▶ mix, encode ─▶ splice, tag ───┐
    assets ─▶ conform ───────────▲              (sound_recipe.py)                      ├─▶ Release ─▶ feed, site
    artwork, pictures (picture_recipe.py) ─────────────────────────────────────────────┘

Two kinds of files leave: those that steps make (audio, pictures), which the store keeps by key, and texts, which are so
cheap to write that they are written anew from the release.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from podbuild.audio import adopting, tags
from podbuild.base import digest
from podbuild.base.codec import to_json
from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import clock
from podbuild.checks.credits import assets_used, credits
from podbuild.kit import Artifact, Kit, Mastered, Pressed
from podbuild.model.episode import Episode, Published
from podbuild.model.places import FEED
from podbuild.model.release import Disclosure, Document, Enclosure, Entry, OutputFile, Programme, Release, newest_first
from podbuild.model.show import Show
from podbuild.outputs import captions, programme, show_notes, waveform_svg
from podbuild.outputs.output import Output
from podbuild.outputs.outputs import OUTPUTS, TRANSCRIPTS
from podbuild.picture_recipe import (
    AUDIO_TYPES,
    as_artifact,
    drawn_steps,
    is_shared,
    left_as_it_lies,
    pictures_recipe,
    published_pictures_recipe,
    show_art_step,
)
from podbuild.sound_recipe import Laid, Master, adopted, laid_recipe, master_recipe, published_recipe
from podbuild.speech.speak import Utterances
from podbuild.spoken_disclosure import episode_disclosure, with_disclosure_line
from podbuild.steps.executor import Recipe
from podbuild.steps.step import Made
from podbuild.steps.together import together

T = TypeVar("T")


# ── an episode ───────────────────────────────────────────────────────────────────────────────────────────────────────


def episode_recipe(kit: Kit, show: Show, episode: Episode, guid: str) -> Recipe[Pressed]:
    """One episode, from its script to its release."""
    if isinstance(episode.audio, Published):
        return (yield from _published_recipe(kit, show, episode, episode.audio, guid))
    label = episode_disclosure(show, episode)
    episode = with_disclosure_line(show, episode, label)
    drawn = drawn_steps(kit, show, episode)
    left = left_as_it_lies(kit, episode.slug, drawn, lambda: kit.known_master(episode.slug, _heard_key(kit, episode)))
    pictures, heard = yield from together(pictures_recipe(episode, drawn, left), _heard(kit, show, episode))
    # From here on it is known when all is heard: what follows from that is made while the sound is encoded.
    laid = heard.master if isinstance(heard, Mastered) else heard.laid
    script = kit.ahead(partial(_programme, show, episode, guid, laid, pictures, label))
    texts = [kit.ahead(partial(_rendered, output, script)) for output in OUTPUTS]
    mastered = heard if isinstance(heard, Mastered) else (yield from _mastered(kit, episode, heard))
    audio = {kind: left[kind] for kind in mastered.master.streams if kind in left}
    audio = audio or (yield from _tagged(script(), mastered.master, pictures["cover-600"]))
    enclosures = [Enclosure(a.file, script().duration_seconds, episode.sound.mp3_kbps) for a in audio.values()]
    pressed = _press(script(), mastered, enclosures, audio, pictures, [text() for text in texts])
    return replace(pressed, is_makeshift=bool(left))


def _published_recipe(kit: Kit, show: Show, episode: Episode, audio: Published, guid: str) -> Recipe[Pressed]:
    """An episode whose audio listeners have already: it goes out as it is, with pages and texts like every other."""
    found = together(published_pictures_recipe(kit, show, episode), published_recipe(episode, audio))
    pictures, master = yield from found
    script = _programme(show, episode, guid, master, pictures, episode_disclosure(show, episode))
    texts = [_rendered(output, lambda: script) for output in OUTPUTS]
    kept: dict[str, Artifact] = {}
    enclosure = Enclosure(OutputFile("", "", audio.size_bytes, audio.mime_type), master.timeline.duration_seconds, 0, audio.url)
    if audio.asset:
        step = adopted(episode, audio.asset)
        result = (yield (step,))[step.key]
        path = f"audio/{episode.slug}{audio.asset.suffix}"
        kept["audio"] = Artifact(OutputFile(path, *result.files[adopting.FILE], audio.mime_type), step.file(adopting.FILE))
        enclosure = Enclosure(kept["audio"].file, master.timeline.duration_seconds, result.facts["kbps"])
    mastered = Mastered(_heard_key(kit, episode), master, ())
    return _press(script, mastered, (enclosure,), kept, pictures, texts)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is heard when, and how that was found out. See Mastered for the fields."""

    key: str
    laid: Laid
    steps: dict[str, str]
    warnings: dict[Diagnostic, None]
    utterances: Utterances


def _heard_key(kit: Kit, episode: Episode) -> str:
    heard = (episode.segments, episode.voices, episode.sound, episode.audio, episode.language)
    return digest.of_value([kit.base, to_json(heard)])


def _heard(kit: Kit, show: Show, episode: Episode) -> Recipe[Mastered | _Heard]:
    """What is heard when; where all that is heard in it is as it was, nothing of it is planned again."""
    key = _heard_key(kit, episode)
    if known := kit.known_master(episode.slug, key):
        return known
    steps: dict[str, str] = {}
    warnings: dict[Diagnostic, None] = {}
    utterances = Utterances(kit.known_utterances(episode.slug))
    laid = yield from _noting(laid_recipe(kit.encoder, show, episode, utterances), steps, warnings)
    return _Heard(key, laid, steps, warnings, utterances)


def _mastered(kit: Kit, episode: Episode, heard: _Heard) -> Recipe[Mastered]:
    """The sound of an episode."""
    master = yield from _noting(master_recipe(kit.encoder, episode, heard.laid), heard.steps, heard.warnings)
    taken = tuple((wanted_by, step) for step, wanted_by in heard.steps.items())
    return Mastered(heard.key, master, taken, tuple(heard.warnings), heard.utterances.used)


def _noting(recipe: Recipe[T], steps: dict[str, str], warnings: dict[Diagnostic, None]) -> Recipe[T]:
    """A recipe whose steps (key → who wanted it) and warnings are noted down."""
    batch = next(recipe)
    while True:
        results = yield batch
        steps |= {step.key: step.wanted_by for step in batch}
        warnings |= dict.fromkeys(d for step in batch for d in results[step.key].diagnostics)
        try:
            batch = recipe.send(results)
        except StopIteration as stop:
            value: T = stop.value
            return value


def _programme(
    show: Show, episode: Episode, guid: str, laid: Laid | Master, pictures: Mapping[str, Artifact], label: Disclosure
) -> Programme:
    files = {name: picture.file for name, picture in pictures.items()}
    timeline, spoken = laid.timeline, laid.spoken
    return Programme(
        show,
        episode,
        guid,
        timeline.duration_seconds,
        programme.chapters(episode, timeline),
        captions.captions(episode, timeline, spoken),
        programme.link_moments(episode, timeline, spoken),
        programme.picture_moments(episode, timeline, files),
        label,
        credits(show, assets_used(show, episode)),
    )


def _tagged(script: Programme, master: Master, cover_art: Artifact) -> Recipe[dict[str, Artifact]]:
    """The audio files, with title, chapters and cover in them."""
    slug = script.episode.slug
    label = tags.Tags(
        title=script.episode.title,
        artist=script.show.author,
        album=script.show.title,
        date=script.episode.date[:10],
        track=script.episode.number,
        language=script.episode.language or script.show.language,
        comment=script.disclosure.text,
        copyright=script.episode.license or script.show.license,
        url=show_notes.page_url(script) if script.show.is_public else "",  # a file that is passed on shall not lead to the others
        description=script.episode.summary,
        chapters=tuple((c.start_seconds, c.end_seconds, c.title) for c in script.chapters),
    )
    assert isinstance(cover_art.content, Made)
    steps = {kind: tags.tag_step(stream, cover_art.content, label, kind, slug) for kind, stream in master.streams.items()}
    results = yield tuple(steps.values())
    found = {}
    for kind, step in steps.items():
        name = f"episode.{kind}"
        file = OutputFile(f"audio/{slug}.{kind}", *results[step.key].files[name], AUDIO_TYPES[kind])
        found[kind] = Artifact(file, step.file(name))
    return found


def _press(
    script: Programme,
    mastered: Mastered,
    enclosures: Sequence[Enclosure],
    audio: Mapping[str, Artifact],
    pictures: Mapping[str, Artifact],
    rendered: Sequence[Artifact],
) -> Pressed:
    from podbuild.feed.rss import item_text
    from podbuild.feed.soundbites import within
    from podbuild.site.search_text import search_text
    from podbuild.site.views import row_text

    episode, show, master = script.episode, script.show, mastered.master
    texts = {output.name: text for output, text in zip(OUTPUTS, rendered, strict=True)}
    release = Release(
        slug=episode.slug,
        title=episode.title,
        guid=script.guid,
        date=episode.date,
        number=episode.number,
        season=episode.season,
        kind=episode.kind,
        explicit=show.explicit if episode.explicit is None else episode.explicit,
        language=episode.language or show.language,
        summary=episode.summary,
        subtitle=episode.subtitle,
        license=episode.license or show.license,
        tags=episode.tags,
        is_draft=episode.is_draft,
        people=episode.people or show.people,
        links=episode.links,
        enclosure=enclosures[0],
        alternates=tuple(enclosures[1:]),
        chapters=script.chapters,
        captions=script.captions,
        link_moments=script.link_moments,
        picture_moments=script.picture_moments,
        transcripts=tuple(texts[o.name].file for o in TRANSCRIPTS) if script.captions else (),
        chapters_file=texts["chapters_json"].file if script.chapters else None,
        artwork=pictures["cover-small"].file,
        card=pictures["card"].file if "card" in pictures else None,
        notes_html=show_notes.notes_html(script),
        notes_text=show_notes.notes_text(script),
        author_notes_html=show_notes.author_notes_html(script),
        description_html=show_notes.feed_description(script),
        reading=master.reading,
        disclosure=script.disclosure,
        credits=script.credits,
        withheld=episode.withheld,
        locations=episode.locations,
        soundbites=within(episode.soundbites, script.duration_seconds),
        funding=episode.funding,
        value=episode.value,
        txts=episode.txts,
        waveform=master.waveform,
    )
    drawn = waveform_svg.waveform_svg(master.waveform, episode.title, clock(script.duration_seconds))
    wave = _text(drawn, waveform_svg.PATH.format(slug=episode.slug), waveform_svg.MIME_TYPE)
    own_pictures = [picture for picture in pictures.values() if not is_shared(picture)]
    files = (*audio.values(), *own_pictures, *texts.values(), *([wave] if master.waveform else ()))
    item = item_text(show, release, release.description_html)
    return Pressed(release, item, row_text(release), search_text(release), files, mastered)


def _rendered(output: Output, script: Callable[[], Programme]) -> Artifact:
    return _text(output.render(script()), output.path_for(script().episode.slug), output.mime_type)


def _text(text: str, path: str, mime_type: str) -> Artifact:
    data = text.encode("utf-8", "replace")
    return Artifact(OutputFile(path, digest.of_bytes(data), len(data), mime_type), data)


# ── the show ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def show_recipe(kit: Kit, show: Show, entries: tuple[Entry, ...]) -> Recipe[tuple[tuple[Artifact, ...], tuple[Document, ...]]]:
    """What stands above the episodes: the cover, the feed, the site, its search."""
    from podbuild.feed.archive import documents, each_listeners
    from podbuild.site.pages import pages
    from podbuild.site.search_index import bundles, index_steps, search_files

    step = show_art_step(kit, show)
    found = () if kit.leaves_search else bundles(newest_first(entries))
    indexes = index_steps(found, kit.indexer, show.language)
    results = yield (step, *indexes)
    names = ("cover", "cover-small", "cover-600")
    art = {name: as_artifact(results[step.key], step, f"{name}.jpg", f"artwork/{name}.jpg") for name in names}
    files = {name: a.file for name, a in art.items()}
    site = pages(
        replace(show, listeners=()),  # a template of the author's could print them
        entries,
        artwork=files,
        accent=show.theme.get("accent") or results[step.key].facts["accent"],
        overrides=kit.overrides,
        feed_path="" if show.visibility == "private" else FEED,
        generator=kit.generator,
        compiled=kit.compiled,
    )
    if show.visibility == "private":
        feeds = each_listeners(show, entries, artwork=art["cover"].file, generator=kit.generator)
    else:
        feeds = documents(show, entries, feed_path=FEED, artwork=art["cover"].file, generator=kit.generator)
    search = (Artifact(file, made) for file, made in search_files(found, indexes, results))
    return (*art.values(), *search), (*site, *feeds)
