"""Documents and their sections as references, for programs that researchers keep their sources in."""
