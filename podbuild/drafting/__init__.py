"""What drafting is made of: writers (language models), sources that drafts rest on, edits, and what holds them to the sources."""
