"""Sound as numbers: decoding, levelling, mixing, metering, encoding, tagging. Knows nothing of scripts."""
