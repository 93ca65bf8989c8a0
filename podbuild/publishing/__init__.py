"""`podbuild publish`: what it starts from, and how the targets of publish/ are brought together."""
