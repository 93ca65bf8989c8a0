"""The text files beside the audio: chapters, transcripts, show notes. Pure functions of a Programme."""
