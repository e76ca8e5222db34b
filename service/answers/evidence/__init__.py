"""Which words of the documents can be an answer, and how far they reach."""
