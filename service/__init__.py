"""Search and cited answers over a snapshot: API, page and command line."""
