"""To keep watch: what can be watched, the feeds of it, and mails with what is new."""
