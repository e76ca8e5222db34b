"""Putting a set to a target, the folder of a run, and runs beside each other."""
