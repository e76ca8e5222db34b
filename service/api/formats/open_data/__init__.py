"""The register as open data: tables with their description, a map of the pages, a search engine for browsers."""
