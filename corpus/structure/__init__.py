"""From text to the normalised text with its sections, blocks, tables and sentences."""
