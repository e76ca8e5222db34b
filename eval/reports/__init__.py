"""Runs for people: reports, plots, tables, a verdict in plain words."""
