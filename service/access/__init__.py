"""Who may do what: names and addresses of the service, keys, sessions, tries."""
