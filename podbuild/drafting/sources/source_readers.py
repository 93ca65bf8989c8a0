"""All readers. To add one: its file, and its name here. Where several suit a location, the first reads it."""

from __future__ import annotations

from podbuild.drafting.sources.calendar_source import CALENDAR
from podbuild.drafting.sources.git_source import LOG
from podbuild.drafting.sources.meeting_source import MEETING
from podbuild.drafting.sources.news_source import FEED
from podbuild.drafting.sources.notes_source import NOTES
from podbuild.drafting.sources.page_source import PAGE
from podbuild.drafting.sources.pdf_source import PDF
from podbuild.drafting.sources.reader import Reader
from podbuild.drafting.sources.table_source import TABLE
from podbuild.drafting.sources.task_source import TASKS

READERS: tuple[Reader, ...] = (TASKS, LOG, CALENDAR, MEETING, TABLE, PDF, FEED, PAGE, NOTES)
BY_NAME = {name: reader for reader in READERS for name in (reader.name, *reader.also)}
