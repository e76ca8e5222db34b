"""Paragraf beside what others would put together: ``python -m eval.experiments.peers.measuring --help``."""
