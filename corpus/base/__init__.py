"""What a document is once it has been read, and the errors of reading."""
