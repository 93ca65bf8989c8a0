"""What a build says about a show beyond plain mistakes: rights, disclosure, pacing, levels."""
