"""From the bytes of a file to text with light mark-up; one reader for each format."""
