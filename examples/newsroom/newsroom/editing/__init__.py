"""Articles from the first line to their release."""
