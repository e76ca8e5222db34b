"""Documents fetched from other servers, politely, into a folder that the indexer reads."""
