"""The pictures of an episode and of the show: covers, cards, those of the script. A part of recipe.py, which see.

Where a preview asks for it, pictures that would have to be drawn are left as they lie in the folder until words are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from podbuild.artwork import cover, own_pictures
from podbuild.kit import Artifact, Kit, Mastered
from podbuild.model.episode import Episode, Picture, Published
from podbuild.model.release import OutputFile
from podbuild.model.show import Show
from podbuild.outputs import programme
from podbuild.steps.executor import Recipe
from podbuild.steps.step import Result, Step

AUDIO_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a", "opus": "audio/ogg"}


def drawn_steps(kit: Kit, show: Show, episode: Episode) -> tuple[Step, Step]:
    """The steps of the cover and of the card."""
    words = _words(show, episode)
    card = cover.card_step(words, kit.template("artwork/card.svg.j2"), f"{episode.slug}, card", kit.fonts)
    if own := episode.artwork:
        return own_pictures.author_art_step(own, f"{episode.slug}, artwork"), card
    return cover.episode_art_step(words, kit.template("artwork/cover.svg.j2"), f"{episode.slug}, artwork", kit.fonts), card


def _words(show: Show, episode: Episode) -> cover.Wording:
    language = episode.language or show.language
    return cover.Wording(episode.title, show.title, show.title, language, show.theme, episode.number)


def _places(slug: str) -> dict[str, str]:
    """Where the pictures of every episode go."""
    files = {"cover-small": "cover", "cover-600": "cover-600", "card": "card"}
    return {name: f"artwork/episodes/{slug}/{file}.jpg" for name, file in files.items()}


def left_as_it_lies(
    kit: Kit, slug: str, drawn: tuple[Step, Step], known_sound: Callable[[], Mastered | None]
) -> dict[str, Artifact]:
    """Pictures and sound as they lie in the folder, for who waits for words while pictures would have to be drawn; or nothing.

    Nothing of what is heard may have changed: the sound lacks new tags alone.
    """
    found = _lying(kit, _places(slug))
    if not found or all(kit.is_made(step.key) for step in drawn):
        return {}
    sound = known_sound()
    heard = sound and _lying(kit, {kind: f"audio/{slug}.{kind}" for kind in sound.master.streams})
    return found | heard if heard else {}


def published_pictures_recipe(kit: Kit, show: Show, episode: Episode) -> Recipe[dict[str, Artifact]]:
    """The pictures of an episode that listeners have already: its own cover, else the show's. Nothing is drawn for it."""
    if own := episode.artwork:
        step = own_pictures.author_art_step(own, f"{episode.slug}, artwork")
        places = {name: path for name, path in _places(episode.slug).items() if name != "card"}
    else:
        step, places = show_art_step(kit, show), {"cover-small": "artwork/cover.jpg", "cover-600": "artwork/cover-600.jpg"}
    results = yield (step,)
    made = {"cover-small": "cover.jpg"} if not episode.artwork else {}
    return {name: as_artifact(results[step.key], step, made.get(name, f"{name}.jpg"), path) for name, path in places.items()}


def is_shared(picture: Artifact) -> bool:
    """Whether a picture of an episode is the show's, which brings it."""
    return picture.file.path.startswith("artwork/cover")


def _lying(kit: Kit, places: Mapping[str, str]) -> dict[str, Artifact]:
    """What lies at these places as it was installed; nothing where any of it does not."""
    found = {}
    for name, path in places.items():
        if (lying := kit.installed(path)) is None:
            return {}
        found[name] = Artifact(OutputFile(path, *lying, AUDIO_TYPES.get(name, "image/jpeg")), None)
    return found


def pictures_recipe(episode: Episode, drawn: tuple[Step, Step], left: Mapping[str, Artifact]) -> Recipe[dict[str, Artifact]]:
    """The cover in two sizes, the card, and the script's pictures by their digest."""
    shown = {i.asset.digest: i.asset for i in programme.items(episode) if isinstance(i, Picture)}
    steps = {d: own_pictures.picture_step(asset, f"{episode.slug}, {asset.path}") for d, asset in shown.items()}
    results = yield (*(() if left else drawn), *steps.values())
    found = {d: as_artifact(results[s.key], s, "picture.jpg", f"pictures/{d[:16]}.jpg") for d, s in steps.items()}
    for name, path in _places(episode.slug).items():
        step = drawn[name == "card"]
        found[name] = left[name] if left else as_artifact(results[step.key], step, f"{name}.jpg", path)
    return found


def as_artifact(result: Result, step: Step, name: str, path: str) -> Artifact:
    return Artifact(OutputFile(path, *result.files[name], "image/jpeg"), step.file(name))


def handed_over(kit: Kit, show: Show, episode: Episode) -> Recipe[tuple[Artifact, ...]]:
    """The pictures that forms ask for beside an episode's own: the picture of a film, and the cover as large as it can be."""
    words = _words(show, episode)
    film = cover.thumbnail_step(words, kit.template("artwork/card.svg.j2"), f"{episode.slug}, thumbnail", kit.fonts)
    is_shared = isinstance(episode.audio, Published) and not episode.artwork  # listeners see the show's cover there
    if own := episode.artwork:
        large = own_pictures.author_art_step(own, f"{episode.slug}, artwork")
    elif is_shared:
        large = show_art_step(kit, show)
    else:
        large = cover.cover_step(words, kit.template("artwork/cover.svg.j2"), f"{episode.slug}, artwork", kit.fonts)
    results = yield (large, film)
    covers = _covers(large, results[large.key])
    if not is_shared:
        covers = covers[:-1]  # the build made the small one
    return (*covers, as_artifact(results[film.key], film, "thumbnail.jpg", "thumbnail-1280x720.jpg"))


def handed_over_show(kit: Kit, show: Show) -> Recipe[tuple[Artifact, ...]]:
    """The show's cover, as large as it can be, and as small as apps take it."""
    step = show_art_step(kit, show)
    results = yield (step,)
    return _covers(step, results[step.key])


def _covers(step: Step, result: Result) -> tuple[Artifact, ...]:
    """A cover as large as it can be, and the small one; that alone where it is as large."""
    sizes = dict.fromkeys((_width_px(result), cover.SMALL_PX))
    names = zip(("cover.jpg", "cover-small.jpg")[-len(sizes) :], sizes, strict=True)
    return tuple(as_artifact(result, step, name, f"cover-{width_px}.jpg") for name, width_px in names)


def _width_px(result: Result) -> int:
    """How wide cover.jpg is: an author's own may be smaller than what is drawn."""
    return min(int(result.facts.get("width", cover.LARGE_PX)), cover.LARGE_PX)


def show_artwork(kit: Kit, show: Show) -> Recipe[None]:
    """The show's artwork alone: started with the episodes, it is ready when the show's turn comes."""
    yield (show_art_step(kit, show),)


def show_art_step(kit: Kit, show: Show) -> Step:
    if show.artwork:
        return own_pictures.author_art_step(show.artwork, "the show's artwork")
    words = cover.Wording(show.title, show.author, show.title, show.language, show.theme)
    return cover.cover_step(words, kit.template("artwork/cover.svg.j2"), "the show's cover", kit.fonts)
