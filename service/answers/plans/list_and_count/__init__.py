"""Lists and counts from the register of decisions."""
