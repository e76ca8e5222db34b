"""The pages where staff make gold questions and read each other's: behind a key, made whole on the server."""
