"""Evidence as sentences with their citations."""
