"""Targets: where a finished show goes, and how it is kept in step with what lies here. One file a target."""
