"""The way from a folder of files to documents, each file read in a process with limits."""
