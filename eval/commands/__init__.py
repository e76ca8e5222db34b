"""The commands of ``paragraf eval``: what is read from the command line, and what people are told."""
