"""Shows that not everybody may find, at Spotify: in the library of whoever is logged in, and no word of where they lie."""

from __future__ import annotations

from dataclasses import replace

from podbuild.model.show import Listener
from tests.feed.releases import SHOW
from tests.publish.spotify_place import Place, picture, sha, told

SECRET, TOKEN = "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla", "h2c7dw5yz3xkq6mb4tfgvpnrs9eajlu8"
HIDDEN_URL = f"https://example.org/quiet-roads/{SECRET}/"
HIDDEN = replace(
    SHOW,
    url=HIDDEN_URL,
    visibility="private",
    secret=SECRET,
    listeners=(Listener("Ana", TOKEN),),
    description=f"Slow stories. Yours is {HIDDEN_URL}{TOKEN}/feed.xml",
)


CHAPTERS = (
    {"chapter": {"title": "Cold open", "start_time_ms": 0}},
    {"chapter": {"title": "Dawn", "start_time_ms": 40_000}},
)


def link(seconds, url="https://e.org"):
    return {"link": {"start_time_ms": seconds * 1000, "duration_ms": 1000, "url": url}}


def test_of_a_hidden_show_all_is_found_and_no_address_is_sent(tmp_path):
    place = Place(tmp_path, HIDDEN)
    place.write("images/dusk.jpg", picture("orange"))
    image = {"start_time_ms": 0, "duration_ms": 5000, "image": "images/dusk.jpg"}
    items = [
        *CHAPTERS,
        {"image": {**image, "url": f"{HIDDEN_URL}images/dusk.jpg"}},
        link(9, HIDDEN_URL),
        link(50),
    ]
    notes = f'<p>On <a href="{HIDDEN_URL}episodes/x/">the ice</a>.</p><ul><li><a href="{HIDDEN_URL}">Full show notes</a></li></ul>'
    place.add("glacier", items=items, description_html=f"{notes}<p>At {HIDDEN_URL}: nothing.</p>")
    whys = [change.why for change in place.plan() if change.key.endswith("/ready")]
    assert whys == ["without a link into the show, whose address is not told"]
    assert not place.publish().failed
    assert place.shows[0]["image"] == sha(picture("teal")) and place.shows[0]["summary"] == "<p>Slow stories. Yours is</p>"
    (row,) = place.there
    assert (row["bytes"], row["image"]) == (sha(b"sound of glacier"), sha(picture()))
    assert row["summary"].split("\n") == ["<p>On the ice.</p>", "<p>At nothing.</p>", "<p>Synthetic.</p>"]
    shown = {"image": {**image, "image": str(place.file("images/dusk.jpg").resolve())}}  # the program sends the file
    assert row["timeline"] == [*CHAPTERS, shown, link(50)]
    assert SECRET not in place.ledger.text() and TOKEN not in place.ledger.text()
    assert told(place.plan()) == []


def test_a_hidden_show_with_a_new_path_is_the_same_at_spotify(tmp_path):
    place = Place(tmp_path, HIDDEN)
    place.write("images/dusk.jpg", picture("orange"))
    image = {"start_time_ms": 0, "duration_ms": 5000, "image": "images/dusk.jpg", "url": f"{HIDDEN_URL}images/dusk.jpg"}
    place.add("glacier", items=[{"image": image}], description_html=f'<p>On <a href="{HIDDEN_URL}">the ice</a>.</p>')
    place.publish()
    place.show = replace(HIDDEN, secret=TOKEN, url=HIDDEN_URL.replace(SECRET, TOKEN), listeners=())
    place.write("artwork/cover.jpg", picture("teal"))
    place.write("images/dusk.jpg", picture("orange"))
    image = {**image, "url": f"{place.show.url}images/dusk.jpg"}
    place.add("glacier", items=[{"image": image}], description_html=f'<p>On <a href="{place.show.url}">the ice</a>.</p>')
    assert told(place.plan()) == []
