"""The optional generator, and the check of what it writes."""
