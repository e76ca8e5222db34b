"""What a good ranking and a good answer are, as numbers."""
