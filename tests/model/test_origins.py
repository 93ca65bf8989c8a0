"""Who wrote which line: what a writer is on record for is found again after moving, splitting, joining and editing."""

from __future__ import annotations

import random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.model.origins import Origin, counted, origins, tier, translated_from
from podbuild.model.provenance import Act, Deed, Replaced

BOAT = "The post boat has run on this coast since 1893, in every weather."
QUIET = "A glacier is never quiet: it creaks, it drips, and now and then it booms."
WINTER = "Researchers put microphones into the ice and left them there for a whole winter."
GONE = "Tonight we ask what happens to all that sound when the ice is gone."
STILL = "If you stand still for long enough, you can hear the air leaving the ice."
WELCOME = "Welcome back to Slow North, the show for people who like to listen."
OWN = "My grandmother kept a list of every storm, in pencil, on the pantry door."
GERMAN = "Das Postschiff fährt seit 1893 an dieser Küste, bei jedem Wetter."
FRENCH = "Le glacier ne se tait jamais : il craque, il goutte, et parfois il gronde."
JAPANESE = "氷河は決して静かではありません。"
DRAFT = Act("d", "draft", "2026-11-20T08:00:00Z", "m-1", "of the ice", lines=(WELCOME, BOAT, QUIET, WINTER, GONE, "Yes."))


def act(id_: str, deed: Deed = "revise", **more: object) -> Act:
    return Act(id_, deed, "2026-11-21T08:00:00Z", **more)  # type: ignore[arg-type]


def hands(lines: list[str], *acts: Act) -> list[str]:
    return [origin.hand for origin in origins(lines, acts)]


# What a line was, what became of it, and whose a reader would say it is. The threshold was chosen on these.
LIGHT, HALF, NEW = "light touch", "half rewritten", "rewritten, with the words of its topic"
EDITS = [
    (LIGHT, BOAT, "The post boat has run along this coast since 1893, whatever the weather."),
    (LIGHT, QUIET, "A glacier is never quiet. It creaks and drips, and now and then it booms."),
    (LIGHT, WELCOME, "Welcome to Slow North, the show for people who like listening."),
    (LIGHT, STILL, "Stand still for long enough, and you can hear the air leaving the ice."),
    (LIGHT, WINTER, "Researchers put six microphones into the ice and left them there for a whole long winter."),
    (LIGHT, GERMAN, "Das Postschiff fährt nun seit 1893 an dieser Küste, und zwar bei jedem Wetter."),
    (LIGHT, FRENCH, "Le glacier ne se tait jamais. Il craque, il goutte et, parfois, il gronde fort."),
    (LIGHT, JAPANESE, "氷河は決して静かではないのです。"),
    (HALF, BOAT, "The post boat has run on this coast for longer than anybody's grandmother remembers."),
    (HALF, WINTER, "Researchers put microphones into the ice, and what they got back in spring was rubbish."),
    (HALF, GONE, "So what happens to all that sound when there's nothing left to make it?"),
    (HALF, STILL, "You can hear the air leaving the ice, if nobody beside you talks."),
    (HALF, GERMAN, "Das Postschiff fährt seit 1893 an dieser Küste, und Hanne hat es nie verpasst."),
    (NEW, QUIET, "My father used to say that a glacier is never quiet, and that it talks to those who wait."),
    (NEW, BOAT, "Since 1893 there was always a boat that brought the post, storm or no storm, to this coast."),
    (NEW, QUIET, "I lay awake all night: the booms of the glacier, then dripping, then a creak right under my tent."),
    (NEW, WINTER, "It took one winter and forty microphones before the researchers trusted what the ice told them."),
    (NEW, STILL, "Old air, trapped for thousands of years, hisses out of the ice, and with patience you will hear it."),
    (NEW, GONE, "When the ice goes, the sound goes with it, and nobody has asked tonight's guest about that."),
    (NEW, WELCOME, "Hello and welcome, this is Slow North, and I am glad that you are here."),
    (NEW, "In the end it is the people of the village who decide.", "At the end of the day the people of the bay did not care."),
    (NEW, GERMAN, "Bei Sturm wie bei Sonne kam das Schiff, das die Post brachte, seit 1893 hierher an die Küste."),
    (NEW, FRENCH, "Toute la nuit, j'ai écouté craquer et gronder ce glacier qui ne voulait pas se taire."),
    (NEW, JAPANESE, "静かな夜でも、氷河のきしむ音が聞こえてきます。"),
]


@pytest.mark.parametrize(("kind", "was", "now"), EDITS)
def test_an_edit_makes_a_line_shared_and_a_rewriting_makes_it_the_humans(kind, was, now):
    assert hands([now], act("d", "draft", lines=(was,))) == ["human" if kind == NEW else "ai-edited"]


@pytest.mark.parametrize(("kind", "was", "now"), EDITS)
def test_what_was_not_edited_stays_the_ais(kind, was, now):
    assert hands([was], act("d", "draft", lines=(was,))) == ["ai"]


def test_marks_quotes_capitals_and_spaces_do_not_count():
    assert hands(["a “glacier” is  never quiet; it creaks, it drips — and now and then, it booms!"], DRAFT) == ["ai"]
    assert hands(["It's the ice."], act("d", "draft", lines=("It’s the ice",))) == ["ai"]


def test_lines_are_found_wherever_they_were_moved_and_between_others():
    assert hands([GONE, OWN, WELCOME, OWN, BOAT, "Yes."], DRAFT) == ["ai", "human", "ai", "human", "ai", "ai"]


def test_lines_are_found_when_they_were_joined_and_split():
    assert hands([f"{WELCOME} {BOAT} {QUIET}"], DRAFT) == ["ai"]
    assert hands(["A glacier is never quiet:", "it creaks, it drips, and now and then it booms."], DRAFT) == ["ai", "ai"]
    assert hands(["A glacier", "is never quiet: it creaks, it drips, and now and then it booms."], DRAFT) == ["ai", "ai"]
    assert hands(["The post boat has run on this coast since 1893,", "in every weather."], DRAFT) == ["ai", "ai"]


def test_a_line_with_a_humans_sentence_in_it_is_shared():
    (found,) = origins([f"{BOAT} {OWN}"], [DRAFT])
    assert (found.hand, found.act) == ("ai-edited", DRAFT)
    assert found.likeness == pytest.approx(13 / 27, abs=0.01)


def test_a_few_words_in_common_make_no_line_the_ais():
    assert hands(["It is never quiet here.", "Yes, all right.", "On this coast?"], DRAFT) == ["human"] * 3


REVISED = "The post boat has served this coast since 1893, and no storm ever stopped it."
REVISION = act("r", lines=(REVISED,), replaced=(Replaced(12, (f"ADA: {BOAT}",), (f"ADA: {REVISED}",)),))


def test_a_revision_is_on_record_with_its_own_wish():
    (found,) = origins([REVISED], [DRAFT, REVISION])
    assert (found.hand, found.act) == ("ai", REVISION)


def test_an_undo_gives_lines_back_to_whoever_had_them():
    undo = act("u", "undo", undone="r")
    assert origins([BOAT], [DRAFT, REVISION, undo])[0].act == DRAFT
    assert hands([REVISED], REVISION, undo) == ["human"]
    assert hands([REVISED], REVISION, undo, act("v", "undo", undone="u")) == ["human-revised"]


def test_what_a_human_wrote_stays_the_humans_when_a_revision_was_taken_back_by_hand():
    assert hands([BOAT], REVISION) == ["human"]


def test_a_humans_line_that_an_ai_touched_is_told_apart():
    touched = act("r", lines=(EDITS[0][2],), replaced=(Replaced(3, (f"ADA: {BOAT}",), (f"ADA: {EDITS[0][2]}",)),))
    (found,) = origins([EDITS[0][2]], [touched])
    assert (found.hand, found.act) == ("human-revised", touched)
    assert found.likeness < 0.5
    assert hands([GONE], act("r", lines=(GONE,), replaced=(Replaced(3, (f"ADA: {BOAT}",), (f"ADA: {GONE}",)),))) == ["ai"]


def test_a_revision_of_one_sentence_leaves_its_neighbours_whose_they_were():
    """A line is spoken whole, and its file may hold it on several lines."""
    line = f"{OWN} {REVISED}"
    revision = act("r", lines=(line,), replaced=(Replaced(3, (f"ADA: {OWN}", BOAT), (f"ADA: {OWN}", REVISED)),))
    (found,) = origins([line], [revision])
    assert found.hand != "ai"
    assert hands([OWN], revision) == ["human"]


def test_an_edited_draft_that_is_revised_stays_shared():
    edited = EDITS[0][2]
    again = edited.replace("whatever the weather", "in any weather at all")
    revision = act("r", lines=(again,), replaced=(Replaced(3, (f"ADA: {edited}",), (f"ADA: {again}",)),))
    assert hands([edited, again], DRAFT, revision) == ["ai-edited", "ai-edited"]


def test_notes_are_not_spoken_and_count_for_no_line():
    assert hands([BOAT], act("n", "notes", lines=(BOAT,))) == ["human"]


# ── the sum ──────────────────────────────────────────────────────────────────────────────────────────────────────────

AI, OWN_LINE = Origin("ai", DRAFT, 1.0, 20), Origin("human", None, 0.0, 20)
TOUCHED, HALVED = Origin("ai-edited", DRAFT, 0.95, 20), Origin("ai-edited", DRAFT, 0.5, 20)
FOREIGN = Origin("ai", act("t", "translate", translated_from="ice"), 1.0, 20)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], "human"),
        ([OWN_LINE] * 5, "human"),
        ([AI] * 5, "generated"),
        ([AI] * 9 + [OWN_LINE], "generated"),
        ([AI] * 8 + [OWN_LINE] * 2, "assisted"),
        ([TOUCHED] * 10, "generated"),
        ([HALVED] * 10, "assisted"),
        ([OWN_LINE] * 99 + [AI], "assisted"),
        ([OWN_LINE] * 99 + [Origin("human-revised", DRAFT, 0.3, 20)], "human"),
        ([Origin("human-revised", DRAFT, 0.3, 20)] * 9, "assisted"),
        ([FOREIGN] * 9, "assisted"),
        ([Origin("ai", DRAFT, 1.0, 1)] * 5 + [Origin("human", None, 0.0, 40)], "assisted"),
    ],
)
def test_the_sum_is_by_words(found, expected):
    assert tier(found) == expected


def test_lines_are_counted_by_hand():
    found = [AI] * 30 + [HALVED] * 5 + [OWN_LINE] * 3
    assert counted(found) == "38 lines: 30 AI draft, 5 AI draft edited by a human, 3 human"
    assert (counted([OWN_LINE]), counted([])) == ("1 line: 1 human", "0 lines")


def test_a_translation_names_what_it_is_of():
    assert translated_from([OWN_LINE, FOREIGN]) == "ice"
    assert translated_from([OWN_LINE, AI]) == ""


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

TEXT = st.text(alphabet=st.sampled_from("ab 氷.?!'*{}:é\n\u0301"), max_size=30) | st.text(max_size=30)
LINES = st.lists(TEXT, max_size=6)


@given(LINES, LINES, LINES)
def test_any_texts_have_origins(lines, drafted, replaced):
    acts = [
        act("d", "draft", lines=tuple(drafted)),
        act("r", lines=tuple(replaced[:2]), replaced=(Replaced(1, tuple(drafted[:2]), tuple(replaced)),)),
    ]
    found = origins(lines, acts)
    assert len(found) == len(lines)
    assert all(0 <= origin.likeness <= 1 for origin in found)
    assert all((origin.act is None) == (origin.hand == "human") for origin in found)


@given(st.lists(st.sampled_from([WELCOME, BOAT, QUIET, WINTER, GONE]), min_size=1), st.randoms())
def test_what_is_only_moved_and_joined_stays_the_ais(lines, chance):
    joined = [lines[0]]
    for line in lines[1:]:
        joined = [*joined[:-1], f"{joined[-1]} {line}"] if chance.random() < 0.5 else [*joined, line]
    assert set(hands(joined, DRAFT)) == {"ai"}


@given(LINES, LINES)
def test_without_a_record_everything_is_the_humans(lines, drafted):
    assert set(hands(lines)) <= {"human"}
    assert tier(origins(lines, ())) == "human"


def test_an_hour_is_looked_through_in_no_time():
    """1,500 lines, each of them touched, against 3,000 on record: the hardest case."""
    chance = random.Random(3)
    rare, common = (
        [f"w{n}" for n in range(3000)],
        ["the", "of", "a", "in", "and", "to", "it", "is", "was", "that", "for", "on", "with", "as", "at"],
    )

    def sentence() -> str:
        return " ".join(chance.choice(common if chance.random() < 0.4 else rare) for _ in range(12)) + "."

    recorded = [f"{sentence()} {sentence()}" for _ in range(3000)]
    touched = [" ".join(chance.choice(rare) if n % 9 == 4 else w for n, w in enumerate(line.split())) for line in recorded[:1500]]
    before = perf_counter()
    found = origins(touched, [act("d", "draft", lines=tuple(recorded))])
    assert perf_counter() - before < 3  # 0.3 s here, alone on the machine
    assert {origin.hand for origin in found} == {"ai-edited"}
