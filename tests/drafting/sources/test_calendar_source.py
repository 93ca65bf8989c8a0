"""Calendars → what happens on the days that are asked for."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest

from podbuild.drafting.sources.reader import Wanted
from tests.drafting.sources.trying import file, mistake, read_all, texts
from tests.importing.loopback import Asked, host


def ics(*events: str, head: str = "") -> str:
    body = "\n".join(f"BEGIN:VEVENT\nUID:{n}\n{event}\nEND:VEVENT" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//T//T//EN\n{head}{body}\nEND:VCALENDAR\n".replace("\n", "\r\n")


def told(root: Path, *events: str, head: str = "", days: int = 1, **more: object) -> list[str]:
    """The passages of the 20th of November 2026, a Friday."""
    file(root, "term.ics", ics(*events, head=head))
    sources, codes = read_all(root, Wanted("term.ics", days=days), **more)
    assert [code for code in codes if code != "source-nothing-new"] == []
    return [p.text.removeprefix("Friday 20 November 2026, ") for p in sources[0].passages]


TIMED = "DTSTART:20261120T{}00Z\nDTEND:20261120T{}00Z\nSUMMARY:{}"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (TIMED.format("0900", "0930", "Stand-up") + "\nLOCATION:Room 4", ["09:00 to 09:30: Stand-up, in Room 4"]),
        ("DTSTART:20261120T090000Z\nDURATION:PT45M\nSUMMARY:Call", ["09:00 to 09:45: Call"]),
        ("DTSTART:20261120T090000Z\nSUMMARY:Reminder", ["09:00: Reminder"]),
        ("DTSTART;VALUE=DATE:20261120\nSUMMARY:Fair", ["all day: Fair"]),
        ("DTSTART;VALUE=DATE:20261120\nDTEND;VALUE=DATE:20261121\nSUMMARY:Fair", ["all day: Fair"]),
        (
            "DTSTART;VALUE=DATE:20261119\nDTEND;VALUE=DATE:20261122\nSUMMARY:Fair",
            ["Thursday 19 November 2026 to Saturday 21 November 2026, all day: Fair"],
        ),
        ("DTSTART;VALUE=DATE:20261119\nSUMMARY:Yesterday", []),
        ("DTSTART;VALUE=DATE:20261121\nSUMMARY:Tomorrow", []),
        (
            "DTSTART:20261119T230000Z\nDTEND:20261120T010000Z\nSUMMARY:Night",
            ["Thursday 19 November 2026, 23:00 to Friday 20 November 2026, 01:00: Night"],
        ),
        ("DTSTART:20261119T230000Z\nDTEND:20261120T000000Z\nSUMMARY:Over at midnight", []),
        ("DTSTART:20261121T000000Z\nSUMMARY:At the next midnight", []),
        ("DTSTART:20261120T000000Z\nSUMMARY:At midnight", ["00:00: At midnight"]),
        (TIMED.format("0900", "0930", "Off") + "\nSTATUS:CANCELLED", []),
        (TIMED.format("0900", "0930", "Perhaps") + "\nSTATUS:TENTATIVE", ["09:00 to 09:30: Perhaps, tentative"]),
        (
            TIMED.format("0900", "0930", "Call")
            + "\nLOCATION:https://meet.e.org/x?pwd=1\nDESCRIPTION:About ice.\\nJoin: https://meet.e.org/x?pwd=1",
            ["09:00 to 09:30: Call. About ice. Join:"],
        ),
        (
            TIMED.format("0900", "0930", "Call") + "\nATTENDEE;CN=Ada:mailto:ada@e.org\nORGANIZER:mailto:bo@e.org",
            ["09:00 to 09:30: Call"],
        ),
        (
            "DTSTART;TZID=America/New_York:20261120T090000\nDTEND;TZID=America/New_York:20261120T100000\nSUMMARY:Far",
            ["14:00 to 15:00: Far"],
        ),
        ("DTSTART:20261120T090000\nDTEND:20261120T100000\nSUMMARY:Floating", ["09:00 to 10:00: Floating"]),
    ],
)
def test_one_event(tmp_path: Path, event: str, expected: list[str]) -> None:
    assert told(tmp_path, event) == expected


@pytest.mark.parametrize(
    ("zone", "event", "expected"),
    [
        ("Europe/Oslo", TIMED.format("0900", "0930", "x"), ["10:00 to 10:30: x"]),
        ("Pacific/Auckland", "DTSTART:20261119T210000Z\nDTEND:20261119T220000Z\nSUMMARY:x", ["10:00 to 11:00: x"]),
        ("Pacific/Auckland", TIMED.format("2100", "2200", "x"), []),  # the next morning there
        ("Pacific/Auckland", "DTSTART;VALUE=DATE:20261120\nSUMMARY:x", ["all day: x"]),
        ("Pacific/Auckland", "DTSTART;VALUE=DATE:20261121\nSUMMARY:x", []),
        ("Pacific/Honolulu", "DTSTART;VALUE=DATE:20261120\nSUMMARY:x", ["all day: x"]),
        ("Pacific/Honolulu", "DTSTART;VALUE=DATE:20261119\nSUMMARY:x", []),
        ("Pacific/Honolulu", "DTSTART:20261120T090000\nDTEND:20261120T100000\nSUMMARY:x", ["09:00 to 10:00: x"]),
        ("Europe/Oslo", "DTSTART;VALUE=DATE:20201120\nRRULE:FREQ=YEARLY\nSUMMARY:x", ["all day: x"]),
        ("Pacific/Auckland", "DTSTART;VALUE=DATE:20201120\nRRULE:FREQ=YEARLY\nSUMMARY:x", ["all day: x"]),
        ("Pacific/Kiritimati", "DTSTART:20261101T090000\nRRULE:FREQ=DAILY\nDURATION:PT1H\nSUMMARY:x", ["09:00 to 10:00: x"]),
    ],
)
def test_days_and_times_are_those_of_the_show(tmp_path: Path, zone: str, event: str, expected: list[str]) -> None:
    assert told(tmp_path, event, timezone=zone) == expected


WEEKLY = """DTSTART;TZID=Europe/Oslo:20261002T090000
DTEND;TZID=Europe/Oslo:20261002T093000
SUMMARY:Stand-up
RRULE:FREQ=WEEKLY;BYDAY=FR{}"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ["09:00 to 09:30: Stand-up"]),  # as in summer: the hour of the clock stays, not that of UTC
        (";UNTIL=20261113T230000Z", []),
        (";COUNT=8", ["09:00 to 09:30: Stand-up"]),
        (";COUNT=7", []),
        (";INTERVAL=2", []),
        ("\nEXDATE;TZID=Europe/Oslo:20261120T090000", []),
        ("\nEXDATE:20261120T080000Z", []),
        ("\nEXDATE;TZID=Europe/Oslo:20261113T090000,20261120T090000", []),
        ("\nRDATE;TZID=Europe/Oslo:20261120T150000", ["09:00 to 09:30: Stand-up", "15:00 to 15:30: Stand-up"]),
    ],
)
def test_recurrence(tmp_path: Path, more: str, expected: list[str]) -> None:
    assert told(tmp_path, WEEKLY.format(more), timezone="Europe/Oslo") == expected


def _moved(begin: str, more: str = "") -> str:
    changed = (
        f"RECURRENCE-ID;TZID=Europe/Oslo:20261120T090000\nDTSTART;TZID=Europe/Oslo:{begin}\nDURATION:PT30M\nSUMMARY:Moved{more}"
    )
    return ics(WEEKLY.format("")).replace("END:VCALENDAR", f"BEGIN:VEVENT\nUID:0\n{changed}\nEND:VEVENT\nEND:VCALENDAR")


@pytest.mark.parametrize(
    ("calendar", "expected"),
    [
        (_moved("20261120T140000"), ["Friday 20 November 2026, 14:00 to 14:30: Moved"]),
        (_moved("20261124T140000"), []),
        (_moved("20261120T090000", "\nSTATUS:CANCELLED"), []),
    ],
)
def test_one_of_a_series_that_was_moved_or_cancelled(tmp_path: Path, calendar: str, expected: list[str]) -> None:
    file(tmp_path, "term.ics", calendar)
    assert texts(tmp_path, "term.ics", timezone="Europe/Oslo") == expected


def test_one_of_a_series_that_was_moved_here_from_another_day(tmp_path: Path) -> None:
    changed = (
        "RECURRENCE-ID;TZID=Europe/Oslo:20261204T090000\nDTSTART;TZID=Europe/Oslo:20261120T160000\nDURATION:PT30M\nSUMMARY:Early"
    )
    calendar = ics(WEEKLY.format("")).replace("END:VCALENDAR", f"BEGIN:VEVENT\nUID:0\n{changed}\nEND:VEVENT\nEND:VCALENDAR")
    file(tmp_path, "term.ics", calendar)
    found = texts(tmp_path, "term.ics", timezone="Europe/Oslo")
    assert [t.partition("2026, ")[2] for t in found] == ["09:00 to 09:30: Stand-up", "16:00 to 16:30: Early"]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (datetime.date(2026, 3, 28), "Saturday 28 March 2026, 09:00 to 10:00: x"),
        (datetime.date(2026, 3, 29), "Sunday 29 March 2026, 09:00 to 10:00: x"),
        (datetime.date(2026, 10, 25), "Sunday 25 October 2026, 09:00 to 10:00: x"),
    ],
)
def test_the_hour_stays_when_clocks_change(tmp_path: Path, date: datetime.date, expected: str) -> None:
    file(tmp_path, "a.ics", ics("DTSTART;TZID=Europe/Oslo:20260101T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nSUMMARY:x"))
    assert texts(tmp_path, "a.ics", timezone="Europe/Oslo", date=date) == [expected]


@pytest.mark.parametrize("rule", ["", "RRULE:FREQ=DAILY\n"])
def test_a_time_without_a_zone_is_the_show_s_whatever_the_calendar_s(tmp_path: Path, rule: str) -> None:
    calendar = ics(f"DTSTART:20261120T070000\n{rule}SUMMARY:Bread")
    file(tmp_path, "a.ics", calendar.replace("BEGIN:VEVENT", "X-WR-TIMEZONE:Europe/Oslo\nBEGIN:VEVENT"))
    assert texts(tmp_path, "a.ics", timezone="Asia/Tokyo") == ["Friday 20 November 2026, 07:00: Bread"]


@pytest.mark.parametrize("rule", ["", "RRULE:FREQ=DAILY\n"])
def test_a_zone_that_nobody_knows_is_told(tmp_path: Path, rule: str) -> None:
    file(tmp_path, "a.ics", ics(f"DTSTART;TZID=Custom/Nowhere:20261120T150000\n{rule}SUMMARY:x"))
    (source,), codes = read_all(tmp_path, "a.ics", timezone="Asia/Tokyo")
    assert [passage.text for passage in source.passages] == ["Friday 20 November 2026, 15:00: x"]
    assert codes == ["source-zone-unknown"]
    assert read_all(tmp_path, "a.ics", date=datetime.date(2026, 11, 19))[1] == ["source-nothing-new"]


def test_a_day_of_25_hours_is_whole(tmp_path: Path) -> None:
    late = "DTSTART:20261025T223000Z\nSUMMARY:Late"
    next_day = "DTSTART:20261025T230000Z\nSUMMARY:Next"
    file(tmp_path, "a.ics", ics(late, next_day))
    assert texts(tmp_path, "a.ics", timezone="Europe/Oslo", date=datetime.date(2026, 10, 25)) == [
        "Sunday 25 October 2026, 23:30: Late"
    ]


def test_some_days_in_order(tmp_path: Path) -> None:
    events = [
        "DTSTART:20261121T090000Z\nSUMMARY:b",
        "DTSTART:20261120T090000Z\nSUMMARY:a",
        "DTSTART;VALUE=DATE:20261121\nSUMMARY:c",
        "DTSTART:20261123T000000Z\nSUMMARY:too late",
    ]
    expected = ["09:00: a", "Saturday 21 November 2026, all day: c", "Saturday 21 November 2026, 09:00: b"]
    assert told(tmp_path, *events, days=3) == expected


def test_a_zone_that_the_calendar_brings_along(tmp_path: Path) -> None:
    zone = """BEGIN:VTIMEZONE
TZID:Somewhere
BEGIN:STANDARD
DTSTART:20200101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
END:STANDARD
END:VTIMEZONE
"""
    assert told(tmp_path, "DTSTART;TZID=Somewhere:20261120T090000\nSUMMARY:x", head=zone) == ["06:00: x"]


def test_what_does_not_end_in_time_is_left_out_and_told(tmp_path: Path) -> None:
    events = ["DTSTART:19700101T000000Z\nRRULE:FREQ=SECONDLY\nSUMMARY:bomb", "DTSTART:20261120T090000Z\nSUMMARY:good"]
    file(tmp_path, "a.ics", ics(*events))
    begun = time.perf_counter()
    sources, codes = read_all(tmp_path, "a.ics")
    assert time.perf_counter() - begun < 5
    assert [p.text for p in sources[0].passages] == ["Friday 20 November 2026, 09:00: good"]
    assert codes == ["source-shortened"]


def test_damaged_events_do_not_hide_the_others(tmp_path: Path) -> None:
    events = [
        "DTSTART:nonsense\nSUMMARY:bad",
        "SUMMARY:no start",
        "DTSTART:20261120T090000Z\nSUMMARY:good",
        "DTSTART:20261120T100000Z\nRRULE:FREQ=NEVER\nSUMMARY:x",
    ]
    file(tmp_path, "a.ics", ics(*events))
    sources, codes = read_all(tmp_path, "a.ics")
    assert "Friday 20 November 2026, 09:00: good" in [p.text for p in sources[0].passages]
    assert codes == ["source-shortened"]


def test_ten_thousand_events(tmp_path: Path) -> None:
    days = (datetime.date(2020, 1, 1) + datetime.timedelta(days=n) for n in range(10_000))
    file(tmp_path, "a.ics", ics(*(f"DTSTART:{d:%Y%m%d}T090000Z\nSUMMARY:{d}" for d in days)))
    assert texts(tmp_path, "a.ics") == ["Friday 20 November 2026, 09:00: 2026-11-20"]


@pytest.mark.parametrize(
    "data", [b"", b"no calendar", b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\r\n" * 3000, b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
)
def test_what_is_no_calendar(tmp_path: Path, data: bytes) -> None:
    file(tmp_path, "a.ics", data)
    assert mistake(tmp_path, "a.ics").code == "source-damaged"


def test_a_private_address_is_kept_nowhere(tmp_path: Path) -> None:
    from podbuild.drafting.snapshots import snapshot_text

    def answer(asked: Asked) -> None:
        asked.give(200, ics(TIMED.format("0900", "0930", "Stand-up")).encode(), {"Content-Type": "text/calendar"})

    with host({"/ical/ada%40e.org/private-0a1b2c3d/basic.ics": answer}) as served:
        place = served.address.partition("://")[2]
        address = f"webcal:https://{place}/ical/ada%40e.org/private-0a1b2c3d/basic.ics".replace("webcal:https", "calendar:http")
        sources, codes = read_all(tmp_path, address, hosts=(place,))
        again, _ = read_all(tmp_path, address, hosts=(place,))
    assert codes == []
    kept = snapshot_text(sources[0])
    assert not any(part in kept for part in ("private", "0a1b2c3d", "ada%40", "basic"))
    assert sources[0].origin.startswith(f"{served.address}/…")
    assert (sources[0].origin, sources[0].name) == (again[0].origin, "calendar")


def test_an_unknown_zone_of_the_show(tmp_path: Path) -> None:
    file(tmp_path, "a.ics", ics(TIMED.format("0900", "0930", "x")))
    assert mistake(tmp_path, "a.ics", timezone="Europe/Atlantis").code == "source-zone-unknown"
