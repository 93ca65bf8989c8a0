"""Ways to follow a show: the feed's address in the form that each app takes, and the author's directories."""

from __future__ import annotations

from podbuild.model.show import Link
from podbuild.site.subscribe import ways_to_follow

from .fixtures_release import a_release, a_show, site_of

FEED = "https://example.org/quiet-roads/feed.xml"
QUOTED = "https%3A%2F%2Fexample.org%2Fquiet-roads%2Ffeed.xml"


def test_every_app_gets_the_address_in_its_own_form() -> None:
    assert {way.name: way.url for way in ways_to_follow(FEED, "Quiet & slow", ())} == {
        "Apple Podcasts": "podcast://example.org/quiet-roads/feed.xml",
        "Overcast": f"overcast://x-callback-url/add?url={QUOTED}",
        "Pocket Casts": "pktc://subscribe/example.org/quiet-roads/feed.xml",
        "AntennaPod": f"https://antennapod.org/deeplink/subscribe?url={QUOTED}&title=Quiet%20%26%20slow",
        "Podcast Addict": f"https://podcastaddict.com/feed/{QUOTED}",
    }


def test_an_address_that_is_not_to_be_told_is_given_to_no_web_site() -> None:
    found = ways_to_follow(FEED, "Quiet Roads", (Link("https://open.spotify.com/show/2", "On Spotify"),), is_told=False)
    assert [way.name for way in found] == ["Apple Podcasts", "Overcast", "Pocket Casts", "Spotify"]
    assert not [way for way in found if way.url.startswith("http") and QUOTED in way.url]


def test_without_a_feed_for_all_there_are_only_the_authors_directories() -> None:
    found = ways_to_follow("", "Quiet Roads", (Link("https://open.spotify.com/show/2", "On Spotify"),))
    assert [way.name for way in found] == ["Spotify"]


def test_the_authors_own_page_in_a_directory_comes_first() -> None:
    links = (
        Link("https://podcasts.apple.com/us/podcast/id1", "On Apple"),
        Link("https://open.spotify.com/show/2", "On Spotify"),
        Link("https://example.org/blog", "Our blog"),
    )
    found = {way.name: way.url for way in ways_to_follow(FEED, "Quiet Roads", links)}
    assert found["Apple Podcasts"] == links[0].url and found["Spotify"] == links[1].url
    assert len(found) == 6 and next(iter(found)) == "Apple Podcasts"


def test_no_author_brings_a_scheme_of_their_own() -> None:
    found = ways_to_follow(FEED, "Quiet Roads", (Link("javascript://open.spotify.com/%0aalert(1)", "Spotify"),))
    assert {way.name: way.url for way in found}["Spotify"] == "#"


def test_both_kinds_of_pages_offer_them_and_other_links_stay_buttons() -> None:
    links = (Link("https://open.spotify.com/show/2", "On Spotify"), Link("https://example.org/blog", "Our blog"))
    site = site_of([a_release()], a_show(links=links))
    for path in ("index.html", "episodes/glacier/index.html"):
        page = site[path].decode()
        assert 'href="podcast://example.org/quiet-roads/feed.xml"' in page and 'href="https://open.spotify.com/show/2"' in page
        assert f'data-copy="{FEED}"' in page and f">{FEED}</a>" in page
    assert "Our blog" in site["index.html"].decode() and "On Spotify" not in site["index.html"].decode()
