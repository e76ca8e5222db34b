"""Passages, embeddings, lexical index and the snapshot folder that holds them."""
