"""The collection in a PostgreSQL database: retrieval by its own statements."""
