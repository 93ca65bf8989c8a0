"""show.yaml → what a Show is made of."""

from __future__ import annotations

from typing import Any

from podbuild.base.diagnostics import Span
from podbuild.model.show import Ai, Feed, Show, Sound
from podbuild.source.artwork_file import ARTWORK
from podbuild.source.decode import Field, read_fields
from podbuild.source.desk import Desk
from podbuild.source.drafting_fields import DRAFTING
from podbuild.source.feed_fields import BLOCKS, LOCATIONS, MEDIUM, PODROLL, TRAILERS, TXTS
from podbuild.source.frequency_fields import UPDATE_FREQUENCY
from podbuild.source.kinds import (
    BOOLEAN,
    CATEGORY,
    COLOUR,
    EMAIL,
    GUID,
    LANGUAGE,
    LICENSE,
    PROSE,
    TEXT,
    URL,
    choice,
    integer,
    many,
    record,
)
from podbuild.source.listeners_fields import say_missing
from podbuild.source.passage import whole
from podbuild.source.publish_fields import PUBLISH, hubs, media_url
from podbuild.source.shared_fields import AI, LINKS, PEOPLE, SOUND, VOICES, check_voices, merged_ai, merged_sound
from podbuild.source.value_fields import VALUE
from podbuild.source.veiling import LISTENERS_FILE
from podbuild.source.yaml_nodes import Mapping, Sequence, parse_yaml

SHOW_FILE = "show.yaml"
_THEME = record(
    (
        Field("accent", "accent", COLOUR, "The colour of links and of the cover"),
        Field("background", "background", COLOUR, "The colour of pages"),
        Field("ink", "ink", COLOUR, "The colour of text"),
    ),
    "theme",
    lambda values, _node, _desk: values,
)
_COUNT = integer(1, 999_999_999, "a whole number of at least 1")
FEED_FIELDS = (
    Field("items", "items", _COUNT, "How many of the newest episodes feed.xml holds"),
    Field("archive", "archive", _COUNT, "How many each archive of older ones holds; at most as many as feed.xml"),
)


def _read_feed(values: dict[str, Any], node: Mapping, desk: Desk) -> Feed | None:
    """An archive that is larger than feed.xml is a mistake only where it was written: left out, it follows."""
    feed = Feed(**values)
    if "archive" in values and feed.archive > feed.items and (written := node.get("archive")) is not None:
        message = f"an archive of {feed.archive} episodes is larger than feed.xml, which holds {feed.items}"
        fix = f"write at most {feed.items}, or leave it out"
        desk.say("number-bad", message, written.span, fix, why="archives hold what feed.xml no longer does, and are always full")
        return None
    return feed


VISIBILITY = choice("public", "unlisted", "private")
SHOW_FIELDS = (
    Field("title", "title", TEXT, "The show's name", is_required=True),
    Field("description", "description", PROSE, "What the show is about, in a few sentences", is_required=True),
    Field("subtitle", "subtitle", TEXT, "The show in one line"),
    Field("author", "author", TEXT, "Who makes the show", is_required=True),
    Field("email", "email", EMAIL, "The owner's address; directories write to it"),
    Field("url", "url", URL, "Where public/ will be served from", is_required=True),
    Field("language", "language", LANGUAGE, "The show's language, as a BCP 47 tag", is_required=True),
    Field("categories", "categories", many(CATEGORY), "Apple's categories, the first one first", is_required=True),
    Field("explicit", "explicit", BOOLEAN, "Whether the show is for adults only"),
    Field("type", "kind", choice("episodic", "serial"), "serial: to be heard in order"),
    Field("license", "license", LICENSE, "An SPDX identifier, or all-rights-reserved"),
    Field("copyright", "copyright", TEXT, "The copyright line"),
    Field("artwork", "artwork", ARTWORK, "The cover; left out: drawn from templates/"),
    Field("voices", "voices", VOICES, "Who speaks; the first voice speaks first", is_required=True),
    Field("sound", "sound", SOUND, "How the show sounds"),
    Field("ai", "ai", AI, "The part AI has in the making"),
    Field("people", "people", PEOPLE, "Who makes the show"),
    Field("links", "links", LINKS, "What belongs to the show"),
    Field("theme", "theme", _THEME, "Colours of the site and the artwork"),
    Field("funding", "funding", LINKS, "Where listeners can give money"),
    Field("location", "locations", LOCATIONS, "What place the show is about"),
    Field("update_frequency", "update_frequency", UPDATE_FREQUENCY, "How often episodes come"),
    Field("podroll", "podroll", PODROLL, "Other shows that you recommend"),
    Field("trailer", "trailers", TRAILERS, "Trailers that lie elsewhere; an episode of the type trailer is one by itself"),
    Field("value", "value", VALUE, "How listeners pay while they listen"),
    Field("txt", "txts", TXTS, "Texts by which services see that the feed is yours"),
    Field("medium", "medium", MEDIUM, "What the feed holds"),
    Field("block", "blocks", BLOCKS, "Who must leave the show out of what they list: true for all"),
    Field("locked", "is_locked", BOOLEAN, "Whether other hosts must not import it; left out: true where there is an email"),
    Field("guid", "guid", GUID, "The show's podcast:guid, where it had one before"),
    Field("new_feed_url", "new_feed_url", URL, "Where the feed moves to: apps that read it here follow"),
    Field("feed", "feed", record(FEED_FIELDS, "feed", _read_feed), "How long the feed and its archives are"),
    Field("drafting", "drafting", DRAFTING, "How podbuild draft, revise and brief write"),
    Field("visibility", "visibility", VISIBILITY, "Who can find it: all, who knows its address, or listeners by name"),
    Field("publish", "publish", PUBLISH, "Where the show is published: named targets"),
)


def read_show(text: str, desk: Desk) -> Show | None:
    """The show without lexicon and rights; None where what no show can do without is missing or wrong."""
    node, mistakes = parse_yaml(whole(SHOW_FILE, text))
    desk.mistakes.extend(mistakes)
    if node is None:
        if not mistakes:
            desk.say("show-empty", "show.yaml says nothing", Span(SHOW_FILE), "write title, description, author, url and voices")
        return None
    values = read_fields(node, SHOW_FIELDS, desk, "the show")
    if values is None or not isinstance(node, Mapping):
        return None
    _check_lists(values, node, desk)
    if any(f.is_required and not values.get(f.name) for f in SHOW_FIELDS):
        return None
    check_voices(values["voices"], node.get("voices"), values["language"], desk)
    visibility = node.get("visibility")
    if visibility and values.get("visibility", "public") != "public" and not desk.workspace.has(LISTENERS_FILE):
        message = f"the show is {values['visibility']}, and there is no {LISTENERS_FILE} that says where it lies unseen"
        say_missing(visibility.span, values["visibility"], desk, message)
    return _show(values, node.span)


def _check_lists(values: dict[str, Any], node: Mapping, desk: Desk) -> None:
    for key in ("voices", "categories"):
        written = node.get(key)
        inside = written.entries if isinstance(written, Mapping) else written.items if isinstance(written, Sequence) else None
        if written is not None and inside == ():
            desk.say("value-missing", f'"{key}" is empty', written.span, "write at least one")


def _show(values: dict[str, Any], span: Span) -> Show:
    values["url"] = values["url"].rstrip("/") + "/"
    values["sound"] = merged_sound(Sound(), values.get("sound", {}))
    values["ai"] = merged_ai(Ai(), values.get("ai", {}))
    targets = values.get("publish", ())
    return Show(**values, media_url=media_url(targets), hubs=hubs(targets), span=span)
