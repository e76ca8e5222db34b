"""Search and answers over the snapshot in force."""
