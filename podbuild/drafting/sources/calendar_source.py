"""A calendar (.ics) → what happens on the days that are asked for, in the show's time zone.

Recurrence, exceptions, moved instances and zones are worked out; what is cancelled is left out. Deliberately absent: the people
who are invited, and addresses of the web: those of meetings let in whoever has them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.day_words import day, hour
from podbuild.drafting.sources.html_words import plain_lines
from podbuild.drafting.sources.reader import Material, Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_libraries import library, zone
from podbuild.drafting.sources.source_words import one_line, shortened

_MOST_BYTES = 20_000_000
_MOST_SECONDS = 20.0
_MOST_DAYS = 400
_MOST_DESCRIPTION_CHARACTERS = 400
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:|tel:)\S+|\S+@\S+\.\S+", re.IGNORECASE)
_MOST_A_DAY = 24  # of one series: rules by the minute, over a century, would take hours to work out
_A_DAY = {"SECONDLY": 86_400, "MINUTELY": 1_440, "HOURLY": 24}


@dataclass(frozen=True, slots=True)
class _Event:
    """Times are in the show's zone; an event of whole days ends before the day `end`."""

    begin: datetime.datetime
    end: datetime.datetime
    is_whole_days: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Window:
    """The days that are asked for: from a midnight to another, in the show's zone."""

    begin: datetime.datetime
    end: datetime.datetime
    zone: datetime.tzinfo

    def here(self, when: datetime.date) -> datetime.datetime:
        """A time in the show's zone. One without a zone, and a day, are meant wherever one is."""
        if not isinstance(when, datetime.datetime):
            return datetime.datetime(when.year, when.month, when.day, tzinfo=self.zone)
        return when.astimezone(self.zone) if when.tzinfo else when.replace(tzinfo=self.zone)

    def has(self, event: _Event) -> bool:
        begin, end = event.begin.timestamp(), event.end.timestamp()
        return begin < self.end.timestamp() and (end > self.begin.timestamp() or begin >= self.begin.timestamp())


def _suits(location: str) -> bool:
    return PurePosixPath(location.partition("?")[0]).suffix.casefold() in (".ics", ".ical", ".ifb", ".icalendar")


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    icalendar = library("icalendar", "calendars")
    recurring = library("recurring_ical_events", "calendars")
    here = zone(setting)
    material = open(wanted.location, _MOST_BYTES)
    calendars = _parsed(icalendar, material)
    begin = datetime.datetime(setting.date.year, setting.date.month, setting.date.day, tzinfo=here)
    last = setting.date + datetime.timedelta(days=max(1, min(wanted.days, _MOST_DAYS)))
    window = _Window(begin, datetime.datetime(last.year, last.month, last.day, tzinfo=here), here)
    found: set[_Event] = set()
    left_out, strange = 0, set[str]()
    begun = setting.world.elapsed_seconds()
    for series in _series(calendars):
        if setting.world.elapsed_seconds() - begun > _MOST_SECONDS:
            raise _bad(material, f"has rules that take longer than {_MOST_SECONDS:g} seconds to work out")
        try:
            there = [event for event in _events(series, window, icalendar, recurring) if window.has(event)]
            strange |= _unknown_zones(series[1]) if there else set()
            found.update(there)
        except Exception:  # whatever a damaged event makes the libraries raise: the others are told all the same
            left_out += 1
    warnings: tuple[Diagnostic, ...] = ()
    if left_out:
        warnings = (shortened(material.origin, f"{left_out} event{'s' * (left_out > 1)} cannot be read, and were left out"),)
    for name in sorted(strange):
        message = f'{material.origin}: "{name}" is no time zone that is known, and its times were taken as the show\'s'
        fix = "give its events a zone such as Europe/Oslo, or look at their times in the draft"
        warnings = (*warnings, Diagnostic("source-zone-unknown", message, severity="warning", fix=fix))
    title = one_line(str(calendars[0].get("X-WR-CALNAME") or ""))
    return Reading(material.origin, tuple(Said(e) for e in _told(found)), title, is_fleeting=True, warnings=warnings)


def _bad(material: Material, what: str) -> SourceUnread:
    span = None if material.url else Span(material.origin)
    fix = "export the calendar anew, as iCalendar (.ics)"
    return SourceUnread(Diagnostic("source-damaged", f"{material.origin} {what}", span, fix=fix))


def _parsed(icalendar: Any, material: Material) -> list[Any]:
    if b"BEGIN:VCALENDAR" not in material.data.upper():
        raise _bad(material, "is no calendar (.ics)")
    try:
        found = icalendar.Calendar.from_ical(material.data, multiple=True)
        calendars = [c for c in found if c.name == "VCALENDAR"]
    except Exception:  # whatever a damaged file makes the library raise
        calendars = []
    if not calendars:
        raise _bad(material, "is damaged: it cannot be read as a calendar")
    return calendars


def _series(calendars: Iterable[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """The events of each calendar by what they are instances of."""
    for calendar in calendars:
        by_uid: dict[str, list[Any]] = {}
        for number, event in enumerate(c for c in calendar.subcomponents if c.name == "VEVENT"):
            by_uid.setdefault(str(event.get("UID") or f"#{number}"), []).append(event)
        yield from ((calendar, events) for events in by_uid.values())


def _events(series: tuple[Any, list[Any]], window: _Window, icalendar: Any, recurring: Any) -> Iterator[_Event]:
    """The instances of a series near the window. Raises what the libraries raise."""
    calendar, events = series
    if len(events) == 1 and not any(name in events[0] for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        instances = events  # most are so, and need no library to be worked out
    else:
        if any(_times_a_day(rule) > _MOST_A_DAY for event in events for rule in _rules(event)):
            raise ValueError("no calendar of a person has as many events")
        alone = icalendar.Calendar()
        for name in ("VERSION", "PRODID", "X-WR-TIMEZONE"):
            if name in calendar and not (name == "X-WR-TIMEZONE" and _is_without_zone(events)):
                alone[name] = calendar[name]
        alone.subcomponents = list(events)
        day_more = datetime.timedelta(days=1)  # days and times without a zone are the show's, not the library's
        instances = recurring.of(alone).between(window.begin - day_more, window.end + day_more)
    for instance in instances:
        if str(instance.get("STATUS", "")).upper() != "CANCELLED":
            yield _event(instance, window)


def _is_without_zone(events: Iterable[Any]) -> bool:
    """Whether some times of a series have no zone: the library would give them the calendar's, as it is to give to those of UTC."""
    return any(getattr(event["DTSTART"].dt, "tzinfo", None) is None for event in events if "DTSTART" in event)


def _unknown_zones(events: Iterable[Any]) -> set[str]:
    begun = (event["DTSTART"] for event in events if isinstance(getattr(event.get("DTSTART"), "dt", None), datetime.datetime))
    return {one_line(str(begin.params["TZID"]))[:60] for begin in begun if begin.dt.tzinfo is None and "TZID" in begin.params}


def _rules(event: Any) -> list[Any]:
    rules = event.get("RRULE") or []
    return rules if isinstance(rules, list) else [rules]


def _times_a_day(rule: Any) -> int:
    """How often a rule can come on one day."""
    freq = next((str(value).upper() for value in rule.get("FREQ", ())), "")
    by = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        values = rule.get(name) or [0]
        by *= len(values) if isinstance(values, list) else 1
    return _A_DAY.get(freq, 1) * by


def _event(event: Any, window: _Window) -> _Event:
    begin = event["DTSTART"].dt
    is_whole_days = not isinstance(begin, datetime.datetime)
    if "DTEND" in event:
        end = event["DTEND"].dt
    elif "DURATION" in event:
        end = begin + event["DURATION"].dt
    else:
        end = begin + datetime.timedelta(days=1) if is_whole_days else begin
    first, last = window.here(begin), window.here(end)
    if is_whole_days and last <= first:
        last = window.here(begin + datetime.timedelta(days=1))
    return _Event(first, max(first, last), is_whole_days, _words(event))


def _words(event: Any) -> str:
    """What it is, where, and what its description says, without addresses that let people in."""

    def plain(name: str) -> str:
        value = event.get(name)
        value = value[0] if isinstance(value, list) else value
        lines = plain_lines(str(value or "").replace("\n", "<br>"))
        return one_line(_ADDRESS.sub("", " ".join(lines)))

    title, place, about = plain("SUMMARY") or "(no title)", plain("LOCATION"), plain("DESCRIPTION")
    place = "" if place.strip(" ;,-") == "" else f", in {place}"
    if len(about) > _MOST_DESCRIPTION_CHARACTERS:
        about = about[:_MOST_DESCRIPTION_CHARACTERS].rpartition(" ")[0] + " …"
    tentative = ", tentative" if str(event.get("STATUS", "")).upper() == "TENTATIVE" else ""
    return f"{title}{place}{tentative}" + (f". {about}" if about else "")


def _told(events: Iterable[_Event]) -> Iterator[str]:
    """Events as sentences: by day; those of whole days first, then by the hour."""
    ordered = sorted(events, key=lambda e: (e.begin.date(), not e.is_whole_days, e.begin.timestamp(), e.end.timestamp(), e.words))
    for event in ordered:
        yield f"{_times(event)}: {event.words}"


def _times(event: _Event) -> str:
    """When an event is.

    >>> noon = datetime.datetime(2026, 11, 20, 12)
    >>> _times(_Event(noon, noon + datetime.timedelta(minutes=30), False, ""))
    'Friday 20 November 2026, 12:00 to 12:30'
    >>> _times(_Event(noon, noon + datetime.timedelta(hours=14), False, ""))
    'Friday 20 November 2026, 12:00 to Saturday 21 November 2026, 02:00'
    """
    first = event.begin.date()
    if event.is_whole_days:
        last = event.end.date() - datetime.timedelta(days=1)
        return f"{day(first)}, all day" if last <= first else f"{day(first)} to {day(last)}, all day"
    if event.end == event.begin:
        return f"{day(first)}, {hour(event.begin)}"
    if event.end.date() == first:
        return f"{day(first)}, {hour(event.begin)} to {hour(event.end)}"
    return f"{day(first)}, {hour(event.begin)} to {day(event.end.date())}, {hour(event.end)}"


CALENDAR = Reader(
    "calendar",
    "Calendars (.ics): the events of the day, or of some days from it on, in the show's time zone",
    "calendar:sources/term.ics",
    _suits,
    _read,
    types=("text/calendar", "application/ics"),
    also=("ics", "ical"),
)
