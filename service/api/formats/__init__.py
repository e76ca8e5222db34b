"""Other forms of what the API tells: for assistants, for chats, for catalogues. Each is a view; none computes anew."""
