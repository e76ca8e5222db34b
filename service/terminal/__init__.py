"""The command line's own words, and answers of a service somewhere else."""
