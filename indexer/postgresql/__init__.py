"""The index in a PostgreSQL database with pgvector, where one machine's memory is too small for it."""
