"""Drawn artwork: the sizes that apps ask for, the same bytes every time, and letters that are letters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from podbuild.artwork.cover import Wording, card_step, cover_step, episode_art_step, thumbnail_step
from podbuild.artwork.press import Press, plain, press_for
from podbuild.artwork.typesetting import Box, set_text
from podbuild.base.shipped import shipped
from podbuild.steps.step import Call, Outcome, Step, StepFailed
from podbuild.steps.world import World

COVER = (shipped("templates") / "artwork" / "cover.svg.j2").read_text(encoding="utf-8")
CARD = (shipped("templates") / "artwork" / "card.svg.j2").read_text(encoding="utf-8")
MIB = 1024 * 1024


def made(step: Step, folder: Path) -> Outcome:
    folder.mkdir(exist_ok=True)
    return step.action.run(Call(step.params, {}, folder, World(environment={})))


def episode(title: str, theme: dict[str, str] | None = None, number: int | None = 3, language: str = "en") -> Step:
    return episode_art_step(Wording(title, "Quiet Roads", "Quiet Roads", language, theme or {}, number), COVER, "test")


SHOW = Wording("Quiet Roads", "Studio", "Quiet Roads", "en", {})


def check(path: Path, size: tuple[int, int]) -> None:
    with Image.open(path) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", size, "RGB")
        assert picture.info["dpi"] == (72, 72)


def test_the_cover_has_the_sizes_that_apps_ask_for(tmp_path: Path) -> None:
    outcome = made(cover_step(SHOW, COVER, "test"), tmp_path)
    for name, width in (("cover", 3000), ("cover-small", 1400), ("cover-600", 600)):
        check(tmp_path / f"{name}.jpg", (width, width))
    assert (tmp_path / "cover-small.jpg").stat().st_size <= MIB
    assert sorted(f.name for f in tmp_path.iterdir()) == ["cover-600.jpg", "cover-small.jpg", "cover.jpg"]
    facts = {"fonts": "built-in", "missing": "", "accent": outcome.facts["accent"]}
    assert outcome.facts == facts and outcome.diagnostics == ()


def test_the_card_is_as_wide_as_social_networks_show_it(tmp_path: Path) -> None:
    made(card_step(replace(SHOW, title="The glacier that sang", number=3), CARD, "test"), tmp_path)
    check(tmp_path / "card.jpg", (1200, 630))


def test_same_words_same_bytes_and_other_words_another_picture(tmp_path: Path) -> None:
    steps = [episode("One"), episode("One"), episode("Two"), episode("One", {"accent": "#0a7f5a"})]
    for i, step in enumerate(steps):
        made(step, tmp_path / str(i))
    first, again, other, accented = [(tmp_path / str(i) / "cover-600.jpg").read_bytes() for i in range(4)]
    assert first == again and len({first, other, accented}) == 3
    assert steps[0].key == steps[1].key != steps[3].key


@pytest.mark.parametrize(
    "title",
    [
        "",
        "A",
        "word " * 60,
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "氷河が歌った夜。" * 6,
        "النهر الجليدي",
        "🎧 🏔️",
        "<&>\"'\x00",
    ],
)
def test_any_title_is_drawn(title: str, tmp_path: Path) -> None:
    outcome = made(episode(title), tmp_path)
    check(tmp_path / "cover-small.jpg", (1400, 1400))
    assert not (tmp_path / "cover.jpg").exists()  # it would be the same picture
    assert bool(outcome.facts["missing"]) == bool(outcome.diagnostics)


def test_letters_without_a_font_are_left_out_and_named(tmp_path: Path) -> None:
    """U+10FFF0 is a letter that no font will ever have."""
    outcome = made(episode("Hidden \U0010fff0 letter ø"), tmp_path)
    assert "\U0010fff0" in outcome.facts["missing"]
    (warning,) = outcome.diagnostics
    assert warning.severity == "warning" and "Hidden" in warning.message and warning.fix


def test_marks_go_with_the_letter_that_they_stand_on(tmp_path: Path) -> None:
    """Where no font has the letter, its accent alone would be drawn as a box."""
    press = press_for(("\U0010fff0",), tmp_path)
    assert press.without_gaps("a\u0301 \U0010fff0\u0301b") == ("a\u0301 b", "\U0010fff0")


def test_han_signs_are_drawn_as_the_language_draws_them(tmp_path: Path) -> None:
    """直 and 骨 look different in Japan and in China, and have one code."""
    drawn = {}
    for language in ("ja", "zh-Hans", "zh-Hant"):
        press = press_for(("直骨",), tmp_path, language)
        if press.without_gaps("直骨")[1]:
            pytest.skip("no font on this machine has these letters")
        drawn[language] = press.render(_word("直骨", press), 80).tobytes()
    assert len(set(drawn.values())) == 3


def test_japanese_is_not_drawn_as_boxes(tmp_path: Path) -> None:
    press = press_for(("氷河",), tmp_path)
    kept, missing = press.without_gaps("氷河")
    if missing:
        pytest.skip("no font on this machine has Japanese: such letters are left out, as another test holds")
    assert not press.is_built_in and kept == "氷河"
    cells = [press.render(_word(sign, press), 80).tobytes() for sign in ("氷", "河", "\U0010fff0")]
    assert len(set(cells)) == 3


def _word(word: str, press: Press) -> str:
    face = f'font-family="{press.family}" font-size="60"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><text x="5" y="60" {face}>{word}</text></svg>'


@pytest.mark.parametrize(
    "text", ["Quiet Roads", "A very long title that goes on and on for many words " * 3, "x" * 90, "a-b " * 40]
)
def test_set_text_stays_in_its_box(text: str, tmp_path: Path) -> None:
    press = press_for((text,), tmp_path)
    box = Box(100, 100, 800, 400, 160, 40, 5)
    lettering = set_text(plain(text), box, press)
    assert 1 <= len(lettering.lines) <= 5 and 40 <= lettering.size <= 160
    widths = press.widths_em([line for line, _ in lettering.lines])
    assert max(widths) * lettering.size <= box.width * 1.03
    assert all(box.y <= y <= box.y + box.height for _, y in lettering.lines)


@pytest.mark.parametrize(
    "language, title, lines",
    [
        ("de", "Die Donaudampfschifffahrtsgesellschaft", ["Die", "Donaudampfschiff-", "fahrtsgesellschaft"]),
        ("ja", "夜明け前の湖で歌う氷河の話", ["夜明け前の", "湖で歌う", "氷河の話"]),
        ("zh", "黎明之前的湖泊与会唱歌的冰川", ["黎明之前的", "湖泊与会", "唱歌的冰川"]),
        ("th", "วันนี้อากาศดีมากในกรุงเทพ", ["วันนี้อากาศดี", "มากในกรุงเทพ"]),
        ("ko", "노래하는 빙하 이야기", ["노래하는", "빙하 이야기"]),
        ("xx", "a" * 40, ["a" * 13 + "-", "a" * 14 + "-", "a" * 13]),
    ],
)
def test_lines_break_between_phrases_and_syllables(language: str, title: str, lines: list[str], tmp_path: Path) -> None:
    press = press_for((title,), tmp_path)
    lettering = set_text(plain(title), Box(100, 100, 800, 400, 160, 40, 5), press, language)
    assert [line for line, _ in lettering.lines] == lines


@pytest.mark.parametrize("template", ["{{ nobody }}", "{% if %}", "<svg", "{{ ''.__class__.__mro__ }}"])
def test_a_broken_template_is_the_authors_to_mend(template: str, tmp_path: Path) -> None:
    with pytest.raises(StepFailed) as caught:
        made(cover_step(SHOW, template, "test"), tmp_path)
    assert caught.value.diagnostic.code == "artwork-template" and caught.value.diagnostic.fix


def test_the_picture_of_a_film_is_as_wide_as_a_screen(tmp_path: Path) -> None:
    made(thumbnail_step(replace(SHOW, title="The glacier that sang", number=3), CARD, "test"), tmp_path)
    check(tmp_path / "thumbnail.jpg", (1280, 720))
    assert (tmp_path / "thumbnail.jpg").stat().st_size <= 2_000_000
