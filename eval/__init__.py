"""Evaluation of search and answers against gold question sets."""
