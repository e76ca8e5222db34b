"""The ways to answer, one file a plan."""
