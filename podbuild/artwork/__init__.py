"""Pictures: covers, cards, and copies of the author's own in the sizes that apps take."""
