"""The show's web site."""
