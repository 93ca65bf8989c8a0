"""Packages: an episode or a whole show as one file or folder, for hosts that take them by hand."""
