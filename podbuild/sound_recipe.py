"""How an episode's script becomes sound. A recipe like recipe.py, which is the file to read first.

Deliberately absent: what the sound is called, tagged with or published as.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podbuild.audio import adopting, arrange, encode, levelling
from podbuild.audio.chunks import Chunk, chunks
from podbuild.model.episode import Clip, Episode, Item, Line, Music, Published, Sfx
from podbuild.model.release import LoudnessReading
from podbuild.model.show import Asset, Show, Voice
from podbuild.model.timeline import Timeline, Word
from podbuild.outputs.captions import SpokenLine
from podbuild.outputs.programme import items
from podbuild.speech import speak
from podbuild.speech.engine import Engine
from podbuild.speech.engines import known_engine
from podbuild.speech.speak import Utterances
from podbuild.steps.executor import Recipe
from podbuild.steps.step import Result, Step

MOST_CORRECTIONS = 3
TOLERANCE_LU = 0.4  # what is nearer than this after encoding stays: a finer gain would only swing to the other side
Spoken = Mapping[int, SpokenLine]
Energies = Mapping[str, Sequence[float]]  # by step key


@dataclass(frozen=True, slots=True)
class Master:
    """The finished sound in each format asked for (kind → stream), when everything is heard, and what it measures.

    `waveform` is how loud it is from start to end, in equal stretches, each 0 to 100. What goes out as it is has no streams,
    and no reading.
    """

    streams: Mapping[str, encode.Stream]
    timeline: Timeline
    spoken: Spoken
    reading: LoudnessReading | None
    waveform: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """Every sound of an episode in its place, with the energies of its blocks by the step that made it; nothing is mixed."""

    timeline: Timeline
    spoken: Spoken
    energies: Energies


def laid_recipe(encoder_version: str, show: Show, episode: Episode, utterances: Utterances) -> Recipe[Laid]:
    """Every piece of an episode made and levelled, and placed."""
    assert not isinstance(episode.audio, Published)
    if episode.audio is not None:
        return (yield from _already_mixed(encoder_version, episode, episode.audio))
    return (yield from _pieces(encoder_version, show, episode, utterances))


def published_recipe(episode: Episode, audio: Published) -> Recipe[Master]:
    """Sound that goes out as it is: its length is all that is known of it."""
    seconds = audio.duration_seconds
    if audio.asset and not seconds:
        step = adopted(episode, audio.asset)
        seconds = (yield (step,))[step.key].facts["seconds"]
    else:
        yield ()
    return Master({}, Timeline(seconds, (), (), (), (0.0, seconds)), {}, None)


def adopted(episode: Episode, audio: Asset) -> Step:
    return adopting.adopt_step(audio, f"{episode.slug}, audio")


def master_recipe(encoder_version: str, episode: Episode, laid: Laid) -> Recipe[Master]:
    """The sound of an episode, from what is laid out: brought to the target's loudness, and encoded."""
    from podbuild.audio.foresight import foreseen_lufs
    from podbuild.audio.waveform import waveform

    timeline, sound = laid.timeline, episode.sound
    foreseen = foreseen_lufs(timeline, laid.energies, sound.duck_db, levelling.REFERENCE_LUFS)
    encoder = encode.Encoder(encoder_version, sound.channels, sound.mp3_kbps, sound.loudness.true_peak_dbtp)
    parts = chunks(timeline, sound.duck_db)
    encoded, results, gain_db = yield from _at_target(parts, episode, foreseen, encoder)
    target = sound.loudness.integrated_lufs
    others = [kind for kind in sound.formats if kind != "mp3"]
    whole = {kind: encode.whole_step(parts, kind, encoder, target, gain_db, episode.slug) for kind in others}
    finished = yield tuple(whole.values())
    chunked = tuple(step.file("chunk.mp3") for step in encoded)
    made = {kind: (whole[kind].file(f"stream.{kind}"),) if kind in whole else chunked for kind in sound.formats}
    frames = round(timeline.duration_seconds * arrange.RATE_HZ)
    streams = {kind: encode.Stream(files, frames, sound.channels, sound.mp3_kbps) for kind, files in made.items()}
    first = sound.formats[0]
    reading = encode.reading(results) if first == "mp3" else encode.whole_reading(finished[whole[first].key])
    return Master(streams, timeline, laid.spoken, reading, waveform(encode.energies(results)))


def _at_target(
    parts: tuple[Chunk, ...], episode: Episode, foreseen_lufs: float, encoder: encode.Encoder
) -> Recipe[tuple[list[Step], list[Result], float]]:
    """Encode at the gain that the parts' own loudness asks for; again where the limiter took away what that could not tell."""
    target = episode.sound.loudness.integrated_lufs
    gain_db = _correction(target, foreseen_lufs, 0.0)
    for _ in range(MOST_CORRECTIONS):
        steps = [encode.chunk_step(part, encoder, gain_db, episode.slug) for part in parts]
        got = yield tuple(steps)
        results = [got[step.key] for step in steps]
        correction = _correction(target, encode.integrated(results), TOLERANCE_LU)
        if not correction:
            break
        gain_db += correction
    return steps, results, gain_db


def _correction(target_lufs: float, loudness_lufs: float, tolerance_lu: float) -> float:
    """How much louder the programme has to be, in whole gain steps; 0 where it is near enough, or silent."""
    missing = target_lufs - loudness_lufs
    return 0.0 if missing > 60 or abs(missing) <= tolerance_lu else encode.quantised(missing)


def _already_mixed(ffmpeg: str, episode: Episode, audio: Asset) -> Recipe[Laid]:
    step = levelling.conform_step(
        audio,
        channels=episode.sound.channels,
        kind="programme",
        wanted_by=f"{episode.slug}, audio",
        decoder=_decoder(audio, ffmpeg),
    )
    results = yield (step,)
    facts = results[step.key].facts
    return Laid(arrange.arrange_whole(arrange.Heard(step.key, facts["frames"])), {}, {step.key: facts["energies"]})


def _pieces(ffmpeg: str, show: Show, episode: Episode, utterances: Utterances) -> Recipe[Laid]:
    """Every sound of the script, then when each is heard."""
    language = episode.language or show.language
    steps: dict[int, Step] = {}
    spoken_steps: dict[int, Step] = {}
    batch: list[Step] = []
    for number, item in enumerate(items(episode)):
        wanted_by = f"{episode.slug}, line {item.span.line}"
        if isinstance(item, Line) and item.take is None:
            spoken_steps[number], *others = speech_steps(show, episode.voice(item.voice), item, language, wanted_by, utterances)
            batch += [spoken_steps[number], *others]
            steps[number] = others[-1]
        elif (step := _sound(ffmpeg, item, episode, wanted_by)) is not None:
            steps[number] = step
            batch.append(step)
    if sting := episode.sound.sting:
        steps[-1] = levelling.conform_step(
            sting, channels=episode.sound.channels, kind="effect", wanted_by="sting", decoder=_decoder(sting, ffmpeg)
        )
        batch.append(steps[-1])
    results = yield tuple(dict.fromkeys(batch))
    heard = {n: arrange.Heard(s.key, results[s.key].facts["frames"]) for n, s in steps.items()}
    timeline = arrange.arrange(episode.segments, heard, episode.sound, heard.pop(-1, None))
    energies = {s.key: results[s.key].facts["energies"] for s in steps.values()}
    return Laid(timeline, {n: _spoken_line(results[s.key]) for n, s in spoken_steps.items()}, energies)


def speech_steps(
    show: Show, voice: Voice, line: Line, language: str, wanted_by: str, utterances: Utterances
) -> tuple[Step, Step, Step, Step]:
    """A line spoken, and brought to the level of all voices by what a fixed reading of the same voice measured."""
    how = engine_of(voice)
    utterance = utterances.of(line, voice, language, show.lexicon, how)
    said = speak.speak_step(utterance, how, wanted_by)
    reading = speak.reading_step(voice, voice.language or language, how, f"voice {voice.name}")
    calibrated = levelling.calibrate_step(reading.file("speech.flac"), f"voice {voice.name}")
    gain_db = voice.gain_db + line.gain_db
    levelled = levelling.level_step(
        said.file("speech.flac"), calibrated.file("level.json"), gain_db=gain_db, kind="speech", wanted_by=wanted_by
    )
    return said, reading, calibrated, levelled


def engine_of(voice: Voice) -> Engine:
    """The engine of a voice that was checked when the show was read."""
    return known_engine(voice.engine)


def _sound(ffmpeg: str, item: Item, episode: Episode, wanted_by: str) -> Step | None:
    """The step behind a take, clip, effect or bed; None for what makes no sound."""
    channels = episode.sound.channels
    match item:
        case Line(take=Asset() as take):
            gain_db = episode.voice(item.voice).gain_db + item.gain_db
            return levelling.level_step(
                take, None, gain_db=gain_db, kind="take", wanted_by=wanted_by, decoder=_decoder(take, ffmpeg)
            )
        case Clip():
            return levelling.conform_step(
                item.asset,
                channels=channels,
                kind="clip",
                start_seconds=item.start_seconds,
                end_seconds=item.end_seconds,
                wanted_by=wanted_by,
                decoder=_decoder(item.asset, ffmpeg),
            )
        case Sfx():
            return levelling.conform_step(
                item.asset, channels=channels, kind="effect", wanted_by=wanted_by, decoder=_decoder(item.asset, ffmpeg)
            )
        case Music():
            return levelling.conform_step(
                item.bed, channels=channels, kind="bed", wanted_by=wanted_by, decoder=_decoder(item.bed, ffmpeg)
            )
    return None


def _decoder(asset: Asset, ffmpeg: str) -> str:
    """What has a say in an asset's samples beside its bytes: lossless files are the same to every decoder."""
    return "" if asset.suffix in {".wav", ".flac", ".aif", ".aiff"} else ffmpeg


def _spoken_line(result: Result) -> SpokenLine:
    facts = result.facts
    return SpokenLine(facts["text"], tuple(Word(*word) for word in facts["words"]), facts["seconds"])
