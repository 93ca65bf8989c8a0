"""The words and notations that feeds have agreed on: roles, media, platforms, places. Values are read and feeds judged by these.

Source: https://github.com/Podcastindex-org/podcast-namespace: taxonomy.json, docs/tags, serviceslugs.txt, value/valueslugs.txt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LABEL_CHARACTERS = 128  # names of people, places, trailers, soundbites: longer ones may be cut
TXT_CHARACTERS = 4_000
SOUNDBITE_SECONDS = (15, 120)  # the recommended length
AI_PURPOSE = "ai-content"

_CREATIVE = "director, assistant director, executive producer, senior producer, producer, associate producer, development producer"
_CAST = "host, co-host, guest host, guest, voice actor, narrator, announcer, reporter"
_WRITING = "author, editorial director, co-writer, writer, songwriter, guest writer, story editor, managing editor, script editor"
_WRITING_TOO = "script coordinator, researcher, editor, fact checker, translator, transcriber, logger"
_SOUND = "studio coordinator, technical director, technical manager, audio engineer, remote recording engineer"
_POST = "audio editor, sound designer, foley artist, composer, theme music, music production, music contributor"
_OFFICE = "production coordinator, booking coordinator, production assistant, content manager, marketing manager"
_TAXONOMY = {
    "creative direction": f"{_CREATIVE}, creative director",
    "cast": _CAST,
    "writing": f"{_WRITING}, {_WRITING_TOO}, translater",  # the last one is how taxonomy.json spells it
    "audio production": f"{_SOUND}, post production engineer",
    "audio post-production": _POST,
    "administration": f"{_OFFICE}, sales representative, sales manager",
    "visuals": "graphic designer, cover art designer",
    "community": "social media manager",
    "misc.": "consultant, intern",
    "video production": "camera operator, lighting designer, camera grip, assistant camera",
    "video post-production": "editor, assistant editor",
}
ROLES_BY_GROUP: Mapping[str, tuple[str, ...]] = {group: tuple(roles.split(", ")) for group, roles in _TAXONOMY.items()}
ROLES: Mapping[str, str] = {role: group for group, roles in reversed(list(ROLES_BY_GROUP.items())) for role in roles}  # → its group

MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course")
LIST_MEDIA = (*(f"{medium}L" for medium in MEDIA), "mixed")  # feeds of references, without episodes
_PLATFORMS = (
    "acast amazon anchor apple audioboom backtracks bitcoin blubrry buzzsprout captivate castos fireside google hypercatcher"
    " libsyn mastodon megafono megaphone omnystudio overcast paypal pinecast podbean podcastaddict podcastindex podcasts.com"
    " podchaser podfriend podiant podigee podnews podomatic podserve podverse redcircle relayfm resonate rss.com shoutengine"
    " simplecast slack soundcloud spotify spreaker transistor twitter whooshkaa zencast"
)
PLATFORMS = frozenset(_PLATFORMS.split())
LOCATION_RELATIONS = ("subject", "creator")
_COUNTRIES = (
    "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca cc cd"
    " cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf"
    " gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn"
    " kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na"
    " nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si"
    " sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi"
    " vn vu wf ws ye yt za zm zw"
)
COUNTRIES = frozenset(_COUNTRIES.split())  # ISO 3166-1, alpha-2

# Texts, not compiled: a show that says nothing of the kind need not wait for it.
_GEO = r"geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:,-?\d+(?:\.\d+)?)?(?P<more>;[\w.=;-]+)?"
_OSM = r"[NWR]\d{1,15}(#\d+)?"
_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NODE = r"0[23][0-9a-fA-F]{64}"
_LIGHTNING_ADDRESS = r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+"


def is_geo(text: str) -> bool:
    """Whether a text is a point on Earth as a geo URI (RFC 5870); other reference systems are let be.

    >>> is_geo("geo:48.2082,16.3738"), is_geo("geo:148,16"), is_geo("48.2,16.4"), is_geo("geo:300,2;crs=Mars-2031")
    (True, False, False, True)
    """
    found = re.fullmatch(_GEO, text)
    if found is None:
        return False
    return "crs=" in (found["more"] or "") or (abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180)


def is_osm(text: str) -> bool:
    """Whether a text names an object of OpenStreetMap: node, way or relation with its number.

    >>> is_osm("R113314"), is_osm("W5013364#3"), is_osm("113314")
    (True, True, False)
    """
    return re.fullmatch(_OSM, text) is not None


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID in lower case, as podcast:guid must be."""
    return re.fullmatch(_UUID, text) is not None


def is_address(kind: str, text: str) -> bool:
    """Whether a payment can reach that address: a Lightning node's key, or a Lightning address. Other kinds are not known here.

    >>> is_address("node", "03" + "ab" * 32), is_address("lnaddress", "me@getalby.com"), is_address("node", "me@getalby.com")
    (True, True, False)
    """
    known = {"node": _NODE, "lnaddress": _LIGHTNING_ADDRESS}.get(kind)
    return bool(text) and (known is None or re.fullmatch(known, text) is not None)
