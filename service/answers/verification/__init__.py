"""That no sentence says what does not stand in its quotes."""
