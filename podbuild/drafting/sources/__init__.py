"""Sources: notes, pages, feeds, calendars and the like, each read by a reader of its own into numbered passages."""
