"""podbuild compiles text in git into podcasts. Start reading at recipe.py."""

__version__ = "0.1.0"
