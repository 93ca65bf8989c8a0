"""What Spotify has room for and takes: 60 episodes a show, files, covers, titles, notes, timelines."""

from __future__ import annotations

import json

import pytest

from podbuild.publish.spotify_summary import spotify_summary
from podbuild.publish.spotify_timeline import spotify_timeline, timeline_fault
from podbuild.publish.target import Refused
from tests.publish.spotify_place import Place, picture, told


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def many(place, count):
    for n in range(count):
        place.add(f"e{n:02}", n + 1)
    return place


def refusal(place):
    with pytest.raises(Refused) as refused:
        place.plan()
    return refused.value.diagnostic


def test_61_episodes_are_refused_with_the_numbers(place):
    many(place, 61)
    diagnostic = refusal(place)
    assert diagnostic.code == "target-full"
    assert diagnostic.message == "61 episodes are to be at Spotify, which holds 60 a show"
    assert "keep: newest" in diagnostic.fix
    assert place.writes() == []


def test_of_61_episodes_the_newest_are_kept_where_that_is_wanted(place):
    place.set(keep="newest")
    many(place, 61)
    changes = place.plan()
    assert sum(c.deed == "create" and not c.key.endswith("/ready") for c in changes) == 61  # 60, and the show
    assert [(c.key, c.why) for c in changes if c.deed == "leave"] == [("guid-e00", "older than the 60 that Spotify has room for")]


def test_a_61st_episode_makes_the_oldest_go_first(place):
    place.set(keep="newest")
    many(place, 60).pretend_published()
    assert told(place.plan()) == []
    place.add("new", 28 + 40)
    assert told(place.plan())[0] == ("delete", '"On e00"', "the oldest make room")
    assert not place.publish().failed
    assert len(place.there) == 60
    assert place.writes() == ["episodes delete", "upload"]  # the stand-in refuses a 61st
    assert "On e00" not in place.titles and place.titles[-1] == "On new"
    place.publish()
    assert told(place.plan()) == []
    assert "guid-e00" not in place.ledger.text()


def test_what_is_there_of_others_takes_room_and_is_never_deleted_for_ours(place):
    place.set(keep="newest")
    many(place, 2).pretend_published()
    foreign = [{**place.there[0], "episode_uri": f"spotify:episode:f{n}", "title": "F", "status": "FAILED"} for n in range(58)]
    place.set_server(episodes=[*place.there, *foreign])
    place.add("new", 20)
    place.publish()
    assert sorted(set(place.titles)) == ["F", "On e01", "On new"] and len(place.there) == 60
    place.set()
    assert refusal(place).message == (
        "3 episodes are to be at Spotify, which holds 60 a show, and 58 are there that podbuild did not send"
    )


def test_a_replacement_in_a_full_show_deletes_the_old_one_first(place):
    many(place, 60).pretend_published()
    place.add("e05", 6, title="Anew")
    assert not place.publish("--replace").failed
    assert place.writes() == ["episodes delete", "upload"]
    assert len(place.there) == 60 and "Anew" in place.titles
    assert told(place.plan()) == []


def test_each_limit_is_checked_before_anything_is_sent(place):
    place.add("glacier")
    (place.folder / "audio/glacier.mp3").write_bytes(b"")
    diagnostic = refusal(place)
    assert diagnostic.message.startswith('Spotify would not take "On glacier": there is no file of it in public/')
    assert "publish: {spotify: false}" in diagnostic.fix
    with (place.folder / "audio/glacier.mp3").open("wb") as file:
        file.truncate((1 << 30) + 1)
    assert "at most 1 GiB" in refusal(place).message
    assert place.calls == []


def test_a_second_form_of_the_audio_goes_out_where_spotify_takes_the_first_not(place):
    from podbuild.model.release import Enclosure

    opus, wav = place.write("audio/x.opus", b"opus"), place.write("audio/x.wav", b"wav")
    place.add("glacier", enclosure=Enclosure(opus, 77.6, 48), alternates=(Enclosure(wav, 77.6, 48),))
    place.publish()
    assert [call[4] for call in place.calls if call[3] == "upload"] == [str(place.folder / "audio/x.wav")]


def test_a_cover_that_is_too_large_gives_way_to_the_smaller_one(place):
    small = picture("red")
    place.write("artwork/episodes/glacier/cover-600.jpg", small)
    place.add("glacier")
    place.write("artwork/episodes/glacier/cover.jpg", picture() + bytes(1 << 20))
    place.publish()
    upload = next(call for call in place.calls if call[3] == "upload")
    assert upload[upload.index("--image") + 1].endswith("cover-600.jpg")


@pytest.mark.parametrize("data", [b"GIF89a", picture(form="PNG"), b"", picture() + bytes(1 << 20)])
def test_without_a_cover_that_fits_nothing_is_sent(place, data):
    place.add("glacier")
    place.write("artwork/episodes/glacier/cover.jpg", data)
    assert "no cover that is a JPEG or PNG of at most 1 MiB" in refusal(place).message
    assert place.calls == []


@pytest.mark.parametrize("title", ["--json", "--timeout", "--help", "help", "-h"])
def test_a_title_that_the_program_would_take_for_its_own_is_refused(place, title):
    place.add("glacier", title=title)
    assert f'its title "{title}" would be taken for an option' in refusal(place).message


def test_titles_that_only_look_like_options_go_out_as_they_are(place):
    for n, title in enumerate(("--json is a flag", "-x", "--title", "a=b; rm -rf $(x) `y`", "Ärø 氷河 🧊")):
        place.add(f"e{n}", n + 1, title=title)
    assert not place.publish().failed
    assert place.titles == ["--json is a flag", "-x", "--title", "a=b; rm -rf $(x) `y`", "Ärø 氷河 🧊"]


def test_control_characters_of_a_title_are_not_sent(place):
    place.add("glacier", title="On\x00 the\x1b ice\n")
    place.publish()
    assert place.titles == ["On the ice"]


def test_all_episodes_that_do_not_fit_are_counted(place):
    for slug in ("a", "b", "c"):
        place.add(slug, title="help")
    assert refusal(place).message.endswith("(and 2 more such)")


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>a<br>b</p>", ["<p>a</p>", "<p>b</p>"]),
        ("<p>a\n b</p>", ["<p>a b</p>"]),
        ("<ol><li>x<ul><li>y</li></ul></li><li>z</li></ol>", ["<p>1. x</p>", "<p>• y</p>", "<p>2. z</p>"]),
        (
            '<p><a href="https://e.org/?a=1&amp;b=2" rel="x">l &lt;</a></p>',
            ['<p><a href="https://e.org/?a=1&amp;b=2">l &lt;</a></p>'],
        ),
        ("<h3>T</h3><p></p><p><b>x", ["<p>T</p>", "<p><b>x</b></p>"]),
        ("", []),
        ("loose", ["<p>loose</p>"]),
    ],
)
def test_notes_become_a_paragraph_a_line(html, lines):
    assert spotify_summary(html).split("\n") == (lines or [""])


def test_the_disclosure_is_the_last_line_and_stays_where_notes_are_too_long():
    html = "".join(f"<p>{'word ' * 30}{n}</p>" for n in range(60)) + "<p>Made with AI &amp; care.</p>"
    summary = spotify_summary(html, "Made with AI & care.")
    assert len(summary) <= 4000
    assert summary.split("\n")[-1] == "<p>Made with AI &amp; care.</p>"
    assert summary.count("Made with AI") == 1
    assert "<br" not in summary and all(line.startswith("<p>") and line.endswith("</p>") for line in summary.split("\n"))


def test_of_notes_in_one_long_paragraph_the_words_that_fit_are_kept():
    summary = spotify_summary(f'<p>See <a href="https://e.org">this</a> {"word " * 1200}</p><p>More.</p>', "Made with AI.")
    first, last = summary.split("\n")
    assert len(summary) <= 4000 and len(first) > 3900
    assert first.startswith("<p>See this word word") and first.endswith("word …</p>")
    assert last == "<p>Made with AI.</p>"


def chapter(seconds, title="T"):
    return {"chapter": {"title": title, "start_time_ms": round(seconds * 1000)}}


def link(seconds, length=1.0, url="https://e.org"):
    return {"link": {"start_time_ms": round(seconds * 1000), "duration_ms": round(length * 1000), "url": url}}


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], ""),
        ([chapter(0), chapter(60), link(5), link(6)], ""),
        ([chapter(0)], "at least two"),
        ([chapter(1), chapter(60)], "starts at 0"),
        ([chapter(0), chapter(4)], "5 s apart"),
        ([chapter(0), chapter(50), chapter(40)], "one after the other"),
        ([chapter(0), chapter(90)], "a chapter starts at 90.0 s, and the audio ends at 77.6 s"),
        ([chapter(0), chapter(60, " ")], "no title"),
        ([link(5, 2), link(6)], "overlap at 6.0 s"),
        ([link(77.6)], "the audio ends at 77.6 s"),
        ([link(5, 0)], "has no length"),
        ([link(5, 1, "mailto:x")], "no web address"),
        ([{"link": {"start_time_ms": 1.5, "duration_ms": 1, "url": "https://e.org"}}], "no whole number"),
        ([{"song": {}}], "not one of"),
        ([{"spotify_entity": {"start_time_ms": 5, "uri": "spotify:track:2x"}}], ""),
        ([{"spotify_entity": {"start_time_ms": 5, "uri": "https://open.spotify.com/track/2x"}}], "no full URI"),
        ([{"spotify_entity": {"start_time_ms": 5, "uri": "spotify:track:"}}], "no full URI"),
    ],
)
def test_what_a_timeline_may_not_be(items, words):
    fault = timeline_fault(items, 77_600)
    assert words in fault and bool(words) == bool(fault)


def test_a_timeline_that_goes_past_the_audio_is_told_before_anything_is_sent(place):
    place.add("glacier", items=[link(77.6)])
    assert "its timeline has a fault: a link starts at 77.6 s" in refusal(place).message
    assert place.calls == []


def test_pictures_are_sent_from_where_they_lie(place):
    place.write("images/dusk.jpg", picture("orange"))
    image = {"image": {"start_time_ms": 0, "duration_ms": 5000, "image": "images/dusk.jpg", "url": "https://e.org/dusk.jpg"}}
    place.add("glacier", items=[image])
    assert not place.publish().failed
    assert place.there[0]["timeline"][0]["image"]["image"] == str((place.folder / "images/dusk.jpg").resolve())
    place.write("images/dusk.jpg", picture("red"))  # the same path, another picture
    assert told(place.plan()) == [("replace", 'chapters and links of "On glacier"', "changed")]


def test_pictures_that_do_not_fit_are_left_out_and_told(place):
    place.write("images/large.png", picture(side_px=5000, form="PNG"))
    place.write("images/text.jpg", b"no picture")
    images = [
        {"image": {"start_time_ms": n * 9000, "duration_ms": 5000, "image": f"images/{name}", "url": "https://e.org"}}
        for n, name in enumerate(("large.png", "text.jpg", "gone.jpg"))
    ]
    place.add("glacier", items=[*images, link(30)])
    whys = [change.why for change in place.plan() if change.key.endswith("/ready")]
    assert whys == [
        "without images/large.png, which is 5000 px long; images/text.jpg, which is no JPEG or PNG of at most 1 MiB; "
        "images/gone.jpg, which public/ does not hold"
    ]
    assert not place.publish().failed
    assert place.there[0]["timeline"] == [link(30)]


def test_short_chapters_beyond_what_the_program_takes_are_left_out(place):
    items = [chapter(n * 10, f"C{n}") for n in range(7)]
    timeline = spotify_timeline(json.dumps({"items": items}), {}, place.folder)
    assert next(item["chapter"]["title"] for item in timeline.items) == "C0"
    assert timeline.left_out[0].endswith("short chapters, of which Spotify takes only a few")
    place.add("glacier", items=items)
    assert not place.publish().failed  # the stand-in counts as the program does


def test_a_timeline_that_is_none_is_told(place):
    place.add("glacier", items=[link(1)])
    place.write("timelines/glacier.json", b"[]")
    assert "its timeline cannot be read" in refusal(place).message
