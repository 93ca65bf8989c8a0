"""READ THIS FIRST: how a show becomes a podcast.

Everything podbuild does is decided in recipes, from top to bottom, and nothing is done in them: a recipe is a generator
that yields batches of steps (plain data) and is sent their results. The executor runs what the store does not have. The
rooms (speech, audio, artwork, outputs, feed, site, checks) know nothing of each other; recipes are where they meet.

    script ─▶ speak ─▶ level ─▶ arrange on a timeline ─▶ mix, encode ─▶ splice, tag ───┐
    assets ─▶ conform ───────────▲              (sound_recipe.py)                      ├─▶ Release ─▶ feed, site
    artwork, pictures ─────────────────────────────────────────────────────────────────┘

Two kinds of files leave: those that steps make (audio, pictures), which the store keeps by key, and texts, which are so
cheap to write that they are written anew from the release.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from podbuild.artwork import cover, own_pictures
from podbuild.audio import tags
from podbuild.base import digest
from podbuild.base.codec import to_json
from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import clock
from podbuild.checks.credits import assets_used, credits
from podbuild.kit import Artifact, Kit, Mastered, Pressed
from podbuild.model.episode import Episode, Picture
from podbuild.model.release import Disclosure, Document, Enclosure, Entry, OutputFile, Programme, Release, newest_first
from podbuild.model.show import Show
from podbuild.outputs import captions, programme, show_notes, waveform_svg
from podbuild.outputs.output import Output
from podbuild.outputs.outputs import OUTPUTS, TRANSCRIPTS
from podbuild.sound_recipe import Laid, Master, laid_recipe, master_recipe
from podbuild.speech.speak import Utterances
from podbuild.spoken_disclosure import episode_disclosure, with_disclosure_line
from podbuild.steps.executor import Recipe
from podbuild.steps.step import Made, Result, Step
from podbuild.steps.together import together

AUDIO_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a", "opus": "audio/ogg"}
FEED = "feed.xml"
T = TypeVar("T")


# ── an episode ───────────────────────────────────────────────────────────────────────────────────────────────────────


def episode_recipe(kit: Kit, show: Show, episode: Episode, guid: str) -> Recipe[Pressed]:
    """One episode, from its script to its release."""
    label = episode_disclosure(show, episode)
    episode = with_disclosure_line(show, episode, label)
    pictures, heard = yield from together(_pictures(kit, show, episode), _heard(kit, show, episode))
    # From here on it is known when all is heard: what follows from that is made while the sound is encoded.
    laid = heard.master if isinstance(heard, Mastered) else heard.laid
    script = kit.ahead(partial(_programme, show, episode, guid, laid, pictures, label))
    texts = [kit.ahead(partial(_rendered, output, script)) for output in OUTPUTS]
    mastered = heard if isinstance(heard, Mastered) else (yield from _mastered(kit, episode, heard))
    audio = yield from _tagged(script(), mastered.master, pictures["cover-600"])
    return _press(script(), mastered, audio, pictures, [text() for text in texts])


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is heard when, and how that was found out. See Mastered for the fields."""

    key: str
    laid: Laid
    steps: dict[str, str]
    warnings: dict[Diagnostic, None]
    utterances: Utterances


def _heard(kit: Kit, show: Show, episode: Episode) -> Recipe[Mastered | _Heard]:
    """What is heard when; where all that is heard in it is as it was, nothing of it is planned again."""
    heard = (episode.segments, episode.voices, episode.sound, episode.audio, episode.language)
    key = digest.of_value([kit.base, to_json(heard)])
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


def _pictures(kit: Kit, show: Show, episode: Episode) -> Recipe[dict[str, Artifact]]:
    """The cover in three sizes, the card, and the script's pictures by their digest."""
    language = episode.language or show.language
    words = cover.Wording(episode.title, show.title, show.title, language, show.theme, episode.number)
    if own := episode.artwork:
        square = own_pictures.author_art_step(own, f"{episode.slug}, artwork")
    else:
        square = cover.episode_art_step(words, kit.template("artwork/cover.svg.j2"), f"{episode.slug}, artwork", kit.fonts)
    card = cover.card_step(words, kit.template("artwork/card.svg.j2"), f"{episode.slug}, card", kit.fonts)
    shown = {i.asset.digest: i.asset for i in programme.items(episode) if isinstance(i, Picture)}
    steps = {d: own_pictures.picture_step(asset, f"{episode.slug}, {asset.path}") for d, asset in shown.items()}
    results = yield (square, card, *steps.values())
    folder = f"artwork/episodes/{episode.slug}"
    found = {d: _picture(results[s.key], s, "picture.jpg", f"pictures/{d[:16]}.jpg") for d, s in steps.items()}
    for name, path in (("cover-small", f"{folder}/cover.jpg"), ("cover-600", f"{folder}/cover-600.jpg")):
        found[name] = _picture(results[square.key], square, f"{name}.jpg", path)
    found["card"] = _picture(results[card.key], card, "card.jpg", f"{folder}/card.jpg")
    return found


def _picture(result: Result, step: Step, name: str, path: str) -> Artifact:
    return Artifact(OutputFile(path, *result.files[name], "image/jpeg"), step.file(name))


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
        url=show_notes.page_url(script),
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
    audio: Mapping[str, Artifact],
    pictures: Mapping[str, Artifact],
    rendered: Sequence[Artifact],
) -> Pressed:
    from podbuild.feed.rss import item_text
    from podbuild.site.search_text import search_text
    from podbuild.site.views import row_text

    episode, show, master = script.episode, script.show, mastered.master
    texts = {output.name: text for output, text in zip(OUTPUTS, rendered, strict=True)}
    enclosures = [Enclosure(a.file, script.duration_seconds, episode.sound.mp3_kbps) for a in audio.values()]
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
        card=pictures["card"].file,
        notes_html=show_notes.notes_html(script),
        notes_text=show_notes.notes_text(script),
        author_notes_html=show_notes.author_notes_html(script),
        description_html=show_notes.feed_description(script),
        reading=master.reading,
        disclosure=script.disclosure,
        credits=script.credits,
        waveform=master.waveform,
    )
    drawn = waveform_svg.waveform_svg(master.waveform, episode.title, clock(script.duration_seconds))
    wave = _text(drawn, waveform_svg.PATH.format(slug=episode.slug), waveform_svg.MIME_TYPE)
    files = (*audio.values(), *pictures.values(), *texts.values(), wave)
    item = item_text(show, release, release.description_html)
    return Pressed(release, item, row_text(release), search_text(release), files, mastered)


def _rendered(output: Output, script: Callable[[], Programme]) -> Artifact:
    return _text(output.render(script()), output.path_for(script().episode.slug), output.mime_type)


def _text(text: str, path: str, mime_type: str) -> Artifact:
    data = text.encode("utf-8", "replace")
    return Artifact(OutputFile(path, digest.of_bytes(data), len(data), mime_type), data)


# ── the show ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def show_artwork(kit: Kit, show: Show) -> Recipe[None]:
    """The show's artwork alone: started with the episodes, it is ready when the show's turn comes."""
    yield (_show_art_step(kit, show),)


def _show_art_step(kit: Kit, show: Show) -> Step:
    if show.artwork:
        return own_pictures.author_art_step(show.artwork, "the show's artwork")
    words = cover.Wording(show.title, show.author, show.title, show.language, show.theme)
    return cover.cover_step(words, kit.template("artwork/cover.svg.j2"), "the show's cover", kit.fonts)


def show_recipe(kit: Kit, show: Show, entries: tuple[Entry, ...]) -> Recipe[tuple[tuple[Artifact, ...], tuple[Document, ...]]]:
    """What stands above the episodes: the cover, the feed, the site, its search."""
    from podbuild.feed.archive import documents
    from podbuild.site.pages import pages
    from podbuild.site.search_index import bundles, index_steps, search_files

    step = _show_art_step(kit, show)
    found = () if kit.leaves_search else bundles(newest_first(entries))
    indexes = index_steps(found, kit.indexer, show.language)
    results = yield (step, *indexes)
    names = ("cover", "cover-small", "cover-600")
    art = {name: _picture(results[step.key], step, f"{name}.jpg", f"artwork/{name}.jpg") for name in names}
    files = {name: a.file for name, a in art.items()}
    site = pages(
        show,
        entries,
        artwork=files,
        accent=show.theme.get("accent") or results[step.key].facts["accent"],
        overrides=kit.overrides,
        feed_path=FEED,
        generator=kit.generator,
        compiled=kit.compiled,
    )
    feeds = documents(show, entries, feed_path=FEED, artwork=art["cover"].file, generator=kit.generator)
    search = (Artifact(file, made) for file, made in search_files(found, indexes, results))
    return (*art.values(), *search), (*site, *feeds)
