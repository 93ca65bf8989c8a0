"""From a wish to files of the show, and back: drafting, revising, briefing, translating. Nothing of this runs inside a build."""
