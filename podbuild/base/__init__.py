"""What everything stands on: mistakes as values, units, digests. Standard library only."""
