"""From a wish to files of the show, and back: drafting, revising, briefing, translating. Nothing of this runs inside a build.

What all of it begins with: commission (the show, the writer, the purse), prompts, conversation, outcome.
A draft: wishes → drafting_run → script_asking → form_reading → script_text, of the length that lengths, pace and spoken_length
foresee, held to its sources by faithful_scripts. By a recipe: briefing.
A revision: revising asks, revision and revisable and revision_limits tell what it may be, hunks shows it, keeping_revisions records
and writes it, undoing takes it back. A translation: translating, translation_asking, twin_text, voice_mapping. Notes: noting.
"""
