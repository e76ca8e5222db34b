"""What staff keep: gold questions in the making, opinions, the question log, sessions."""
