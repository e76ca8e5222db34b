"""What each stage is worth, and how fast it is."""
